package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class InOrderTest {
    @Test
    void textsComeInTheOrderOfTheirInputsWhicheverIsDoneFirst() {
        List<String> given = new ArrayList<>();
        InOrder ordered = new InOrder(3, given::add);
        ordered.take(2, "c1");
        ordered.done(2);
        ordered.take(0, "a1");
        ordered.take(1, "b1");
        assertEquals(List.of("a1"), given);
        ordered.take(0, "a2");
        ordered.done(0);
        ordered.take(1, "b2");
        assertEquals(List.of("a1", "a2", "b1", "b2"), given);
        ordered.done(1);
        assertEquals(List.of("a1", "a2", "b1", "b2", "c1"), given);
    }

    @Test
    void whoHoldsAsMuchAsMayBeWaitsForItsTurn() throws Exception {
        List<String> given = new ArrayList<>();
        InOrder ordered = new InOrder(2, given::add, 10);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch through = new CountDownLatch(1);
        Thread second = Thread.ofPlatform().start(() -> {
            ordered.take(1, "0123456789");
            held.countDown();
            ordered.take(1, "more");
            through.countDown();
            ordered.done(1);
        });
        held.await();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(1, through.getCount());
        ordered.take(0, "first");
        ordered.done(0);
        second.join();
        assertEquals(List.of("first", "0123456789", "more"), given);
    }
}
