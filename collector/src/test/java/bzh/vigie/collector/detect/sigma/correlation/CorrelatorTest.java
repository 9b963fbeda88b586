package bzh.vigie.collector.detect.sigma.correlation;

import static bzh.vigie.collector.detect.sigma.correlation.Specimen.START;
import static bzh.vigie.collector.detect.sigma.correlation.Specimen.correlation;
import static bzh.vigie.collector.detect.sigma.correlation.Specimen.correlator;
import static bzh.vigie.collector.detect.sigma.correlation.Specimen.event;
import static bzh.vigie.collector.detect.sigma.correlation.Specimen.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.sigma.RuleSet;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each type of correlation and each attribute, by hand. */
final class CorrelatorTest {
    private static final Map<String, String> ANNA = Map.of("User", "Anna");
    private static final Map<String, String> YANN = Map.of("User", "yann");

    private static String countOfA(String condition) {
        return correlation("count", """
                type: event_count
                rules: [a]
                group-by: [User]
                timespan: 1m
                condition: {%s}
                """.formatted(condition));
    }

    @Test
    void eventsAreCountedByGroupWithinTheTimespan() {
        Correlator correlator = correlator(countOfA("gte: 3"));
        List<Hit> hits = take(
                correlator,
                event(1, 0, "a", ANNA),
                event(2, 10, "a", YANN),
                event(3, 20, "a", ANNA),
                event(4, 61, "a", ANNA),
                event(5, 80, "a", ANNA));
        assertEquals(1, hits.size());
        Hit hit = hits.getFirst();
        assertEquals(Map.of("User", "Anna"), hit.group());
        assertEquals(BigDecimal.valueOf(3), hit.number());
        assertEquals(START.plusSeconds(20), hit.first().time());
        assertEquals("agent/epoch/1/5/0", hit.last().id());
        assertEquals(List.of("rule-a"), hit.rules());
        assertEquals("29232", hit.scope());
    }

