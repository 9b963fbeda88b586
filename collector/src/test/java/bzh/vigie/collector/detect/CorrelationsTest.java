package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleReader;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Correlations in the live pipeline: alerts, evidence, restarts, crashes, a change of rules. */
final class CorrelationsTest {
    private static final String RULES = """
            title: A logon failed
            name: failed
            id: failed
            logsource: {product: linux, category: logon}
            detection: {s: {action: failed}, condition: s}
            level: low
            ---
            title: A logon
            name: logged_on
            id: logged-on
            logsource: {product: linux, category: logon}
            detection: {s: {action: logon}, condition: s}
            level: low
            ---
            title: Many logons failed from {source_address}
            name: many_failed
            id: many-failed
            tags: [attack.t1110]
            fr: {title: "Beaucoup d'échecs depuis {source_address}"}
            correlation:
              type: event_count
              rules: [failed]
              group-by: [source_address]
              timespan: 10m
              condition: {gte: 4}
              generate: false
            level: medium
            ---
            title: A password was guessed
            id: guessed
            correlation:
              type: temporal_ordered
              rules: [many_failed, logged_on]
              group-by: [source_address]
              timespan: 1h
              generate: true
            level: high
            """;

    private static Ruling ruling(String rules) {
        RuleSet set = RuleSet.of(RuleReader.read("t.yml", rules));
        assertEquals(List.of(), set.refused());
        return new Ruling(new PlainRules(set.rules()), set.correlations(), set.onlyCorrelated());
    }

    private static void failures(Line line, AgentId host, String address, int count) {
        for (int i = 0; i < count; i++) {
            line.now = line.now.plusSeconds(5);
            line.put(host, line.logon(LogonAction.FAILED, address));
        }
    }

    private static List<String> rules(Line line) {
        return line.rules().stream().filter(rule -> !rule.startsWith("vigie-")).toList();
    }

    @Test
    void anAlertTellsWhatCameTogetherInBothLanguages(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            Ruling ruling = ruling(RULES);
            Pipeline pipeline = line.pipeline(line.store, () -> ruling);
            AgentId host = line.enrol(1, Line.QUIMPER);
            AgentId other = line.enrol(2, Line.QUIMPER);
            failures(line, host, "203.0.113.9", 2);
            failures(line, other, "203.0.113.9", 2);
            failures(line, host, "203.0.113.10", 3);
            Line.drain(pipeline);
            line.put(host, line.logon(LogonAction.LOGON, "203.0.113.9"));
            Line.drain(pipeline);

            assertEquals(List.of("many-failed", "logged-on", "guessed"), rules(line));
            Alert alert = line.alerts().stream()
                    .filter(each -> each.rule().equals("many-failed"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(other, alert.host());
            assertEquals(List.of("T1110"), alert.techniques());
            assertEquals("203.0.113.9", alert.evidence().get("source_address"));
            assertEquals("4", alert.evidence().get("correlation.number"));
            assertTrue(String.valueOf(alert.evidence().get("correlation.first_event"))
                    .startsWith(host.text()));
            assertTrue(String.valueOf(alert.evidence().get("correlation.last_event"))
                    .startsWith(other.text()));

            RuleSet set = RuleSet.of(RuleReader.read("t.yml", RULES));
            AlertTexts texts = new AlertTexts(set.cards());
            AlertText french = texts.of(alert, Locale.FRENCH);
            assertEquals("Beaucoup d'échecs depuis 203.0.113.9", french.title());
            assertTrue(french.explanation().contains("4 événements se sont produits en 10 min"), french.explanation());
            AlertText english = texts.of(alert, Locale.ENGLISH);
            assertTrue(english.explanation().contains("4 events came together within 10 min"), english.explanation());
        }
    }

    @Test
    void oneCommuneIsNotCorrelatedWithAnother(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            Ruling ruling = ruling(RULES);
            Pipeline pipeline = line.pipeline(line.store, () -> ruling);
            failures(line, line.enrol(1, Line.QUIMPER), "203.0.113.9", 3);
            failures(line, line.enrol(2, new Commune("29019")), "203.0.113.9", 3);
            Line.drain(pipeline);
            assertEquals(List.of(), rules(line));
        }
    }

