package bzh.vigie.agent.spool;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.Lease;
import bzh.vigie.journal.Lost;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Where sources put events and the uplink takes batches: three lanes on disk, each numbered on its own, that keep a batch
 * until it was acknowledged, over restarts too (DESIGN.md 5.1). {@link #accept} never waits for the disk; a thread of the
 * spool's own gathers events into batches, encodes each once and writes it. What is taken is on disk. Whatever has to be
 * dropped is counted per source and told as {@link Event.Loss} in lane 1. Thread-safe.
 */
public final class Spool implements Sink, AutoCloseable {
    /** The bound of a spool where nobody says otherwise. */
    public static final long DEFAULT_MAX_BYTES = 256L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(Spool.class.getName());
    private static final long MIN_BYTES = 1024 * 1024;
    private static final int SEGMENT = 2 * 1024 * 1024;

    private final Path directory;
    private final RandomGenerator random;
    private final Map<Lane, LaneJournal> journals;
    private final Losses losses = new Losses();
    private final Intake intake = new Intake(losses);
    private final Storing storing;
    private final Map<Lane, Long> opened = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> leased = new EnumMap<>(Lane.class);
    private final Thread thread;
    private final Map<Lane, Long> damageTold = new EnumMap<>(Lane.class);
    private final Map<String, String> checkpoints = new TreeMap<>();
    private volatile Epoch epoch;
    private volatile Runnable whenFilled = () -> {};

    /**
     * A batch as it lies in the spool; (epoch, lane, number) identifies it for good.
     *
     * @param lane 1, 2 or 3
     * @param number 1, 2, 3 … within epoch and lane; with gaps where batches were dropped
     * @param inflatedSize of the EventBatch, at most 8 MiB
     * @param deflated zlib of the EventBatch, at most 900 KiB
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; passed on as it is
    public record Batch(String epoch, int lane, long number, int inflatedSize, byte[] deflated) {}

    /**
     * Where a lane stands.
     *
     * @param written last number on disk, 0 for none
     * @param released last number released or dropped, 0 for none
     * @param opened last number that was on disk when the spool was opened, 0 for none
     * @param leased last number that was on disk then or was leased since, 0 for none: the collector has no higher one from this spool
     */
    public record Position(int lane, String epoch, long written, long released, long opened, long leased) {}

    /**
     * Opens the spool in this directory, making it where there is none, and starts its thread.
     *
     * @param maxBytes most bytes on disk, at least 1 MiB
     * @param clock stamps losses
     * @param random names epochs
     * @throws bzh.vigie.journal.JournalInUseException if another agent has it open
     */
    public static Spool open(Path directory, long maxBytes, Clock clock, RandomGenerator random, Disk disk)
            throws IOException {
        checkBound(maxBytes);
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        Map<Lane, LaneJournal> journals = new EnumMap<>(Lane.class);
        try {
            int segment = (int) Math.min(SEGMENT, maxBytes / 24);
            for (Lane lane : Lane.values()) {
                journals.put(lane, new LaneJournal(lane, directory, segment, disk));
            }
            return new Spool(directory, maxBytes, journals, clock, random);
        } catch (IOException e) {
            closeAll(journals.values(), e);
            throw e;
        }
    }

    private Spool(Path directory, long maxBytes, Map<Lane, LaneJournal> journals, Clock clock, RandomGenerator random)
            throws IOException {
        this.directory = directory;
        this.random = random;
        this.journals = journals;
        journals.forEach((lane, journal) -> opened.put(lane, journal.durable()));
        leased.putAll(opened);
        journals.values().forEach(journal -> checkpoints.putAll(journal.checkpoints()));
        Optional<Epoch> kept = Epoch.read(directory.resolve("epoch"));
        boolean complete = journals.values().stream().noneMatch(LaneJournal::fresh);
        this.epoch = kept.isPresent() && complete ? kept.get() : writtenEpoch();
        this.storing = new Storing(journals, losses, () -> epoch, maxBytes);
        Writer writer = new Writer(intake, losses, storing, journals.values(), clock, () -> whenFilled.run());
        this.thread = new Thread(writer, "spool");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes an event; counts it as lost where memory is full or the spool is closed. */
    @Override
    public void accept(Event event) {
        intake.add(event);
    }

    /** Takes events of one lane; where they are more than a batch holds, the checkpoint is on the disk with the last of them. */
    @Override
    public void acceptAll(List<Event> events, Checkpoint then) {
        intake.addAll(events, then);
    }

    @Override
    public String checkpoint(String source) {
        return checkpoints.getOrDefault(source, "");
    }

    /** All lanes. */
    public synchronized List<Position> positions() {
        List<Position> positions = new ArrayList<>();
        for (LaneJournal journal : journals.values()) {
            Lane lane = journal.lane();
            positions.add(new Position(
                    lane.number(),
                    epoch.id(),
                    epoch.outer(lane, journal.durable()),
                    epoch.outer(lane, journal.released()),
                    epoch.outer(lane, opened.getOrDefault(lane, 0L)),
                    epoch.outer(lane, leased.getOrDefault(lane, 0L))));
        }
        return positions;
    }

    /** The next batch of a lane that was not leased since the last {@link #rewind}; empty where there is none on disk. */
    public synchronized Optional<Batch> lease(int lane) {
        LaneJournal journal = journal(Lane.of(lane));
        try {
            while (true) {
                Lease lease = journal.lease();
                lease.lost().forEach(lost -> damaged(journal.lane(), lost));
                if (lease.isEmpty()) {
                    return Optional.empty();
                }
                if (!lease.entries().isEmpty()) {
                    long number = lease.entries().getFirst().number();
                    byte[] record = lease.entries().getFirst().bytes();
                    leased.merge(journal.lane(), number, Math::max);
                    return Optional.of(new Batch(
                            epoch.id(),
                            lane,
                            epoch.outer(journal.lane(), number),
                            Packing.inflatedSize(record),
                            Packing.deflated(record)));
                }
                if (journal.released() >= lease.from() - 1) {
                    lease.commit();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "lane " + lane + " of the spool cannot be read, is tried again: " + e);
            return Optional.empty();
        }
    }

    private void damaged(Lane lane, Lost lost) {
        if (lost.to() > damageTold.getOrDefault(lane, 0L)) {
            damageTold.put(lane, lost.to());
            losses.add(
                    lane.number(),
                    epoch.outer(lane, lost.from()),
                    epoch.outer(lane, lost.to()),
                    lost.counts().stream().map(CountedLoss::of).toList(),
                    ReasonCode.FAILED);
            intake.wake();
        }
    }

    /** Batches that were leased and not acknowledged are leased again: the connection was lost. */
    public synchronized void rewind() {
        journals.values().forEach(LaneJournal::rewind);
    }

    /** The collector has all of this lane up to this number: it need not be kept. Of another epoch: nothing. */
    public synchronized void acknowledged(String epochId, int lane, long number) {
        Lane which = Lane.of(lane);
        if (number > 0 && epochId.equals(epoch.id())) {
            journal(which).release(epoch.inner(which, number));
        }
    }

    /**
     * Begins a new epoch, because the collector knows numbers that this spool has not given: what was not released is
     * numbered anew from 1 on and leased again.
     *
     * @throws IOException if it could not be kept; the old epoch stays
     */
    public synchronized void newEpoch() throws IOException {
        epoch = writtenEpoch();
        rewind();
    }

    private Epoch writtenEpoch() throws IOException {
        List<Long> bases = journals.values().stream().map(LaneJournal::released).toList();
        Epoch made = Epoch.random(random, bases);
        made.write(directory.resolve("epoch"));
        return made;
    }

    /** Whom to tell when batches were written; called on the spool's thread, has to return at once. */
    public void whenFilled(Runnable tell) {
        whenFilled = tell;
    }

    /** Sets the bound, at least 1 MiB; a smaller one is reached with the next batch. */
    public void maxBytes(long bytes) {
        checkBound(bytes);
        storing.bound(bytes);
    }

    /** Bytes on disk; a little more than what was not released, since whole segments are deleted. */
    public long bytes() {
        return storing.bytes();
    }

    /** Whether something came in that cannot be written to the disk, which is full or broken, and waits in memory. */
    public boolean isStuck() {
        return storing.isStuck();
    }

    /** Batches on disk that were not released. */
    public long batches() {
        return journals.values().stream()
                .mapToLong(journal -> journal.durable() - journal.released())
                .sum();
    }

    /** Events that came in since the start, per source. */
    public Map<String, Long> counted() {
        return intake.counted();
    }

    /** Events that could not be kept since the start, by reason and source. */
    public List<LostEvents> lost() {
        return losses.ever();
    }

    /** Returns without waiting for batches to fill. */
    @Override
    public boolean flush() {
        intake.flush();
        return !isStuck();
    }

    /** Writes what is in memory, flushes and closes. */
    @Override
    public void close() throws IOException {
        intake.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        IOException failed = new IOException("the spool in " + directory + " was not closed properly");
        closeAll(journals.values(), failed);
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    private static void closeAll(Iterable<LaneJournal> journals, IOException failed) {
        for (LaneJournal journal : journals) {
            try {
                journal.close();
            } catch (IOException e) {
                failed.addSuppressed(e);
            }
        }
    }

    private static void checkBound(long bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("a spool of " + bytes + " bytes, must be " + MIN_BYTES + " or more");
        }
    }

    private LaneJournal journal(Lane lane) {
        LaneJournal journal = journals.get(lane);
        if (journal == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return journal;
    }
}
