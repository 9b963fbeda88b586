package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.DetectionQueue.Waiting;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads the ingest log, judges, stores: detection's one thread. Which batch comes next says the {@link DetectionQueue}. A chunk of batches is
 * one transaction of the store, with the position up to which all are judged, and each lane's last batch, so that a crash loses and doubles
 * nothing; the event history follows with a position of its own, and what it missed is given to it again at start. Create, {@link #run} on a thread, {@link #close} from another.
 */
public final class Pipeline implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final int CHUNK = 64;
    /** Processor time after which a chunk ends, so that others have their turn. */
    private static final long CHUNK_NANOS = Duration.ofMillis(100).toNanos();
    /** Kept state: the last record that was judged, where others before it were not. */
    private static final String BEYOND = "judged-beyond";
    /** Kept state: when the batch was received that waits longest. */
    private static final String WAITING = "detection-waiting";

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final int PATIENCE_WITH_STORE = 5;
    private static final int PATIENCE_WITH_ERRORS = 3;
    /** How long events may wait to become searchable and durable in the history. */
    private static final Duration HISTORY = Duration.ofSeconds(2);

    private final Feed feed;
    private final String log;
    private final Store store;
    private final EventHistory history;
    private final Judging judging;
    private final Quarantine quarantine;
    private final Shares shares;
    private final LongSupplier processorNanos;
    private final InstantSource clock;
    private final DetectionQueue queue = new DetectionQueue();

    private Feed.Reading reading;
    private volatile boolean closing;
    private int storeFailures;
    private int errors;
    /** Taken from the queue and not yet judged. */
    private List<Waiting> pending = List.of();

    /** Judged and not yet given to the history. */
    private List<Stored> unremembered = List.of();
    /** Last record up to which all were judged. */
    private long position;
    /** Last record that was judged at all. */
    private long beyond;
    /** Last record that the history was given. */
    private long remembered;

    private boolean historyOpen;
    private long historySince;
    private long lastTick;

    /**
     * Detection on that log.
     *
     * @param shares what agents use, and may
     * @param processorNanos processor time of the calling thread
     */
    public Pipeline(
            Feed feed,
            Store store,
            EventHistory history,
            Supplier<Ruling> ruling,
            Cards cards,
            List<Detector> detectors,
            Quarantine quarantine,
            Shares shares,
            LongSupplier processorNanos,
            InstantSource clock) {
        this.feed = feed;
        this.log = feed.name();
        this.store = store;
        this.history = history;
        this.judging = new Judging(ruling, cards, detectors, shares);
        this.quarantine = quarantine;
        this.shares = shares;
        this.processorNanos = processorNanos;
        this.clock = clock;
        this.position = store.read(session -> session.progress().position(log)).orElse(0);
        this.beyond = store.read(session -> session.progress().state(BEYOND, log))
                .map(number -> ByteBuffer.wrap(number).getLong())
                .orElse(position);
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
            // Before it, so that a tick that fails again and again holds up no event.
            lastTick = System.nanoTime();
            tick(clock.instant());
        }
        if (unremembered.isEmpty() && pending.isEmpty()) {
            long before = reading.position();
            fill(patience);
            pending = queue.take(CHUNK);
            if (pending.isEmpty()) {
                return reading.position() > before;
            }
        }
        if (!pending.isEmpty()) {
            judgeAll();
            storeFailures = 0;
        }
        remember();
        return true;
    }

    /** Reads on, so that nobody waits behind what another sent; waits for something only where nothing is there. */
    private void fill(Duration patience) throws IOException, InterruptedException {
        while (!queue.isFull()) {
            long after = reading.position();
            List<Delivered> batches = reading.next(CHUNK, queue.isEmpty() ? patience : Duration.ZERO);
            if (batches.isEmpty()) {
                break;
            }
            queue.add(batches, after, reading.position());
        }
    }

    /** When the batch was received that waited longest for detection at the last tick; empty where none waited. */
    public static Optional<Instant> waitingSince(Store.Session session, String log) {
        return session.progress()
                .state(WAITING, log)
                .map(millis -> Instant.ofEpochMilli(ByteBuffer.wrap(millis).getLong()));
    }

    private void tellWaiting(Progress progress) {
        Optional<Instant> waiting = queue.oldest();
        if (waiting.isPresent()) {
            progress.state(WAITING, log, number(waiting.get().toEpochMilli()));
        } else if (progress.state(WAITING, log).isPresent()) {
            progress.forget(WAITING, log);
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
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
        remembered = queue.reached(List.of(), reading.position());
        if (!historyOpen) {
            historyOpen = true;
            historySince = System.nanoTime();
        }
        if (System.nanoTime() - historySince >= HISTORY.toNanos()) {
            commitHistory();
        }
    }

    private void judgeAll() {
        try {
            write(pending);
        } catch (StoreException e) {
            // A store that fails again and again without a known reason may be failing on what one batch holds.
            if (e.fault() != StoreException.Fault.OTHER || ++storeFailures < PATIENCE_WITH_STORE) {
                throw e;
            }
            oneByOne(e);
        } catch (RuntimeException | StackOverflowError e) {
            oneByOne(e);
        } catch (Error e) {
            // Memory that was short for a moment says nothing of a batch; what comes again and again does.
            if (++errors < PATIENCE_WITH_ERRORS) {
                throw e;
            }
            oneByOne(e);
        }
        errors = 0;
        queue.putBack(pending);
        pending = List.of();
    }

    private void write(List<Waiting> batches) {
        write(batches, Opening::open);
    }

    /** Judges the first of these, at least one, in one transaction; what is left of them stays pending. */
    private void write(List<Waiting> batches, Function<Delivered.Payload, Opening> opener) {
        Judged judged;
        try {
            judged = store.write(session -> judge(session, batches, opener));
        } catch (RuntimeException | Error e) {
            judging.forget();
            throw e;
        }
        for (int i = 0; i < judged.nanos().size(); i++) {
            Waiting each = batches.get(i);
            long nanos = judged.nanos().get(i);
            queue.judged(each, nanos);
            if (each.batch().lane() != 0) {
                shares.giveBack(
                        Resource.BACKLOG, each.batch().holder(), each.batch().weight());
                var _ = shares.spend(Resource.DETECTION_TIME, each.batch().holder(), nanos);
            }
        }
        position = Math.max(position, judged.reached());
        beyond = Math.max(beyond, judged.beyond());
        List<Stored> stored = new ArrayList<>(unremembered);
        stored.addAll(judged.stored());
        unremembered = stored;
        pending = pending.subList(judged.nanos().size(), pending.size());
    }

    /**
     * A transaction's worth.
     *
     * @param stored what the history is to have of it
     * @param nanos processor time of each batch that was judged, in their order
     * @param reached last record up to which all are judged
     * @param beyond last record that was judged at all
     */
    private record Judged(List<Stored> stored, List<Long> nanos, long reached, long beyond) {}

    /** Each batch in a transaction of its own, so that one that cannot be judged stops no other: it goes to quarantine. */
    private void oneByOne(Throwable reason) {
        LOG.log(System.Logger.Level.ERROR, "a batch cannot be judged; those around it are judged one by one", reason);
        while (!pending.isEmpty()) {
            List<Waiting> one = List.of(pending.getFirst());
            try {
                write(one);
            } catch (RuntimeException | Error e) {
                if (e instanceof StoreException failure && failure.fault() != StoreException.Fault.OTHER) {
                    throw e;
                }
                Opening refused = new Opening.Malformed(
                        "it could not be judged: " + e.getClass().getSimpleName());
                write(one, payload -> refused);
            }
        }
    }

    private Judged judge(Store.Session session, List<Waiting> batches, Function<Delivered.Payload, Opening> opener) {
        Map<AgentId, Optional<Host>> hosts = new HashMap<>();
        List<Stored> stored = new ArrayList<>();
        List<Long> nanos = new ArrayList<>();
        Progress progress = session.progress();
        long begun = processorNanos.getAsLong();
        long last = begun;
        long farthest = beyond;
        for (Waiting each : batches) {
            Delivered batch = each.batch();
            // After a restart the history may have missed what was judged before: that is read again for it alone.
            boolean again = each.after() < beyond;
            Optional<Host> host =
                    hosts.computeIfAbsent(batch.agent(), id -> session.hosts().find(id));
            boolean known = batch.number() <= progress.batch(batch.agent(), batch.epoch(), batch.lane());
            if (!known) {
                progress.batch(batch.agent(), batch.epoch(), batch.lane(), batch.number());
            }
            if (host.isPresent() && (!known || again) && !Forgetting.applies(session, host.get(), batch.received())) {
                open(session, host.get(), batch, opener.apply(batch.payload()), !known, stored);
            }
            farthest = Math.max(farthest, each.upTo());
            long now = processorNanos.getAsLong();
            nanos.add(now - last);
            last = now;
            if (now - begun >= CHUNK_NANOS) {
                break;
            }
        }
        long reached = queue.reached(batches.subList(0, nanos.size()), reading.position());
        if (reached > position) {
            progress.position(log, reached);
        }
        if (farthest > beyond) {
            progress.state(BEYOND, log, number(farthest));
        }
        judging.save(session);
        return new Judged(stored, nanos, reached, farthest);
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
            case Opening.Events open
            when fresh
                    && batch.lane() != 0
                    && !shares.spend(
                            Resource.EVENTS, batch.holder(), open.events().size()) ->
                judging.cut(session, host, batch.received(), open.events());
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
                tellWaiting(session.progress());
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
        queue.clear();
        reading = fromWhatIsKept();
    }

    private Feed.Reading fromWhatIsKept() {
        return feed.from(Math.min(position, Math.max(0, history.position(log))) + 1);
    }
}
