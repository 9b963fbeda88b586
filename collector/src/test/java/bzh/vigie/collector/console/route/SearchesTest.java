package bzh.vigie.collector.console.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.People.Role;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
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
    private Endless endless;
    private Searches searches;

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(folder.resolve("state"), InstantSource.system());
        history = LuceneHistory.open(folder.resolve("history"));
        endless = new Endless();
        searches = searches(Duration.ofMinutes(10));
    }

    private Searches searches(Duration slowest) {
        return new Searches(store, history, endless, InstantSource.system(), slowest);
    }

    @AfterEach
    void close() throws IOException {
        history.close();
        store.close();
    }

    /** Gives the same event until it is told to end, or as often as was asked. */
    private static final class Endless implements Hunting {
        private final CountDownLatch counting = new CountDownLatch(2);
        private final CountDownLatch counted = new CountDownLatch(1);

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
            counting.countDown();
            try {
                counted.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Times(
                    Instant.EPOCH, Duration.ofDays(1), List.of(), End.CANCELLED, new Progress(0, 0), List.of());
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
        searches = searches(Duration.ofMillis(20));
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

    @Test
    void aPageIsShownWithoutWhatGotNoTurn() throws Exception {
        Call call = call(InstantSource.system());
        List<Thread> others = Stream.generate(() -> Thread.ofPlatform()
                        .daemon()
                        .start(() -> searches.times(call, new Query.All(), Duration.ofMinutes(1))))
                .limit(2)
                .toList();
        endless.counting.await();
        PageSearches page = new PageSearches(searches, call, Duration.ofMinutes(1));
        assertEquals(Optional.empty(), page.find(new Query.All(), 1, Duration.ofSeconds(1)));
        assertTrue(page.isOver());
        endless.counted.countDown();
        for (Thread each : others) {
            each.join();
        }
        assertEquals(Optional.empty(), page.find(new Query.All(), 1, Duration.ofSeconds(1)), "it stays left out");
    }

    @Test
    void theSearchesOfAPageEndTogether() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        PageSearches page = new PageSearches(searches, call(now::get), Duration.ofSeconds(5));
        assertFalse(
                page.find(new Query.All(), 1, Duration.ofSeconds(1))
                        .orElseThrow()
                        .isWhole(),
                "there may be more");
        assertFalse(page.isOver());
        now.set(Instant.EPOCH.plusSeconds(6));
        assertEquals(Optional.empty(), page.find(new Query.All(), 1, Duration.ofSeconds(1)));
        assertTrue(page.isOver());
    }

    private Call call(InstantSource clock) {
        Words words = Words.of(SearchesTest.class, Locale.FRENCH);
        Caller anna = new Caller("anna", Optional.of(Role.ANALYST), new Scope.All(), new Scope.All(), true);
        return new Call(
                new Call.Asked(
                        Route.get("/", Access.READ, asked -> Answer.notFound()), Map.of(), Map.of(), Map.of(), "", ""),
                anna,
                new Form(Map.of(), words),
                store,
                clock,
                new View(
                        words,
                        new View.Look(Locale.FRENCH, "", ZoneOffset.UTC, false, CommuneNames.ofFrance()),
                        anna,
                        "",
                        "/",
                        "/",
                        Map.of(),
                        Optional::empty,
                        List::of));
    }
}
