package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.budget.MachineActivity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ten minutes that nobody saw, and what the machine says of them. */
final class StandstillWatchTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private long awakeNanos;
    private Optional<MachineActivity> activity = Optional.of(new MachineActivity(1_000_000, 0));
    private final StandstillWatch watch = new StandstillWatch(() -> awakeNanos, () -> activity);

    private void pass(Duration awake, long switches, Duration waited) {
        awakeNanos += awake.toNanos();
        activity = activity.map(
                was -> new MachineActivity(was.switches() + switches, was.waitedNanos() + waited.toNanos()));
        watch.look();
    }

    private void begin() {
        watch.look();
        pass(LOOK, 500, Duration.ZERO);
        assertEquals(Duration.ZERO, watch.take());
    }

    @Test
    void aStoppedProcessOnAMachineThatRunsIsNoticedOnce() {
        begin();
        pass(LONG, 60_000, Duration.ofMillis(2));
        pass(LOOK, 500, Duration.ZERO);
        assertEquals(LONG, watch.take());
        assertEquals(Duration.ZERO, watch.take());
    }

    /** While the machine sleeps its clock stands still. */
    @Test
    void sleepIsNoStandstill() {
        begin();
        pass(LOOK, 5_000, Duration.ZERO);
        assertEquals(Duration.ZERO, watch.take());
    }

    /** Some hypervisors let the clock of a virtual machine leap when it goes on: nobody in it ran meanwhile. */
    @Test
    void aPausedVirtualMachineIsNoStandstill() {
        begin();
        pass(LONG, 3_000, Duration.ZERO);
        assertEquals(Duration.ZERO, watch.take());
    }

    /** A machine that leaves it no processor counts that as waiting. */
    @Test
    void loadIsNoStandstill() {
        begin();
        pass(LONG, 6_000_000, Duration.ofMinutes(9));
        assertEquals(Duration.ZERO, watch.take());
    }

    @Test
    void aShortPauseIsNoStandstill() {
        begin();
        pass(Duration.ofSeconds(25), 100_000, Duration.ZERO);
        assertEquals(Duration.ZERO, watch.take());
    }

    @Test
    void whereTheSystemDoesNotTellNothingIsSaid() {
        activity = Optional.empty();
        begin();
        pass(LONG, 60_000, Duration.ZERO);
        assertEquals(Duration.ZERO, watch.take());
    }

    @Test
    void aRunningLinuxTells() {
        MachineActivity before = MachineActivity.read(Path.of("/proc")).orElseThrow();
        MachineActivity after = MachineActivity.read(Path.of("/proc")).orElseThrow();
        assertTrue(before.switches() > 0);
        assertTrue(after.switches() >= before.switches());
        assertTrue(after.waitedNanos() >= before.waitedNanos());
    }
}