    @Test
    void aRestartLosesNothing(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            Ruling ruling = ruling(RULES);
            AgentId host = line.enrol(1, Line.QUIMPER);
            failures(line, host, "203.0.113.9", 3);
            Line.drain(line.pipeline(line.store, () -> ruling));
            failures(line, host, "203.0.113.9", 1);
            Line.drain(line.pipeline(line.store, () -> ruling));
            assertEquals(List.of("many-failed"), rules(line));
        }
    }

    @Test
    void rulesChangeBetweenTwoEventsAndTheOthersKeepTheirState(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AtomicReference<Ruling> ruling = new AtomicReference<>(ruling(RULES));
            Pipeline pipeline = line.pipeline(line.store, ruling::get);
            AgentId host = line.enrol(1, Line.QUIMPER);
            failures(line, host, "203.0.113.9", 3);
            Line.drain(pipeline);
            ruling.set(ruling(RULES.replace("timespan: 1h", "timespan: 2h")));
            failures(line, host, "203.0.113.9", 1);
            Line.drain(pipeline);
            assertEquals(List.of("many-failed"), rules(line));
            ruling.set(Ruling.of(new PlainRules(List.of())));
            failures(line, host, "203.0.113.10", 9);
            Line.drain(pipeline);
            assertEquals(List.of("many-failed"), rules(line));
            assertEquals(Map.of(), line.store.read(session -> session.progress().states("sigma-correlation")));
        }
    }

    /** An event whose rule was only correlated before and speaks now is judged by the one or by the other, never by neither. */
    @Test
    void rulesThatChangeWhileAnEventIsJudgedLoseNoAlert(@TempDir Path folder) throws Exception {
        Ruling before = ruling(RULES);
        Ruling after = ruling(RULES.substring(0, RULES.indexOf("---")));
        for (int asked = 0; asked < 6; asked++) {
            try (Line line = new Line(Files.createDirectory(folder.resolve("asked" + asked)))) {
                AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
                Pipeline pipeline = line.pipeline(line.store, () -> left.getAndDecrement() > 0 ? before : after);
                AgentId host = line.enrol(1, Line.QUIMPER);
                failures(line, host, "203.0.113.9", 3);
                Line.drain(pipeline);
                assertEquals(List.of(), rules(line));
                left.set(asked);
                failures(line, host, "203.0.113.9", 1);
                Line.drain(pipeline);
                assertEquals(1, rules(line).size(), "changed after " + asked);
            }
        }
    }

    @Test
    void whatMustNotFollowIsKnownAfterAWhile(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            Ruling ruling = ruling(RULES + """
                    ---
                    title: Failed and gave up
                    id: gave-up
                    correlation:
                      type: temporal
                      group-by: [source_address]
                      timespan: 10m
                      condition: failed and not logged_on
                      generate: true
                    """);
            Pipeline pipeline = line.pipeline(line.store, () -> ruling);
            failures(line, line.enrol(1, Line.QUIMPER), "203.0.113.9", 1);
            Line.drain(pipeline);
            pipeline.tick(line.now.plus(Duration.ofMinutes(20)));
            assertEquals(List.of(), rules(line));
            pipeline.tick(line.now.plus(Duration.ofMinutes(41)));
            assertEquals(List.of("gave-up"), rules(line));
            Line.drain(line.pipeline(line.store, () -> ruling));
            pipeline.tick(line.now.plus(Duration.ofMinutes(90)));
            assertEquals(List.of("gave-up"), rules(line));
        }
    }

    private static void fill(Line line) {
        Random random = new Random(11);
        AgentId[] hosts = {line.enrol(1, Line.QUIMPER), line.enrol(2, Line.QUIMPER)};
        for (int i = 0; i < 400; i++) {
            line.now = line.now.plusSeconds(random.nextInt(90));
            LogonAction action = random.nextInt(12) == 0 ? LogonAction.LOGON : LogonAction.FAILED;
            line.put(hosts[random.nextInt(2)], line.logon(action, "203.0.113." + random.nextInt(6)));
        }
    }

    /** With the same pipeline after each failure, and with a new one: what was remembered in vain is forgotten. */
    @Test
    void killedAnywhereTheSameAlertsAreRaisedOnce(@TempDir Path folder) throws Exception {
        Ruling ruling = ruling(RULES);
        Map<String, Integer> expected;
        try (Line line = new Line(Files.createDirectory(folder.resolve("whole")))) {
            fill(line);
            Line.drain(line.pipeline(line.store, () -> ruling));
            expected = line.counts();
        }
        assertTrue(
                expected.keySet().stream()
                                .filter(key -> key.startsWith("guessed"))
                                .count()
                        > 2,
                expected.toString());
        int crashes = 0;
        for (int run = 0; run < 6; run++) {
            Random random = new Random(run);
            try (Line line = new Line(Files.createDirectory(folder.resolve("run" + run)))) {
                fill(line);
                Store store = new CrashingStore(line.store, StoreException.Fault.BUSY, () -> 1 + random.nextInt(6));
                crashes += Line.drainThroughCrashes(() -> line.pipeline(store, () -> ruling), random);
                assertEquals(expected, line.counts(), "run " + run);
            }
        }
        assertTrue(crashes > 10, crashes + " crashes");
    }

    @Test
    void aHostThatFillsACorrelationTakesNothingFromAnotherCommune(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            Ruling ruling = ruling(RULES);
            Pipeline pipeline = line.pipeline(line.store, () -> ruling);
            AgentId host = line.enrol(1, Line.QUIMPER);
            AgentId floods = line.enrol(2, new Commune("56007"));
            failures(line, host, "203.0.113.9", 3);
            for (int batch = 0; batch < 11; batch++) {
                Event[] events = new Event[1_000];
                for (int i = 0; i < events.length; i++) {
                    events[i] = line.logon(LogonAction.FAILED, "10." + batch + "." + i / 250 + "." + i % 250);
                }
                line.put(floods, events);
                Line.drain(pipeline);
            }
            failures(line, host, "203.0.113.9", 1);
            Line.drain(pipeline);
            List<Alert> alerts = line.alerts();
            assertTrue(alerts.stream()
                    .anyMatch(each ->
                            each.rule().equals("many-failed") && each.host().equals(host)));
            assertEquals(
                    List.of(floods),
                    alerts.stream()
                            .filter(each -> each.rule().equals("vigie-correlation-overflow"))
                            .map(Alert::host)
                            .toList());
        }
    }
}
