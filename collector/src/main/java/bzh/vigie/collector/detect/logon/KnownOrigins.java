package bzh.vigie.collector.detect.logon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is remembered of one account: where it logged on from, where it is everywhere at home, and on which hosts it has an
 * administrator's rights. An origin is new on its first day, unless it was told or learnt: a thief who looks around quietly first is still
 * new when it matters. Enough origins of a group that are no longer new make the whole group known, and are then forgotten.
 *
 * <p>As text, a line each, between tabs: {@code g} group; {@code a} host; {@code o} origin, first time in milliseconds, last day, {@code l} learnt or {@code t} told or {@code -}, host and logon id, kind.
 */
final class KnownOrigins {
    static final long NEW_FOR = Duration.ofDays(1).toMillis();

    private static final int MOST_ORIGINS = 32;
    private static final int MOST_HOSTS = 16;

    private final List<Known> origins = new ArrayList<>();
    private final Set<String> groups = new TreeSet<>();
    private final Set<String> administers = new LinkedHashSet<>();

    /** How an origin came to be known. */
    enum How {
        SEEN('-'),
        LEARNT('l'),
        TOLD('t');

        private final char letter;

        How(char letter) {
            this.letter = letter;
        }

        private static How of(String letter) {
            return switch (letter) {
                case "l" -> LEARNT;
                case "t" -> TOLD;
                default -> SEEN;
            };
        }
    }

    /** An origin; session is the host and the logon id that it was last seen with while it was new, kind the kind of that logon. */
    record Known(Origin origin, long first, long day, How how, String session, LogonKind kind) {
        /**
         * Whether it is no longer new on that host. What was learnt is settled at once only on the host that taught it: elsewhere a
         * newly enrolled host would vouch for whoever logs on there first. The one place that says so: where what was learnt is no
         * longer trusted, as after an eviction, {@link How#LEARNT} does not count here.
         */
        boolean isSettled(long millis, String host) {
            return how == How.TOLD
                    || first + NEW_FOR <= millis
                    || (how == How.LEARNT && session.startsWith(host + "/"));
        }
    }

    static KnownOrigins parse(byte[] bytes) {
        KnownOrigins known = new KnownOrigins();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] parts = line.split("\t", -1);
            switch (parts[0]) {
                case "g" -> known.groups.add(parts[1]);
                case "a" -> known.administers.add(parts[1]);
                case "o" ->
                    known.origins.add(new Known(
                            Origin.parse(parts[1]),
                            Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]),
                            How.of(parts[4]),
                            parts[5],
                            LogonKind.valueOf(parts[6])));
                default -> {
                    // The end.
                }
            }
        }
        return known;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        groups.forEach(group -> line(text, "g", group));
        administers.forEach(host -> line(text, "a", host));
        origins.forEach(each -> line(
                text,
                "o",
                each.origin().text(),
                Long.toString(each.first()),
                Long.toString(each.day()),
                String.valueOf(each.how().letter),
                each.session(),
                each.kind().name()));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder to, String... parts) {
        to.append(String.join("\t", parts)).append('\n');
    }

    /** Whether the account was seen from there at all, today too. */
    boolean has(Origin origin) {
        return groups.contains(origin.group()) || find(origin).isPresent();
    }

    /** Whether any of these is no longer new for that attempt; addresses of the Internet are never at home for an administrator. */
    boolean knows(List<Origin> of, LogonAttempt attempt, boolean administrator) {
        return of.stream()
                .anyMatch(origin -> (groups.contains(origin.group()) && !(administrator && origin.isPublic()))
                        || find(origin)
                                .filter(each -> each.isSettled(attempt.millis(), attempt.host()))
                                .isPresent());
    }

    /** Whether it came from the same inner network before: the address may be new because a DHCP server gave another. */
    boolean knowsNetworkOf(Origin origin, LogonAttempt attempt) {
        return origin.type() == Origin.Type.ADDRESS
                && !origin.isPublic()
                && (groups.contains(origin.group())
                        || origins.stream()
                                .anyMatch(each -> each.isSettled(attempt.millis(), attempt.host())
                                        && each.origin().group().equals(origin.group())));
    }

    /** Takes in that it was seen from there; gives how many others were forgotten for it. */
    int see(Origin origin, LogonAttempt attempt, How how) {
        long millis = attempt.millis();
        if (groups.contains(origin.group()) && !origin.isPublic()) {
            return 0;
        }
        long day = Math.floorDiv(millis, NEW_FOR);
        Optional<Known> before = find(origin);
        before.ifPresent(origins::remove);
        origins.add(before.map(known -> again(known, attempt, day, how))
                .orElseGet(() -> new Known(origin, millis, day, how, session(attempt), attempt.kind())));
        gather(origin, attempt);
        return bound();
    }

    private static Known again(Known known, LogonAttempt attempt, long day, How how) {
        boolean settled = known.isSettled(attempt.millis(), attempt.host());
        How held = settled ? known.how() : how;
        return new Known(
                known.origin(),
                Math.min(known.first(), attempt.millis()),
                Math.max(known.day(), day),
                held == How.SEEN && how == How.TOLD ? How.TOLD : held,
                settled ? known.session() : session(attempt),
                settled ? known.kind() : attempt.kind());
    }

    /** Marks as told what was last seen in that session of that host and is still new; empty where nothing is. */
    Optional<Known> tell(String host, String logonId, long millis) {
        String session = host + "/" + logonId;
        Optional<Known> found = origins.stream()
                .filter(each -> each.session().equals(session) && !each.isSettled(millis, host))
                .findFirst();
        if (found.isPresent()) {
            origins.replaceAll(each -> each.session().equals(session) && !each.isSettled(millis, host)
                    ? new Known(each.origin(), each.first(), each.day(), How.TOLD, each.session(), each.kind())
                    : each);
        }
        return found;
    }

    /** It has an administrator's rights on that host; of more than 16 hosts the first is forgotten, and 4672 says it again. */
    void administer(String host) {
        if (administers.add(host) && administers.size() > MOST_HOSTS) {
            administers.remove(administers.iterator().next());
        }
    }

    boolean administers(String host) {
        return administers.contains(host);
    }

    /** The last day on which anything was seen, since 1970. */
    long lastDay() {
        return origins.stream().mapToLong(Known::day).max().orElse(0);
    }

    /** The host and the logon id of an attempt. */
    static String session(LogonAttempt attempt) {
        return attempt.host() + "/" + attempt.logonId();
    }

    private Optional<Known> find(Origin origin) {
        return origins.stream().filter(each -> each.origin().equals(origin)).findFirst();
    }

    private void gather(Origin origin, LogonAttempt attempt) {
        String group = origin.group();
        List<Known> same = origins.stream()
                .filter(each -> each.isSettled(attempt.millis(), attempt.host())
                        && each.origin().group().equals(group))
                .toList();
        if (same.size() >= origin.enough() && !group.equals(origin.text())) {
            groups.add(group);
            if (!origin.isPublic()) {
                origins.removeIf(each -> each.origin().group().equals(group));
            }
        }
    }

    /** What goes first: an address of the Internet where these are at home, then what was not used for longest. */
    private int bound() {
        int forgotten = 0;
        while (origins.size() > MOST_ORIGINS) {
            Known out = origins.stream()
                    .min(Comparator.comparing((Known each) ->
                                    !groups.contains(each.origin().group()))
                            .thenComparingLong(Known::day))
                    .orElseThrow();
            forgotten += groups.contains(out.origin().group()) ? 0 : 1;
            origins.remove(out);
        }
        return forgotten;
    }
}
