package bzh.vigie.collector.console.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches for people, over a history without end. */
final class SearchesTest {
    private static final Hit HIT = new Hit(
            "e1", Specimens.agent(1), new Commune("29019"), Instant.parse("2026-03-02T08:00:00Z"), Map.of("a", "b"));

    @TempDir
    Path folder;

    private Store store;
    private EventSearch history;
    private Searches searches;

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(folder.resolve("state"), InstantSource.system());
        history = LuceneHistory.open(folder.resolve("history"));
        searches = new Searches(store, history, new Endless(), InstantSource.system(), Duration.ofMillis(20));
    }

    @AfterEach
    void close() throws IOException {
        history.close();
        store.close();
    }

    /** Gives the same event until it is told to end, or as often as was asked. */
    private static final class Endless implements Hunting {
        @Override
        public Outcome search(Ask ask, Taker taker) {
            for (int i = 0; i < ask.limit(); i++) {
                taker.take(HIT);
                if (!taker.goOn(new Progress(i, i))) {
                    return outcome(End.CANCELLED, i + 1);
                }
            }
            return outcome(End.LIMIT, ask.limit());
        }

        private static Outcome outcome(End end, int found) {
            return new Outcome(end, found, new Progress(found, found), Optional.empty(), List.of());
        }

        @Override
        public Times times(Ask ask, Taker taker) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> names(Scope scope, String beginning, int limit) {
            return List.of();
        }

        @Override
        public List<String> values(Scope scope, String field, String beginning, int limit) {
            return List.of();
        }
    }

    private static Hunting.Ask ask(int limit) {
        return new Hunting.Ask(new Query.All(), new Scope.All(), limit, Duration.ofMinutes(10));
    }

    private static Hunting.Taker taking(List<Hit> hits) {
        return new Hunting.Taker() {
            @Override
            public void take(Hit hit) {
                hits.add(hit);
            }

            @Override
            public boolean goOn(Hunting.Progress progress) {
                return true;
            }
        };
    }

    @Test
    void allThatWasFoundIsHandedOver() {
        List<Hit> hits = new ArrayList<>();
        Hunting.Outcome outcome = searches.search("anna", ask(1_000), taking(hits));
        assertEquals(Hunting.End.LIMIT, outcome.end());
        assertEquals(1_000, hits.size());
    }

    @Test
    void whoReadsNothingKeepsNoTurn() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        List<Thread> stuck = new ArrayList<>();
        for (String person : List.of("anna", "boris")) {
            CountDownLatch reached = new CountDownLatch(1);
            stuck.add(Thread.ofPlatform()
                    .daemon()
                    .start(() -> searches.search(person, ask(1_000_000), new Hunting.Taker() {
                        @Override
                        public void take(Hit hit) {
                            reached.countDown();
                            try {
                                released.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }

                        @Override
                        public boolean goOn(Hunting.Progress progress) {
                            return true;
                        }
                    })));
            reached.await();
        }
        // Both turns of long searches were taken, and their readers are still stuck.
        List<Hit> hits = new ArrayList<>();
        assertEquals(
                Hunting.End.LIMIT,
                searches.search("carla", ask(10), taking(hits)).end());
        released.countDown();
        for (Thread each : stuck) {
            each.join();
        }
    }

    @Test
    void aBrowserThatIsGoneEndsItsSearch() {
        UncheckedIOException gone = new UncheckedIOException(new IOException("gone"));
        for (int i = 0; i < 4; i++) {
            UncheckedIOException thrown = assertThrows(
                    UncheckedIOException.class,
                    () -> searches.search("anna", ask(1_000_000), new Hunting.Taker() {
                        @Override
                        public void take(Hit hit) {
                            throw gone;
                        }

                        @Override
                        public boolean goOn(Hunting.Progress progress) {
                            return true;
                        }
                    }));
            assertSame(gone, thrown);
        }
    }
}
