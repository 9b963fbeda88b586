package bzh.vigie.collector.ingest;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.store.Store;
import bzh.vigie.journal.Cursor;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.Entry;
import bzh.vigie.journal.Journal;
import bzh.vigie.journal.JournalFullException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Everything that agents sent, in the order of receipt. One thread appends what is offered and flushes as much as has
 * gathered at once, so that one flush serves many agents. Thread-safe.
 *
 * <p>When the disk is full or fails, what is offered is refused, nothing is acknowledged, and after {@link #RETRY} the log
 * tries again by itself.
 */
public final class IngestLog implements AutoCloseable {
    /** Name of this log in {@link bzh.vigie.collector.store.Progress#position(String)}. */
    public static final String NAME = "ingest";

    /** How long after a failure everything is refused at once. */
    public static final Duration RETRY = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(IngestLog.class.getName());
    private static final int GROUP = 4_096;

    /** Told once, from the log's thread, what became of a batch: do little there. */
    @FunctionalInterface
    public interface Landing {
        /** The batch is on the disk, or ({@code false}) was refused. */
        void landed(boolean durable);
    }

    private record Offer(Feed feed, Received batch, Landing landing) {}

    private final Path directory;
    private final Journal.Options options;
    private final Disk disk;
    private final Store store;
    private final Shares shares;
    private final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
    private final Map<Lane, Long> durable = new ConcurrentHashMap<>();
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile Journal journal;
    private volatile boolean broken;
    private volatile boolean failing;
    private volatile long failedAt;
    private volatile boolean closing;

    /**
     * Opens the log and learns from its tail, which detection has not read yet, what is durable.
     *
     * @param shares charged with what detection has not judged yet
     * @throws IOException if the files cannot be read or written
     */
    public static IngestLog open(Path directory, Journal.Options options, Disk disk, Store store, Shares shares)
            throws IOException {
        return new IngestLog(directory, options, disk, store, shares);
    }

    private IngestLog(Path directory, Journal.Options options, Disk disk, Store store, Shares shares)
            throws IOException {
        this.shares = shares;
        this.directory = directory;
        this.options = options;
        this.disk = disk;
        this.store = store;
        this.journal = Journal.open(directory, options, disk);
        long judged = store.read(session -> session.progress().position(NAME)).orElse(0);
        if (judged > journal.last()) {
            LOG.log(
                    Level.WARNING,
                    "the store has judged up to record {0}, but the log in {1} ends at {2}: it was replaced or set back;"
                            + " judging goes on from its end",
                    Long.toString(judged),
                    directory,
                    Long.toString(journal.last()));
            long end = journal.last();
            store.change(session -> session.progress().position(NAME, end));
            judged = end;
        }
        Reader tail = cursor(judged + 1);
        for (List<Received> some = tail.next(GROUP); !some.isEmpty(); some = tail.next(GROUP)) {
            some.forEach(batch -> {
                durable.merge(batch.lane(), batch.number(), Math::max);
                charge(batch);
            });
        }
        this.writer = Thread.ofPlatform().name("ingest-log").start(this::write);
    }

    /** What one connection hands over. After one of its batches was refused all later ones are, so that none is skipped. */
    public final class Feed {
        private boolean refused;

        private Feed() {}

        /** Hands a batch over; never blocks. */
        public void offer(Received batch, Landing landing) {
            if (closing) {
                landing.landed(false);
                return;
            }
            offers.add(new Offer(this, batch, landing));
        }
    }

    /** For one connection. */
    public Feed feed() {
        return new Feed();
    }

    /** Whether offering is of use now: false while the disk is known to be full or failing. */
    public boolean ready() {
        return !closing && (!failing || System.nanoTime() - failedAt > RETRY.toNanos());
    }

    /** Highest durable number of a lane; 0 for none. May read the store the first time: not for an event loop. */
    public long load(Lane lane) {
        Long known = durable.get(lane);
        if (known != null) {
            return known;
        }
        long judged = store.read(session -> session.progress().batch(lane.agent(), lane.epoch(), lane.lane()));
        return judged == 0 ? 0 : durable.merge(lane, judged, Math::max);
    }

    /** Highest durable number as far as known without reading: a lower bound. */
    public long durable(Lane lane) {
        return durable.getOrDefault(lane, 0L);
    }

    /** What this lane had up to this number is lost for good, and that was told: it will not be asked for again. */
    public void gone(Lane lane, long number) {
        durable.merge(lane, number, Math::max);
    }

    /** Number of the last record that is on the disk. */
    public long last() {
        return journal.durable();
    }

    /** Bytes on the disk. */
    public long bytes() {
        return journal.bytes();
    }

    /** Number of the first record that is still there. */
    public long first() {
        return journal.first();
    }

    /** Reads from this record on, or from the oldest that is still there. */
    public Reader cursor(long from) {
        return new Reader(from);
    }

    /** Reads the log at its own pace, one thread at a time. */
    public final class Reader {
        private Journal journalRead;
        private Cursor cursor;
        private long skipped;

        private Reader(long from) {
            journalRead = journal;
            cursor = journalRead.cursor(from);
        }

        /** The next batches, at most {@code max}; empty where there is none yet, see {@link #await}. */
        public List<Received> next(int max) throws IOException {
            if (journalRead != journal) {
                journalRead = journal;
                cursor = journalRead.cursor(cursor.position());
            }
            List<Received> batches = new ArrayList<>();
            while (batches.isEmpty()) {
                List<Entry> entries = cursor.next(max, 16L << 20);
                skipped += cursor.lost().stream()
                        .mapToLong(lost -> lost.to() - lost.from() + 1)
                        .sum();
                if (entries.isEmpty() && cursor.lost().isEmpty()) {
                    break;
                }
                for (Entry entry : entries) {
                    Received.decode(entry.bytes()).ifPresentOrElse(batches::add, () -> skipped++);
                }
            }
            return batches;
        }

        /** Whether there is more than was read. */
        public boolean hasMore() {
            return journal.durable() > position();
        }

        /** Number of the last record that was read or passed over: what to commit once it is judged. */
        public long position() {
            return cursor.position() - 1;
        }

        /** How many records could not be read so far: damaged on disk, or gone. */
        public long skipped() {
            return skipped;
        }

        /** Waits until there is more than was read, at most that long; false where there is not. */
        public boolean await(Duration most) throws InterruptedException {
            long left = most.toNanos();
            lock.lockInterruptibly();
            try {
                while (!hasMore()) {
                    if (left <= 0) {
                        return false;
                    }
                    left = grown.awaitNanos(left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Gives up records that everybody has read and that are older than that instant, in whole segments.
     *
     * @param read last record that nobody needs any more
     */
    public void retain(long read, Instant oldest) throws IOException {
        Journal current = journal;
        long low = current.released();
        long high = Math.min(read, current.durable());
        // Receipt times ascend, but for a clock that was set back, which costs a later deletion.
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            List<Entry> entry = current.cursor(middle).next(1, 1);
            boolean old = entry.isEmpty()
                    || Received.decode(entry.getFirst().bytes())
                            .map(batch -> batch.received().isBefore(oldest))
                            .orElse(true);
            if (old) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (low > current.released()) {
            current.release(low);
        }
    }

    /** Gives up everything that everybody has read, whatever its age: for when the room is needed. */
    public void giveUp(long read) {
        Journal current = journal;
        long upTo = Math.min(read, current.durable());
        if (upTo > current.released()) {
            current.release(upTo);
        }
    }

    private void write() {
        List<Offer> group = new ArrayList<>();
        while (true) {
            try {
                Offer first = offers.poll(20, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing) {
                        return;
                    }
                    continue;
                }
                group.add(first);
                offers.drainTo(group, GROUP - 1);
                write(group);
                group.clear();
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "only close ends this thread, after what was offered has been answered", e);
            }
        }
    }

    private void write(List<Offer> group) {
        List<Offer> taken = new ArrayList<>(group.size());
        boolean flushed = false;
        try {
            if (broken) {
                reopen();
            }
            for (Offer offer : group) {
                if (!offer.feed().refused) {
                    journal.append(offer.batch().encode(), List.of());
                    taken.add(offer);
                }
            }
            journal.flush();
            flushed = true;
            recovered();
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
        if (flushed) {
            taken.forEach(offer -> {
                durable.merge(offer.batch().lane(), offer.batch().number(), Math::max);
                charge(offer.batch());
            });
            lock.lock();
            try {
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }
        for (Offer offer : group) {
            boolean good = flushed && !offer.feed().refused;
            offer.feed().refused |= !good;
            answer(offer, good);
        }
    }

    /** Detection gives it back. */
    private void charge(Received batch) {
        if (!batch.madeHere()) {
            shares.charge(Resource.BACKLOG, Holder.of(batch.agent(), batch.commune()), batch.weight());
        }
    }

    private static void answer(Offer offer, boolean good) {
        try {
            offer.landing().landed(good);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a batch was stored, but who sent it could not be told", e);
        }
    }

    private void reopen() throws IOException {
        try {
            journal.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the journal that failed", e);
        }
        journal = Journal.open(directory, options, disk);
        broken = false;
    }

    private void failed(Exception e) {
        broken |= !(e instanceof JournalFullException);
        if (!failing) {
            LOG.log(
                    Level.ERROR,
                    "the ingest log in " + directory + " cannot be written: agents keep what they have and are told to"
                            + " come back; make room on that disk or raise ingest-max-bytes; it recovers by itself ("
                            + e.getMessage() + ")");
            LOG.log(Level.DEBUG, "the ingest log cannot be written", e);
        }
        failedAt = System.nanoTime();
        failing = true;
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.log(Level.INFO, "the ingest log in {0} can be written again", directory);
        }
    }

    /** Writes what was offered, answers it, and closes; whoever offers later is refused. */
    @Override
    public void close() throws IOException {
        closing = true;
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        for (Offer late = offers.poll(); late != null; late = offers.poll()) {
            answer(late, false);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }
}
