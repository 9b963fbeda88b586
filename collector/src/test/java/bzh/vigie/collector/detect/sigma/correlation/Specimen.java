package bzh.vigie.collector.detect.sigma.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.sigma.RuleReader;
import bzh.vigie.collector.detect.sigma.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Correlations over three rules and events of them, for tests. */
final class Specimen {
    static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    static final Limits WIDE = new Limits(1_000, 6_000, 50_000_000, Duration.ofMinutes(30));

    private static final String RULES = """
            title: A
            id: rule-a
            name: a
            logsource: {product: linux}
            detection: {s: {Kind: a}, condition: s}
            ---
            title: B
            id: rule-b
            name: b
            logsource: {product: linux}
            detection: {s: {Kind: b}, condition: s}
            ---
            title: C
            id: rule-c
            name: c
            logsource: {product: linux}
            detection: {s: {Kind: c}, condition: s}
            ---
            """;

    private Specimen() {}

    /** The rules a, b and c and these documents, all of which load. */
    static RuleSet rules(String documents) {
        RuleSet set = read(documents);
        assertEquals(List.of(), set.refused());
        return set;
    }

    static RuleSet read(String documents) {
        return RuleSet.of(RuleReader.read("t.yml", RULES + documents));
    }

    /** A document with this correlation section. */
    static String correlation(String id, String section) {
        return "title: " + id + "\nid: " + id + "\nname: " + id + "\ncorrelation:\n" + section.indent(2);
    }

    static Correlator correlator(String documents) {
        return new Correlator(rules(documents).correlations(), WIDE);
    }

    /** An event of one of the rules, so many seconds after the start. */
    static Occurrence event(int number, long seconds, String rule, Map<String, String> fields) {
        return new Occurrence(
                "29232",
                "agent/epoch/1/" + number + "/0",
                START.plusSeconds(seconds),
                List.of("rule-" + rule),
                name -> fields.getOrDefault(name, ""));
    }

    /** Takes events in this order, each as it comes. */
    static List<Hit> take(Correlator correlator, Occurrence... events) {
        List<Hit> hits = new ArrayList<>();
        for (Occurrence event : events) {
            hits.addAll(correlator.take(event, event.time()));
        }
        return hits;
    }
}
