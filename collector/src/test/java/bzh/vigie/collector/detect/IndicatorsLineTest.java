package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Item;
import bzh.vigie.event.Observed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the watchlist to alerts, through the live pipeline and a real store: as events come, and over what is kept. */
final class IndicatorsLineTest {
    private static final Commune BREST = new Commune("29019");
    private static final Author ANALYST = new Author("Nolwenn", "incident");
    private static final IncidentId INCIDENT = new IncidentId("2026-001");
    private static final Set<String> RULES =
            Set.of("vigie-indicator-seen", "vigie-same-attack", "vigie-suspected-return");

    @TempDir
    Path folder;

    private static Indicator indicator(Observable what, int confidence, Optional<Instant> until, boolean alerts) {
        return new Indicator(what, "CERT", "", Tlp.AMBER, confidence, Optional.empty(), until, false, alerts);
    }

    private static List<Listed> add(Line line, Indicator... indicators) {
        return add(line, Optional.of("2026-001"), indicators);
    }

    private static List<Listed> add(Line line, Optional<String> incident, Indicator... indicators) {
        return line.store.write(session -> session.indicators().add(incident, List.of(indicators), "test", ANALYST));
    }

    private static void open(Line line, Commune... communes) {
        line.store.change(session -> session.incidents().open("Nuit", Set.of(communes), 90, ANALYST));
    }

    private static List<Commune> where(Line line) {
        return seen(line).stream().map(Alert::commune).toList();
    }

