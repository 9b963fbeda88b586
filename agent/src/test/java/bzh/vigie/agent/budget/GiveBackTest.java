package bzh.vigie.agent.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GiveBackTest {
    private static final long MIB = 1L << 20;
    private long heap = 6 * MIB;
    private long now = Long.MAX_VALUE - 5; // System.nanoTime may overflow
    private int collections;
    private final GiveBack giveBack = new GiveBack(() -> heap, this::collect, () -> now);

    private void collect() {
        collections++;
        heap = 6 * MIB;
        now += Duration.ofMillis(30).toNanos();
    }

    private void look(Duration later) {
        now += later.toNanos();
        giveBack.look();
    }

    @Test
    void aHeapThatDidNotGrowIsLeftAlone() {
        heap = 7 * MIB;
        look(Duration.ofHours(1));
        assertEquals(0, collections);
        heap = 12 * MIB;
        look(Duration.ofSeconds(1));
        assertEquals(1, collections);
        look(Duration.ofHours(1));
        assertEquals(1, collections);
    }

    @Test
    void aHeapThatKeepsGrowingCostsAThousandthAtMost() {
        for (int second = 0; second < 3_600; second++) {
            heap = 24 * MIB;
            look(Duration.ofSeconds(1));
        }
        assertEquals(3_600 / 30, collections, 1);
    }

    @Test
    void whileMuchIsReadItIsGivenBackSoonerAndCostsAFiftiethAtMost() {
        GiveBack busy = GiveBack.busy(() -> heap, this::collect, () -> now);
        for (int second = 0; second < 3_600; second++) {
            heap = 24 * MIB;
            now += Duration.ofSeconds(1).toNanos();
            busy.look();
        }
        assertEquals(3_600 / 2, collections, 100);
    }
}
