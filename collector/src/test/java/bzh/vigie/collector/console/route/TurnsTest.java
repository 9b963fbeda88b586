package bzh.vigie.collector.console.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private final Turns turns = new Turns(3, 2, Duration.ZERO);

    @Test
    void onePersonLeavesRoomForAnother() {
        Turns.Turn first = turns.begin("anna");
        turns.begin("anna");
        assertThrows(BusyException.class, () -> turns.begin("anna"));
        turns.begin("boris");
        assertThrows(BusyException.class, () -> turns.begin("carla"));
        first.close();
        first.close();
        assertEquals("done", turns.take("carla", () -> "done"));
    }

    @Test
    void oneTakesNotTheTurnsOfAll() {
        Turns.Turn first = turns.begin("a");
        turns.begin("a");
        assertThrows(BusyException.class, () -> turns.begin("a"));
        turns.begin("b");
        assertThrows(BusyException.class, () -> turns.begin("c"), "three in all");
        first.close();
        turns.begin("c");
    }

    @Test
    void whatFailsGivesItsTurnBack() {
        for (int i = 0; i < 4; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> turns.take("anna", () -> {
                        throw new IllegalStateException("as a search may");
                    }));
        }
        assertEquals("done", turns.take("anna", () -> "done"));
    }
}