    @Test
    void aFloodIsToldOncePerTimespan() {
        Correlator correlator = correlator(countOfA("gte: 3"));
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            hits.addAll(take(correlator, event(i, i, "a", ANNA)));
        }
        assertEquals(5, hits.size());
    }

    @Test
    void groupsFoldAsSigmaCompares() {
        List<Hit> hits = take(
                correlator(countOfA("gt: 1")),
                event(1, 0, "a", Map.of("User", "ANNA")),
                event(2, 1, "a", Map.of("User", "anna")));
        assertEquals("ANNA", hits.getFirst().group().get("User"));
    }

    @Test
    void anEventThatComesTwiceIsCountedOnce() {
        Correlator correlator = correlator(countOfA("gte: 2"));
        assertEquals(List.of(), take(correlator, event(1, 0, "a", ANNA), event(1, 0, "a", ANNA)));
    }

    @Test
    void oneCommuneIsNotCountedWithAnother() {
        Correlator correlator = correlator(countOfA("gte: 2"));
        Occurrence here = event(1, 0, "a", ANNA);
        Occurrence there = new Occurrence("29019", "other", here.time(), here.rules(), here.field());
        assertEquals(List.of(), take(correlator, here, there));
    }

    @Test
    void anEventWithoutTheFieldIsInNoGroupAndCounted() {
        Correlator correlator = correlator(countOfA("gte: 1"));
        assertEquals(List.of(), take(correlator, event(1, 0, "a", Map.of())));
        assertEquals(1, correlator.counts().withoutField());
    }

    @Test
    void anUpperBoundWaitsUntilTheWindowIsOver() {
        Correlator correlator = correlator(countOfA("gt: 1, lte: 3"));
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            hits.addAll(take(correlator, event(i, i, "a", ANNA)));
        }
        for (int i = 10; i < 20; i++) {
            hits.addAll(take(correlator, event(i, i, "a", YANN)));
        }
        assertEquals(List.of(), hits);
        assertEquals(List.of(), correlator.pass(START.plus(Duration.ofMinutes(30))));
        hits.addAll(correlator.pass(START.plus(Duration.ofMinutes(32))));
        assertEquals(1, hits.size());
        assertEquals("Anna", hits.getFirst().group().get("User"));
        assertEquals(BigDecimal.valueOf(3), hits.getFirst().number());
    }

    @Test
    void differentValuesAreCounted() {
        Correlator correlator = correlator(correlation("spray", """
                type: value_count
                rules: a
                group-by: Source
                timespan: 5m
                condition: {field: User, gte: 3}
                """));
        List<Hit> hits = new ArrayList<>();
        String[] users = {"u1", "U1", "u2", "u1", "u3"};
        for (int i = 0; i < users.length; i++) {
            hits.addAll(take(correlator, event(i, i, "a", Map.of("Source", "x", "User", users[i]))));
        }
        assertEquals(1, hits.size());
        assertEquals(BigDecimal.valueOf(3), hits.getFirst().number());
        assertEquals(5, hits.getFirst().entries());
    }

    @Test
    void severalFieldsAreCountedAsOne() {
        Correlator correlator = correlator(correlation("pairs", """
                type: value_count
                rules: [a]
                timespan: 5m
                condition: {field: [User, Host], gte: 3}
                """));
        List<Hit> hits = take(
                correlator,
                event(1, 1, "a", Map.of("User", "u", "Host", "h1")),
                event(2, 2, "a", Map.of("User", "u", "Host", "h2")),
                event(3, 3, "a", Map.of("User", "v", "Host", "h1")));
        assertEquals(1, hits.size());
    }

    private static String temporal(String type, String more) {
        return correlation("seen", "type: " + type + "\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 1m\n" + more);
    }

    @Test
    void everyRuleMustBeMetInAnyOrder() {
        Correlator correlator = correlator(temporal("temporal", ""));
        List<Hit> hits = take(
                correlator,
                event(1, 0, "c", ANNA),
                event(2, 70, "b", ANNA),
                event(3, 90, "a", ANNA),
                event(4, 100, "c", ANNA));
        assertEquals(1, hits.size());
        assertEquals(List.of("rule-a", "rule-b", "rule-c"), hits.getFirst().rules());
    }

    @Test
    void theOrderIsThatOfTheRules() {
        Correlator correlator = correlator(temporal("temporal_ordered", ""));
        assertEquals(
                List.of(), take(correlator, event(1, 0, "c", ANNA), event(2, 1, "b", ANNA), event(3, 2, "a", ANNA)));
        assertEquals(
                1,
                take(correlator, event(4, 3, "b", ANNA), event(5, 4, "c", ANNA)).size());
    }

    @Test
    void someOfTheRulesAreEnoughWhereTheConditionSaysSo() {
        Correlator correlator = correlator(temporal("temporal", "condition: {gte: 2}"));
        assertEquals(
                1,
                take(correlator, event(1, 0, "c", ANNA), event(2, 5, "a", ANNA)).size());
    }

    @Test
    void aConditionInWordsIsReadLikeThatOfARule() {
        Correlator correlator = correlator(temporal("temporal", "condition: a and (b or c)"));
        assertEquals(
                1,
                take(correlator, event(1, 0, "c", ANNA), event(2, 5, "a", ANNA)).size());
        assertEquals(List.of(), take(correlator, event(3, 0, "c", YANN), event(4, 5, "b", YANN)));
    }

    @Test
    void whatMustNotBeSeenIsKnownWhenTheWindowIsOver() {
        String condition =
                correlation("without", "type: temporal\ngroup-by: [User]\ntimespan: 1m\ncondition: a and not b");
        Correlator correlator = correlator(condition);
        assertEquals(
                List.of(), take(correlator, event(1, 0, "a", ANNA), event(2, 5, "b", ANNA), event(3, 0, "a", YANN)));
        List<Hit> hits = correlator.pass(START.plus(Duration.ofHours(1)));
        assertEquals(1, hits.size());
        assertEquals("yann", hits.getFirst().group().get("User"));
    }

    private static List<BigDecimal> numbers(String condition, String type) {
        Correlator correlator = correlator(correlation(
                "sum", "type: " + type + "\nrules: [a]\ntimespan: 1h\ncondition: {field: Size, " + condition + "}"));
        List<Hit> hits = new ArrayList<>();
        String[] sizes = {"10", "20", "much", "40", "30.5"};
        for (int i = 0; i < sizes.length; i++) {
            hits.addAll(take(correlator, event(i, i, "a", Map.of("Size", sizes[i]))));
        }
        assertEquals(1, correlator.counts().withoutField());
        hits.addAll(correlator.end(START));
        return hits.stream().map(Hit::number).toList();
    }

    @Test
    void numbersAreAddedUpAndSetAgainstEachOther() {
        assertEquals(List.of(new BigDecimal("70")), numbers("gt: 69", "value_sum"));
        assertEquals(List.of(new BigDecimal("25.125")), numbers("gt: 25", "value_avg"));
        assertEquals(List.of(new BigDecimal("25.25")), numbers("gte: 25.25", "value_median"));
        assertEquals(List.of(new BigDecimal("40")), numbers("percentile: 95, gt: 39", "value_percentile"));
        assertEquals(List.of(new BigDecimal("20")), numbers("percentile: 50, lt: 25", "value_percentile"));
        assertEquals(List.of(), numbers("lt: 25", "value_avg"));
    }

    @Test
    void withoutAPercentileTheShareOfAValueIsMeant() {
        Correlator correlator = correlator(correlation("rare", """
                type: value_percentile
                rules: [a]
                timespan: 24h
                condition: {field: Image, lte: 1}
                """));
        for (int i = 0; i < 200; i++) {
            take(correlator, event(i, i, "a", Map.of("Image", i == 77 ? "odd.exe" : "usual.exe")));
        }
        List<Hit> hits = correlator.end(START);
        assertEquals(0, hits.getFirst().number().compareTo(new BigDecimal("0.5")));
    }

    @Test
    void aliasesStandForTheFieldsOfEachRule() {
        Correlator correlator = correlator(correlation("alias", """
                type: temporal
                rules: [a, b]
                group-by: [inner, outer]
                timespan: 10s
                aliases:
                  inner: {a: destination.ip, b: source.ip}
                  outer: {a: source.ip, b: destination.ip}
                """));
        Map<String, String> there = Map.of("source.ip", "192.0.2.1", "destination.ip", "10.0.0.1");
        Map<String, String> back = Map.of("source.ip", "10.0.0.1", "destination.ip", "192.0.2.1");
        assertEquals(List.of(), take(correlator, event(1, 0, "a", there), event(2, 1, "b", there)));
        List<Hit> hits = take(correlator, event(3, 2, "b", back));
        assertEquals(
                Map.of("inner", "10.0.0.1", "outer", "192.0.2.1"),
                hits.getFirst().group());
    }

    @Test
    void manyFailuresAndThenASuccessIsACorrelationOfACorrelation() {
        String documents = correlation("failures", """
                type: event_count
                rules: [a]
                group-by: [Host]
                timespan: 1m
                condition: {gte: 3}
                """) + "---\n" + correlation("guessed", """
                type: temporal_ordered
                rules: [failures, b]
                group-by: [User]
                timespan: 5m
                """);
        RuleSet rules = Specimen.rules(documents);
        assertEquals(Set.of("rule-a", "rule-b", "failures"), rules.onlyCorrelated());
        Correlator correlator = new Correlator(rules.correlations(), Specimen.WIDE);
        List<Hit> hits = take(
                correlator,
                event(1, 0, "a", Map.of("Host", "h", "User", "anna")),
                event(2, 1, "a", Map.of("Host", "h", "User", "yann")),
                event(3, 2, "a", Map.of("Host", "h", "User", "anna")),
                event(4, 60, "b", Map.of("Host", "other", "User", "Yann")),
                event(5, 61, "b", Map.of("Host", "other", "User", "zoe")));
        assertEquals(
                List.of("failures", "guessed"),
                hits.stream().map(hit -> hit.correlation().card().id()).toList());
        assertEquals("agent/epoch/1/4/0", hits.getLast().last().id());
    }

    @Test
    void theRulesRaiseAlertsOfTheirOwnWhereTheCorrelationSaysGenerate() {
        RuleSet rules = Specimen.rules(correlation("loud", """
                type: event_count
                rules: [a]
                timespan: 1m
                condition: {gte: 3}
                generate: true
                """));
        assertEquals(Set.of(), rules.onlyCorrelated());
    }

    @Test
    void anEventWithinTheLatenessCountsWhereItBelongs() {
        Correlator correlator = correlator(countOfA("gte: 3"));
        List<Hit> hits = take(
                correlator,
                event(1, 0, "a", ANNA),
                event(2, 30, "a", ANNA),
                event(3, 1_000, "a", ANNA),
                event(4, 50, "a", ANNA));
        assertEquals(1, hits.size());
        assertEquals("agent/epoch/1/4/0", hits.getFirst().last().id());
    }

    @Test
    void anEventBeyondTheLatenessIsCountedAsLate() {
        Correlator correlator = correlator(countOfA("gte: 2"));
        take(correlator, event(1, 0, "a", ANNA), event(2, 3_600, "a", ANNA));
        assertEquals(List.of(), take(correlator, event(3, 1_700, "a", ANNA)));
        assertEquals(1, correlator.counts().late());
    }

    @Test
    void whatIsForgottenIsCountedAndAFullGroupStillHolds() {
        Limits tight = new Limits(2, 8, 12 * 400, Duration.ofMinutes(30));
        Correlator correlator =
                new Correlator(Specimen.rules(countOfA("gte: 6")).correlations(), tight);
        for (int i = 0; i < 20; i++) {
            correlator.take(event(i, i * 20L, "a", ANNA), START);
        }
        assertTrue(correlator.counts().forgottenEntries() > 0);
        List<Hit> hits = new ArrayList<>();
        for (int i = 100; i < 106; i++) {
            hits.addAll(correlator.take(event(i, 500, "a", ANNA), START));
        }
        assertEquals(1, hits.size());
        for (int i = 200; i < 203; i++) {
            correlator.take(event(i, 600, "a", Map.of("User", "user" + i)), START);
        }
        assertTrue(correlator.counts().forgottenGroups() > 0);
    }

    @Test
    void stateGoesOutAndInAndAnotherDefinitionDoesNotTakeIt() {
        Map<String, byte[]> kept = new HashMap<>();
        Correlator before = correlator(countOfA("gte: 3"));
        take(before, event(1, 0, "a", ANNA), event(2, 1, "a", ANNA));
        keep(before, kept);
        Correlator after = correlator(countOfA("gte: 3"));
        assertEquals(Set.of(), after.restore(kept));
        assertEquals(1, take(after, event(3, 2, "a", ANNA)).size());
        Correlator other = correlator(countOfA("gte: 3").replace("[a]", "[b]"));
        assertEquals(kept.keySet(), other.restore(kept));
        byte[] torn = kept.values().iterator().next().clone();
        torn[torn.length / 2] ^= 0x55;
        kept.replaceAll((key, value) -> torn);
        assertEquals(kept.keySet(), correlator(countOfA("gte: 3")).restore(kept));
    }

    @Test
    void anIdleGroupIsForgottenAndItsStateWithIt() {
        Map<String, byte[]> kept = new HashMap<>();
        Correlator correlator = correlator(countOfA("gte: 3"));
        take(correlator, event(1, 0, "a", ANNA));
        keep(correlator, kept);
        assertEquals(1, kept.size());
        correlator.pass(START.plus(Duration.ofDays(2)));
        keep(correlator, kept);
        assertEquals(Map.of(), kept);
    }

    static void keep(Correlator correlator, Map<String, byte[]> kept) {
        correlator.changes().forEach((key, group) -> {
            Optional<byte[]> bytes = group;
            bytes.ifPresentOrElse(value -> kept.put(key, value), () -> kept.remove(key));
        });
    }
}
