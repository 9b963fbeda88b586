package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CoverageLedgerTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private Duration passed = Duration.ZERO;
    private final List<Event> told = new ArrayList<>();
    private final CoverageLedger ledger = new CoverageLedger(told::add, this::now);

    private Moment now() {
        return new Moment(START.plus(passed), "boot", passed.toNanos() / 1_000);
    }

    private void state(String source, WatchState state, ReasonCode reason) {
        ledger.accept(new Event.SourceState(now(), source, state, reason, ""));
    }

    private void event(String source) {
        ledger.accept(new Event.ProcessStopped(now(), source, new ProcessKey("boot", 1, 1), OptionalInt.empty()));
    }

    private List<Event.Coverage> coverage() {
        List<Event.Coverage> coverage = told.stream()
                .filter(Event.Coverage.class::isInstance)
                .map(Event.Coverage.class::cast)
                .toList();
        told.clear();
        return coverage;
    }

    @Test
    void aStateIsToldAtOnceAndItsStretchWhenItChanges() {
        state("linux.process", WatchState.LIVE, ReasonCode.NONE);
        assertInstanceOf(Event.SourceState.class, told.getFirst());
        Event.Coverage first = coverage().getFirst();
        assertEquals(0, first.lengthMicros());
        assertEquals(WatchState.LIVE, first.state());
        for (int i = 0; i < 5; i++) {
            event("linux.process");
        }
        event("linux.logon");
        passed = Duration.ofMinutes(10);
        state("linux.process", WatchState.LIVE, ReasonCode.NONE);
        assertEquals(List.of(), coverage());
        state("linux.process", WatchState.PARTIAL, ReasonCode.FALLBACK);
        Event.Coverage stretch = coverage().getFirst();
        assertEquals("linux.process", stretch.subject());
        assertEquals(WatchState.LIVE, stretch.state());
        assertEquals(5, stretch.events());
        assertEquals(Duration.ofMinutes(10).toNanos() / 1_000, stretch.lengthMicros());
        assertEquals(List.of(WatchState.PARTIAL), ledger.states());
    }

    /** What the process did not see while it was stopped counts as not watched, and its sources go on as they were. */
    @Test
    void aTimeInWhichTheProcessStoodStillWasWatchedByNoSource() {
        state("linux.process", WatchState.LIVE, ReasonCode.NONE);
        state("linux.logon", WatchState.PARTIAL, ReasonCode.FALLBACK);
        coverage();
        passed = Duration.ofMinutes(30);
        ledger.stoodStill(Duration.ofMinutes(10));
        List<Event.Coverage> still = coverage();
        assertEquals(
                List.of("linux.logon", "linux.process"),
                still.stream().map(Event.Coverage::subject).toList());
        for (Event.Coverage each : still) {
            assertEquals(WatchState.DOWN, each.state());
            assertEquals(ReasonCode.FROZEN, each.reason());
            assertEquals(START.plus(Duration.ofMinutes(20)).toEpochMilli() * 1_000, each.fromWallMicros());
            assertEquals(START.plus(passed).toEpochMilli() * 1_000, each.toWallMicros());
        }
        assertEquals(List.of(WatchState.PARTIAL, WatchState.LIVE), ledger.states());
    }

    @Test
    void eachHourAndTheEndAreTold() {
        state("linux.process", WatchState.LIVE, ReasonCode.NONE);
        coverage();
        passed = Duration.ofMinutes(59);
        ledger.tick();
        assertEquals(List.of(), coverage());
        event("linux.process");
        passed = Duration.ofMinutes(60);
        ledger.tick();
        assertEquals(1, coverage().getFirst().events());
        passed = Duration.ofMinutes(90);
        ledger.tick();
        assertEquals(List.of(), coverage());
        ledger.close();
        Event.Coverage last = coverage().getFirst();
        assertEquals(0, last.events());
        assertEquals(Duration.ofMinutes(30).toNanos() / 1_000, last.lengthMicros());
        assertEquals(START, ledger.sources().isEmpty() ? START : Instant.MAX);
    }

    @Test
    void lossesLowerTheCoverageOfTheirSource() {
        state("linux.process", WatchState.LIVE, ReasonCode.NONE);
        coverage();
        ledger.accept(new Event.Loss(
                now(),
                "linux.process",
                0,
                0,
                0,
                List.of(new SourceCount("linux.process", 7, 1, 2)),
                ReasonCode.OVERLOADED,
                ""));
        ledger.close();
        assertEquals(7, coverage().getFirst().lost());
    }

    @Test
    void statusCanTellSourcesAndLocations() {
        state("linux.process", WatchState.DOWN, ReasonCode.NO_RIGHT);
        event("linux.process");
        LocationStatus status = new LocationStatus(
                "linux.cron.user",
                Optional.of(new Account("1000", "jean")),
                LocationStatus.State.UNREADABLE,
                ReasonCode.NO_RIGHT,
                "",
                "live",
                0,
                0,
                1,
                1,
                LocationStatus.Trigger.PASS,
                1);
        ledger.accept(new Event.LocationRead(now(), "linux.persistence", status, 1, true, Sha256.over(new byte[0])));
        ledger.accept(new Event.LocationRead(now(), "linux.persistence", status, 2, true, Sha256.over(new byte[0])));
        assertEquals(List.of(status), ledger.locations());
        CoverageLedger.Watched watched = ledger.sources().getFirst();
        assertEquals(WatchState.DOWN, watched.state());
        assertEquals(1, watched.events());
        assertEquals(START, watched.since());
        assertTrue(told.size() >= 4);
    }
}
