package bzh.vigie.collector.detect.sigma.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The correlator against {@link NaiveCorrelator}, which keeps every event for ever and looks at all of them each time, on
 * random events: in order, out of order, late, with restarts in between.
 */
final class CorrelatorModelTest {
    private static final Limits LIMITS = new Limits(1_000, 6_000, 50_000_000, Duration.ofSeconds(40));
    private static final int EVENTS = 160;

    private static final List<String> OPEN = List.of(
            "type: event_count\nrules: [a, b]\ngroup-by: [User]\ntimespan: 20s\ncondition: {gte: 4}",
            "type: event_count\nrules: [a]\ntimespan: 7s\ncondition: {gt: 2}",
            "type: value_count\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 15s\ncondition: {field: Size, gte: 4}",
            "type: value_sum\nrules: [a, b]\ngroup-by: [User]\ntimespan: 12s\ncondition: {field: Size, gte: 21}",
            "type: temporal\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 6s",
            "type: temporal\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 2s\ncondition: {gte: 2}",
            "type: temporal\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 3s\ncondition: a and (b or c)",
            "type: temporal_ordered\nrules: [c, a, b]\ngroup-by: [User]\ntimespan: 9s",
            "type: temporal_ordered\nrules: [b, c, a]\ngroup-by: [User]\ntimespan: 3s\ncondition: {gte: 2}");

    private static final List<String> OVER = List.of(
            "type: event_count\nrules: [a, b]\ngroup-by: [User]\ntimespan: 20s\ncondition: {gt: 1, lte: 4}",
            "type: event_count\nrules: [c]\ngroup-by: [User]\ntimespan: 10s\ncondition: {eq: 2}",
            "type: value_count\nrules: [a, b]\ngroup-by: [User]\ntimespan: 15s\ncondition: {field: Size, neq: 3}",
            "type: value_avg\nrules: [a, b]\ngroup-by: [User]\ntimespan: 12s\ncondition: {field: Size, gt: 4.5}",
            "type: value_median\nrules: [a, b]\ngroup-by: [User]\ntimespan: 12s\ncondition: {field: Size, lte: 3}",
            "type: value_percentile\nrules: [a]\ntimespan: 30s\ncondition: {field: Size, percentile: 80, gte: 8}",
            "type: value_percentile\nrules: [a]\ntimespan: 30s\ncondition: {field: Size, lte: 12}",
            "type: value_sum\nrules: [a, b]\ngroup-by: [User]\ntimespan: 12s\ncondition: {field: Size, lt: 9}",
            "type: temporal\nrules: [a, b]\ngroup-by: [User]\ntimespan: 9s\ncondition: a and not b");

    private static Correlation correlation(String section) {
        return Specimen.rules(Specimen.correlation("x", section)).correlations().getFirst();
    }

    private static List<Occurrence> events(Random random) {
        List<Occurrence> events = new ArrayList<>();
        long seconds = 0;
        for (int i = 0; i < EVENTS; i++) {
            seconds += random.nextInt(4) == 0 ? random.nextInt(25) : random.nextInt(3);
            events.add(Specimen.event(
                    i,
                    seconds,
                    "abc".substring(random.nextInt(3)).substring(0, 1),
                    Map.of("User", "user" + random.nextInt(3), "Size", Integer.toString(random.nextInt(10)))));
        }
        return events;
    }

    /** Moves each event by less than the lateness, and some by more. */
    private static List<Occurrence> shuffled(List<Occurrence> events, Random random, int most) {
        Map<Occurrence, Instant> arrival = new HashMap<>();
        events.forEach(event -> arrival.put(event, event.time().plusSeconds(random.nextInt(most))));
        List<Occurrence> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        shuffled.sort(java.util.Comparator.comparing(arrival::get));
        return shuffled;
    }

