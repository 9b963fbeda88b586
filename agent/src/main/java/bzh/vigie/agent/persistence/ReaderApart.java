package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import bzh.vigie.watchlist.LocalWatchlist;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Has sites read by a process apart, one at a time. It is started for the first site of a pass and ends with the pass; one that
 * dies, hangs or says what cannot be understood costs the site that it was reading, and the next one gets a new process. Called
 * by one thread; waits for answers on one of its own.
 */
final class ReaderApart implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReaderApart.class.getName());

    /** A process that neither answers nor takes a second of processor time for so long hangs. */
    private static final Duration STUCK = Duration.ofMinutes(2);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    /** Processor time that one site may take. */
    private static final Duration MOST = Duration.ofMinutes(2);

    /** As often a process may end before its time in one pass; what is left is then read inside. */
    private static final int MAX_ENDS = 20;

    /** So many processes in a row that end before their first answer cannot run here at all. */
    private static final int MAX_MUTE = 2;

    private static final Duration STOPPING = Duration.ofSeconds(5);

    /** Told what was read, on another thread; nothing where no process could be started and the site is to be read inside. */
    interface Arrival {
        void arrived(Site site, Optional<SiteReading> reading);
    }

    private sealed interface Task {
        record Read(Site site, boolean waited) implements Task {}

        record End() implements Task {}
    }

    private record Talk(Apart.Started process, DataInputStream in, DataOutputStream out) {}

    private final Apart apart;
    private final SiteStore store;
    private final Arrival arrival;
    private final LongSupplier nanos;
    private final Supplier<LocalWatchlist> watchlist;

    /** What the process that runs looks for. */
    private LocalWatchlist toldList = LocalWatchlist.NONE;

    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread thread =
            Thread.ofPlatform().name("inventory-apart").daemon().unstarted(this::work);
    private volatile Optional<Talk> talk = Optional.empty();
    private volatile boolean killed;
    private boolean isLast;
    private int mute;
    private volatile boolean closed;
    private final AtomicInteger ends = new AtomicInteger();
    private boolean waits;
    private long lastSign;
    private Duration usedBefore = Duration.ZERO;
    private Duration usedAtSign = Duration.ZERO;
    private Duration spent = Duration.ZERO;

    /** @param watchlist what the other process is to look for */
    ReaderApart(Apart apart, SiteStore store, Arrival arrival, LongSupplier nanos, Supplier<LocalWatchlist> watchlist) {
        this.watchlist = watchlist;
        this.apart = apart;
        this.store = store;
        this.arrival = arrival;
        this.nanos = nanos;
    }

    /** Whether it is not to be asked any more in this pass. */
    boolean isGivenUp() {
        return ends.get() > MAX_ENDS;
    }

    /**
     * Asks for a reading of the site; not before the one before has arrived.
     *
     * @param waited somebody waits for it: at the agent's own priority, otherwise at the lowest
     */
    void read(Site site, boolean waited) {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        usedBefore = used();
        usedAtSign = usedBefore;
        lastSign = nanos.getAsLong();
        waits = true;
        tasks.add(new Task.Read(site, waited));
    }

    /** To be called every few seconds: kills a process that hangs. */
    void look() {
        if (!waits || talk.isEmpty()) {
            return;
        }
        Duration used = used();
        if (used.minus(usedAtSign).compareTo(SIGN_OF_LIFE) >= 0) {
            usedAtSign = used;
            lastSign = nanos.getAsLong();
        }
        boolean stuck = nanos.getAsLong() - lastSign > STUCK.toNanos();
        if (stuck || used.minus(usedBefore).compareTo(MOST) > 0) {
            killed = true;
            talk.ifPresent(t -> t.process().close());
        }
    }

    /** What was asked for has arrived. */
    void arrived() {
        waits = false;
        spent = used().minus(usedBefore);
    }

    /** Processor time that the last reading took; 0 where its process ended. */
    long spentNanos() {
        return Math.max(0, spent.toNanos());
    }

    /** Keeps what the process learnt of files' hashes, and ends it. */
    void passIsOver() {
        tasks.add(new Task.End());
    }

    @Override
    public void close() {
        closed = true;
        tasks.add(new Task.End());
        talk.ifPresent(t -> t.process().close());
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            // What it still keeps lies in the agent's folder, which may be taken away afterwards.
            boolean ended = thread.join(STOPPING);
            if (!ended) {
                LOG.log(System.Logger.Level.WARNING, "what the reading process learnt is still being kept");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration used() {
        return talk.map(t -> t.process().used()).orElse(Duration.ZERO);
    }

    private void work() {
        try {
            while (!closed) {
                switch (tasks.take()) {
                    case Task.Read read -> arrival.arrived(read.site(), reading(read));
                    case Task.End ignored -> end();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drop();
    }

    private Optional<SiteReading> reading(Task.Read asked) {
        Site site = asked.site();
        killed = false;
        try {
            if (talk.isEmpty()) {
                talk = Optional.of(start(asked.waited()));
                isLast = !asked.waited();
            }
        } catch (Refused | IOException e) {
            drop();
            ends.set(MAX_ENDS + 1);
            return Optional.empty();
        }
        Talk with = talk.get();
        try {
            if (!asked.waited() && !isLast) {
                with.out().writeByte(SiteWire.LAST);
                isLast = true;
            }
            LocalWatchlist wanted = watchlist.get();
            if (!wanted.id().equals(toldList.id())) {
                SiteWire.writeWatchlist(wanted, with.out());
                toldList = wanted;
            }
            SiteWire.writeRequest(site, with.out());
            with.out().flush();
            Optional<SiteReading> reading = Optional.of(SiteWire.readReading(with.in(), site.location()));
            mute = 0;
            return reading;
        } catch (IOException e) {
            boolean rubbish = e instanceof StreamCorruptedException && !killed;
            String end = rubbish ? "" : with.process().end();
            drop();
            int ignored = ends.incrementAndGet();
            if (++mute >= MAX_MUTE) {
                ends.set(MAX_ENDS + 1);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the process that reads the inventory ends before it answers ({0}): this pass is read by the agent",
                        end);
            }
            return closed || isGivenUp() ? Optional.empty() : Optional.of(lost(rubbish, end));
        }
    }

    private SiteReading lost(boolean rubbish, String end) {
        if (killed) {
            return SiteReading.unreadable(ReasonCode.TIMED_OUT, SourceText.detail("location-reader-stuck"));
        }
        return SiteReading.unreadable(
                ReasonCode.FAILED,
                rubbish
                        ? SourceText.detail("location-reader-rubbish")
                        : SourceText.detail("location-reader-ended", end));
    }

    private Talk start(boolean waited) throws Refused, IOException {
        Apart.Started process = apart.start(waited);
        Talk started = new Talk(
                process,
                new DataInputStream(new BufferedInputStream(process.output())),
                new DataOutputStream(new BufferedOutputStream(process.input())));
        byte[] hashes = store.hashes();
        started.out().writeInt(hashes.length);
        started.out().write(hashes);
        toldList = LocalWatchlist.NONE;
        return started;
    }

    private void end() {
        ends.set(0);
        mute = 0;
        if (talk.isEmpty() || closed) {
            return;
        }
        Talk with = talk.get();
        try {
            with.out().writeByte(SiteWire.HASHES);
            with.out().close();
            byte[] hashes = with.in().readNBytes(SiteStore.MAX_HASHES + 1);
            if (hashes.length <= SiteStore.MAX_HASHES && with.process().end().equals("exit 0")) {
                store.keepHashes(hashes);
            }
        } catch (IOException e) {
            // Nothing but time is lost: they are made again.
            LOG.log(System.Logger.Level.DEBUG, "hashes of files not learnt", e);
        }
        drop();
    }

    private void drop() {
        talk.ifPresent(t -> t.process().close());
        talk = Optional.empty();
    }
}
