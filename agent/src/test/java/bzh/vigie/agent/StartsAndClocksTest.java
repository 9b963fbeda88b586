package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.HostStates;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartsAndClocksTest {
    @TempDir
    Path folder;

    private Instant wall = Instant.parse("2026-11-24T08:00:00Z");
    private long bootMicros = 1_000_000;
    private long awakeNanos;

    @Test
    void onlyAnotherBootIsAColdStart() throws Exception {
        StateFolder state = new StateFolder(folder);
        assertEquals(StartKind.SAME_BOOT, BootMark.start(state, "boot-1").kind());
        assertEquals(StartKind.SAME_BOOT, BootMark.start(state, "boot-1").kind());
        assertEquals(StartKind.COLD, BootMark.start(state, "boot-2").kind());
        assertEquals(StartKind.SAME_BOOT, BootMark.start(state, "boot-2").kind());
    }

    @Test
    void aRunThatHasNoEndIsKnownAtTheNextStart() throws Exception {
        StateFolder state = new StateFolder(folder);
        assertTrue(BootMark.start(state, "boot-1").ended(), "the first of all");
        assertFalse(BootMark.start(state, "boot-2").ended());
        BootMark.stop(state, "boot-2");
        assertTrue(BootMark.start(state, "boot-3").ended());
        state.write("last-boot", "boot-3\n");
        assertTrue(BootMark.start(state, "boot-4").ended(), "one that did not write it down");
        assertTrue(BootMark.start(state, "boot-4").isAfterBreakOff(), "killed while its host went on");
        assertFalse(BootMark.start(state, "boot-5").isAfterBreakOff(), "its host was switched off");
        BootMark.stop(state, "boot-5");
        assertFalse(BootMark.start(state, "boot-5").isAfterBreakOff(), "restarted");
    }

    private void pass(Duration boot, Duration awake, Duration onTheWall) {
        bootMicros += boot.toNanos() / 1_000;
        awakeNanos += awake.toNanos();
        wall = wall.plus(onTheWall);
    }

    /** Where no records follow (Linux), what the clocks show is told at once, by what the collector calls it sleep. */
    @Test
    void aSleepThatOnlyClocksShowIsToldWithItsLength() {
        ClockWatch watch = new ClockWatch(() -> new Moment(wall, "boot", bootMicros), () -> awakeNanos);
        HostStates states = new HostStates(false);
        Duration ten = Duration.ofSeconds(10);
        Duration night = Duration.ofHours(8);
        pass(ten, ten, ten);
        assertEquals(List.of(), told(states, watch));
        pass(night.plus(ten), ten, night.plus(ten));
        assertEquals(
                List.of(new HostStates.Told(AgentAction.RESUMED, StartKind.RESUME, "state-slept|28800")),
                told(states, watch));
        assertEquals(List.of(), told(states, watch));
    }

    private static List<HostStates.Told> told(HostStates states, ClockWatch watch) {
        Optional<ClockWatch.Noticed> noticed = watch.look();
        return states.look(
                noticed.map(ClockWatch.Noticed::slept).orElse(Duration.ZERO),
                noticed.map(ClockWatch.Noticed::set).orElse(Duration.ZERO));
    }

    @Test
    void sleepAndASetClockAreToldApart() {
        ClockWatch watch = new ClockWatch(() -> new Moment(wall, "boot", bootMicros), () -> awakeNanos);
        Duration ten = Duration.ofSeconds(10);
        Duration hour = Duration.ofHours(1);
        pass(ten, ten, ten);
        assertEquals(Optional.empty(), watch.look());
        pass(hour, ten, hour);
        assertEquals(Optional.of(new ClockWatch.Noticed(hour.minus(ten), Duration.ZERO)), watch.look());
        pass(ten, ten, ten.minus(hour));
        assertEquals(Optional.of(new ClockWatch.Noticed(Duration.ZERO, hour.negated())), watch.look());
        pass(ten, ten, ten);
        assertEquals(Optional.empty(), watch.look());
    }
}
