package bzh.vigie.collector.detect.logon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Memory of one account: where it logged on from by the word of which hosts, where it is at home, and on which hosts it has an
 * administrator's rights. An origin is new on its first day by receipt, unless it was told or learnt: a thief who looks around quietly first
 * is still new when it matters. A host's word settles an origin for itself; elsewhere it takes two hosts, so that no single one vouches for
 * an origin on others (decision 0133). Enough settled origins of a group make the whole group known.
 *
 * <p>As text, a line each, between tabs: {@code g} group, host or nothing; {@code a} host; {@code o} origin, last day; after it its words:
 * {@code w} host, first receipt in milliseconds, {@code l} learnt, {@code t} told or {@code -}, logon id, kind.
 */
final class KnownOrigins {
    static final long NEW_FOR = Duration.ofDays(1).toMillis();

    private static final int MOST_ORIGINS = 32;
    private static final int MOST_HOSTS = 16;
    private static final int MOST_WORDS = 4;
    private static final int MOST_HOMES = 32;

    /** Host of a group that is known on all hosts. */
    private static final String ANY = "";

    private final List<Known> origins = new ArrayList<>();
    private final SequencedSet<Home> homes = new LinkedHashSet<>();
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
                // An older store wrote g of a guess.
                case "t", "g" -> TOLD;
                default -> SEEN;
            };
        }
    }

    /** A group of origins in which the account is at home for what that host tells, or {@link #ANY}. */
    private record Home(String group, String host) {}

    /**
     * A host's word for an origin.
     *
     * @param first when its first one was received, in milliseconds
     * @param logonId that it was last seen with while it was new
     * @param kind of that logon
     */
    record Word(String host, long first, How how, String logonId, LogonKind kind) {
        private boolean isOld(long now) {
            return first + NEW_FOR <= now;
        }

        private boolean settles(long now) {
            return how != How.SEEN || isOld(now);
        }

        private Word told() {
            return new Word(host, first, How.TOLD, logonId, kind);
        }
    }

    /** An origin with the words for it, the earliest and the newest. */
    record Known(Origin origin, long day, List<Word> words) {
        Optional<Word> of(String host) {
            return words.stream().filter(word -> word.host().equals(host)).findFirst();
        }

        /**
         * Whether it is no longer new on that host: by its own word, or by two other hosts. What was learnt or told, a guess too, counts at once on
         * its own host alone.
         */
        boolean isSettled(long now, String host) {
            return of(host).filter(word -> word.settles(now)).isPresent()
                    || words.stream()
                                    .filter(word -> !word.host().equals(host) && word.isOld(now))
                                    .count()
                            >= 2;
        }

        /** The host that alone speaks for it. */
        private Optional<String> soleHost() {
            return words.size() == 1 ? Optional.of(words.getFirst().host()) : Optional.empty();
        }

        /** Whether it is no longer new without the word of that host. */
        private boolean isOldWithout(String host, long now) {
            return words.stream().anyMatch(word -> !word.host().equals(host) && word.isOld(now));
        }

        /** The same with that word in place of the one of its host; of too many the latest other one is left out. */
        private Known with(Word word, long day) {
            List<Word> all = new ArrayList<>(words);
            all.removeIf(each -> each.host().equals(word.host()));
            if (all.size() == MOST_WORDS) {
                all.remove(
                        all.stream().max(Comparator.comparingLong(Word::first)).orElseThrow());
            }
            all.add(word);
            return new Known(origin, Math.max(this.day, day), List.copyOf(all));
        }
    }

    static KnownOrigins parse(byte[] bytes) {
        KnownOrigins known = new KnownOrigins();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] parts = line.split("\t", -1);
            switch (parts[0]) {
                case "g" -> known.homes.add(new Home(parts[1], parts[2]));
                case "a" -> known.administers.add(parts[1]);
                case "o" -> known.origins.add(new Known(Origin.parse(parts[1]), Long.parseLong(parts[2]), List.of()));
                case "w" ->
                    known.origins.add(known.origins
                            .removeLast()
                            .with(
                                    new Word(
                                            parts[1],
                                            Long.parseLong(parts[2]),
                                            How.of(parts[3]),
                                            parts[4],
                                            LogonKind.valueOf(parts[5])),
                                    0));
                default -> {
                    // The end.
                }
            }
        }
        return known;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        homes.forEach(home -> line(text, "g", home.group(), home.host()));
        administers.forEach(host -> line(text, "a", host));
        for (Known each : origins) {
            line(text, "o", each.origin().text(), Long.toString(each.day()));
            each.words()
                    .forEach(word -> line(
                            text,
                            "w",
                            word.host(),
                            Long.toString(word.first()),
                            String.valueOf(word.how().letter),
                            word.logonId(),
                            word.kind().name()));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder to, String... parts) {
        to.append(String.join("\t", parts)).append('\n');
    }

    /** Whether the account was seen from there at all, today too, by that host or by two others. */
    boolean has(Origin origin, String host) {
        return isAtHome(origin.group(), host)
                || find(origin)
                        .filter(each ->
                                each.of(host).isPresent() || each.words().size() >= 2)
                        .isPresent();
    }

    /** Whether any of these is no longer new for that attempt; addresses of the Internet are never at home for an administrator. */
    boolean knows(List<Origin> of, LogonAttempt attempt, boolean administrator, long now) {
        return of.stream()
                .anyMatch(origin -> (isAtHome(origin.group(), attempt.host()) && !(administrator && origin.isPublic()))
                        || find(origin)
                                .filter(each -> each.isSettled(now, attempt.host()))
                                .isPresent());
    }

    /** Whether any host's logon from one of these was told. */
    boolean wasTold(List<Origin> of) {
        return of.stream()
                .flatMap(origin -> find(origin).stream())
                .flatMap(each -> each.words().stream())
                .anyMatch(word -> word.how() == How.TOLD);
    }

    /** Whether it comes from inside, and any host has known it from there for a day: enough for typing errors, not for being at home. */
    boolean isFamiliar(Origin origin, long now) {
        return !origin.isPublic()
                && find(origin).filter(each -> each.isOldWithout(ANY, now)).isPresent();
    }

    /** Whether it came from the same inner network before: the address may be new because a DHCP server gave another. */
    boolean knowsNetworkOf(Origin origin, LogonAttempt attempt, long now) {
        return origin.type() == Origin.Type.ADDRESS
                && !origin.isPublic()
                && (isAtHome(origin.group(), attempt.host())
                        || origins.stream()
                                .anyMatch(each -> each.isSettled(now, attempt.host())
                                        && each.origin().group().equals(origin.group())));
    }

    /** Takes in that a host saw it from there; gives how many others were forgotten for it. */
    int see(Origin origin, LogonAttempt attempt, How how, long now) {
        if (homes.contains(new Home(origin.group(), ANY)) && !origin.isPublic()) {
            return 0;
        }
        long day = Math.floorDiv(now, NEW_FOR);
        Known known = find(origin).orElseGet(() -> new Known(origin, day, List.of()));
        origins.remove(known);
        origins.add(known.with(
                known.of(attempt.host())
                        .map(word -> again(word, attempt, how, now))
                        .orElseGet(() -> new Word(attempt.host(), now, how, attempt.logonId(), attempt.kind())),
                day));
        gather(origin, attempt.host(), now);
        return bound();
    }

    private static Word again(Word word, LogonAttempt attempt, How how, long now) {
        boolean settled = word.settles(now);
        How held = settled ? word.how() : how;
        return new Word(
                word.host(),
                Math.min(word.first(), now),
                held == How.SEEN ? how : held,
                settled ? word.logonId() : attempt.logonId(),
                settled ? word.kind() : attempt.kind());
    }

    /** Marks as told what was last seen in that session of that host and is still new there; empty where nothing is. */
    Optional<Known> tell(String host, String logonId, long now) {
        Optional<Known> found = origins.stream()
                .filter(each -> isNewIn(each, host, logonId, now))
                .findFirst();
        origins.replaceAll(each -> isNewIn(each, host, logonId, now)
                ? each.with(each.of(host).orElseThrow().told(), each.day())
                : each);
        return found;
    }

    private boolean isNewIn(Known known, String host, String logonId, long now) {
        Origin origin = known.origin();
        return known.of(host).filter(word -> word.logonId().equals(logonId)).isPresent()
                && !known.isSettled(now, host)
                && (origin.isPublic() || !isAtHome(origin.group(), host));
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

    /** The host that alone tells of it; empty where several do. */
    String onlyHost() {
        List<String> hosts = origins.stream()
                .flatMap(known -> known.words().stream())
                .map(Word::host)
                .distinct()
                .toList();
        return hosts.size() == 1 ? hosts.getFirst() : "";
    }

    /** The last day on which anything was seen, since 1970. */
    long lastDay() {
        return origins.stream().mapToLong(Known::day).max().orElse(0);
    }

    private Optional<Known> find(Origin origin) {
        return origins.stream().filter(each -> each.origin().equals(origin)).findFirst();
    }

    private boolean isAnyHome(Origin origin) {
        return homes.stream().anyMatch(home -> home.group().equals(origin.group()));
    }

    private boolean isAtHome(String group, String host) {
        return homes.contains(new Home(group, ANY)) || homes.contains(new Home(group, host));
    }

    /** Makes a group known on that host, or on all: where enough of it is no longer new there, or without the word of any one host. */
    private void gather(Origin origin, String host, long now) {
        String group = origin.group();
        if (group.equals(origin.text())) {
            return;
        }
        List<Known> same = origins.stream()
                .filter(each -> each.origin().group().equals(group))
                .toList();
        Set<String> hosts = new TreeSet<>();
        same.forEach(each -> each.words().forEach(word -> hosts.add(word.host())));
        if (hosts.stream()
                .allMatch(each -> same.stream()
                                .filter(known -> known.isOldWithout(each, now))
                                .count()
                        >= origin.enough())) {
            homes.removeIf(home -> home.group().equals(group));
            homes.add(new Home(group, ANY));
            if (!origin.isPublic()) {
                origins.removeAll(same);
            }
        } else if (same.stream().filter(each -> each.isSettled(now, host)).count() >= origin.enough()) {
            homes.add(new Home(group, host));
            if (homes.size() > MOST_HOMES) {
                String most = most(homes.stream().map(Home::host));
                homes.remove(homes.stream()
                        .filter(home -> home.host().equals(most))
                        .findFirst()
                        .orElseThrow());
            }
        }
    }

    /**
     * Keeps to the bound. First goes an address of the Internet where these are at home, then what was not used for longest of the host that
     * alone speaks for most, so that what a host makes up pushes out nothing of one that holds less.
     */
    private int bound() {
        int forgotten = 0;
        while (origins.size() > MOST_ORIGINS) {
            String most = most(origins.stream().map(Known::soleHost).flatMap(Optional::stream));
            Known out = origins.stream()
                    .min(Comparator.comparing((Known each) -> !isAnyHome(each.origin()))
                            .thenComparing(each -> !each.soleHost().equals(Optional.of(most)))
                            .thenComparingLong(Known::day))
                    .orElseThrow();
            forgotten += isAnyHome(out.origin()) ? 0 : 1;
            origins.remove(out);
        }
        return forgotten;
    }

    /** The host that is named most often; empty where none is. */
    private static String most(Stream<String> hosts) {
        return hosts
                .collect(Collectors.groupingBy(host -> host, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
