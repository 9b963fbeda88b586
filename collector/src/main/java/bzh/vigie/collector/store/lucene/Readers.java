package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.EventHistory.Held;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/** Searches the slices of a folder as of their last commits, whoever writes them. Keeps the last used ones open. */
final class Readers implements EventSearch {
    private static final int MOST_OPEN = 32;
    private static final Sort NEWEST_FIRST = new Sort(
            new SortedNumericSortField(Fields.RECEIVED, SortField.Type.LONG, true),
            new SortField(null, SortField.Type.DOC, true));

    private final Slices slices;
    private final LinkedHashMap<LocalDate, DirectoryReader> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    Readers(Path dir) {
        this.slices = new Slices(dir);
    }

    @Override
    public List<Hit> search(
            Scope scope, Map<String, String> fields, Optional<Instant> from, Optional<Instant> to, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + ", must be 1 or more");
        }
        List<Hit> hits = new ArrayList<>();
        Query query = query(scope, fields, from, to);
        try {
            for (LocalDate day : slices.days().reversed()) {
                boolean inTime = from.map(f -> !day.isBefore(Slices.day(f))).orElse(true)
                        && to.map(t -> !day.isAfter(Slices.day(t))).orElse(true);
                if (inTime && hits.size() < limit) {
                    hits.addAll(newest(day, query, limit - hits.size()));
                }
            }
        } catch (IOException e) {
            throw Fields.failure(e);
        }
        return hits;
    }

    @Override
    public long count(Scope scope, Map<String, String> fields) {
        Query query = query(scope, fields, Optional.empty(), Optional.empty());
        long count = 0;
        try {
            for (LocalDate day : slices.days()) {
                Optional<DirectoryReader> reader = acquire(day);
                if (reader.isPresent()) {
                    try {
                        count += new IndexSearcher(reader.get()).count(query);
                    } finally {
                        reader.get().decRef();
                    }
                }
            }
        } catch (IOException e) {
            throw Fields.failure(e);
        }
        return count;
    }

    @Override
    public boolean each(Scope scope, Optional<Instant> from, Optional<Instant> to, Predicate<Hit> taker) {
        try {
            for (LocalDate day : slices.days()) {
                boolean inTime = from.map(f -> !day.isBefore(Slices.day(f))).orElse(true)
                        && to.map(t -> !day.isAfter(Slices.day(t))).orElse(true);
                Optional<DirectoryReader> reader = inTime ? acquire(day) : Optional.empty();
                if (reader.isPresent()) {
                    try {
                        if (!each(reader.get(), hit -> isIn(hit, scope, from, to) ? taker.test(hit) : true)) {
                            return false;
                        }
                    } finally {
                        reader.get().decRef();
                    }
                }
            }
            return true;
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    @Override
    public boolean each(Scope scope, Asked asked, Predicate<Hit> taker) {
        try {
            for (LocalDate day : slices.days()) {
                Optional<DirectoryReader> reader = acquire(day);
                if (reader.isPresent()) {
                    try {
                        for (LeafReaderContext context : reader.get().leaves()) {
                            Candidates candidates = new Candidates(context.reader(), scope, asked);
                            if (!each(context.reader(), candidates.find(), taker)) {
                                return false;
                            }
                            asked.passed(candidates.events());
                        }
                    } finally {
                        reader.get().decRef();
                    }
                }
            }
            return true;
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    private static boolean each(DirectoryReader reader, Predicate<Hit> taker) throws IOException {
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            Bits live = leaf.getLiveDocs();
            FixedBitSet all = new FixedBitSet(leaf.maxDoc());
            for (int doc = 0; doc < leaf.maxDoc(); doc++) {
                if (live == null || live.get(doc)) {
                    all.set(doc);
                }
            }
            if (!each(leaf, all, taker)) {
                return false;
            }
        }
        return true;
    }

    private static boolean each(LeafReader leaf, FixedBitSet which, Predicate<Hit> taker) throws IOException {
        StoredFields stored = Candidates.inOrder(leaf);
        for (int doc = next(which, 0); doc >= 0; doc = next(which, doc + 1)) {
            if (!taker.test(EventForm.decode(stored.document(doc).getBinaryValue(Fields.EVENT)))) {
                return false;
            }
        }
        return true;
    }

    /** The next that is set; -1 for none. */
    static int next(FixedBitSet set, int from) {
        int next = from < set.length() ? set.nextSetBit(from) : DocIdSetIterator.NO_MORE_DOCS;
        return next == DocIdSetIterator.NO_MORE_DOCS ? -1 : next;
    }

    private static boolean isIn(Hit hit, Scope scope, Optional<Instant> from, Optional<Instant> to) {
        return (!(scope instanceof Scope.Communes some) || some.communes().contains(hit.commune()))
                && from.map(f -> !hit.received().isBefore(f)).orElse(true)
                && to.map(hit.received()::isBefore).orElse(true);
    }

    @Override
    public long position(String log) {
        try {
            long position = -1;
            for (LocalDate day : slices.days()) {
                position = Math.max(position, positions(day).getOrDefault(log, -1L));
            }
            return position;
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    /** The days that have a folder, oldest first. */
    List<LocalDate> days() throws IOException {
        return slices.days();
    }

    /** Positions in the commit data of a slice. */
    Map<String, Long> positions(LocalDate day) throws IOException {
        Optional<DirectoryReader> reader = acquire(day);
        Map<String, Long> positions = new HashMap<>();
        if (reader.isPresent()) {
            try {
                reader.get()
                        .getIndexCommit()
                        .getUserData()
                        .forEach((log, number) -> positions.put(log, Long.valueOf(number)));
            } finally {
                reader.get().decRef();
            }
        }
        return positions;
    }

    /** Bytes of the events that each host has in a slice, by the terms that begin so; those that were removed count until their room is given back. */
    Map<AgentId, Held> held(LocalDate day, String beginning) throws IOException {
        Map<AgentId, Held> held = new HashMap<>();
        Optional<DirectoryReader> reader = acquire(day);
        if (reader.isPresent()) {
            try {
                BytesRef start = new BytesRef(beginning);
                for (LeafReaderContext context : reader.get().leaves()) {
                    Terms terms = context.reader().terms(Fields.HELD);
                    TermsEnum each = terms == null ? TermsEnum.EMPTY : terms.iterator();
                    boolean more = each.seekCeil(start) != TermsEnum.SeekStatus.END;
                    while (more && StringHelper.startsWith(each.term(), start)) {
                        Held of = HeldTerm.held(each.term().utf8ToString(), each.docFreq());
                        held.merge(of.host(), of, Held::and);
                        more = each.next() != null;
                    }
                }
            } finally {
                reader.get().decRef();
            }
        }
        return held;
    }

    /** Lets go of a slice that is about to be dropped. */
    synchronized void forget(LocalDate day) throws IOException {
        DirectoryReader reader = open.remove(day);
        if (reader != null) {
            reader.decRef();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            for (DirectoryReader reader : open.values()) {
                reader.decRef();
            }
            open.clear();
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    private List<Hit> newest(LocalDate day, Query query, int limit) throws IOException {
        Optional<DirectoryReader> reader = acquire(day);
        if (reader.isEmpty() || reader.get().numDocs() == 0) {
            reader.ifPresent(Readers::release);
            return List.of();
        }
        try {
            IndexSearcher searcher = new IndexSearcher(reader.get());
            int most = Math.min(limit, reader.get().maxDoc());
            ScoreDoc[] found =
                    searcher.search(query, new TopFieldCollectorManager(NEWEST_FIRST, most, null, most)).scoreDocs;
            StoredFields stored = searcher.storedFields();
            List<Hit> hits = new ArrayList<>(found.length);
            for (ScoreDoc doc : found) {
                hits.add(EventForm.decode(stored.document(doc.doc).getBinaryValue(Fields.EVENT)));
            }
            return hits;
        } finally {
            reader.get().decRef();
        }
    }

    private static void release(DirectoryReader reader) {
        try {
            reader.decRef();
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    /** The slice as of its last commit, to be released by {@code decRef}; empty before its first commit. */
    synchronized Optional<DirectoryReader> acquire(LocalDate day) throws IOException {
        if (closed) {
            throw new StoreException(Fault.OTHER, "The event history is closed.");
        }
        DirectoryReader reader = open.get(day);
        if (reader == null) {
            if (!Files.isDirectory(slices.path(day))) {
                return Optional.empty();
            }
            try {
                reader = DirectoryReader.open(FSDirectory.open(slices.path(day)));
            } catch (IndexNotFoundException e) {
                return Optional.empty();
            }
            open.put(day, reader);
            if (open.size() > MOST_OPEN) {
                forget(open.firstEntry().getKey());
            }
        } else {
            DirectoryReader newer = DirectoryReader.openIfChanged(reader);
            if (newer != null) {
                reader.decRef();
                open.put(day, newer);
                reader = newer;
            }
        }
        reader.incRef();
        return Optional.of(reader);
    }

    private static Query query(Scope scope, Map<String, String> fields, Optional<Instant> from, Optional<Instant> to) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        fields.forEach((name, value) ->
                all.add(new TermQuery(new Term(Fields.TERMS, FieldTerm.of(name, value))), Occur.FILTER));
        if (scope instanceof Scope.Communes some) {
            all.add(
                    new TermInSetQuery(
                            Fields.TERMS,
                            some.communes().stream()
                                    .map(commune -> FieldTerm.of(FieldTerm.COMMUNE, commune.insee()))
                                    .toList()),
                    Occur.FILTER);
        }
        if (from.isPresent() || to.isPresent()) {
            long first = from.map(Fields::micros).orElse(Long.MIN_VALUE);
            long last = to.map(t -> Fields.micros(t) - 1).orElse(Long.MAX_VALUE);
            all.add(SortedNumericDocValuesField.newSlowRangeQuery(Fields.RECEIVED, first, last), Occur.FILTER);
        }
        BooleanQuery query = all.build();
        return query.clauses().isEmpty() ? MatchAllDocsQuery.INSTANCE : query;
    }
}
