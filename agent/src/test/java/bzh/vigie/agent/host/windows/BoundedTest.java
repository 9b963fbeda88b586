package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

final class BoundedTest {
    private static final Reading<String> LATE = Reading.refused(ReasonCode.TIMED_OUT, "system-list-late|services.exe");

    @Test
    void anAnswerIsGivenOn() {
        Bounded bounded = new Bounded("services.exe", Duration.ofMinutes(1));
        assertEquals(Reading.found("a"), bounded.ask(() -> Reading.found("a")));
        assertEquals(Reading.absent(), bounded.ask(Reading::absent));
    }

    /** Whoever does not answer is left behind, and is not asked again while it hangs. */
    @Test
    void whoeverDoesNotAnswerIsLeftBehind() throws InterruptedException {
        Bounded bounded = new Bounded("services.exe", Duration.ofMillis(20));
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        assertEquals(LATE, bounded.ask(() -> {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            over.countDown();
            return Reading.found("late");
        }));
        assertEquals(LATE, bounded.ask(() -> Reading.found("asked while it hangs")));
        hangs.countDown();
        over.await();
    }

    /** A handle that Windows gives when nobody waits for it any more is given back. */
    @Test
    void whatComesTooLateIsHandedOverOnce() throws InterruptedException {
        Bounded bounded = new Bounded("services.exe", Duration.ofMillis(20));
        CountDownLatch hangs = new CountDownLatch(1);
        BlockingQueue<Reading<String>> tooLate = new LinkedBlockingQueue<>();
        assertEquals(
                LATE,
                bounded.ask(
                        () -> {
                            try {
                                hangs.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return Reading.found("handle");
                        },
                        tooLate::add));
        assertEquals(LATE, bounded.ask(() -> Reading.found("not asked"), tooLate::add));
        assertEquals(LATE, tooLate.take());
        hangs.countDown();
        assertEquals(Reading.found("handle"), tooLate.take());
        Bounded prompt = new Bounded("services.exe", Duration.ofMinutes(1));
        assertEquals(Reading.found("a"), prompt.ask(() -> Reading.found("a"), tooLate::add));
        assertEquals(0, tooLate.size());
    }

    @Test
    void aFaultIsNotHidden() {
        Bounded bounded = new Bounded("services.exe", Duration.ofMinutes(1));
        assertThrows(
                IllegalStateException.class,
                () -> bounded.ask(() -> {
                    throw new IllegalStateException("x");
                }));
        assertEquals(Reading.found("b"), bounded.ask(() -> Reading.found("b")));
    }
}
