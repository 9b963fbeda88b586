package bzh.vigie.collector;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.RuleHits;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets go of what is older than configured, or of the oldest where the room is needed; never of what was not judged yet. */
final class Retention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final long LOOK_SECONDS = 15;
    private static final long EVERY = 40;
    private static final int ROWS = 2_000;

    private final IngestLog log;
    private final EventHistory history;
    private final Store store;
    private final Shares shares;
    private final CollectorConfig config;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private long looks;

    Retention(
            IngestLog log,
            EventHistory history,
            Store store,
            Shares shares,
            CollectorConfig config,
            InstantSource clock) {
        this.log = log;
        this.history = history;
        this.store = store;
        this.shares = shares;
        this.config = config;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("retention").factory());
        var _ = timer.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** One round; of what goes by age or size, only each fortieth. */
    void look() {
        try {
            long judged = store.read(session -> session.progress().position(IngestLog.NAME))
                    .orElse(0);
            long read = Math.min(judged, history.position(IngestLog.NAME));
            if (log.bytes() > config.logBytes() / 10 * 9 || !log.ready()) {
                log.giveUp(read);
            }
            Forgetting.work(store, history);
            if (looks++ % EVERY == 0) {
                Instant now = clock.instant();
                log.retain(read, now.minus(config.logKept()));
                forgetCoverage(now.minus(config.coverageKept()));
                forgetUserDays(now.minus(config.coverageKept()));
                forgetNeighbours(now.minus(config.neighboursKept()));
                forgetRuleDays(LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(RuleHits.KEPT - 1L));
                forgetDirectories(now.minus(config.neighboursKept()));
                retainHistory(now.minus(config.historyKept()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "nothing could be let go of now; tried again", e);
        }
    }

    /** Removes what is too old; then, without room, the oldest of whoever has more than its share; then the oldest of all. */
    private void retainHistory(Instant oldest) {
        int gone = history.retain(oldest, Long.MAX_VALUE);
        long most = shares.bound(Resource.HISTORY).inAll();
        if (history.bytes() > most) {
            Map<Holder, Long> held = new HashMap<>();
            history.held().forEach(each -> held.put(Holder.of(each.host(), each.commune()), each.bytes()));
            boolean freed = true;
            while (freed && history.bytes() > most) {
                freed = dropFrom(held);
            }
            gone += history.retain(oldest, most);
        }
        if (gone > 0) {
            LOG.log(Level.INFO, "the event history let go of {0} slices", gone);
        }
    }

    /** Takes the oldest day from whoever has more than its share of the history; false where nobody has. */
    private boolean dropFrom(Map<Holder, Long> held) {
        Optional<Holder> flooder = shares.mostOver(Resource.HISTORY, held);
        Optional<AgentId> agent = flooder.flatMap(Holder::agent);
        if (flooder.isEmpty() || agent.isEmpty()) {
            return false;
        }
        long freed = history.dropOldest(agent.get(), new Commune(flooder.get().group()));
        held.merge(flooder.get(), -freed, Long::sum);
        return freed > 0;
    }

    private void forgetUserDays(Instant oldest) {
        int gone;
        do {
            gone = store.write(session -> session.userDays().retain(oldest, ROWS));
        } while (gone >= ROWS);
    }

    private void forgetRuleDays(LocalDate oldest) {
        int gone;
        do {
            gone = store.write(session -> session.ruleHits().retain(oldest, ROWS));
        } while (gone >= ROWS);
    }

    private void forgetNeighbours(Instant oldest) {
        int gone;
        do {
            gone = store.write(session -> session.neighbours().retain(oldest, ROWS));
        } while (gone >= ROWS);
    }

    private void forgetDirectories(Instant oldest) {
        store.change(session -> session.directories().retain(oldest));
        int gone;
        do {
            gone = store.write(session -> session.directoryAccounts().retain(oldest, ROWS));
        } while (gone >= ROWS);
    }

    /** In short transactions, so that detection never waits long for its turn to write. */
    private void forgetCoverage(Instant before) {
        // Whole days go, as the ledger speaks of them.
        Instant oldest = before.truncatedTo(ChronoUnit.DAYS);
        long all = 0;
        int gone;
        do {
            gone = store.write(session -> session.coverage().retain(oldest, ROWS));
            all += gone;
        } while (gone >= ROWS);
        if (all > 0) {
            LOG.log(
                    Level.INFO,
                    "{0} rows of coverage from before {1} were let go of: of that time it is no longer known what was"
                            + " watched",
                    Long.toString(all),
                    oldest);
        }
    }

    @Override
    public void close() {
        Ending.of(timer, 10);
    }
}
