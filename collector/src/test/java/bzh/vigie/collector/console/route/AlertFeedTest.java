package bzh.vigie.collector.console.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.console.route.AlertFeed.Batch;
import bzh.vigie.collector.console.route.AlertFeed.Seen;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What streams of alerts cost the store. */
final class AlertFeedTest {
    private static final Commune COMMUNE = new Commune("29019");
    private static final int STREAMS = 50;
    private static final Seen NOTHING = new Seen(0, 0);

    @TempDir
    Path folder;

    /** The same store, whose reads are counted. */
    private static Store counting(Store store, AtomicInteger reads) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        reads.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void fiftyStreamsAskTheStoreOnceASecondTogether() throws IOException, InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        try (Store store = SqliteStore.open(folder, InstantSource.system())) {
            AlertFeed feed = new AlertFeed(counting(store, reads));
            Seen first = feed.await(new Seen(-1, -1), Duration.ofMinutes(1));
            assertEquals(new Seen(0, 0), first);
            ConcurrentLinkedQueue<Seen> woken = new ConcurrentLinkedQueue<>();
            List<Thread> streams = java.util.stream.Stream.generate(() -> Thread.ofVirtual()
                            .unstarted(() -> {
                                try {
                                    woken.add(feed.await(first, Duration.ofMinutes(1)));
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }))
                    .limit(STREAMS)
                    .toList();
            streams.forEach(Thread::start);
            int before = reads.get();
            store.change(s -> s.alerts().raise(Specimens.alert("a1", COMMUNE, 1, "cause", 1)));
            for (Thread stream : streams) {
                stream.join();
            }
            assertEquals(STREAMS, woken.size());
            assertTrue(woken.stream().allMatch(new Seen(1, 0)::equals), woken.toString());
            assertTrue(reads.get() - before < STREAMS / 2, "reads: " + (reads.get() - before));
        }
    }

    @Test
    void whatCameIsReadOnceForAllWhoSeeTheSame() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        try (Store store = SqliteStore.open(folder, InstantSource.system())) {
            AlertFeed feed = new AlertFeed(counting(store, reads));
            assertEquals(0, feed.after(new Scope.All(), NOTHING).alerts().size());
            store.change(s -> {
                for (int i = 0; i < AlertFeed.BATCH + 5; i++) {
                    s.alerts().raise(Specimens.alert("a" + i, COMMUNE, 1, "cause" + i, 1));
                }
            });
            reads.set(0);
            Batch batch = feed.after(new Scope.All(), NOTHING);
            for (int i = 0; i < STREAMS; i++) {
                assertSame(batch, feed.after(new Scope.All(), NOTHING));
            }
            assertEquals(1, reads.get());
            Batch rest = feed.after(new Scope.All(), batch.upTo());
            assertEquals(5, rest.alerts().size());
            Batch foreign = feed.after(new Scope.Communes(Set.of(new Commune("22113"))), NOTHING);
            assertEquals(0, foreign.alerts().size());
            assertEquals(rest.upTo(), foreign.upTo());
        }
    }

    @Test
    void whatIsKeptIsNotToldHoursLater() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (Store store = SqliteStore.open(folder, InstantSource.system())) {
            AlertFeed feed = new AlertFeed(store, nanos::get);
            store.change(s -> s.alerts().raise(Specimens.alert("a1", COMMUNE, 1, "cause", 1)));
            assertEquals(Status.NEW, status(feed));
            store.change(s -> s.alerts()
                    .decide(new Scope.All(), "a1", OptionalLong.empty(), Move.close(Closing.TEST), Specimens.ANALYST));
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            assertEquals(Status.CLOSED, status(feed));
        }
    }

    private static Status status(AlertFeed feed) {
        return feed.after(new Scope.All(), NOTHING).alerts().getFirst().alert().status();
    }
}
