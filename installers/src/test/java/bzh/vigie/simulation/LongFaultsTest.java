package bzh.vigie.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watches of ninety days, each of an incident of its own whose server has one long fault while all else is met: each day's word, up to the
 * best one, and each criterion that is not met with whom it names.
 */
final class LongFaultsTest {
    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("analyst", "simulated");
    private static final Instant EVICTED = Instant.parse("2026-03-10T18:00:00Z");
    private static final int DAYS = 90;

    private static final List<String> COMMUNES = List.of("56007", "29039", "29232", "22278", "35238");

    /** Of no fault. */
    private static final String WHOLE = "whole";

    private static final String AWAY = "away";
    private static final String OFF = "off";
    private static final String CLOCK = "clock";
    private static final String IMAGE = "image";

    /** Twelve days without network, or without power. */
    private static final int CUT = 10;

    private static final int BACK = 22;

    /** After so many days without a word from it a host counts as not watched: a week. */
    private static final int UNHEARD = CUT + 7;

    /** Its wall clock is five years ahead, later five years behind; it is restarted when that is over. */
    private static final int AHEAD = 30;

    private static final int RESTARTED = 45;

    /** A copy of its disk of before the eviction takes the place of its disk; a person says later that this is a return. */
    private static final int RESTORED = 60;

    private static final int DECIDED = 70;

    /** What comes with these days waits for a review. */
    private static final Set<Integer> CHANGES =
            Set.of(CUT, CUT + 1, BACK, BACK + 1, AHEAD + 1, RESTARTED + 1, RESTORED + 1, DECIDED + 1);

    private final Timeline time = new Timeline(EVICTED.minus(WatchedCommune.BEFORE));
    private final Map<String, WatchedCommune> communes = new LinkedHashMap<>();

    /** Days on which a criterion was not met, by the host that it names, or the commune's where it names none. */
    private final Map<String, Set<Integer>> named = new TreeMap<>();

    private final Map<String, Word> words = new TreeMap<>();

    @TempDir
    Path folder;

    private HandedCollector collector;

    @BeforeEach
    void begin() throws IOException {
        collector = new HandedCollector(folder.resolve("collector"), time);
        Random random = new Random(26);
        List<String> faults = List.of(WHOLE, AWAY, OFF, CLOCK, IMAGE);
        for (int i = 0; i < faults.size(); i++) {
            communes.put(
                    faults.get(i),
                    new WatchedCommune(
                            time, collector, folder.resolve("hosts"), random, COMMUNES.get(i), faults.get(i), DAYS));
        }
    }

    @AfterEach
    void end() throws Exception {
        for (WatchedCommune commune : communes.values()) {
            for (SimulatedHost host : commune.hosts()) {
                host.powerCut();
            }
        }
        collector.close();
    }

    private WatchedCommune commune(String name) {
        return Objects.requireNonNull(communes.get(name));
    }

    private interface Fault {
        void of(SimulatedHost host) throws Exception;
    }

    private void at(double day, String commune, Fault fault) {
        time.at(commune(commune).day(day), () -> fault.of(commune(commune).server));
    }

    @Test
    void eachDayOfALongFaultHasTheRightWord() throws Exception {
        at(CUT, AWAY, host -> host.network(false));
        at(BACK, AWAY, host -> host.network(true));
        at(CUT, OFF, SimulatedHost::powerOff);
        at(BACK, OFF, SimulatedHost::powerOn);
        at(AHEAD, CLOCK, host -> host.wallClock(Duration.ofDays(5 * 365)));
        at(33, CLOCK, host -> host.wallClock(Duration.ZERO));
        at(36, CLOCK, host -> host.wallClock(Duration.ofDays(-5 * 365)));
        at(39, CLOCK, host -> host.wallClock(Duration.ZERO));
        at(RESTARTED, CLOCK, SimulatedHost::powerOff);
        at(RESTARTED, CLOCK, SimulatedHost::powerOn);
        at(-4, IMAGE, SimulatedHost::backUp);
        at(RESTORED, IMAGE, SimulatedHost::restore);
        at(DECIDED, IMAGE, _ -> decideThatItReturned());
        time.every(EVICTED.minus(WatchedCommune.BEFORE).plusSeconds(1_800), Duration.ofHours(3), () -> {
            for (WatchedCommune commune : communes.values()) {
                for (SimulatedHost host : commune.hosts()) {
                    host.beat();
                }
            }
            collector.detect();
            close();
        });
        for (int day = 1; day <= DAYS; day++) {
            int today = day;
            time.at(
                    commune(WHOLE).day(day).plusSeconds(60),
                    () -> communes.forEach((name, commune) -> {
                        // on days on which something changed: a review and its baseline are read again as a whole
                        if (today == 1 || CHANGES.contains(today)) {
                            commune.review();
                        }
                        conclude(today, name, commune);
                    }));
        }
        time.run(commune(WHOLE).day(DAYS + 1));
        assertEquals(expected(), named);
        Map<String, Word> right = new TreeMap<>();
        communes.keySet()
                .forEach(name ->
                        IntStream.rangeClosed(1, DAYS).forEach(day -> right.put(key(name, day), word(name, day))));
        assertEquals(right, words);
    }

