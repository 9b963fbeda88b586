package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.DetectionQueue.Waiting;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.fairness.Holder;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the ingest log, judges, stores: detection's one thread. Which batch comes next says the {@link DetectionQueue}; one that takes longer than its
 * agent's turn is interrupted between two events. A chunk of batches is one transaction of the store, with the position up to which all are
 * judged, each lane's last batch and what of the next is judged, so that a crash loses and doubles nothing; the event history follows with a position of its own, and what it missed is given to it again at start. Create, {@link #run} on a thread, {@link #close} from another.
 */
public final class Pipeline implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final int CHUNK = 64;
    /** Processor time after which a chunk ends, so that others have their turn. */
    private static final long CHUNK_NANOS = Duration.ofMillis(100).toNanos();
    /** Kept state: the last record that was judged, where others before it were not. */
    private static final String BEYOND = "judged-beyond";
    /** Kept state, by lane: number of the batch that is judged in part, and how many of its events are. */
    private static final String PART = "judged-part";
    /** Kept state: when the batch was received that waits longest. */
    private static final String WAITING = "detection-waiting";

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final int PATIENCE_WITH_STORE = 5;
    private static final int PATIENCE_WITH_ERRORS = 3;
    /** Events that the history is not given yet while others go before it. */
    private static final int MOST_UNREMEMBERED = 1_000;
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
    /** Processor time from which those that are being judged give way to an agent that has used nothing since it came. */
    private long brief;
    /** Whether those that are being judged give way at all: not where they came new themselves. */
    private boolean givesWay;

    /** Judged and not yet given to the history. */
    private List<Stored> unremembered = List.of();
    /** Last record up to which all were judged. */
    private long position;
    /** Last record that was judged at all. */
    private long beyond;
    /** Last record up to which the history was given all. */
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
        if (pending.isEmpty() && (unremembered.isEmpty() || queue.hasFresh())) {
            long before = reading.position();
            fill(unremembered.isEmpty() ? patience : Duration.ZERO);
            givesWay = !queue.hasFresh();
            pending = queue.take(CHUNK);
            if (pending.isEmpty()) {
                return reading.position() > before;
            }
        }
        if (!pending.isEmpty()) {
            judgeAll();
            storeFailures = 0;
            if (waitsForHistory(unremembered.size())) {
                return true;
            }
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

    /** Whether somebody came who goes before those that are being judged, and these had their least. */
    private boolean isWanted(long now) {
        return givesWay && now >= brief && hasFresh();
    }

    /** Whether somebody waits, or came meanwhile, who used nothing since. */
    private boolean hasFresh() {
        try {
            if (reading.hasMore()) {
                fill(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The next step reads there again, and tells it.
            LOG.log(System.Logger.Level.DEBUG, "the log is not read while a batch is judged", e);
        }
        return queue.hasFresh();
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

    /** Gives the history what was judged, until somebody comes who goes before it. */
    private void remember() {
        int given = 0;
        try {
            while (given < unremembered.size() && (given == 0 || !waitsForHistory(unremembered.size() - given))) {
                Stored event = unremembered.get(given++);
                long begun = processorNanos.getAsLong();
                history.add(List.of(event));
                charge(Holder.of(event.host(), event.commune()), processorNanos.getAsLong() - begun);
            }
        } catch (StoreException e) {
            goBack();
            throw e;
        }
        unremembered = List.copyOf(unremembered.subList(given, unremembered.size()));
        if (!historyOpen) {
            historyOpen = true;
            historySince = System.nanoTime();
        }
        if (unremembered.isEmpty()) {
            remembered = queue.reached(List.of(), reading.position());
            if (System.nanoTime() - historySince >= HISTORY.toNanos()) {
                commitHistory();
            }
        }
    }

    /** Whether somebody would wait for the history who goes before so many events that it is not given yet. */
    private boolean waitsForHistory(int events) {
        return events < MOST_UNREMEMBERED && hasFresh();
    }

    private void charge(Holder holder, long nanos) {
        holder.agent().ifPresent(agent -> queue.charge(agent, nanos));
        var _ = shares.spend(Resource.DETECTION_TIME, holder, nanos);
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
        write(batches, Optional.empty());
    }

    /**
     * Judges some of these in one transaction, at least a part of the first; what is left of them stays pending.
     *
     * @param refused why they are not to be judged
     */
    private void write(List<Waiting> batches, Optional<String> refused) {
        Judged judged;
        try {
            judged = store.write(session -> judge(session, batches, refused));
        } catch (RuntimeException | Error e) {
            judging.forget();
            batches.forEach(Waiting::shut);
            pending.forEach(Waiting::shut);
            throw e;
        }
        List<Stored> stored = new ArrayList<>(unremembered);
        for (Turn turn : judged.turns()) {
            Delivered batch = turn.of().batch();
            stored.addAll(turn.stored());
            turn.of().done(turn.done());
            if (batch.lane() == 0) {
                queue.charge(batch.agent(), turn.nanos());
            } else {
                charge(batch.holder(), turn.nanos());
            }
            if (turn.isLast()) {
                queue.judged(turn.of());
                if (batch.lane() != 0) {
                    shares.giveBack(Resource.BACKLOG, batch.holder(), batch.weight());
                }
            }
        }
        position = Math.max(position, judged.reached());
        beyond = Math.max(beyond, judged.beyond());
        unremembered = stored;
        Set<Waiting> ended = judged.ended();
        pending = pending.stream().filter(each -> !ended.contains(each)).toList();
    }

    /**
     * Progress in one batch.
     *
     * @param done events of it that are done, from the first on
     * @param isLast whether none is left
     * @param stored what the history is to have of it
     * @param nanos processor time that it took
     */
    private record Turn(Waiting of, int done, boolean isLast, List<Stored> stored, long nanos) {}

    /**
     * A transaction's worth.
     *
     * @param reached last record up to which all are judged
     * @param beyond last record that was judged at all
     */
    private record Judged(List<Turn> turns, long reached, long beyond) {
        Set<Waiting> ended() {
            return turns.stream().filter(Turn::isLast).map(Turn::of).collect(Collectors.toSet());
        }
    }

    /** Each batch in a transaction of its own, so that one that cannot be judged stops no other: it goes to quarantine. */
    private void oneByOne(Throwable reason) {
        givesWay = false;
        LOG.log(System.Logger.Level.ERROR, "a batch cannot be judged; those around it are judged one by one", reason);
        while (!pending.isEmpty()) {
            List<Waiting> one = List.of(pending.getFirst());
            try {
                write(one);
            } catch (RuntimeException | Error e) {
                if (e instanceof StoreException failure && failure.fault() != StoreException.Fault.OTHER) {
                    throw e;
                }
                write(one, Optional.of("it could not be judged: " + e.getClass().getSimpleName()));
            }
        }
    }

    private Judged judge(Store.Session session, List<Waiting> batches, Optional<String> refused) {
        Map<AgentId, Optional<Host>> hosts = new HashMap<>();
        Map<AgentId, Long> used = new HashMap<>();
        List<Turn> turns = new ArrayList<>();
        long begun = processorNanos.getAsLong();
        brief = begun + DetectionQueue.BRIEF;
        long last = begun;
        long farthest = beyond;
        Deque<Waiting> next = new ArrayDeque<>(batches);
        while (!next.isEmpty()) {
            Waiting each = next.removeFirst();
            AgentId agent = each.batch().agent();
            long left = DetectionQueue.AGENT - used.getOrDefault(agent, 0L);
            if (left <= 0) {
                continue;
            }
            Optional<Host> host =
                    hosts.computeIfAbsent(agent, id -> session.hosts().find(id));
            Turn turn = turn(session, host, each, refused, last, left);
            turns.add(turn);
            used.merge(agent, turn.nanos(), Long::sum);
            farthest = Math.max(farthest, each.upTo());
            last += turn.nanos();
            if (last - begun >= CHUNK_NANOS) {
                break;
            }
            if (isWanted(last)) {
                // In the same transaction: they wait for no flush of it.
                givesWay = false;
                next.clear();
                next.addAll(queue.takeFresh(CHUNK));
                pending = Stream.concat(pending.stream(), next.stream()).toList();
            }
        }
        Judged judged = new Judged(turns, 0, farthest);
        long reached = queue.reached(judged.ended(), reading.position());
        if (reached > position) {
            session.progress().position(log, reached);
        }
        if (farthest > beyond) {
            session.progress().state(BEYOND, log, number(farthest));
        }
        judging.save(session);
        return new Judged(turns, reached, farthest);
    }

    /**
     * The turn of a batch: at least one event of it that was not judged, and more until it ends or that much processor time is used.
     *
     * @param begun processor time before it
     */
    private Turn turn(
            Store.Session session,
            Optional<Host> host,
            Waiting each,
            Optional<String> refused,
            long begun,
            long nanos) {
        Delivered batch = each.batch();
        Progress progress = session.progress();
        boolean known = batch.number() <= progress.batch(batch.agent(), batch.epoch(), batch.lane());
        int part = known ? Integer.MAX_VALUE : part(progress, batch);
        // After a restart the history may have missed what was judged before: that is read again for it alone.
        boolean again = each.after() < beyond;
        List<Stored> stored = new ArrayList<>();
        int done = 0;
        boolean isLast =
                host.isEmpty() || (known && !again) || Forgetting.applies(session, host.get(), batch.received());
        if (!isLast) {
            Opening opening = each.opening();
            isLast = judge(session, host.get(), batch, opening, refused, part, again, begun + nanos, stored);
            done = opening.index();
        }
        if (!known && isLast) {
            progress.batch(batch.agent(), batch.epoch(), batch.lane(), batch.number());
            if (part > 0) {
                progress.forget(PART, batch.laneId());
            }
        } else if (done > part) {
            progress.state(PART, batch.laneId(), part(batch, done));
        }
        return new Turn(each, done, isLast, stored, processorNanos.getAsLong() - begun);
    }

    /**
     * Judges what is next of a batch until it ends or that processor time has come; says whether it is at its end.
     *
     * @param part events of it that are judged, from the first on
     * @param again whether the history is given these too
     * @param stored takes what the history is to have
     */
    private boolean judge(
            Store.Session session,
            Host host,
            Delivered batch,
            Opening opening,
            Optional<String> refused,
            int part,
            boolean again,
            long until,
            List<Stored> stored) {
        List<Event> over = new ArrayList<>();
        boolean isLast = false;
        boolean any = false;
        while (!isLast && !(any && isOver(until))) {
            boolean fresh = opening.index() >= part;
            String id = batch.eventId(opening.index());
            Opening.Piece next =
                    refused.<Opening.Piece>map(Opening.Piece.Malformed::new).orElseGet(opening::next);
            switch (next) {
                case Opening.Piece.One(Event event)
                when !fresh -> {
                    if (again) {
                        stored.add(remembered(host, id, batch, event));
                    }
                }
                case Opening.Piece.One(Event event) -> {
                    any = true;
                    if (batch.lane() == 0 || shares.spend(Resource.EVENTS, batch.holder(), 1)) {
                        stored.add(judging.event(session, host, id, batch.received(), event));
                    } else {
                        over.add(event);
                    }
                }
                case Opening.Piece.Malformed(String reason) -> {
                    isLast = true;
                    if (part < Integer.MAX_VALUE) {
                        boolean isTold =
                                batch.lane() == 0 || shares.spend(Resource.UNREADABLE_BATCHES, batch.holder(), 1);
                        if (isTold) {
                            quarantine.keep(batch);
                        }
                        judging.malformed(session, host, batch, reason, isTold);
                    }
                }
                case Opening.Piece.End() -> isLast = true;
            }
        }
        if (!over.isEmpty()) {
            judging.cut(session, host, batch.received(), over);
        }
        return isLast;
    }

    private boolean isOver(long until) {
        long now = processorNanos.getAsLong();
        return now >= until || isWanted(now);
    }

    private static Stored remembered(Host host, String id, Delivered batch, Event event) {
        return new Stored(
                id,
                host.id(),
                host.commune(),
                batch.received(),
                event,
                SigmaFields.of(event).flat());
    }

    /** Events of a batch that are judged, from the first on, where it is judged in part. */
    private static int part(Progress progress, Delivered batch) {
        return progress.state(PART, batch.laneId())
                .map(ByteBuffer::wrap)
                .filter(part -> part.getLong() == batch.number())
                .map(ByteBuffer::getInt)
                .orElse(0);
    }

    private static byte[] part(Delivered batch, int events) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(batch.number())
                .putInt(events)
                .array();
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
