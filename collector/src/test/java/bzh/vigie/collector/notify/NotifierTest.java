package bzh.vigie.collector.notify;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.alert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotifierTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Specimens.START);

    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void openIt() {
        store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START));
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    /** Remembers what it was given; fails as often as told. */
    private static class Memory implements Sink {
        private final String name;
        private final LinkedBlockingQueue<String> ids = new LinkedBlockingQueue<>();
        private int failures;

        Memory(String name, int failures) {
            this.name = name;
            this.failures = failures;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void deliver(List<Numbered> alerts) throws IOException {
            if (failures > 0) {
                failures--;
                throw new IOException("broken on purpose");
            }
            alerts.forEach(alert -> ids.add(alert.alert().id()));
        }

        @Override
        public void close() {}

        String next() throws InterruptedException {
            return String.valueOf(ids.poll(20, TimeUnit.SECONDS));
        }
    }

    private void raise(String id) {
        store.change(session -> session.alerts().raise(alert(id, AURAY, 1, id, 1)));
    }

    @Test
    void aBrokenSinkStopsNoOtherAndANewOneBeginsWithWhatIsNew() throws Exception {
        raise("before");
        Memory good = new Memory("good", 0);
        Memory broken = new Memory("broken", Integer.MAX_VALUE);
        try (Notifier notifier = Notifier.start(store, List.of(broken, good), 3, CLOCK, new Random(1))) {
            raise("one");
            assertEquals("one", good.next());
            raise("two");
            assertEquals("two", good.next());
            assertTrue(broken.ids.isEmpty());
            assertEquals(Notifier.class, notifier.getClass());
        }
        Memory mended = new Memory("broken", 0);
        try (Notifier again = Notifier.start(store, List.of(mended, new Memory("good", 0)), 3, CLOCK, new Random(1))) {
            assertEquals("one", mended.next());
            assertEquals("two", mended.next());
            assertEquals(Notifier.class, again.getClass());
        }
    }

    @Test
    void whatWasNotDeliveredComesAgainInOrderAndNothingTwiceAfterASuccess() {
        Memory sink = new Memory("sink", 2);
        Courier courier = new Courier(store, sink, 3, new Backoff(new Random(1)), CLOCK);
        courier.begin();
        for (int i = 0; i < 250; i++) {
            raise("a" + i);
        }
        Duration first = courier.step();
        Duration second = courier.step();
        assertTrue(first.toMillis() >= 500 && first.toMillis() <= 1_000, first::toString);
        assertTrue(second.toMillis() >= 1_000 && second.toMillis() <= 2_000, second::toString);
        for (int i = 0; i < 3; i++) {
            assertEquals(Duration.ZERO, courier.step());
        }
        assertEquals(500, courier.step().toMillis());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            expected.add("a" + i);
        }
        assertEquals(expected, List.copyOf(sink.ids));
    }

    @Test
    void waitsGrowUpToFiveMinutes() {
        Backoff backoff = new Backoff(new Random(1));
        Duration last = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            last = backoff.failed();
        }
        assertTrue(last.toSeconds() >= 150 && last.toSeconds() <= 300, last::toString);
        backoff.succeeded();
        assertTrue(backoff.failed().toMillis() <= 1_000);
    }

    @Test
    void twoSinksOfOneNameAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Notifier.start(store, List.of(new Memory("x", 0), new Memory("x", 0)), 3, CLOCK, new Random(1)));
    }

    /** After 1,000 refused letters a sink sent nothing more, to anybody. */
    @Test
    void aReceiverThatRefusesMuchStillGetsWhatIsNew() {
        Memory picky = new Memory("picky", 0) {
            @Override
            public int most() {
                return 1;
            }

            @Override
            public void deliver(List<Numbered> alerts) throws IOException {
                if (alerts.getFirst().alert().id().startsWith("refused")) {
                    throw new RefusedException(
                            "too long", alerts.getFirst().alert().id(), new byte[0]);
                }
                super.deliver(alerts);
            }
        };
        Courier courier = new Courier(store, picky, 3, new Backoff(new Random(1)), CLOCK);
        courier.begin();
        store.change(session -> {
            for (int i = 0; i < 1_000; i++) {
                Letters.put(
                        session,
                        "picky",
                        Letters.Letter.fresh("old-" + i, Specimens.START.minusSeconds(i), new byte[0])
                                .refused("too long", Specimens.START, 3));
            }
        });
        raise("refused");
        raise("new");
        courier.step();
        courier.step();
        assertEquals(List.of("new"), List.copyOf(picky.ids));
        List<String> held = store.read(session -> Letters.of(session, "picky")).stream()
                .map(Letters.Letter::id)
                .toList();
        assertEquals(1_000, held.size());
        assertTrue(held.contains("refused") && !held.contains("old-999"), "the oldest is let go of");
    }
}
