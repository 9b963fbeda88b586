package bzh.vigie.collector.detect.watchlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.watchlist.Sequence.Step;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.intel.stix.Observed;
import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPattern.Remembered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Indicators.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Observations one after the other, held against the same all at once, which is what OASIS' suites hold {@link StixPattern} to. */
final class SequenceTest {
    private static final Instant START = Instant.parse("2026-11-02T08:00:00Z");

    private static Sequence sequence(String text) throws Exception {
        StixPattern pattern = StixPattern.parse(text);
        Indicator indicator = new Indicator(
                new Observable.Stix(text), "t", "", Tlp.GREEN, 50, Optional.empty(), Optional.empty(), false, true);
        return Sequence.of(pattern, new Listed("id", Optional.empty(), indicator, START, "t"))
                .orElseThrow();
    }

    private static List<Map<String, Object>> name(String name) {
        return List.of(Map.of("type", "domain-name", "value", name));
    }

    private record Made(Instant time, String name) {}

    /** After how many of them it is found; -1 where it is not. */
    private static int found(Sequence sequence, List<Made> all) {
        List<Remembered> memory = List.of();
        for (int i = 0; i < all.size(); i++) {
            Optional<Remembered> one =
                    sequence.remembered(all.get(i).time(), name(all.get(i).name()));
            if (one.isPresent()) {
                // What is remembered is what was written down.
                Step step = sequence.next(Sequence.decoded(Sequence.encoded(memory)), one.get());
                assertEquals(0, step.forgotten());
                memory = step.memory();
                if (step.found().isPresent()) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    private static int allAtOnce(String text, List<Made> all) throws Exception {
        StixPattern pattern = StixPattern.parse(text);
        List<Observed> observed = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            observed.add(Observed.at(all.get(i).time(), name(all.get(i).name())));
            if (pattern.find(observed).isPresent()) {
                return i + 1;
            }
        }
        return -1;
    }

    private static String pattern(Random random, int depth) {
        String text = depth == 0 || random.nextInt(3) == 0
                ? "[domain-name:value = '" + (char) ('a' + random.nextInt(3)) + "']"
                : "(" + pattern(random, depth - 1)
                        + List.of(" AND ", " OR ", " FOLLOWEDBY ").get(random.nextInt(3)) + pattern(random, depth - 1)
                        + ")";
        return switch (random.nextInt(6)) {
            case 0 -> "(" + text + " WITHIN " + (5 + random.nextInt(60)) + " SECONDS)";
            case 1 -> "(" + text + " REPEATS " + (1 + random.nextInt(3)) + " TIMES)";
            case 2 -> "(" + text + " START t'2026-11-02T08:00:10Z' STOP t'2026-11-02T08:01:30Z')";
            default -> text;
        };
    }

    @Test
    void whatComesOneAfterTheOtherIsFoundWhenAllAtOnceWouldBe() throws Exception {
        Random random = new Random(43);
        int found = 0;
        for (int round = 0; round < 400; round++) {
            String text = pattern(random, 2);
            if (!StixPattern.parse(text).needsMemory()) {
                continue;
            }
            List<Made> all = new ArrayList<>();
            long at = 0;
            for (int i = 0; i < 10; i++) {
                at += random.nextInt(25);
                // Now and then something is told late.
                Instant time = START.plusSeconds(random.nextInt(8) == 0 ? Math.max(0, at - 60) : at);
                all.add(new Made(time, String.valueOf((char) ('a' + random.nextInt(4)))));
            }
            int expected = allAtOnce(text, all);
            assertEquals(expected, found(sequence(text), all), () -> text + " " + all);
            found += expected > 0 ? 1 : 0;
        }
        assertTrue(found > 100, "found " + found);
    }

    @Test
    void whatIsRememberedIsBoundedByTimeAndNumber() throws Exception {
        Sequence within = sequence("([domain-name:value = 'a'] AND [domain-name:value = 'b']) WITHIN 10 SECONDS");
        assertEquals(Duration.ofSeconds(10), within.window());
        Sequence ever = sequence("[domain-name:value = 'a'] AND [domain-name:value = 'b']");
        assertEquals(Sequence.LONGEST, ever.window());
        List<Remembered> few = List.of();
        List<Remembered> memory = List.of();
        int forgotten = 0;
        for (int i = 0; i < 300; i++) {
            Remembered one = ever.remembered(START.plusSeconds(i), name("a")).orElseThrow();
            few = within.next(
                            few,
                            within.remembered(START.plusSeconds(600L * i), name("a"))
                                    .orElseThrow())
                    .memory();
            Step step = ever.next(memory, one);
            memory = step.memory();
            forgotten += step.forgotten();
        }
        // Those of the last hour and ten seconds.
        assertEquals(7, few.size());
        assertEquals(64, memory.size());
        assertEquals(300 - 64, forgotten);
        assertEquals(START, memory.getFirst().time());
        assertEquals(START.plusSeconds(299), memory.getLast().time());
        assertTrue(ever.next(
                        memory,
                        ever.remembered(START.plusSeconds(300), name("b")).orElseThrow())
                .found()
                .isPresent());
        assertTrue(ever.remembered(START, List.of(Map.of("type", "file", "name", "a")))
                .isEmpty());
    }

    /** An alert that only says that something was forgotten is open: what comes then is no more of the same. */
    @Test
    void whatCannotBeDecidedIsAnotherAlertThanWhatWasOnlyForgotten() {
        Indicator indicator = new Indicator(
                new Observable.Domain("evil.example.org"),
                "t",
                "",
                Tlp.GREEN,
                50,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
        Listed listed = new Listed("id", Optional.empty(), indicator, START, "t");
        UndecidedPattern forgotten = UndecidedPattern.none(new Sighting(listed, "stix-pattern", "p"))
                .plus(new Step(List.of(), Optional.empty(), 1, false));
        UndecidedPattern undecided = forgotten.plus(new Step(List.of(), Optional.empty(), 0, true));
        assertEquals(Severity.LOW, forgotten.severity(Severity.MEDIUM));
        assertEquals(Severity.MEDIUM, undecided.severity(Severity.MEDIUM));
        assertNotEquals(forgotten.cause("pc"), undecided.cause("pc"));
        assertEquals(
                undecided.cause("pc"),
                undecided.plus(new Step(List.of(), Optional.empty(), 1, false)).cause("pc"));
    }
}
