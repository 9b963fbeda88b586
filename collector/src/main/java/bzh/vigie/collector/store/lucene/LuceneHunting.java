package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Moment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.FixedBitSet;

/** Searches slice by slice, newest day first, by the dictionaries of each segment ({@link LeafSets}); reads what these leave open. */
final class LuceneHunting implements Hunting {
    private static final List<Duration> WIDTHS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(365));

    private final Readers readers;
    private final Suggestions suggestions;

    LuceneHunting(Readers readers) {
        this.readers = readers;
        this.suggestions = new Suggestions(readers);
    }

    /** What is done with one slice. */
    private interface Work {
        /** Whether the next one is wanted. */
        boolean on(LocalDate day, List<LeafReaderContext> leaves) throws IOException;
    }

    /** The days concerned, newest first. */
    private List<LocalDate> days(ValueTest.Times bounds) throws IOException {
        return readers.days().reversed().stream()
                .filter(day -> bounds.from()
                                .map(from -> !day.isBefore(Slices.day(from)))
                                .orElse(true)
                        && bounds.to().map(to -> !day.isAfter(Slices.day(to))).orElse(true))
                .toList();
    }

    /** Does it on each until that is enough; those that cannot be read are passed over, and given. */
    private List<LocalDate> eachDay(List<LocalDate> days, Work work) throws IOException {
        List<LocalDate> damaged = new ArrayList<>();
        for (LocalDate day : days) {
            try {
                if (!on(day, work)) {
                    break;
                }
            } catch (CorruptIndexException | EOFException | NoSuchFileException e) {
                damaged.add(day);
            }
        }
        return damaged;
    }

    private boolean on(LocalDate day, Work work) throws IOException {
        Optional<DirectoryReader> reader = readers.acquire(day);
        if (reader.isEmpty()) {
            return true;
        }
        try {
            return work.on(day, reader.get().leaves());
        } finally {
            reader.get().decRef();
        }
    }

    private long events(List<LocalDate> days) throws IOException {
        long[] events = {0};
        eachDay(days, (day, leaves) -> {
            for (LeafReaderContext leaf : leaves) {
                events[0] += leaf.reader().numDocs();
            }
            return true;
        });
        return events[0];
    }

    @Override
    public Outcome search(Ask ask, Taker taker) {
        long[] found = {0};
        List<LocalDate> done = new ArrayList<>();
        Watch watch = new Watch(ask.time(), 0, taker);
        End end = End.ALL;
        List<LocalDate> damaged = List.of();
        try {
            List<LocalDate> days = days(ask.query().bounds());
            Watch watched = new Watch(ask.time(), events(days), taker);
            watch = watched;
            damaged = eachDay(days, (day, leaves) -> {
                int wanted = (int) (ask.limit() - found[0]);
                for (Newest.Place place : newest(leaves, ask, wanted, watched)) {
                    taker.take(read(leaves.get(place.leaf()).reader().storedFields(), place.doc(), ask.scope()));
                    found[0]++;
                    watched.look();
                }
                done.add(day);
                return found[0] < ask.limit();
            });
            end = found[0] == ask.limit() ? End.LIMIT : End.ALL;
        } catch (Watch.Stopped e) {
            end = e.end();
        } catch (IOException e) {
            throw Fields.failure(e);
        }
        return new Outcome(
                end,
                found[0],
                watch.progress(),
                done.isEmpty()
                        ? Optional.empty()
                        : Optional.of(done.getLast().atStartOfDay().toInstant(ZoneOffset.UTC)),
                damaged);
    }

    /** Places of the newest that match, newest first. */
    private static List<Newest.Place> newest(List<LeafReaderContext> leaves, Ask ask, int limit, Watch watch)
            throws IOException {
        Newest newest = new Newest(limit);
        for (int i = 0; i < leaves.size(); i++) {
            LeafReader leaf = leaves.get(i).reader();
            LeafSets.Sets sets = new LeafSets(leaf, watch, ask.scope()).find(ask.query());
            StoredFields stored = leaf.storedFields();
            newest.offer(leaf, i, sets.may(), doc -> {
                watch.step();
                return sets.must().get(doc) || matches(stored, doc, ask, watch);
            });
            watch.looked(leaf.numDocs());
        }
        return newest.places();
    }

    private static boolean matches(StoredFields stored, int doc, Ask ask, Watch watch) throws IOException {
        watch.look();
        return ask.query().matches(read(stored, doc, ask.scope()));
    }

    private static Hit read(StoredFields stored, int doc, Scope scope) throws IOException {
        return EventForm.decode(stored.document(doc).getBinaryValue(Fields.EVENT))
                .shown(scope);
    }

    @Override
    public Times times(Ask ask, Taker taker) {
        Watch watch = new Watch(ask.time(), 0, taker);
        try {
            ValueTest.Times bounds = ask.query().bounds();
            List<LocalDate> days = days(bounds);
            if (days.isEmpty()) {
                return new Times(Instant.EPOCH, WIDTHS.getFirst(), List.of(), End.ALL, watch.progress(), List.of());
            }
            Instant from = start(days.getLast());
            Instant to = start(days.getFirst().plusDays(1));
            from = bounds.from().filter(from::isBefore).orElse(from);
            to = bounds.to().filter(to::isAfter).orElse(to);
            Instant first = from;
            Duration all = Duration.between(first, to);
            Duration width = WIDTHS.stream()
                    .filter(each -> all.dividedBy(each) < Times.MOST_STRETCHES - 1)
                    .findFirst()
                    .orElse(all.dividedBy(Times.MOST_STRETCHES - 2).plusSeconds(1));
            long step = Math.max(1, width.toNanos() / 1_000);
            long begin = Math.floorDiv(Fields.micros(first), step) * step;
            int stretches = (int) Math.max(1, (Fields.micros(to) - 1 - begin) / step + 1);
            long[] counts = new long[stretches];
            Watch watched = new Watch(ask.time(), events(days), taker);
            End end = End.ALL;
            List<LocalDate> damaged = List.of();
            try {
                damaged = eachDay(days, (day, leaves) -> {
                    for (LeafReaderContext leaf : leaves) {
                        count(leaf.reader(), ask, begin, step, counts, watched);
                    }
                    return true;
                });
            } catch (Watch.Stopped e) {
                end = e.end();
            }
            List<Long> boxed = new ArrayList<>(stretches);
            for (long count : counts) {
                boxed.add(count);
            }
            return new Times(Moment.instant(begin), width, boxed, end, watched.progress(), damaged);
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static void count(LeafReader leaf, Ask ask, long begin, long step, long[] counts, Watch watch)
            throws IOException {
        LeafSets.Sets sets = new LeafSets(leaf, watch, ask.scope()).find(ask.query());
        FixedBitSet open = sets.may().clone();
        open.andNot(sets.must());
        StoredFields stored = open.cardinality() > 0 ? Candidates.inOrder(leaf) : leaf.storedFields();
        Newest.eachTime(leaf, sets.may(), (doc, time) -> {
            watch.step();
            if (sets.must().get(doc) || matches(stored, doc, ask, watch)) {
                long stretch = Math.floorDiv(time - begin, step);
                counts[Math.clamp(stretch, 0, counts.length - 1)]++;
            }
        });
        watch.looked(leaf.numDocs());
    }

    @Override
    public List<String> names(Scope scope, String beginning, int limit) {
        return suggestions.names(scope, beginning, limit);
    }

    @Override
    public List<String> values(Scope scope, String field, String beginning, int limit) {
        return suggestions.values(scope, field, beginning, limit);
    }
}
