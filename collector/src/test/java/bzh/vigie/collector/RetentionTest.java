package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
    private static final Instant NOW = Specimens.START.plus(Duration.ofDays(400));

    @Test
    void coverageIsKeptAsLongAsConfiguredAndThenLetGoOf(@TempDir Path dir) throws Exception {
        CollectorFolder folder = new CollectorFolder(dir);
        Files.writeString(folder.configuration(), "name = vigie.example.org\ncoverage-keep = 90d\n");
        try (Store store = SqliteStore.open(folder.state(), InstantSource.fixed(NOW));
                EventHistory history = LuceneHistory.open(folder.history(), 8);
                IngestLog log = IngestLog.open(
                        folder.ingest(),
                        new Journal.Options(64L << 20, 1 << 20, new Zstd(), FsyncPolicy.ON_FLUSH),
                        Disk.REAL,
                        store,
                        new Shares(System::nanoTime))) {
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
            try (Retention retention =
                    new Retention(log, history, store, CollectorConfig.read(folder), InstantSource.fixed(NOW))) {
                retention.look();
            }
            assertEquals(
                    1,
                    store.read(session -> session.coverage().gaps(Specimens.agent(1), Instant.EPOCH, NOW))
                            .size());
        }
    }
}
