package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
    private static final Instant NOW = Specimens.START.plus(Duration.ofDays(400));

    @Test
    void coverageIsKeptAsLongAsConfiguredAndThenLetGoOf(@TempDir Path dir) throws Exception {
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(folder.configuration(), "name = vigie.example.org\ncoverage-keep = 90d\n");
        AtomicReference<Instant> now = new AtomicReference<>(NOW.minus(Duration.ofDays(91)));
        try (Store store = SqliteStore.open(folder.state(), now::get);
                EventHistory history = LuceneHistory.open(folder.history(), 8);
                IngestLog log = log(folder, store)) {
            // More rows than go in one transaction.
            store.change(session -> {
                for (int i = 0; i < 5_000; i++) {
                    Instant end = NOW.minus(Duration.ofDays(91)).minusSeconds(i);
                    session.coverage().gap(Specimens.agent(1), end.minusSeconds(1), end, "silent");
                }
                session.coverage()
                        .gap(
                                Specimens.agent(1),
                                NOW.minus(Duration.ofDays(95)),
                                NOW.minus(Duration.ofDays(89)),
                                "silent");
            });
            now.set(NOW);
            try (Retention retention = retention(log, history, store, new Shares(System::nanoTime), folder)) {
                retention.look();
            }
            assertEquals(
                    1,
                    store.read(session -> session.coverage().gaps(Specimens.agent(1), Instant.EPOCH, NOW))
                            .size());
        }
    }

    private static IngestLog log(CollectorFolder folder, Store store) throws IOException {
        return IngestLog.open(
                folder.ingest(),
                new Journal.Options(64L << 20, 1 << 20, new Zstd(), FsyncPolicy.ON_FLUSH),
                Disk.REAL,
                store,
                new Shares(System::nanoTime));
    }

    private static Retention retention(
            IngestLog log, EventHistory history, Store store, Shares shares, CollectorFolder folder)
            throws BadSettingException {
        return new Retention(log, history, store, shares, CollectorConfig.read(folder), InstantSource.fixed(NOW));
    }

    private static Stored event(int host, Commune commune, Instant received, String text) {
        return new Stored(
                host + "/" + received,
                Specimens.agent(host),
                commune,
                received,
                new Event.AgentState(
                        Specimens.moment(0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", ""),
                Map.of("x", text));
    }

    /** Finding 3c: one PC filled the history, and what went for it were whole days of all communes. */
    @Test
    void whoFillsTheHistoryLosesItsOwnAndNobodyElseDoes(@TempDir Path dir) throws Exception {
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(folder.configuration(), "name = vigie.example.org\n");
        Random random = new Random(3);
        try (Store store = SqliteStore.open(folder.state(), InstantSource.fixed(NOW));
                EventHistory history = LuceneHistory.open(folder.history(), 8);
                IngestLog log = log(folder, store)) {
            for (int day = 4; day > 0; day--) {
                Instant start = NOW.minus(Duration.ofDays(day));
                for (int i = 0; i < 300; i++) {
                    byte[] noise = new byte[day < 4 ? 1_000 : 10];
                    random.nextBytes(noise);
                    history.add(List.of(
                            event(
                                    1,
                                    Specimens.AURAY,
                                    start.plusSeconds(i),
                                    HexFormat.of().formatHex(noise)),
                            event(2, Specimens.AURAY, start.plusSeconds(i), "a neighbour " + i),
                            event(3, Specimens.CONCARNEAU, start.plusSeconds(i), "quiet " + i)));
                }
                history.commit(IngestLog.NAME, 5 - day);
            }
            // More than its first two days have.
            long most = history.bytes() - 400_000;
            Shares shares =
                    new Shares(Map.of(Resource.HISTORY, new Resource.Bound(Long.MAX_VALUE, most, 0)), System::nanoTime);
            try (Retention retention = retention(log, history, store, shares, folder)) {
                retention.look();
            }
            assertTrue(history.bytes() <= most);
            assertEquals(1_200, history.count(new Scope.Communes(Set.of(Specimens.CONCARNEAU)), Map.of()));
            List<Instant> left = history
                    .search(
                            new Scope.Communes(Set.of(Specimens.AURAY)),
                            Map.of(),
                            Optional.empty(),
                            Optional.empty(),
                            5_000)
                    .stream()
                    .filter(hit -> hit.host().equals(Specimens.agent(1)))
                    .map(EventSearch.Hit::received)
                    .toList();
            assertTrue(!left.isEmpty() && left.size() <= 600, "its oldest days are gone: " + left.size());
            assertEquals(1_200 + left.size(), history.count(new Scope.Communes(Set.of(Specimens.AURAY)), Map.of()));
            assertTrue(left.stream().noneMatch(each -> each.isBefore(NOW.minus(Duration.ofDays(2)))));
            assertEquals(Map.of(Specimens.agent(1), Set.of(Resource.HISTORY)), shares.floods());
        }
    }

    /** Finding 3: what a revoked host had filled was let go of by nothing. */
    @Test
    void whatARevokedHostSentIsRemovedAtAPersonsWord(@TempDir Path dir) throws Exception {
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(folder.configuration(), "name = vigie.example.org\n");
        try (Store store = SqliteStore.open(folder.state(), InstantSource.fixed(NOW));
                EventHistory history = LuceneHistory.open(folder.history(), 8);
                IngestLog log = log(folder, store);
                Retention retention = retention(log, history, store, new Shares(System::nanoTime), folder)) {
            Instant before = NOW.minusSeconds(60);
            Item item = Specimens.item("cron", Optional.empty(), "flood", "x", 0);
            store.change(session -> {
                for (int host = 1; host <= 2; host++) {
                    session.hosts().enrol(Specimens.host(host, Specimens.AURAY));
                    session.inventories().put(Specimens.agent(host), Specimens.AURAY, item, 1, before);
                    session.coverage().gap(Specimens.agent(host), before.minusSeconds(9), before, "silent");
                }
            });
            history.add(List.of(event(1, Specimens.AURAY, before, "x"), event(2, Specimens.AURAY, before, "x")));
            history.commit(IngestLog.NAME, 1);
            retention.look();
            assertEquals(2, history.count(new Scope.All(), Map.of()), "nobody decided anything");

            Hosts.Host host = store.read(session -> session.hosts().find(Specimens.agent(1)))
                    .orElseThrow();
            store.change(session -> {
                HostDecision.REVOKE.on(session, host, NOW, Specimens.ANALYST);
                assertTrue(Forgetting.decide(session, host, Specimens.ANALYST));
            });
            retention.look();
            assertEquals(
                    List.of(Specimens.agent(2)),
                    history.search(new Scope.All(), Map.of(), Optional.empty(), Optional.empty(), 9).stream()
                            .map(EventSearch.Hit::host)
                            .toList());
            store.read(session -> {
                assertEquals(List.of(), session.inventories().at(Specimens.agent(1), before));
                assertEquals(
                        1, session.inventories().at(Specimens.agent(2), before).size());
                assertEquals(
                        1,
                        session.coverage()
                                .gaps(Specimens.agent(1), Instant.EPOCH, NOW)
                                .size(),
                        "its silence stays");
                assertEquals(Optional.of(NOW), session.hosts().forgotten(Specimens.agent(1)));
                return true;
            });
        }
    }
}