    @Test
    void anIncidentsIndicatorsAreToldInItsCommunesAlone() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST);
            AgentId concerned = line.enrol(1, BREST);
            AgentId other = line.enrol(2, Line.QUIMPER);
            Event c2 = dns(line, "c2.evil.example.org");
            line.send(concerned, c2);
            line.send(other, c2);
            Indicator evil = indicator(new Observable.Domain("evil.example.org"), 85, Optional.empty(), true);
            List<Listed> fresh = add(line, evil);
            Cards cards = new Cards(ShippedRules.load().cards());
            LookBack back = new LookBack(line.store, line.history, cards, fresh);
            assertEquals(1, back.run(new Scope.All(), line.now).alerts());
            line.send(other, dns(line, "x.example.org"));
            line.send(concerned, c2);
            line.send(other, c2);
            assertEquals(List.of(BREST), where(line));
            // The incident is found to concern the other commune too: from the next transaction on it is told there.
            line.store.change(session ->
                    session.incidents().extend(new Scope.All(), new IncidentId("2026-001"), Line.QUIMPER, ANALYST));
            line.send(other, dns(line, "x.example.org"));
            line.send(other, c2);
            assertEquals(List.of(BREST, Line.QUIMPER), where(line));
        }
    }

    @Test
    void theRegionsIndicatorsAreToldEverywhere() throws Exception {
        try (Line line = new Line(folder)) {
            add(
                    line,
                    Optional.empty(),
                    indicator(new Observable.Domain("evil.example.org"), 85, Optional.empty(), true));
            line.send(line.enrol(2, Line.QUIMPER), dns(line, "c2.evil.example.org"));
            assertEquals(List.of(Line.QUIMPER), where(line));
        }
    }

    private static Event dns(Line line, String name) {
        return new Event.DnsAnswer(
                line.at(0),
                "linux.dns",
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                name,
                "A",
                List.of("192.0.2.7"));
    }

    private static List<Alert> seen(Line line) {
        return line.alerts().stream()
                .filter(alert -> RULES.contains(alert.rule()))
                .toList();
    }

    @Test
    void whatIsOnTheListIsToldAsItComes() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST);
            AgentId host = line.enrol(1, BREST);
            line.send(host, dns(line, "www.service-public.fr"));
            add(
                    line,
                    indicator(new Observable.Domain("evil.example.org"), 85, Optional.empty(), true),
                    indicator(new Observable.Domain("old.example.org"), 85, Optional.of(Line.START), true),
                    indicator(new Observable.Domain("context.example.org"), 85, Optional.empty(), false),
                    indicator(new Observable.Domain("low.example.org"), 10, Optional.empty(), true));
            // The list is taken up with the end of a transaction.
            line.send(host, dns(line, "www.service-public.fr"));
            line.send(
                    host,
                    dns(line, "c2.evil.example.org"),
                    dns(line, "old.example.org"),
                    dns(line, "context.example.org"),
                    dns(line, "low.example.org"));
            line.send(host, dns(line, "c2.evil.example.org"));
            List<Alert> alerts = seen(line);
            assertEquals(
                    List.of(Severity.HIGH, Severity.LOW),
                    alerts.stream().map(Alert::severity).toList());
            Alert first = alerts.getFirst();
            assertEquals(2, first.count());
            assertEquals("2026-001", first.evidence().get("incident"));
            assertEquals("c2.evil.example.org", first.evidence().get("seen_value"));
            AlertText text = AlertTexts.shipped().of(first.rule(), first.evidence(), first.count(), Locale.FRENCH);
            assertEquals("Même attaque, vue avant la fin de l'éviction : evil.example.org", text.title());
            assertTrue(text.explanation().contains("un indicateur de l’incident"), text.explanation());
            boolean removed = line.store.write(
                    session -> session.indicators().remove(first.evidence().getOrDefault("indicator_id", ""), ANALYST));
            assertTrue(removed);
            line.send(host, dns(line, "x.example.org"));
            line.send(host, dns(line, "c2.evil.example.org"));
            assertEquals(2, seen(line).getFirst().count());
        }
    }

    @Test
    void whatIsKeptIsLookedThroughWhenOneIsAdded() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST, Line.QUIMPER);
            AgentId host = line.enrol(1, BREST);
            AgentId other = line.enrol(2, Line.QUIMPER);
            Item item = Line.cron("job", "* * * * * root /opt/evil/run", Item.Shipped.UNOWNED);
            line.send(host, line.seen(Change.PRESENT, item), line.listed("linux.cron.system"));
            line.send(host, dns(line, "c2.evil.example.org"), dns(line, "other.example.org"));
            line.send(other, dns(line, "c2.evil.example.org"), dns(line, "c2.evil.example.org"));
            assertEquals(List.of(), seen(line));
            List<Listed> fresh = add(
                    line,
                    indicator(new Observable.Domain("evil.example.org"), 85, Optional.empty(), true),
                    indicator(new Observable.FilePath("/opt/evil/run"), 50, Optional.empty(), true),
                    indicator(new Observable.Domain("never.example.org"), 50, Optional.empty(), true));
            Cards cards = new Cards(ShippedRules.load().cards());
            LookBack back = new LookBack(line.store, line.history, cards, fresh);
            LookBack.Result result = back.run(new Scope.All(), line.now);
            assertEquals(1, back.items());
            assertTrue(back.events() >= 5, () -> "" + back.events());
            // The item stands in the inventory and in the history.
            assertEquals(Map.of(fresh.get(0).id(), 3L, fresh.get(1).id(), 2L), result.seen());
            assertEquals(3, result.alerts());
            assertEquals(3, seen(line).size());
            // Looking again finds the same and raises nothing new.
            assertEquals(
                    0,
                    new LookBack(line.store, line.history, cards, fresh)
                            .run(new Scope.All(), line.now)
                            .alerts());
            // What comes later is one more of the same alert.
            line.send(host, dns(line, "c2.evil.example.org"));
            line.send(host, dns(line, "c2.evil.example.org"));
            assertEquals(3, seen(line).size());
        }
    }

    private static void eviction(Line line, Instant start, Instant end) {
        line.store.change(session -> session.incidents()
                .eviction(
                        new Scope.All(),
                        INCIDENT,
                        Optional.empty(),
                        Optional.of(new Interval(start, Optional.of(end))),
                        ANALYST));
    }

    private static List<String> rules(Line line) {
        return seen(line).stream()
                .map(alert -> alert.rule() + " x" + alert.count())
                .sorted()
                .toList();
    }

    /** Until the eviction ends it is a part of the attack, then a recurrence with a nature to be said, whether it was told then or is told later. */
    @Test
    void anIncidentsIndicatorIsTheSameAttackAndThenARecurrence() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST);
            AgentId host = line.enrol(1, BREST);
            Instant begin = line.now;
            for (int minute = 0; minute < 3; minute++) {
                line.send(host, dns(line, "c2.evil.example.org"));
                line.now = line.now.plusSeconds(60);
            }
            eviction(line, begin, line.now);
            line.send(host, dns(line, "c2.evil.example.org"));
            Item job = Line.cron("job", "* * * * * root /opt/evil/run", Item.Shipped.UNOWNED);
            line.now = line.now.plusSeconds(60);
            line.send(host, line.seen(Change.PRESENT, job), line.listed("linux.cron.system"));
            List<Listed> fresh = new ArrayList<>(add(
                    line,
                    indicator(new Observable.Domain("evil.example.org"), 85, Optional.empty(), true),
                    indicator(new Observable.FilePath("/opt/evil/run"), 50, Optional.empty(), true)));
            fresh.addAll(add(
                    line,
                    Optional.empty(),
                    indicator(new Observable.Domain("c2.evil.example.org"), 85, Optional.empty(), true)));
            Cards cards = new Cards(ShippedRules.load().cards());
            assertEquals(
                    4,
                    new LookBack(line.store, line.history, cards, fresh)
                            .run(new Scope.All(), line.now)
                            .alerts());
            List<String> told = List.of(
                    "vigie-indicator-seen x2",
                    "vigie-same-attack x2",
                    "vigie-suspected-return x1",
                    "vigie-suspected-return x2");
            assertEquals(told, rules(line));
            new LookBack(line.store, line.history, cards, fresh).run(new Scope.All(), line.now);
            assertEquals(told, rules(line), "nothing twice");
            assertEquals(2L, undecided(line.store));
            // As it comes, it is one more of the same.
            line.send(host, dns(line, "x.example.org"));
            line.send(host, dns(line, "c2.evil.example.org"));
            assertEquals(2L, undecided(line.store));
            // What was told as the attack is a recurrence once the eviction is dated earlier.
            eviction(line, begin, begin.plusSeconds(60));
            assertEquals(3L, undecided(line.store));
        }
    }

    private static long undecided(Store store) {
        return store.read(session -> session.tombstones().undecided(new Scope.All(), INCIDENT));
    }

    private static final String TWO = "([domain-name:value = 'c2.evil.example.org'] FOLLOWEDBY"
            + " [domain-name:value = 'x.example.org']) WITHIN 300 SECONDS";

    private static Indicator pattern(String text) {
        return indicator(new Observable.Stix(text), 85, Optional.empty(), true);
    }

    /** Of parts that are common more are told than are remembered: nothing found is then not nothing there. */
    @Test
    void aPatternThatCouldNotBeDecidedIsAnAlertForThatHostAndIndicator() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST);
            AgentId host = line.enrol(1, BREST);
            List<Listed> fresh = add(line, pattern(TWO.replace("300", "86400")));
            for (int i = 0; i < 70; i++) {
                line.now = line.now.plusSeconds(1);
                line.send(host, dns(line, "c2.evil.example.org"));
            }
            List<Alert> undecided = undecided(line);
            assertEquals(1, undecided.size());
            assertEquals(fresh.getFirst().id(), undecided.getFirst().evidence().get("indicator_id"));
            assertEquals("1", undecided.getFirst().evidence().get("observations_forgotten"));
            assertEquals(Severity.LOW, undecided.getFirst().severity());
            // Six were forgotten: told at one, two and four.
            assertEquals(3, undecided.getFirst().count());
            assertEquals("", undecided.getFirst().evidence().getOrDefault("seen_value", ""));
            LookBack back = new LookBack(
                    line.store, line.history, new Cards(ShippedRules.load().cards()), fresh);
            assertEquals(0, back.run(new Scope.All(), line.now).alerts());
            assertEquals(1, back.undecided());
            assertEquals(4, undecided(line).getFirst().count());
            line.send(host, dns(line, "x.example.org"));
            assertEquals(1, seen(line).size(), "it is still found");
        }
    }

    private static List<Alert> undecided(Line line) {
        return line.alerts().stream()
                .filter(alert -> alert.rule().equals("vigie-pattern-undecided"))
                .toList();
    }

    @Test
    void aPatternOfSeveralObservationsIsFoundAsTheyComeOnOneHost() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST);
            AgentId host = line.enrol(1, BREST);
            AgentId other = line.enrol(3, BREST);
            List<Listed> fresh = add(
                    line,
                    pattern(TWO),
                    pattern("[domain-name:value = 'x.example.org'] REPEATS 3 TIMES WITHIN 60 SECONDS"));
            line.send(host, dns(line, "x.example.org"));
            line.now = line.now.plusSeconds(1);
            line.send(host, dns(line, "c2.evil.example.org"));
            // In the other order, on another host, too late: none.
            line.send(other, dns(line, "x.example.org"));
            assertEquals(List.of(), seen(line));
            Instant first = line.now;
            line.now = line.now.plusSeconds(301);
            line.send(host, dns(line, "x.example.org"));
            assertEquals(List.of(), seen(line));
            line.now = line.now.plusSeconds(1);
            line.send(host, dns(line, "c2.evil.example.org"));
            // A collector that starts anew remembers.
            line.now = line.now.plusSeconds(200);
            line.put(host, dns(line, "x.example.org"));
            Pipeline anew = line.pipeline(line.store);
            Line.drain(anew);
            assertEquals(1, seen(line).size());
            Alert alert = seen(line).getFirst();
            assertEquals(fresh.getFirst().id(), alert.evidence().get("indicator_id"));
            assertEquals(
                    first.plusSeconds(302) + "\n" + first.plusSeconds(502),
                    alert.evidence().get("observations"));
            assertEquals("300", alert.evidence().get("window_seconds"));
            line.put(host, dns(line, "x.example.org"), dns(line, "x.example.org"));
            Line.drain(anew);
            assertEquals(2, seen(line).size(), "three times within a minute");
            // What was found is used.
            line.put(host, dns(line, "x.example.org"));
            Line.drain(anew);
            assertEquals(
                    List.of(1L, 1L),
                    seen(line).stream().map(Alert::count).map(Long::valueOf).toList());
        }
    }

    @Test
    void aPatternOfSeveralObservationsIsFoundInWhatIsKept() throws Exception {
        try (Line line = new Line(folder)) {
            open(line, BREST);
            AgentId host = line.enrol(1, BREST);
            AgentId other = line.enrol(3, BREST);
            line.send(host, dns(line, "c2.evil.example.org"));
            line.send(other, dns(line, "x.example.org"));
            line.now = line.now.plusSeconds(299);
            line.send(host, dns(line, "x.example.org"));
            List<Listed> fresh = add(line, pattern(TWO), pattern(TWO.replace("300", "200")));
            Cards cards = new Cards(ShippedRules.load().cards());
            LookBack.Result result =
                    new LookBack(line.store, line.history, cards, fresh).run(new Scope.All(), line.now);
            assertEquals(1, result.alerts());
            assertEquals(Map.of(fresh.getFirst().id(), 1L), result.seen());
            assertEquals(host, seen(line).getFirst().host());
        }
    }
}
