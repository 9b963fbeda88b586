package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of a policy that is told by two places of one host: the agent of a controller sees it on its own disk, at once, and where it was chosen
 * to read its domain's directory also among what the controllers share, within a day. One change is one alert there (decision 0062): what is of
 * medium severity or more is told by whichever place tells it first, and by the other one only where that is graver, not the same, or of another
 * rule; what is less is left to the directory's place, which knows the policy's name. What became no alert was not told.
 */
final class SharedTwice {
    /** State: what one place told and the other did not yet. */
    private static final String TOLD = "shared-file-told";

    /** From one daily reading to the end of the next. */
    private static final Duration LASTS = Duration.ofHours(26);

    /** A place that was not read for so long is not one to leave anything to. */
    private static final Duration LATELY = Duration.ofDays(2);

    private static final String SHARED = "SYSVOL\\";
    private static final String DISK = "C:\\Windows\\SYSVOL\\domain\\";
    private static final Pattern POLICY = Pattern.compile("; by \\{[^;]*$");

    private static final Pattern NUMBER = Pattern.compile("S-1-[0-9]+(?:-[0-9]+)*+");

    private static final Map<String, String> PLACES = Map.of(
            "windows.policy.domain-registry", "ad.sysvol.registry",
            "windows.policy.domain-preference", "ad.sysvol.preference",
            "windows.policy.script-file", "ad.sysvol.script",
            "windows.policy.security-template", "ad.sysvol.template");

    private SharedTwice() {}

    /** The same thing by both places. */
    private record Thing(String directoryPlace, boolean isOnDisk, String path) {}

    /** Whether the finding is left to the directory's place, which tells more of it. */
    static boolean isLeft(Store.Session session, Seen seen, Item item, Finding finding) {
        return finding.severity().compareTo(Severity.MEDIUM) < 0
                && thing(session, seen, item)
                        .filter(Thing::isOnDisk)
                        .filter(thing -> isRead(session, seen, thing.directoryPlace()))
                        .isPresent();
    }

    /** Whether the other place told the same. */
    static boolean isTold(Store.Session session, Seen seen, Item item, Finding finding) {
        Optional<Thing> thing = grave(session, seen, item, finding);
        if (thing.isEmpty()) {
            return false;
        }
        String key = key(seen, thing.get(), item);
        boolean isSame = session.progress()
                .state(TOLD, key)
                .flatMap(Told::parse)
                .filter(told -> told.isOnDisk() != thing.get().isOnDisk()
                        && told.hash().equals(hash(seen, item))
                        && told.rule().equals(finding.rule()))
                .filter(told -> told.isStanding(seen.received()))
                .filter(told -> told.severity().compareTo(finding.severity()) >= 0)
                .isPresent();
        if (isSame) {
            session.progress().forget(TOLD, key);
        }
        return isSame;
    }

    /** What is kept once a new alert is made of the finding; empty where the other place does not tell it. */
    static String noted(Store.Session session, Seen seen, Item item, Finding finding) {
        return grave(session, seen, item, finding)
                .map(thing -> key(seen, thing, item) + "\n"
                        + new Told(
                                        thing.isOnDisk(),
                                        finding.severity(),
                                        seen.received(),
                                        hash(seen, item),
                                        finding.rule())
                                .text())
                .orElse("");
    }

    /** Keeps it. */
    static void note(Progress progress, String noted) {
        String[] parts = noted.split("\n", 2);
        if (parts.length == 2) {
            progress.state(TOLD, parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Optional<Thing> grave(Store.Session session, Seen seen, Item item, Finding finding) {
        return finding.severity().compareTo(Severity.MEDIUM) < 0 ? Optional.empty() : thing(session, seen, item);
    }

    private static String key(Seen seen, Thing thing, Item item) {
        return seen.host().text() + "|" + sha(thing.path() + "|" + item.name());
    }

    private static String hash(Seen seen, Item item) {
        return sha(seen.record().value("change") + "|" + content(item));
    }

    private static String sha(String text) {
        return Sha256.over(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Lets go of what the other place did not tell in time. */
    static void forget(Progress progress, Instant now) {
        progress.states(TOLD).forEach((key, bytes) -> {
            if (Told.parse(bytes).filter(told -> told.isStanding(now)).isEmpty()) {
                progress.forget(TOLD, key);
            }
        });
    }

    /** As it is kept: {@code place severity microseconds hash rule}. */
    private record Told(boolean isOnDisk, Severity severity, Instant at, String hash, String rule) {
        /** Empty for what was kept without its rule. */
        static Optional<Told> parse(byte[] bytes) {
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 5);
            return parts.length < 5
                    ? Optional.empty()
                    : Optional.of(new Told(
                            parts[0].equals("disk"),
                            Severity.valueOf(parts[1]),
                            Moment.instant(Long.parseLong(parts[2])),
                            parts[3],
                            parts[4]));
        }

        String text() {
            long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
            return String.join(
                    " ", isOnDisk ? "disk" : "directory", severity.name(), Long.toString(micros), hash, rule);
        }

        boolean isStanding(Instant now) {
            return now.isBefore(at.plus(LASTS));
        }
    }

    private static Optional<Thing> thing(Store.Session session, Seen seen, Item item) {
        return thing(item)
                .filter(thing -> session.directories().readBy(seen.host()).isPresent());
    }

    private static Optional<Thing> thing(Item item) {
        String directoryPlace = PLACES.get(item.location());
        if (directoryPlace != null) {
            return below(item.source(), DISK).map(path -> new Thing(directoryPlace, true, path));
        }
        return PLACES.containsValue(item.location())
                ? below(item.source(), SHARED).map(path -> new Thing(item.location(), false, path))
                : Optional.empty();
    }

    private static Optional<String> below(String source, String folder) {
        return LetterCase.fold(source).startsWith(LetterCase.fold(folder))
                ? Optional.of(LetterCase.fold(source.substring(folder.length())))
                : Optional.empty();
    }

    /** What it does, as both places have it: without the policy's name, and accounts without theirs. */
    private static String content(Item item) {
        String value = POLICY.matcher(item.value()).replaceFirst("");
        boolean hasAccounts = item.name().startsWith("right ") || item.name().startsWith("group *");
        return item.enabled() + "|"
                + (hasAccounts
                        ? Arrays.stream(value.split(",", -1))
                                .map(SharedTwice::account)
                                .sorted()
                                .collect(Collectors.joining(","))
                        : value);
    }

    /** Its number where one is told, before a name or after it. */
    private static String account(String one) {
        Matcher number = NUMBER.matcher(one);
        return number.find() ? number.group() : one.strip();
    }

    private static boolean isRead(Store.Session session, Seen seen, String place) {
        return session.inventories().statuses(seen.host()).stream()
                .filter(status -> status.location().equals(place))
                .filter(status -> status.state() == State.READ)
                .map(LocationStatus::startedWallMicros)
                .map(Moment::instant)
                .anyMatch(seen.received().minus(LATELY)::isBefore);
    }
}
