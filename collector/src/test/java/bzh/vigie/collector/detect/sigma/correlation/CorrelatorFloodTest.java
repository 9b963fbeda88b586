package bzh.vigie.collector.detect.sigma.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Floods of events that hosts can send. A correlator that walks its windows for each of them never ends here. */
final class CorrelatorFloodTest {
    private static final int FLOOD = 50_000;
    private static final List<String> UNMET = List.of(
            "type: event_count\nrules: [a, b]\ntimespan: 10m\ncondition: {gte: 4096}",
            "type: value_count\nrules: [a, b]\ntimespan: 10m\ncondition: {field: Size, gte: 4096}",
            "type: value_sum\nrules: [a, b]\ntimespan: 10m\ncondition: {field: Size, gte: 999999999}",
            "type: temporal\nrules: [a, b, c]\ntimespan: 10m",
            "type: temporal_ordered\nrules: [c, a, b]\ntimespan: 10m",
            "type: temporal\nrules: [a, b, c]\ntimespan: 10m\ncondition: a and b and c",
            "type: value_avg\nrules: [a, b]\ntimespan: 10m\ncondition: {field: Size, gte: 999999999}");

    private static Correlator correlator(String section, Limits limits) {
        return new Correlator(Specimen.rules(Specimen.correlation("x", section)).correlations(), limits);
    }

    private static Occurrence event(int number, long seconds) {
        return Specimen.event(
                number, seconds, number % 2 == 0 ? "a" : "b", Map.of("Size", Integer.toString(number % 4_000)));
    }

    @Test
    void anEventCostsTheSameHoweverManyAreInItsWindow() {
        for (String section : UNMET) {
            Correlator correlator = correlator(section, Specimen.WIDE);
            int hits = 0;
            for (int i = 0; i < FLOOD; i++) {
                hits += correlator.take(event(i, i / 20), Specimen.START).size();
            }
            boolean counts = section.contains("event_count");
            assertTrue(counts ? hits > 0 : hits == 0, section);
        }
    }

    @Test
    void eventsThatComeBackwardsCostAPassEachAtMost() {
        for (String section : UNMET) {
            Correlator correlator = correlator(section, Specimen.WIDE);
            for (int i = 0; i < 1_000; i++) {
                correlator.take(event(i, 1_700), Specimen.START);
                correlator.take(event(FLOOD + i, 1_699 - i % 1_600), Specimen.START);
            }
            assertEquals(0, correlator.counts().late(), section);
        }
    }

    @Test
    void howManyCorrelationsAndGroupsThereAreChangesNothingAboutTheBound() {
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            documents
                    .append(Specimen.correlation(
                            "c" + i,
                            "type: event_count\nrules: [a]\ngroup-by: [User, Size]\ntimespan: 10m\ncondition: {"
                                    + (i % 2 == 0 ? "gte: 5}" : "eq: 5}")))
                    .append("---\n");
        }
        Limits limits = new Limits(10_000, 6_000, 1_000_000, Duration.ofMinutes(30));
        Correlator correlator = new Correlator(
                Specimen.rules(documents.substring(0, documents.length() - 4)).correlations(), limits);
        for (int i = 0; i < 1_000; i++) {
            Map<String, String> fields = Map.of("User", "user" + i + "x".repeat(300), "Size", "1");
            correlator.take(Specimen.event(i, i * 10L, "a", fields), Specimen.START.plusSeconds(i * 10L));
            assertTrue(correlator.weight() <= limits.bytes());
        }
        assertTrue(correlator.counts().forgottenGroups() > 0);
        assertTrue(correlator.changes().values().stream()
                        .filter(java.util.Optional::isPresent)
                        .count()
                < 1_000);
        correlator.pass(Specimen.START.plus(Duration.ofDays(9)));
        assertEquals(0, correlator.weight());
    }

    private static final String TWO_OF_A_USER =
            "type: temporal_ordered\nrules: [a, b]\ngroup-by: [User]\ntimespan: 24h";

    private static Occurrence told(String commune, String host, int number, String rule, String user) {
        return new Occurrence(
                commune,
                host + "/epoch/1/" + number + "/0",
                Specimen.START.plusSeconds(number),
                List.of("rule-" + rule),
                name -> name.equals("User") ? user : "");
    }

    /** Users that one host makes up, so many, between the two events of another host's user. */
    private static Correlator flooded(Limits limits, String commune, String floods) {
        Correlator correlator = correlator(TWO_OF_A_USER, limits);
        correlator.take(told("29232", "controller", 0, "a", "anna"), Specimen.START);
        for (int i = 1; i <= 3 * limits.groups(); i++) {
            correlator.take(told(commune, floods, i, "a", "made up " + i), Specimen.START.plusSeconds(i));
        }
        return correlator;
    }

    private static boolean holds(Correlator correlator) {
        return !correlator
                .take(told("29232", "controller", 9_000, "b", "anna"), Specimen.START.plusSeconds(9_000))
                .isEmpty();
    }

    @Test
    void whoeverFillsTheGroupsGivesWay() {
        Limits few = new Limits(100, 6_000, 50_000_000, Duration.ofMinutes(30));
        Limits light = new Limits(1_000, 6_000, 100_000, Duration.ofMinutes(30));
        for (Limits limits : List.of(few, light)) {
            for (String commune : List.of("56007", "29232")) {
                Correlator correlator = flooded(limits, commune, "pc");
                assertTrue(correlator.counts().forgottenGroups() > 0, commune);
                assertEquals(Set.of(new Correlator.Overflow(commune, "pc")), correlator.overflowed());
                assertTrue(holds(correlator), commune);
            }
        }
    }

    @Test
    void manyHostsOfACommuneGiveWayToAnother() {
        Correlator correlator = correlator(TWO_OF_A_USER, new Limits(100, 6_000, 50_000_000, Duration.ofMinutes(30)));
        correlator.take(told("29232", "controller", 0, "a", "anna"), Specimen.START);
        for (int i = 1; i <= 300; i++) {
            correlator.take(told("56007", "pc" + i, i, "a", "made up " + i), Specimen.START.plusSeconds(i));
        }
        assertTrue(holds(correlator));
    }

    @Test
    void aHostThatTellsOfAnothersGroupFirstHoldsItNoMore() {
        Correlator correlator = correlator(TWO_OF_A_USER, new Limits(100, 6_000, 50_000_000, Duration.ofMinutes(30)));
        correlator.take(told("29232", "pc", 0, "a", "anna"), Specimen.START);
        correlator.take(told("29232", "controller", 1, "a", "anna"), Specimen.START);
        Map<String, byte[]> kept = new HashMap<>();
        CorrelatorTest.keep(correlator, kept);
        correlator.restore(kept);
        for (int i = 2; i <= 300; i++) {
            correlator.take(told("29232", "pc", i, "a", "made up " + i), Specimen.START.plusSeconds(i));
        }
        assertTrue(holds(correlator));
    }

    @Test
    void whoeverFillsAGroupGivesWay() {
        Correlator correlator = correlator(
                "type: temporal\nrules: [a, b, c]\ntimespan: 24h",
                new Limits(100, 80, 50_000_000, Duration.ofMinutes(30)));
        correlator.take(told("29232", "controller", 0, "a", ""), Specimen.START);
        for (int i = 1; i <= 300; i++) {
            correlator.take(told("29232", "pc", i, "c", ""), Specimen.START.plusSeconds(i));
        }
        assertTrue(holds(correlator));
    }
}