    private static String key(String name, int day) {
        return "%s %02d".formatted(name, day);
    }

    private void conclude(int today, String name, WatchedCommune commune) {
        Conclusion said = collector.conclude(commune.incident);
        words.put(key(name, today), said.word());
        for (Criterion criterion : said.missing()) {
            List<String> about = commune.hosts().stream()
                    .map(host -> host.name)
                    .filter(host -> criterion.about().stream()
                            .anyMatch(each -> Stream.of(each.split("  ", -1)).anyMatch(host::equals)))
                    .toList();
            (about.isEmpty() ? List.of("commune of " + name) : about)
                    .forEach(host -> named.computeIfAbsent(host + " " + criterion.kind(), _ -> new TreeSet<>())
                            .add(today));
        }
    }

    /** The word of that day, out of decision 0102. */
    private static Word word(String name, int day) {
        if (name.equals(IMAGE) && day > RESTORED) {
            return day >= DECIDED ? Word.RECURRENCE_OBSERVED : Word.NOT_VERIFIABLE;
        }
        return day < DAYS || name.equals(CLOCK)
                ? Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT
                : Word.NOT_OBSERVED_COVERAGE_SUFFICIENT;
    }

    /** By whom, criterion and days, out of decisions 0036, 0038, 0093 and 0102; all else is met on each day. */
    private Map<String, Set<Integer>> expected() {
        Map<String, Set<Integer>> all = new TreeMap<>();
        for (WatchedCommune commune : communes.values()) {
            for (SimulatedHost host : commune.hosts()) {
                all.put(host.name + " " + Kind.WATCH_COMPLETE, days(1, DAYS - 1));
                all.put(host.name + " " + Kind.FULL_STARTS, days(1, 1));
            }
        }
        for (String host : List.of(AWAY, OFF)) {
            // While nobody hears it nothing is known; once it told what it watched, or that it was shut down, that is
            // no gap.
            for (Kind kind : List.of(Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED, Kind.PASSES_REGULAR)) {
                all.put(host + " " + kind, days(CUT + 1, BACK));
            }
            all.put(host + " " + Kind.ESSENTIAL_HOSTS_WATCHED, days(UNHEARD, BACK));
        }
        // A boot whose clock cannot be so counts for no pass, also not those of before, nor for a full start.
        all.put(CLOCK + " " + Kind.PASSES_REGULAR, days(AHEAD + 1, DAYS));
        Objects.requireNonNull(all.get(CLOCK + " " + Kind.FULL_STARTS)).addAll(days(AHEAD + 1, RESTARTED));
        all.put(IMAGE + " " + Kind.ARTEFACTS_GONE, days(RESTORED + 1, DAYS));
        // Its alert stays open and its group of the review waits, whatever is said of it.
        all.put(IMAGE + " " + Kind.FINDINGS_DECIDED, days(RESTORED + 1, DAYS));
        all.put("commune of " + IMAGE + " " + Kind.REVIEW_DECIDED, days(RESTORED + 1, DAYS));
        all.put(IMAGE + " " + Kind.NO_RECURRENCE, days(DECIDED, DAYS));
        return all;
    }

    private static Set<Integer> days(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private void decideThatItReturned() {
        collector
                .store()
                .change(session -> session.tombstones()
                        .recurrences(ALL, commune(IMAGE).incident.id())
                        .forEach(each ->
                                session.tombstones().nature(ALL, each.alert().id(), Nature.RETURNED, ANALYST)));
    }

    /** What came back waits for a person; all else is looked at and closed. */
    private void close() {
        collector
                .store()
                .change(session -> session.alerts().list(ALL, Filter.open(), Optional.empty(), 500).stream()
                        .filter(alert -> !Tombstones.RULES.contains(alert.rule()))
                        .forEach(alert ->
                                session.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), ANALYST)));
    }
}
