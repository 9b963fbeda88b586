package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the ingest log, judges, stores: detection's one thread. A chunk of batches is one transaction of the store, with the
 * position reached, so that a crash loses and doubles nothing; the event history follows with a position of its own, and what
 * it missed is given to it again at start. Create, {@link #run} on a thread, {@link #close} from another.
 */
public final class Pipeline implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final int CHUNK = 64;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final int PATIENCE_WITH_STORE = 5;
    /** How long events may wait to become searchable and durable in the history. */
    private static final Duration HISTORY = Duration.ofSeconds(2);

    private final Feed feed;
    private final String log;
    private final Store store;
    private final EventHistory history;
    private final Judging judging;
    private final Quarantine quarantine;
    private final InstantSource clock;

    private Feed.Reading reading;
    private volatile boolean closing;
    private int storeFailures;
    /** Read and not yet judged; what it comes after. */
    private List<Delivered> pending = List.of();

    private long pendingAfter;
    /** Judged and not yet given to the history. */
    private List<Stored> unremembered = List.of();
    /** Last record that was judged. */
    private long position;
    /** Last record that the history was given. */
    private long remembered;

    private boolean historyOpen;
    private long historySince;
    private long lastTick;

    public Pipeline(
            Feed feed,
            Store store,
            EventHistory history,
            Supplier<Ruling> ruling,
            Cards cards,
            List<Detector> detectors,
            Quarantine quarantine,
            InstantSource clock) {
        this.feed = feed;
        this.log = feed.name();
        this.store = store;
        this.history = history;
        this.judging = new Judging(ruling, cards, detectors);
        this.quarantine = quarantine;
        this.clock = clock;
        this.position = store.read(session -> session.progress().position(log)).orElse(0);
        this.reading = fromWhatIsKept();
        this.lastTick = System.nanoTime() - TICK.toNanos();
    }

    /** Works until closed or interrupted. What fails for a time is tried again, ever more slowly, and loses nothing. */
    public void run() throws InterruptedException {
        long pause = 100;
        while (!closing) {
            try {
                if (!step(PATIENCE)) {
                    commitHistory();
                }
                if (pause > 100) {
                    LOG.log(System.Logger.Level.INFO, "detection goes on");
                    pause = 100;
                }
            } catch (StoreException | IOException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "detection waits " + pause + " ms and tries again: " + e.getMessage());
                Thread.sleep(pause);
                pause = Math.min(30_000, pause * 2);
            }
        }
        commitHistory();
    }

    /** Makes {@link #run} end after what it is doing. */
    @Override
    public void close() {
        closing = true;
    }

    /**
     * Takes the next chunk, waiting that long for one; false where none came. After a failure the next call goes on with the
     * same chunk.
     */
    public boolean step(Duration patience) throws IOException, InterruptedException {
        if (System.nanoTime() - lastTick >= TICK.toNanos()) {
            tick(clock.instant());
            lastTick = System.nanoTime();
        }
        if (unremembered.isEmpty() && pending.isEmpty()) {
            pendingAfter = reading.position();
            pending = reading.next(CHUNK, patience);
            if (pending.isEmpty()) {
                return reading.position() > pendingAfter;
            }
        }
        if (!pending.isEmpty()) {
            List<Opening> openings =
                    pending.stream().map(batch -> Opening.open(batch.payload())).toList();
            long upTo = reading.position();
            unremembered = judgeAll(openings, upTo);
            storeFailures = 0;
            position = Math.max(position, upTo);
            pending = List.of();
        }
        remember();
        return true;
    }

    private void remember() {
        if (!unremembered.isEmpty()) {
            try {
                history.add(unremembered);
            } catch (StoreException e) {
                goBack();
                throw e;
            }
            unremembered = List.of();
        }
        remembered = reading.position();
        if (!historyOpen) {
            historyOpen = true;
            historySince = System.nanoTime();
        }
        if (System.nanoTime() - historySince >= HISTORY.toNanos()) {
            commitHistory();
        }
    }

    private List<Stored> judgeAll(List<Opening> openings, long upTo) {
        try {
            return write(pending, openings, upTo);
        } catch (StoreException e) {
            // A store that fails again and again without a known reason may be failing on what one batch holds.
            if (e.fault() != StoreException.Fault.OTHER || ++storeFailures < PATIENCE_WITH_STORE) {
                throw e;
            }
            return oneByOne(openings, upTo, e);
        } catch (RuntimeException e) {
            return oneByOne(openings, upTo, e);
        }
    }

    private List<Stored> write(List<Delivered> batches, List<Opening> openings, long upTo) {
        try {
            return store.write(session -> judge(session, batches, openings, upTo));
        } catch (RuntimeException | Error e) {
            judging.forget();
            throw e;
        }
    }

    /** Each batch in a transaction of its own, so that one that cannot be judged stops no other: it goes to quarantine. */
    private List<Stored> oneByOne(List<Opening> openings, long upTo, RuntimeException reason) {
        LOG.log(System.Logger.Level.ERROR, "a batch cannot be judged; those around it are judged one by one", reason);
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            List<Delivered> one = List.of(pending.get(i));
            List<Opening> opening = List.of(openings.get(i));
            long reached = i + 1 == pending.size() ? upTo : position;
            try {
                stored.addAll(write(one, opening, reached));
            } catch (RuntimeException e) {
                if (e instanceof StoreException failure && failure.fault() != StoreException.Fault.OTHER) {
                    throw e;
                }
                List<Opening> refused = List.of(new Opening.Malformed(
                        "it could not be judged: " + e.getClass().getSimpleName()));
                stored.addAll(write(one, refused, reached));
            }
        }
        return stored;
    }

    private List<Stored> judge(Store.Session session, List<Delivered> batches, List<Opening> openings, long upTo) {
        // After a restart the history may have missed what was judged before: that is read again for it alone.
        boolean again = pendingAfter < position;
        Map<AgentId, Optional<Host>> hosts = new HashMap<>();
        List<Stored> stored = new ArrayList<>();
        Progress progress = session.progress();
        for (int i = 0; i < batches.size(); i++) {
            Delivered batch = batches.get(i);
            Optional<Host> host =
                    hosts.computeIfAbsent(batch.agent(), id -> session.hosts().find(id));
            boolean known = batch.number() <= progress.batch(batch.agent(), batch.epoch(), batch.lane());
            if (!known) {
                progress.batch(batch.agent(), batch.epoch(), batch.lane(), batch.number());
            }
            if (host.isPresent() && (!known || again)) {
                open(session, host.get(), batch, openings.get(i), !known, stored);
            }
        }
        if (upTo > position) {
            progress.position(log, upTo);
        }
        judging.save(session);
        return stored;
    }

    private void open(
            Store.Session session, Host host, Delivered batch, Opening opening, boolean fresh, List<Stored> stored) {
        switch (opening) {
            case Opening.Malformed malformed -> {
                if (fresh) {
                    quarantine.keep(batch);
                    judging.malformed(session, host, batch, malformed.reason());
                }
            }
            case Opening.Events open -> {
                for (int i = 0; i < open.events().size(); i++) {
                    Event event = open.events().get(i);
                    String id = batch.eventId(i);
                    stored.add(
                            fresh
                                    ? judging.event(session, host, id, batch.received(), event)
                                    : new Stored(
                                            id,
                                            host.id(),
                                            host.commune(),
                                            batch.received(),
                                            event,
                                            SigmaFields.of(event).flat()));
                }
            }
        }
    }

    /** What the passing of time shows at this instant. */
    public void tick(Instant now) {
        try {
            store.change(session -> {
                judging.tick(session, now);
                judging.save(session);
            });
        } catch (RuntimeException | Error e) {
            judging.forget();
            throw e;
        }
    }

    /** Makes what was judged so far searchable and durable in the history. */
    public void commitHistory() {
        if (historyOpen) {
            try {
                history.commit(log, remembered);
            } catch (StoreException e) {
                goBack();
                throw e;
            }
            historyOpen = false;
        }
    }

    /** A history that failed has what it had at its last commit: the log is read again from there, for it alone. */
    private void goBack() {
        historyOpen = false;
        unremembered = List.of();
        pending = List.of();
        reading = fromWhatIsKept();
    }

    private Feed.Reading fromWhatIsKept() {
        return feed.from(Math.min(position, Math.max(0, history.position(log))) + 1);
    }
}