    private static List<String> run(Correlation correlation, List<Occurrence> events, Random restarts) {
        Map<String, byte[]> kept = new HashMap<>();
        List<String> hits = new ArrayList<>();
        Correlator correlator = new Correlator(List.of(correlation), LIMITS);
        for (Occurrence event : events) {
            correlator.take(event, event.time()).forEach(hit -> hits.add(said(hit)));
            if (restarts.nextInt(60) == 0) {
                CorrelatorTest.keep(correlator, kept);
                correlator = new Correlator(List.of(correlation), LIMITS);
                assertEquals(0, correlator.restore(kept).size());
            }
        }
        correlator.end(Instant.EPOCH).forEach(hit -> hits.add(said(hit)));
        assertEquals(0, correlator.counts().forgottenEntries());
        return hits;
    }

    static String said(Hit hit) {
        return hit.group() + " " + hit.first().time() + " " + hit.last().time() + " " + hit.entries() + " "
                + rounded(hit.number());
    }

    static String rounded(BigDecimal number) {
        return number.setScale(6, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    @Test
    void anOpenEndedConditionHoldsAsOverAllEvents() {
        int hits = 0;
        for (int seed = 0; seed < 40; seed++) {
            for (String section : OPEN) {
                Random random = new Random(seed);
                Correlation correlation = correlation(section);
                List<Occurrence> events = shuffled(events(random), random, seed % 2 == 0 ? 1 : 70);
                List<String> expected = new NaiveCorrelator(correlation, LIMITS.lateness()).arriving(events);
                assertEquals(expected, run(correlation, events, random), "seed " + seed + "\n" + section);
                hits += expected.size();
            }
        }
        assertTrue(hits > 1_000, "so few hits that nothing was tried: " + hits);
    }

    @Test
    void anyOtherConditionHoldsAsOverAllEvents() {
        int hits = 0;
        for (int seed = 0; seed < 40; seed++) {
            for (String section : OVER) {
                Random random = new Random(seed);
                Correlation correlation = correlation(section);
                List<Occurrence> events = shuffled(events(random), random, seed % 2 == 0 ? 1 : 70);
                List<String> expected = new NaiveCorrelator(correlation, LIMITS.lateness()).over(events);
                List<String> found = run(correlation, events, random);
                Collections.sort(found);
                assertEquals(expected, found, "seed " + seed + "\n" + section);
                hits += expected.size();
            }
        }
        assertTrue(hits > 1_000, "so few hits that nothing was tried: " + hits);
    }

    /** Whether a group ever holds does not depend on the order in which events within the lateness come. */
    @Test
    void theOrderOfArrivalDoesNotMatterWithinTheLateness() {
        for (int seed = 0; seed < 40; seed++) {
            for (String section : OPEN) {
                Random random = new Random(seed);
                Correlation correlation = correlation(section);
                List<Occurrence> inOrder = events(random);
                List<Occurrence> mixed = shuffled(inOrder, random, 40);
                assertEquals(
                        groups(run(correlation, inOrder, random)),
                        groups(run(correlation, mixed, random)),
                        "seed " + seed + "\n" + section);
            }
        }
    }

    private static Set<String> groups(List<String> hits) {
        Set<String> groups = new TreeSet<>();
        hits.forEach(hit -> groups.add(hit.substring(0, hit.indexOf('}') + 1)));
        return groups;
    }

    @Test
    void neverMoreIsKeptThanTheLimitsAllow() {
        Limits tight = new Limits(3, 8, 20 * 400, Duration.ofSeconds(40));
        for (int seed = 0; seed < 40; seed++) {
            for (String section : OPEN) {
                Random random = new Random(seed);
                Correlator correlator = new Correlator(List.of(correlation(section)), tight);
                Map<String, byte[]> kept = new HashMap<>();
                for (Occurrence event : events(random)) {
                    correlator.take(event, event.time());
                    CorrelatorTest.keep(correlator, kept);
                    assertTrue(kept.size() <= tight.groups());
                }
            }
        }
    }
}
