package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    void onlyAnotherBootIsACold() throws Exception {
        StateFolder state = new StateFolder(folder);
        assertEquals(StartKind.SAME_BOOT, BootMark.start(state, "boot-1"));
        assertEquals(StartKind.SAME_BOOT, BootMark.start(state, "boot-1"));
        assertEquals(StartKind.COLD, BootMark.start(state, "boot-2"));
        assertEquals(StartKind.SAME_BOOT, BootMark.start(state, "boot-2"));
    }

    private void pass(Duration boot, Duration awake, Duration onTheWall) {
        bootMicros += boot.toNanos() / 1_000;
        awakeNanos += awake.toNanos();
        wall = wall.plus(onTheWall);
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
