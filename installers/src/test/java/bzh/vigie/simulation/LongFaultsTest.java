package bzh.vigie.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.detect.returns.Mutations;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch of ninety days in which each server has one long fault: each day's word, and which criterion names whom. */
final class LongFaultsTest {
    private static final Scope ALL = new Scope.All();
    private static final Commune AURAY = new Commune("56007");
    private static final Author ANALYST = new Author("analyst", "simulated");
    private static final Instant EVICTED = Instant.parse("2026-03-10T18:00:00Z");
    private static final int DAYS = 90;

    /** Twelve days without network, or without power. */
    private static final int CUT = 10;

    private static final int BACK = 22;

    /** Its wall clock is five years ahead, later five years behind. */
    private static final int AHEAD = 30;

    /** A copy of its disk of before the eviction takes the place of its disk. */
    private static final int RESTORED = 60;

    /** How much of the time was watched is WatchedHost's, and of no one fault. */
    private static final Set<Kind> OTHERS = Set.of(Kind.ESSENTIAL_HOSTS_WATCHED);

    private final Timeline time = new Timeline(EVICTED.minus(Duration.ofDays(7)));
    private final Map<String, SimulatedHost> hosts = new TreeMap<>();
    private final Random random = new Random(26);

    @TempDir
    Path folder;

    private HandedCollector collector;
    private Incident incident;

    @BeforeEach
    void begin() throws IOException {
        collector = new HandedCollector(folder.resolve("collector"), time);
        incident = collector
                .store()
                .write(session -> session.incidents().open("rançongiciel", Set.of(AURAY), DAYS, ANALYST));
    }

    @AfterEach
    void end() throws Exception {
        for (SimulatedHost host : hosts.values()) {
            host.powerCut();
        }
        collector.close();
    }

    private static Instant day(double day) {
        return EVICTED.plusSeconds(Math.round(day * 86_400));
    }

    private SimulatedHost host(String name) {
        return Objects.requireNonNull(hosts.get(name));
    }

    private interface Fault {
        void of(SimulatedHost host) throws Exception;
    }

    private void at(double day, String host, Fault fault) {
        time.at(day(day), () -> fault.of(host(host)));
    }

    private void server(String name, Item... more) throws Exception {
        SimulatedHost host = new SimulatedHost(
                time, collector, folder.resolve("hosts"), random, name, AURAY, Role.SERVER, false, List.of());
        List<Item> items = new ArrayList<>(OrdinaryItems.of(false, List.of(), 8));
        items.addAll(List.of(more));
        host.put(items);
        host.powerOn();
        host.enrol();
        hosts.put(name, host);
    }

    @Test
    void eachDayOfALongFaultHasTheRightWord() throws Exception {
        Item implant = Mutations.attack().stream()
                .map(base -> base.item())
                .filter(item -> item.os().equals("linux"))
                .findFirst()
                .orElseThrow();
        for (String name : List.of("away", "clock", "off", "whole")) {
            server(name);
        }
        server("image", implant);
        evict(implant);
        at(-4, "image", SimulatedHost::backUp);
        at(-1, "image", host -> host.remove(List.of(implant.key())));
        at(CUT, "away", host -> host.network(false));
        at(BACK, "away", host -> host.network(true));
        at(CUT, "off", SimulatedHost::powerOff);
        at(BACK, "off", SimulatedHost::powerOn);
        at(AHEAD, "clock", host -> host.wallClock(Duration.ofDays(5 * 365)));
        at(33, "clock", host -> host.wallClock(Duration.ZERO));
        at(36, "clock", host -> host.wallClock(Duration.ofDays(-5 * 365)));
        at(39, "clock", host -> host.wallClock(Duration.ZERO));
        at(RESTORED, "image", SimulatedHost::restore);
        Map<String, Set<Integer>> named = new TreeMap<>();
        Map<Integer, Word> words = new TreeMap<>();
        time.every(EVICTED.minus(Duration.ofDays(7)).plusSeconds(1_800), Duration.ofHours(3), () -> {
            for (SimulatedHost host : hosts.values()) {
                host.beat();
            }
            collector.detect();
            decide();
        });
        for (int day = 1; day <= DAYS; day++) {
            int today = day;
            time.at(day(day).plusSeconds(60), () -> {
                Conclusion said = collector.conclude(incident);
                words.put(today, said.word());
                said.missing().stream()
                        .filter(each -> !OTHERS.contains(each.kind()))
                        .forEach(criterion -> hosts.keySet().stream()
                                .filter(name -> criterion.about().stream().anyMatch(about -> about.contains(name)))
                                .forEach(name -> named.computeIfAbsent(
                                                name + " " + criterion.kind(), _ -> new TreeSet<>())
                                        .add(today)));
            });
        }
        time.run(day(DAYS + 1));
        assertEquals(expected(), named);
        for (int day = 1; day <= DAYS; day++) {
            assertEquals(
                    day > RESTORED ? Word.NOT_VERIFIABLE : Word.NOT_OBSERVED_COVERAGE_INSUFFICIENT,
                    words.get(day),
                    "day " + day);
        }
    }

