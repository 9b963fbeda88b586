package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * The event history as one Lucene index per day of receipt. Only {@value #WRITERS} slices are written at a time, since
 * receipt times go forward; a replay of older days commits and closes the oldest one.
 *
 * <p>Where several slices are written between two commits, the newest is committed last and alone carries the new
 * position: after a crash in between, the replay from the old position replaces what the older slices have already.
 */
public final class LuceneHistory implements EventHistory {
    /** What is held in memory before it is written, unless told otherwise. */
    public static final int RAM_MEGABYTES = 64;

    private static final int WRITERS = 2;

    private final Slices slices;
    private final Readers readers;
    private final int ramMegabytes;
    private final TreeMap<LocalDate, SliceWriter> writers = new TreeMap<>();
    /** Hosts whose events from before that time are not taken any more. */
    private final Map<AgentId, Instant> forgotten = new ConcurrentHashMap<>();
    /** Whether events were given up that nobody was told to replay. */
    private boolean hole;

    private LuceneHistory(Path dir, int ramMegabytes) throws IOException {
        this.slices = new Slices(dir);
        this.readers = new Readers(dir);
        this.ramMegabytes = ramMegabytes;
        slices.sweep();
    }

    /** Opens the history in this folder for writing, with {@value #RAM_MEGABYTES} MB of buffer. */
    public static LuceneHistory open(Path dir) {
        return open(dir, RAM_MEGABYTES);
    }

    /**
     * Opens the history in this folder for writing; the folder is made where it is missing, for its owner only.
     *
     * @param ramMegabytes buffer over all slices, 4 or more
     */
    public static LuceneHistory open(Path dir, int ramMegabytes) {
        if (ramMegabytes < 4) {
            throw new IllegalArgumentException(ramMegabytes + " MB of buffer, must be 4 or more");
        }
        try {
            if (dir.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(
                        dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(dir);
            }
            return new LuceneHistory(dir, ramMegabytes);
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    /** Opens the history in this folder for searching only, beside a collector that writes it or without one. */
    public static EventSearch openToSearch(Path dir) {
        return new Readers(dir);
    }

    /** Searches this history by queries, for as long as it is open. */
    public Hunting hunting() {
        return new LuceneHunting(readers);
    }

    /** Searches by queries what a search of {@link #openToSearch} reads, for as long as that is open. */
    public static Hunting hunting(EventSearch search) {
        return switch (search) {
            case Readers own -> new LuceneHunting(own);
            case LuceneHistory history -> history.hunting();
            default -> throw new IllegalArgumentException("a search of this history");
        };
    }

    @Override
    public synchronized void add(List<Stored> events) {
        refuseHole();
        for (Stored event : events) {
            if (event.received().isBefore(forgotten.getOrDefault(event.host(), Instant.MIN))) {
                continue;
            }
            try {
                writer(Slices.day(event.received()))
                        .add(new EventForm.Content(
                                event.id(), event.host(), event.commune(), event.received(), event.fields()));
            } catch (IOException | AlreadyClosedException e) {
                throw givenUp(e);
            }
        }
    }

    @Override
    public synchronized void commit(String log, long position) {
        refuseHole();
        try {
            List<LocalDate> days = slices.days();
            if (days.isEmpty()) {
                // No event yet: the position is remembered with the first one.
                return;
            }
            // The newest of all, also in a replay of older days: it is the one that retention never drops.
            SliceWriter newest = writer(days.getLast());
            for (SliceWriter older : writers.headMap(writers.lastKey()).values()) {
                if (older.changed()) {
                    older.commit();
                }
            }
            newest.commit(log, position);
        } catch (IOException | AlreadyClosedException e) {
            throw givenUp(e);
        }
    }

    @Override
    public synchronized long position(String log) {
        long position = readers.position(log);
        hole = false;
        return position;
    }

    @Override
    public List<Hit> search(
            Scope scope, Map<String, String> fields, Optional<Instant> from, Optional<Instant> to, int limit) {
        return readers.search(scope, fields, from, to, limit);
    }

    @Override
    public boolean each(Scope scope, Optional<Instant> from, Optional<Instant> to, Predicate<Hit> taker) {
        return readers.each(scope, from, to, taker);
    }

    @Override
    public boolean each(Scope scope, Asked asked, Predicate<Hit> taker) {
        return readers.each(scope, asked, taker);
    }

    @Override
    public long count(Scope scope, Map<String, String> fields) {
        return readers.count(scope, fields);
    }

    @Override
    public long bytes() {
        try {
            return slices.bytes();
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    @Override
    public List<Held> held() {
        Map<AgentId, Held> held = new HashMap<>();
        try {
            for (LocalDate day : slices.days()) {
                Map<AgentId, Held> ofDay = readers.held(day, "");
                double all = ofDay.values().stream().mapToLong(Held::bytes).sum();
                double scale = slices.bytes(day) / Math.max(1, all);
                ofDay.values().forEach(each -> {
                    long bytes = Math.round(each.bytes() * scale);
                    held.merge(each.host(), new Held(each.host(), each.commune(), bytes), Held::and);
                });
            }
        } catch (IOException e) {
            throw Fields.failure(e);
        }
        return List.copyOf(held.values());
    }

    @Override
    public long dropOldest(AgentId host, Commune commune) {
        try {
            for (LocalDate day : slices.days()) {
                if (hasAny(day, host, commune)) {
                    return remove(day, new PrefixQuery(new Term(Fields.HELD, HeldTerm.beginning(host, commune))));
                }
            }
            return 0;
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    @Override
    public void forget(AgentId host, Commune commune, Instant before) {
        forgotten.put(host, before);
        Query its = new BooleanQuery.Builder()
                .add(new PrefixQuery(new Term(Fields.HELD, HeldTerm.beginning(host, commune))), Occur.FILTER)
                .add(
                        SortedNumericDocValuesField.newSlowRangeQuery(
                                Fields.RECEIVED, Long.MIN_VALUE, Fields.micros(before) - 1),
                        Occur.FILTER)
                .build();
        try {
            for (LocalDate day : slices.days()) {
                if (isWritten(day) || hasAny(day, host, commune)) {
                    remove(day, its);
                }
            }
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    /** Whether there may be events that were not committed yet: they show in no reader. */
    private synchronized boolean isWritten(LocalDate day) {
        return writers.containsKey(day);
    }

    private boolean hasAny(LocalDate day, AgentId host, Commune commune) throws IOException {
        return !readers.held(day, HeldTerm.beginning(host, commune)).isEmpty();
    }

    /** Removes events of a slice; says how many bytes that gave back. Others are added meanwhile. */
    private long remove(LocalDate day, Query which) throws IOException {
        long before = slices.bytes(day);
        SliceWriter writer;
        synchronized (this) {
            refuseHole();
            writer = writer(day);
        }
        writer.remove(which);
        synchronized (this) {
            try {
                writer.commit();
            } catch (IOException | AlreadyClosedException e) {
                throw givenUp(e);
            }
            readers.forget(day);
        }
        return before - slices.bytes(day);
    }

    @Override
    public synchronized int retain(Instant oldest, long maxBytes) {
        try {
            List<LocalDate> days = new ArrayList<>(slices.days());
            long total = slices.bytes();
            int dropped = 0;
            // The newest stays: it is being written and carries the position.
            while (days.size() > 1) {
                LocalDate day = days.removeFirst();
                boolean old = !day.plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .isAfter(oldest);
                if (!old && total <= maxBytes) {
                    break;
                }
                total -= slices.bytes(day);
                drop(day);
                dropped++;
            }
            return dropped;
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    /** Gives up what was not committed; the replay brings it again. */
    @Override
    public synchronized void close() {
        try {
            closeWriters();
        } catch (IOException e) {
            throw Fields.failure(e);
        } finally {
            readers.close();
        }
    }

    private void refuseHole() {
        if (hole) {
            throw new StoreException(
                    Fault.OTHER, "The event history gave up what was not committed: replay the log from its position.");
        }
    }

    private SliceWriter writer(LocalDate day) throws IOException {
        SliceWriter writer = writers.get(day);
        if (writer == null) {
            if (writers.size() == WRITERS) {
                Map.Entry<LocalDate, SliceWriter> oldest = Objects.requireNonNull(writers.firstEntry());
                oldest.getValue().commit();
                writers.remove(oldest.getKey());
                oldest.getValue().close();
            }
            writer = new SliceWriter(slices.path(day), (double) ramMegabytes / WRITERS);
            writers.put(day, writer);
        }
        return writer;
    }

    private void drop(LocalDate day) throws IOException {
        SliceWriter writer = writers.remove(day);
        if (writer != null) {
            writer.close();
        }
        readers.forget(day);
        slices.drop(day);
    }

    /** After a failure nothing that was not committed may stay: what is there must match the position. */
    private StoreException givenUp(Exception reason) {
        hole = true;
        // A writer that failed in a merge tells it at the next call, as the cause.
        IOException told = reason instanceof IOException own
                ? own
                : reason.getCause() instanceof IOException cause ? cause : new IOException(reason);
        try {
            closeWriters();
        } catch (IOException e) {
            told.addSuppressed(e);
        }
        return Fields.failure(told);
    }

    private void closeWriters() throws IOException {
        List<SliceWriter> all = List.copyOf(writers.values());
        writers.clear();
        IOException first = new IOException("the writers of the event history did not close");
        boolean failed = false;
        for (SliceWriter writer : all) {
            try {
                writer.close();
            } catch (IOException e) {
                failed = true;
                first.addSuppressed(e);
            }
        }
        if (failed) {
            throw first;
        }
    }
}
