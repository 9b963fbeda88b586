package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.sigma.Rules;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the ingest log, judges, stores: detect's one thread. A chunk of batches is one transaction of the store, with the
 * position reached, so that a crash loses and doubles nothing; the event history follows with a position of its own, and what
 * it missed is given to it again at start. Create, then {@link #run} on a thread, {@link #close} from another.
 */
public final class Pipeline implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final int CHUNK = 64;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofSeconds(30);
    /** How long events may wait to become searchable and durable in the history. */
    private static final Duration HISTORY = Duration.ofSeconds(2);

    private final Feed feed;
    private final Store store;
    private final EventHistory history;
    private final Judging judging;
    private final Quarantine quarantine;
    private final InstantSource clock;

    private volatile boolean closing;
    private long position;
    private long historyPosition;
    private boolean historyOpen;
    private long historySince;
    private long lastTick;

    public Pipeline(
            Feed feed,
            Store store,
            EventHistory history,
            Rules rules,
            Cards cards,
            List<Detector> detectors,
            Quarantine quarantine,
            InstantSource clock) {
        this.feed = feed;
        this.store = store;
        this.history = history;
        this.judging = new Judging(rules, cards, detectors);
        this.quarantine = quarantine;
        this.clock = clock;
        this.position =
                store.read(session -> session.progress().position(feed.name())).orElse(-1);
        this.historyPosition = history.position(feed.name());
        this.lastTick = System.nanoTime() - TICK.toNanos();
    }

    /** Works until closed or interrupted. A store that fails is tried again, ever more slowly, and loses nothing. */
    public void run() throws InterruptedException {
        long pause = 100;
        while (!closing) {
            try {
                if (!step(PATIENCE)) {
                    commitHistory();
                }
                pause = 100;
            } catch (StoreException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Detection waits " + pause + " ms and tries again: " + e.getMessage());
                Thread.sleep(pause);
                pause = Math.min(30_000, pause * 2);
            }
        }
        commitHistory();
    }

    @Override
    public void close() {
        closing = true;
    }

    /** Takes the next chunk, waiting that long for one; false where none came. Also ticks when it is time. */
    public boolean step(Duration patience) throws InterruptedException {
        if (System.nanoTime() - lastTick >= TICK.toNanos()) {
            lastTick = System.nanoTime();
            tick(clock.instant());
        }
        boolean catchingUp = historyPosition < position;
        List<Delivered> chunk = feed.after(catchingUp ? historyPosition : position, CHUNK, patience);
        if (chunk.isEmpty()) {
            // What the history missed is no longer in the log: its retention let it go.
            historyPosition = Math.max(historyPosition, position);
            return catchingUp;
        }
        List<Delivered> old =
                chunk.stream().filter(batch -> batch.position() <= position).toList();
        List<Delivered> fresh =
                chunk.stream().filter(batch -> batch.position() > position).toList();
        if (!old.isEmpty()) {
            remember(again(old), old.getLast().position());
        }
        if (!fresh.isEmpty()) {
            List<Opening> openings =
                    fresh.stream().map(batch -> Opening.open(batch.payload())).toList();
            List<Stored> stored = store.write(session -> judge(session, fresh, openings));
            position = fresh.getLast().position();
            remember(stored, position);
        }
        if (historyOpen && System.nanoTime() - historySince >= HISTORY.toNanos()) {
            commitHistory();
        }
        return true;
    }

    /** What the passing of time shows at this instant. */
    public void tick(Instant now) {
        store.change(session -> judging.tick(session, now));
    }

    /** Makes what was judged so far searchable and durable in the history. */
    public void commitHistory() {
        if (historyOpen) {
            history.commit(feed.name(), historyPosition);
            historyOpen = false;
        }
    }

    private void remember(List<Stored> events, long upTo) {
        if (!events.isEmpty()) {
            history.add(events);
        }
        historyPosition = Math.max(historyPosition, upTo);
        if (!historyOpen) {
            historyOpen = true;
            historySince = System.nanoTime();
        }
    }

    private List<Stored> judge(Store.Session session, List<Delivered> batches, List<Opening> openings) {
        Map<AgentId, Optional<Host>> hosts = new HashMap<>();
        List<Stored> stored = new ArrayList<>();
        Progress progress = session.progress();
        for (int i = 0; i < batches.size(); i++) {
            Delivered batch = batches.get(i);
            if (batch.number() <= progress.batch(batch.agent(), batch.epoch(), batch.lane())) {
                continue;
            }
            progress.batch(batch.agent(), batch.epoch(), batch.lane(), batch.number());
            Optional<Host> host =
                    hosts.computeIfAbsent(batch.agent(), id -> session.hosts().find(id));
            if (host.isPresent()) {
                batch(session, host.get(), batch, openings.get(i), stored);
            }
        }
        progress.position(feed.name(), batches.getLast().position());
        return stored;
    }

    private void batch(Store.Session session, Host host, Delivered batch, Opening opening, List<Stored> stored) {
        switch (opening) {
            case Opening.Malformed malformed -> {
                quarantine.keep(batch);
                judging.malformed(session, host, batch, malformed.reason());
            }
            case Opening.Events open -> {
                for (int i = 0; i < open.events().size(); i++) {
                    stored.add(judging.event(
                            session,
                            host,
                            batch.eventId(i),
                            batch.received(),
                            open.events().get(i)));
                }
            }
        }
    }

    /** Events that were judged before, for the history alone. */
    private List<Stored> again(List<Delivered> batches) {
        return store.read(session -> {
            List<Stored> stored = new ArrayList<>();
            for (Delivered batch : batches) {
                Optional<Host> host = session.hosts().find(batch.agent());
                if (host.isPresent() && Opening.open(batch.payload()) instanceof Opening.Events open) {
                    for (int i = 0; i < open.events().size(); i++) {
                        stored.add(new Stored(
                                batch.eventId(i),
                                batch.agent(),
                                host.get().commune(),
                                batch.received(),
                                open.events().get(i),
                                SigmaFields.of(open.events().get(i)).flat()));
                    }
                }
            }
            return stored;
        });
    }
}