    /** By whom, criterion and days, out of decisions 0036, 0038 and 0093. */
    private Map<String, Set<Integer>> expected() {
        Map<String, Set<Integer>> all = new TreeMap<>();
        for (String host : List.of("away", "off")) {
            // While nobody hears it nothing is known; once it told what it watched, or that it was shut down, that is
            // no gap.
            for (Kind kind : List.of(Kind.NO_LONG_GAP, Kind.SOURCES_WATCHED, Kind.PASSES_REGULAR)) {
                all.put(host + " " + kind, days(CUT + 1, BACK));
            }
        }
        // A boot whose clock cannot be so counts for no pass, also not those of before.
        all.put("clock " + Kind.PASSES_REGULAR, days(AHEAD + 1, DAYS));
        all.put("image " + Kind.ARTEFACTS_GONE, days(RESTORED + 1, DAYS));
        all.put("image " + Kind.FINDINGS_DECIDED, days(RESTORED + 1, DAYS));
        Map.of("away", DAYS, "clock", DAYS, "whole", DAYS, "off", BACK, "image", RESTORED)
                .forEach((host, last) -> all.put(host + " " + Kind.FULL_STARTS, days(1, last)));
        hosts.keySet().forEach(host -> all.put(host + " " + Kind.WATCH_COMPLETE, days(1, DAYS - 1)));
        return all;
    }

    private static Set<Integer> days(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** What came back waits for a person; all else is looked at and closed. */
    private void decide() {
        collector
                .store()
                .change(session -> session.alerts().list(ALL, Filter.open(), Optional.empty(), 500).stream()
                        .filter(alert -> !Tombstones.RULES.contains(alert.rule()))
                        .forEach(alert ->
                                session.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), ANALYST)));
    }

    private void evict(Item implant) {
        time.at(day(-5), () -> collector.mark(incident, AURAY, host("image").id(), implant, ANALYST));
        time.at(
                day(0),
                () -> collector.store().change(session -> {
                    session.incidents()
                            .eviction(
                                    ALL,
                                    incident.id(),
                                    Optional.empty(),
                                    Optional.of(new Interval(day(-3), Optional.of(day(0)))),
                                    ANALYST);
                    session.expectedHosts()
                            .add(
                                    ALL,
                                    incident.id(),
                                    AURAY,
                                    "list.csv",
                                    Origin.DIRECTORY,
                                    hosts.keySet().stream()
                                            .map(name -> new Expected(name, Role.SERVER, true))
                                            .toList(),
                                    ANALYST);
                    for (Statement statement : Statement.values()) {
                        if (statement.about().isOfAll() && statement != Statement.DOMAIN_REBUILT) {
                            boolean no =
                                    statement == Statement.DOMAIN_TAKEN || statement == Statement.AUTHORITY_KEY_EXPOSED;
                            session.attestations()
                                    .attest(
                                            ALL,
                                            incident.id(),
                                            statement,
                                            Optional.empty(),
                                            Optional.of(no ? Answer.NO : Answer.YES),
                                            "PV",
                                            Optional.empty(),
                                            ANALYST);
                        }
                    }
                }));
    }
}
