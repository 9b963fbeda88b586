package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of correlations is read, and what is refused with its line and reason. */
final class CorrelationReaderTest {
    private static final String RULE = """
            title: A
            id: rule-a
            name: a
            tags: [attack.t1110]
            logsource: {product: linux}
            detection: {s: {Kind: a}, condition: s}
            ---
            title: B
            id: rule-b
            name: b
            logsource: {product: linux}
            detection: {s: {Kind: b}, condition: s}
            ---
            """;

    private static RuleSet read(String section) {
        return RuleSet.of(RuleReader.read("f.yml", RULE + "title: C\nid: c\ncorrelation:\n" + section.indent(2)));
    }

    private static void refused(String section, int line, String reason) {
        RuleSet set = read(section);
        assertEquals(List.of(), set.correlations(), section);
        assertEquals(1, set.refused().size(), section);
        Refused refused = set.refused().getFirst();
        assertTrue(refused.reason().contains(reason), refused.toString());
        assertEquals(16 + line, refused.line(), refused.toString());
    }

    @Test
    void everyAttributeIsRead() {
        Correlation correlation = read("""
                        type: value_count
                        rules: [a, rule-b]
                        group-by: [User]
                        timespan: 2h
                        condition: {field: Host, gte: 2, lt: 9}
                        """).correlations().getFirst();
        assertEquals(Duration.ofHours(2), correlation.timespan());
        assertEquals(
                List.of("rule-a", "rule-b"),
                correlation.rules().stream().map(Correlation.Reference::id).toList());
        assertEquals(List.of("Host"), correlation.fields());
        assertFalse(correlation.isOpenEnded());
        assertEquals(List.of("T1110"), correlation.card().techniques());
    }

    @Test
    void whatIsNotOfTheSpecificationIsRefused() {
        refused("rules: [a]\ntimespan: 1m\ncondition: {gte: 1}", 1, "no type");
        refused("type: near\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1}", 1, "'near'");
        refused("type: event_count\ntimespan: 1m\ncondition: {gte: 1}", 3, "names no rules");
        refused("type: event_count\nrules: [a]\ncondition: {gte: 1}", 1, "timespan");
        refused("type: event_count\nrules: [a]\ntimespan: 1M\ncondition: {gte: 1}", 3, "'1M'");
        refused("type: event_count\nrules: [a]\ntimespan: 400d\ncondition: {gte: 1}", 3, "at most 90 days");
        refused("type: event_count\nrules: [a]\ntimespan: 1m", 1, "no condition");
        refused("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {}", 4, "compares with nothing");
        refused("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: many}", 4, "'many'");
        refused("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {about: 3}", 4, "'about' is no condition");
        refused("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 5000}", 4, "up to 4096");
        refused("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: a and b", 4, "only temporal");
        refused("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {field: X, gte: 1}", 4, "has no 'field'");
        refused("type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1}", 4, "needs a 'field'");
        refused("type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {field: [X, Y], gte: 1}", 4, "too many fields");
        refused(
                "type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {field: X, percentile: 3, gte: 1}",
                4,
                "whole number");
        refused(
                "type: event_count\nrules: [a]\ntimespan: 1m\nunits: 3\ncondition: {gte: 1}",
                4,
                "no attribute 'units'");
        refused("type: event_count\nrules: [a, a]\ntimespan: 1m\ncondition: {gte: 1}", 2, "stands twice");
        refused("type: event_count\nrules: [a, rule-a]\ntimespan: 1m\ncondition: {gte: 1}", 2, "stands twice");
        refused("type: event_count\nrules: [z]\ntimespan: 1m\ncondition: {gte: 1}", 2, "'z'");
        refused("type: temporal\nrules: [a, b]\ntimespan: 1m\ncondition: a and z", 4, "'z'");
        refused("type: temporal\nrules: [a, b]\ntimespan: 1m\ncondition: a", 4, "every rule");
        refused("type: temporal_ordered\nrules: [a, b]\ntimespan: 1m\ncondition: a or b", 4, "by 'and'");
    }

    @Test
    void anAliasMustBeUsedAndKnowEachRule() {
        String start = "type: temporal\nrules: [a, b]\ntimespan: 1m\ngroup-by: [x]\n";
        refused(start + "aliases: {y: {a: F, b: G}}", 5, "not used");
        refused(start + "aliases: {x: {a: F}}", 5, "no field for 'b'");
        refused(start + "aliases: {x: {a: F, b: G, z: H}}", 5, "'z'");
    }

    @Test
    void correlationsInACircleAreRefused() {
        String circle = RULE + """
                title: C
                id: c
                correlation: {type: temporal, rules: [a, d], timespan: 1m}
                ---
                title: D
                id: d
                correlation: {type: temporal, rules: [b, c], timespan: 1m}
                """;
        RuleSet set = RuleSet.of(RuleReader.read("f.yml", circle));
        assertEquals(List.of(), set.correlations());
        assertEquals(2, set.refused().size());
        assertEquals(Set.of(), set.onlyCorrelated());
    }

    @Test
    void aCorrelationOfAnotherPackSilencesNoRule() {
        RuleSet rules = RuleSet.of(RuleReader.read("f.yml", RULE.substring(0, RULE.length() - 4)));
        RuleSet theirs = RuleSet.of(
                RuleReader.read(
                        "g.yml",
                        "title: C\nid: c\ncorrelation: {type: event_count, rules: [rule-a], timespan: 1m, condition: {gte: 3}}"));
        assertEquals(1, theirs.refused().size());
        RuleSet both = rules.plus(theirs);
        assertEquals(List.of(), both.refused());
        assertEquals(1, both.correlations().size());
        assertEquals(Set.of(), both.onlyCorrelated());
        assertEquals(
                Set.of("rule-a"),
                read("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 3}")
                        .onlyCorrelated());
    }

    @Test
    void twoRulesOfOneNameMustBeToldApartByTheirIds() {
        String twice = RULE + RULE.replace("rule-", "other-");
        RuleSet set = RuleSet.of(
                RuleReader.read(
                        "f.yml",
                        twice
                                + "title: C\nid: c\ncorrelation: {type: event_count, rules: [a], timespan: 1m, condition: {gte: 3}}"));
        assertTrue(
                set.refused().getFirst().reason().contains("several rules"),
                set.refused().toString());
    }
}
