package bzh.vigie.collector.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Only what was told counts as watched, and everything else is a hole with a cause. */
final class HostCoverageTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Window DAY = new Window(START, hour(24));

    private final List<Told> stretches = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Event.Loss> losses = new ArrayList<>();

    /** Of the host's clock when it tells what comes next. */
    private Duration skew = Duration.ZERO;

    private static Instant hour(double hours) {
        return START.plusMillis(Math.round(hours * 3_600_000));
    }

    private static Host host(Instant enrolled, Duration skew) {
        return new Host(
                new AgentId("0199d2a4-5b6c-7def-8123-456789000001"),
                new Commune("29019"),
                "pc",
                State.ACTIVE,
                Sha256.over(new byte[0]),
                "{}",
                "0.1.0",
                enrolled,
                hour(9_000),
                Optional.empty(),
                skew.toSeconds() * 1_000_000,
                "",
                "",
                false);
    }

    private void told(String source, double from, double to, WatchState state, ReasonCode reason) {
        told("boot", source, from, to, to, state, reason);
    }

    private void told(
            String boot, String source, double from, double to, double received, WatchState state, ReasonCode reason) {
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, hour(from));
        long end = ChronoUnit.MICROS.between(Instant.EPOCH, hour(to));
        Event.Coverage stretch = new Event.Coverage(
                new Moment(hour(to), boot, 0),
                source,
                source,
                Optional.empty(),
                start,
                end,
                end - start,
                state,
                reason,
                "",
                0,
                0);
        stretches.add(new Told(stretch, hour(received), skew.toSeconds() * 1_000_000));
    }

    private void live(String source, double from, double to) {
        told(source, from, to, WatchState.LIVE, ReasonCode.NONE);
    }

    private HostCoverage coverage(Host host) {
        return HostCoverage.of(host, DAY, stretches, gaps, losses);
    }

    private static String text(List<Hole> holes) {
        return String.join(
                " ",
                holes.stream()
                        .map(hole -> hours(hole.window().from()) + "-"
                                + hours(hole.window().to()) + ":" + hole.cause()
                                + (hole.reason() == ReasonCode.NONE ? "" : "/" + hole.reason()))
                        .toList());
    }

    private static String hours(Instant time) {
        return Long.toString(Duration.between(START, time).toHours());
    }

    @Test
    void aHostThatToldNothingWasNotWatched() {
        HostCoverage none = coverage(host(START.minusSeconds(9), Duration.ZERO));
        assertEquals(Duration.ZERO, none.agent().watched().length());
        assertEquals("0-24:UNTOLD", text(none.agent().holes()));
        assertEquals(Duration.ZERO, none.all().length());
    }

    @Test
    void everyHoleHasTheFirstCauseThatFits() {
        live("linux.process", 6, 10);
        told("linux.process", 10, 12, WatchState.DOWN, ReasonCode.NO_RIGHT);
        told("linux.process", 16, 17, WatchState.PARTIAL, ReasonCode.FALLBACK);
        live("inventory", 6, 11);
        live("inventory", 11 + 1.0 / 3_600, 12);
        gaps.add(new Gap(hour(12), hour(14), "stopped"));
        gaps.add(new Gap(hour(13), hour(15), "silent"));
        gaps.add(new Gap(hour(20), hour(30), "uninstalled"));
        HostCoverage day = coverage(host(hour(5), Duration.ZERO));
        assertEquals(
                "0-5:NOT_ENROLLED 5-6:UNTOLD 12-14:STOPPED 14-15:SILENT 15-16:UNTOLD 17-20:UNTOLD 20-24:UNINSTALLED",
                text(day.agent().holes()));
        SourceCoverage process = day.sources().getLast();
        assertEquals("linux.process", process.source());
        assertTrue(text(process.holes()).contains(" 10-12:DOWN/NO_RIGHT 12-14:STOPPED "), text(process.holes()));
        assertEquals(Duration.ofHours(1), process.limited().length());
        assertEquals(Duration.ofHours(5), process.watched().length());
        assertEquals(Duration.ofHours(6), day.sources().getFirst().watched().length());
        assertEquals(Duration.ofHours(4), day.all().length());
    }

    @Test
    void whatAHostTellsIsTakenByTheCollectorsClockAndOnlyInsideTheWindow() {
        skew = Duration.ofHours(3);
        told("boot", "inventory", -100, 5, 2, WatchState.LIVE, ReasonCode.NONE);
        told("boot", "inventory", 20, 30, 30, WatchState.LIVE, ReasonCode.NONE);
        told("boot", "inventory", 9, 8, 8, WatchState.LIVE, ReasonCode.NONE);
        HostCoverage day = coverage(host(START.minusSeconds(1), skew));
        assertEquals("2-17:UNTOLD", text(day.agent().holes()));
    }

    /** An agent that is the attacker's says once that all the time to come, and all before it was there, was watched. */
    @Test
    void nobodyTellsOfTheFutureNorOfTheTimeBeforeEnrolment() {
        told("boot", "inventory", -1_000, 900_000, 10, WatchState.LIVE, ReasonCode.NONE);
        HostCoverage day = coverage(host(hour(8), Duration.ZERO));
        assertEquals("0-8:NOT_ENROLLED 10-24:UNTOLD", text(day.agent().holes()));
    }

    /** A service that is stopped at six, a host that is shut down at eight and started at ten, under another boot id. */
    @Test
    void aStopIsRestOnlyFromWhenTheHostIsToldToHaveBeenShutDown() {
        told("one", "inventory", 0, 6, 6, WatchState.LIVE, ReasonCode.NONE);
        gaps.add(new Gap(hour(6), hour(10), "stopped"));
        gaps.add(new Gap(hour(8), hour(10), "shut-down"));
        told("two", "inventory", 10, 11, 11, WatchState.LIVE, ReasonCode.NONE);
        gaps.add(new Gap(hour(11), hour(12), "stopped"));
        told("three", "inventory", 12, 14, 14, WatchState.LIVE, ReasonCode.NONE);
        gaps.add(new Gap(hour(14), hour(15), "suspended"));
        told("three", "inventory", 15, 20, 20, WatchState.LIVE, ReasonCode.NONE);
        gaps.add(new Gap(hour(20), hour(30), "stopped"));
        HostCoverage day = coverage(host(START, Duration.ZERO));
        assertEquals(
                "6-8:STOPPED 8-10:SHUT_DOWN 11-12:STOPPED 14-15:ASLEEP 20-24:STOPPED",
                text(day.agent().holes()));
    }

    @Test
    void whereASourceSaidBothTheWorseCounts() {
        live("inventory", 0, 24);
        told("inventory", 5, 11, WatchState.DOWN, ReasonCode.FAILED);
        assertEquals(
                "5-11:DOWN/FAILED",
                text(coverage(host(START, Duration.ZERO)).agent().holes()));
    }

    @Test
    void whatDoesNotApplyAndWhatIsOfALocationIsNoSource() {
        told("linux.audit", 0, 24, WatchState.NOT_APPLICABLE, ReasonCode.NOT_PRESENT);
        live("inventory", 0, 24);
        Event.Coverage whole = stretches.getLast().stretch();
        stretches.add(new Told(
                new Event.Coverage(
                        whole.at(),
                        "inventory",
                        "linux.cron",
                        Optional.empty(),
                        whole.fromWallMicros(),
                        whole.fromWallMicros() + 1,
                        1,
                        WatchState.DOWN,
                        ReasonCode.FAILED,
                        "",
                        0,
                        0),
                hour(24),
                0));
        HostCoverage day = coverage(host(START, Duration.ZERO));
        assertEquals(
                List.of("inventory"),
                day.sources().stream().map(SourceCoverage::source).toList());
        assertEquals(List.of(), day.agent().holes());
        assertEquals(Duration.ofHours(24), day.all().length());
    }

    /** A clock that is set right later does not move what was told before. */
    @Test
    void theClocksErrorIsThatOfTheTime() {
        skew = Duration.ofHours(2);
        told("boot", "inventory", 4, 8, 6, WatchState.LIVE, ReasonCode.NONE);
        skew = Duration.ZERO;
        told("boot", "inventory", 6, 24, 24, WatchState.LIVE, ReasonCode.NONE);
        assertEquals(
                "0-2:UNTOLD", text(coverage(host(START, Duration.ZERO)).agent().holes()));
        assertEquals(
                "0-2:UNTOLD",
                text(coverage(host(START, Duration.ofHours(9))).agent().holes()));
    }

    @Test
    void aTimeOfWhichEventsWereLostWasNotWatched() {
        live("linux.process", 0, 24);
        live("inventory", 0, 24);
        lost("linux.process", 3, 9, 12);
        HostCoverage day = coverage(host(START, Duration.ZERO));
        assertEquals("3-9:LOST", text(day.sources().getLast().holes()));
        assertEquals(List.of(), day.sources().getFirst().holes());
        assertEquals(List.of(), day.agent().holes());
        assertEquals(Duration.ofHours(18), day.all().length());
        assertEquals(12, day.lost());
        lost("linux.process", 30, 31, 5);
        lost("other", 20, 21, 0);
        day = coverage(host(START, Duration.ZERO));
        assertEquals("20-21:LOST", text(day.sources().getFirst().holes()));
        assertEquals("20-21:LOST", text(day.agent().holes()));
        assertEquals("3-9:LOST 20-21:LOST", text(day.sources().getLast().holes()));
        assertEquals(12, day.lost());
    }

    private void lost(String source, double from, double to, long events) {
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, hour(from));
        long end = ChronoUnit.MICROS.between(Instant.EPOCH, hour(to));
        losses.add(new Event.Loss(
                new Moment(hour(to), "boot", 0),
                "spool",
                1,
                0,
                0,
                List.of(new SourceCount(source, events, start, end)),
                ReasonCode.OVERLOADED,
                ""));
    }

    /** Against sets of minutes. */
    @Test
    void spansAreSetsOfInstants() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            BitSet a = new BitSet();
            BitSet b = new BitSet();
            Spans left = random(random, a);
            Spans right = random(random, b);
            Window window = new Window(minute(20), minute(80));
            BitSet and = (BitSet) a.clone();
            and.and(b);
            assertEquals(of(and), left.and(right));
            BitSet without = (BitSet) a.clone();
            without.andNot(b);
            assertEquals(of(without), left.without(right));
            BitSet missing = new BitSet();
            missing.set(20, 80);
            missing.andNot(a);
            assertEquals(of(missing), left.missingFrom(window));
            assertEquals(Duration.ofMinutes(a.cardinality()), left.length());
        }
        assertThrows(IllegalArgumentException.class, () -> new Window(START, START));
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static Spans random(Random random, BitSet minutes) {
        List<Window> windows = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int from = random.nextInt(99);
            int to = from + 1 + random.nextInt(20);
            minutes.set(from, to);
            windows.add(new Window(minute(from), minute(to)));
        }
        return Spans.of(windows);
    }

    private static Spans of(BitSet minutes) {
        List<Window> windows = new ArrayList<>();
        for (int from = minutes.nextSetBit(0); from >= 0; ) {
            int to = minutes.nextClearBit(from);
            windows.add(new Window(minute(from), minute(to)));
            from = minutes.nextSetBit(to);
        }
        return new Spans(windows);
    }
}
