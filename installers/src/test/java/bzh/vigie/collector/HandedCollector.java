package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.detect.Detectors;
import bzh.vigie.collector.detect.Pipeline;
import bzh.vigie.collector.detect.Quarantine;
import bzh.vigie.collector.detect.Raising;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.gateway.HandedGateway;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The collector in one process with a clock that is handed in: its own store, ingest log, history, rules and detectors, put together as
 * {@link RunningCollector} does, but that detection works when it is told to. One thread.
 */
public final class HandedCollector implements AutoCloseable {
    private static final Scope ALL = new Scope.All();
    private static final int LOG_BYTES = 1 << 30;
    private static final int SEGMENT_BYTES = 16 << 20;

    private final InstantSource clock;
    private final Store store;
    private final EventHistory history;
    private final IngestLog log;
    private final Pipeline pipeline;
    private final HandedGateway gateway;
    private final Cards cards;

    /** In a folder that is empty or was one's before. */
    public HandedCollector(Path folder, InstantSource clock) throws IOException {
        this.clock = clock;
        this.store = SqliteStore.open(folder.resolve("state"), clock);
        this.history = LuceneHistory.open(folder.resolve("history"));
        Shares shares = new Shares(System::nanoTime);
        this.log = IngestLog.open(
                folder.resolve("ingest"),
                new Journal.Options(LOG_BYTES, SEGMENT_BYTES, new Zstd(), FsyncPolicy.ON_FLUSH),
                Disk.REAL,
                store,
                shares);
        RuleSet rules = ShippedRules.load();
        Ruling ruling = new Ruling(new CompiledRules(rules.rules()), rules.correlations(), rules.onlyCorrelated());
        this.cards = new Cards(rules.detectors());
        this.pipeline = new Pipeline(
                new IngestFeed(log),
                store,
                history,
                () -> ruling,
                cards,
                Detectors.all(() -> ruling, cards, Duration.ofHours(1), host -> {}),
                new Quarantine(folder.resolve("quarantine")),
                shares,
                () -> 0,
                clock);
        this.gateway = new HandedGateway(store, log, clock);
    }

    public Store store() {
        return store;
    }

    public HandedGateway gateway() {
        return gateway;
    }

    /** Judges all that came in, then what the passing of time shows. */
    public void detect() throws IOException, InterruptedException {
        while (pipeline.step(Duration.ZERO)) {
            // Until the log has no more.
        }
        pipeline.tick(clock.instant());
    }

    /** As {@code incident conclude} has it. */
    public Conclusion conclude(Incident incident) {
        return Conclusion.of(store.read(session -> Facts.of(session, ALL, incident, clock.instant())));
    }

    /** As {@code incident tombstone add} does: marks an item of a host, and looks for it everywhere. */
    public Tombstone mark(Incident incident, Commune commune, AgentId host, Item item, Author author) {
        Tombstone tombstone = store.write(session -> session.tombstones()
                        .add(
                                ALL,
                                incident.id(),
                                commune,
                                Optional.of(host),
                                item.key(),
                                Sweep.fields(item),
                                Optional.empty(),
                                author))
                .orElseThrow();
        List<Tombstone> marked = store.read(session -> session.tombstones().list(ALL, incident.id()));
        Evictions evictions =
                Evictions.of(store.read(session -> session.incidents().evictions(ALL, incident.id())));
        new Sweep(store, clock.instant())
                .of(List.of(tombstone), incident.communes(), marked, evictions, cards)
                .found()
                .forEach(found -> store.<Boolean>write(session -> Raising.raise(session, found.finding())));
        // Nobody looks through the history here.
        store.change(session ->
                incident.communes().forEach(each -> session.tombstones().lookedBack(each, List.of(tombstone))));
        return tombstone;
    }

    @Override
    public void close() throws IOException {
        pipeline.commitHistory();
        log.close();
        history.close();
        store.close();
    }
}
