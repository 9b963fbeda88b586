package bzh.vigie.collector.console.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.route.Kept.Found;
import bzh.vigie.collector.identity.SettableClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class KeptTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger made = new AtomicInteger();

    private static Kept<String, String> kept(int most, Duration quick, Duration patience) {
        return new Kept<>(new Turns(1, 1, LONG), most, LONG, quick, patience, value -> !value.startsWith("large"));
    }

    private Optional<Found<String>> ask(Kept<String, String> kept, String key, int point) {
        return ask(kept, key, point, () -> key + " " + made.incrementAndGet());
    }

    private Optional<Found<String>> ask(Kept<String, String> kept, String key, int point, Supplier<String> work) {
        return kept.find("Anne", key, point, clock, work);
    }

    private Found<String> found(String value, boolean current) {
        return new Found<>(value, clock.instant(), current);
    }

    @Test
    void whatNothingChangedIsMadeOnce() {
        Kept<String, String> kept = kept(2, LONG, LONG);
        assertEquals(Optional.of(found("a 1", true)), ask(kept, "a", 1));
        assertEquals(Optional.of(found("a 1", true)), ask(kept, "a", 1));
        assertEquals(Optional.of(found("b 2", true)), ask(kept, "b", 1), "of each its own");
    }

    @Test
    void whatSomethingChangedIsMadeAnew() {
        Kept<String, String> kept = kept(2, LONG, LONG);
        ask(kept, "a", 1);
        assertEquals(Optional.of(found("a 2", true)), ask(kept, "a", 2));
    }

    @Test
    void whatIsOldIsMadeAnewThoughNothingTellsOfAChange() {
        Kept<String, String> kept = kept(2, LONG, LONG);
        ask(kept, "a", 1);
        clock.forward(LONG.plusSeconds(1));
        assertEquals(Optional.of(found("a 2", true)), ask(kept, "a", 1));
        clock.forward(LONG.plusSeconds(1).negated());
        assertEquals(Optional.of(found("a 3", true)), ask(kept, "a", 1), "a clock that was set back");
    }

    @Test
    void whatTakesLongIsToldAsOfThenWhileItIsMadeAnew() throws InterruptedException {
        Kept<String, String> kept = kept(2, Duration.ZERO, LONG);
        ask(kept, "a", 1);
        CountDownLatch goes = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Supplier<String> slow = () -> {
            goes.countDown();
            return await(ends);
        };
        assertEquals(Optional.of(found("a 1", false)), ask(kept, "a", 2, slow), "not told as of now");
        goes.await();
        assertEquals(Optional.of(found("a 1", false)), ask(kept, "a", 2), "and not made twice at once");
        assertEquals(1, made.get());
        ends.countDown();
        while (!ask(kept, "a", 2).equals(Optional.of(found("new", true)))) {
            Thread.onSpinWait();
        }
    }

    private static String await(CountDownLatch ends) {
        try {
            ends.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "new";
    }

    @Test
    void whatWasNeverMadeIsNotWaitedForLong() {
        Kept<String, String> kept = kept(2, LONG, Duration.ofMillis(1));
        CountDownLatch ends = new CountDownLatch(1);
        assertTrue(ask(kept, "a", 1, () -> await(ends)).isEmpty());
        ends.countDown();
    }

    @Test
    void onlyWhatIsSmallAndWasAskedForLastIsKept() {
        Kept<String, String> kept = kept(1, LONG, LONG);
        ask(kept, "a", 1);
        ask(kept, "b", 1);
        assertEquals(Optional.of(found("a 3", true)), ask(kept, "a", 1));
        ask(kept, "large", 1);
        assertEquals(Optional.of(found("large 5", true)), ask(kept, "large", 1));
    }

    @Test
    void aFailureIsToldToWhoWaitsAndKeptByNobody() {
        Kept<String, String> kept = kept(2, LONG, LONG);
        assertThrows(
                IllegalArgumentException.class,
                () -> ask(kept, "a", 1, () -> {
                    throw new IllegalArgumentException("broken");
                }));
        Optional<Found<String>> found = ask(kept, "a", 1);
        assertEquals(Optional.of(found("a 1", true)), found);
        assertFalse(found.isEmpty());
    }
}
