package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.TextPattern;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Moment;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/**
 * The events of one segment that match a query, as far as the index knows, without reading one: those that certainly do, and those that may. No
 * other does. Each test walks the part of a dictionary that it needs, so that a value is judged once however many events have it, and no
 * query grows with what its wildcards stand for. One use, one thread.
 */
final class LeafSets {
    /** Fewer letters than these in a row are in too many words to be worth a look. */
    private static final int SHORT = 2;

    /** Where a word narrows it down to so few events, no others are looked for. */
    private static final int FEW = 500;

    /** @param may has all of {@code must} */
    record Sets(FixedBitSet must, FixedBitSet may) {}

    private final LeafReader leaf;
    private final Watch watch;
    private final Scope scope;
    private final FixedBitSet incomplete;

    LeafSets(LeafReader leaf, Watch watch, Scope scope) throws IOException {
        this.leaf = leaf;
        this.watch = watch;
        this.scope = scope;
        incomplete = none();
        incomplete.set(0, leaf.maxDoc());
        incomplete.andNot(having(WordTerms.FIELD, WordTerms.COMPLETE));
    }

    /** Those in the scope that are not deleted. */
    Sets find(Query query) throws IOException {
        FixedBitSet visible = visible(leaf, scope);
        if (visible.cardinality() == 0) {
            return new Sets(visible, visible);
        }
        Sets sets = sets(query);
        sets.must().and(visible);
        sets.may().and(visible);
        return sets;
    }

    /** Those in the scope that are not deleted, whatever they are. */
    static FixedBitSet visible(LeafReader leaf, Scope scope) throws IOException {
        FixedBitSet visible = new FixedBitSet(Math.max(1, leaf.maxDoc()));
        switch (scope) {
            case Scope.All all -> visible.set(0, leaf.maxDoc());
            case Scope.Communes some -> {
                for (var commune : some.communes()) {
                    PostingsEnum docs = leaf.postings(
                            new Term(Fields.TERMS, FieldTerm.of(FieldTerm.COMMUNE, commune.insee())),
                            PostingsEnum.NONE);
                    if (docs != null) {
                        visible.or(docs);
                    }
                }
            }
        }
        Bits live = leaf.getLiveDocs();
        for (int doc = 0; live != null && doc < leaf.maxDoc(); doc++) {
            if (!live.get(doc)) {
                visible.clear(doc);
            }
        }
        return visible;
    }

    private boolean seesRegion() {
        return scope instanceof Scope.All;
    }

    private FixedBitSet none() {
        return new FixedBitSet(Math.max(1, leaf.maxDoc()));
    }

    private static Sets exactly(FixedBitSet docs) {
        return new Sets(docs, docs.clone());
    }

    private FixedBitSet having(String field, BytesRef term) throws IOException {
        FixedBitSet docs = none();
        PostingsEnum postings = leaf.postings(new Term(field, term), PostingsEnum.NONE);
        if (postings != null) {
            docs.or(postings);
        }
        return docs;
    }

    private Sets sets(Query query) throws IOException {
        watch.look();
        return switch (query) {
            case Query.All all -> {
                FixedBitSet docs = none();
                docs.set(0, leaf.maxDoc());
                yield exactly(docs);
            }
            case Query.And and -> {
                Sets sets = sets(and.each().getFirst());
                for (Query each : and.each().subList(1, and.each().size())) {
                    if (sets.may().cardinality() == 0) {
                        break;
                    }
                    Sets more = sets(each);
                    sets.must().and(more.must());
                    sets.may().and(more.may());
                }
                yield sets;
            }
            case Query.Or or -> {
                Sets sets = sets(or.any().getFirst());
                for (Query each : or.any().subList(1, or.any().size())) {
                    Sets more = sets(each);
                    sets.must().or(more.must());
                    sets.may().or(more.may());
                }
                yield sets;
            }
            case Query.Not not -> {
                Sets sets = sets(not.what());
                yield new Sets(inverse(sets.may()), inverse(sets.must()));
            }
            case Query.Field field -> field(field);
            case Query.Anywhere anywhere -> anywhere(anywhere.text());
            case Query.Received received -> exactly(received(received.when()));
            case Query.InCommune commune ->
                exactly(values(FieldTerm.COMMUNE, commune.code().beginning(), commune.code()::matches));
            case Query.Id id -> exactly(ids(id.id()));
            case Query.OnHost host -> host(host);
        };
    }

    private FixedBitSet inverse(FixedBitSet docs) {
        FixedBitSet inverse = docs.clone();
        inverse.flip(0, leaf.maxDoc());
        return inverse;
    }

    private Sets field(Query.Field field) throws IOException {
        String name = field.name();
        if (!seesRegion() && EventSearch.isOfRegion(name)) {
            // For this reader no event has it.
            return exactly(none());
        }
        return switch (field.test()) {
            case ValueTest.Present present -> exactly(present(name));
            case ValueTest.Text text -> text(name, text);
            case ValueTest.Numbers numbers -> judged(name, numbers);
            case ValueTest.Times times -> judged(name, times);
            case ValueTest.Network network -> judged(name, network);
        };
    }

    private Sets text(String name, ValueTest.Text text) throws IOException {
        String exact = text.pattern().exact();
        FixedBitSet must = exact.isEmpty()
                ? values(name, text.pattern().beginning(), value -> Query.isOne(text, value))
                : having(Fields.TERMS, FieldTerm.of(name, exact));
        FixedBitSet complex = having(WordTerms.FIELD, WordTerms.complex(name));
        if (complex.cardinality() > 0) {
            words(text.pattern()).ifPresent(complex::and);
        }
        return orMore(must, complex);
    }

    private Sets judged(String name, ValueTest test) throws IOException {
        return orMore(
                values(name, "", value -> Query.isOne(test, value)), having(WordTerms.FIELD, WordTerms.complex(name)));
    }

    private Sets orMore(FixedBitSet must, FixedBitSet perhaps) {
        perhaps.or(must);
        perhaps.or(incomplete);
        return new Sets(must, perhaps);
    }

    private Sets anywhere(TextPattern text) throws IOException {
        if (text.isOneWord()) {
            String word = text.runs().getFirst().text();
            // A number may be one that tells of the whole region: where that is not for the reader, the event is looked
            // at.
            if (word.length() <= WordTerms.LONGEST && (seesRegion() || !WordTerms.isNumber(word))) {
                return orMore(having(WordTerms.FIELD, WordTerms.word(word)), none());
            }
        }
        Optional<FixedBitSet> words = words(text);
        FixedBitSet may = none();
        if (words.isPresent()) {
            may.or(words.get());
        } else {
            may.set(0, leaf.maxDoc());
        }
        return orMore(none(), may);
    }

    private FixedBitSet received(ValueTest.Times when) throws IOException {
        FixedBitSet docs = none();
        long from = when.from().map(LeafSets::micros).orElse(Long.MIN_VALUE);
        // Times are kept in microseconds: what is received before a finer instant may be in its microsecond.
        long to = when.to().map(LeafSets::micros).orElse(Long.MAX_VALUE);
        SortedNumericDocValues times = DocValues.getSortedNumeric(leaf, Fields.RECEIVED);
        for (int doc = times.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = times.nextDoc()) {
            watch.step();
            long time = times.nextValue();
            if (time >= from && time < to) {
                docs.set(doc);
            }
        }
        return docs;
    }

    /** The first microsecond that is not before this instant. */
    private static long micros(Instant time) {
        long micros = Fields.micros(time);
        return Moment.instant(micros).isBefore(time) ? micros + 1 : micros;
    }

    /** Those with a value that stands whole in its term and is such a one; of values, only those that begin so are looked at. */
    private FixedBitSet values(String name, String beginning, Predicate<String> test) throws IOException {
        FixedBitSet docs = none();
        BytesRef start = start(name, beginning);
        walk(
                Fields.TERMS,
                start,
                term -> {
                    int from = start.length - new BytesRef(beginning).length;
                    return test.test(new BytesRef(term.bytes, term.offset + from, term.length - from).utf8ToString());
                },
                docs);
        return docs;
    }

    /** The beginning of the terms of a field's values that stand whole. */
    static BytesRef start(String name, String beginning) {
        BytesRef empty = FieldTerm.of(name, "");
        BytesRef more = new BytesRef(beginning);
        byte[] start = Arrays.copyOf(empty.bytes, empty.length + more.length);
        System.arraycopy(more.bytes, more.offset, start, empty.length, more.length);
        return new BytesRef(start);
    }

    private FixedBitSet present(String name) throws IOException {
        FixedBitSet docs = none();
        BytesRef whole = FieldTerm.of(name, "");
        walk(Fields.TERMS, whole, term -> true, docs);
        byte[] hashed = whole.bytes.clone();
        hashed[whole.length - 1] = 1;
        walk(Fields.TERMS, new BytesRef(hashed), term -> true, docs);
        return docs;
    }

    private FixedBitSet ids(TextPattern id) throws IOException {
        FixedBitSet docs = none();
        walk(Fields.ID, new BytesRef(id.beginning()), term -> id.matches(term.utf8ToString()), docs);
        return docs;
    }

    private Sets host(Query.OnHost host) throws IOException {
        FixedBitSet docs = none();
        for (String id : host.named()) {
            docs.or(having(WordTerms.FIELD, WordTerms.host(id)));
        }
        walk(
                WordTerms.FIELD,
                WordTerms.host(host.host().beginning()),
                term -> host.host().matches(term.utf8ToString().substring(1)),
                docs);
        return orMore(docs, none());
    }

    /** Takes in the documents of each term that begins so and that is wanted. */
    private void walk(String field, BytesRef start, Predicate<BytesRef> wanted, FixedBitSet docs) throws IOException {
        walk(field, start, start, wanted, docs);
    }

    /** As above, from the first term on that is not before {@code from}. */
    private void walk(String field, BytesRef from, BytesRef start, Predicate<BytesRef> wanted, FixedBitSet docs)
            throws IOException {
        Terms terms = leaf.terms(field);
        if (terms == null) {
            return;
        }
        TermsEnum each = terms.iterator();
        Optional<PostingsEnum> postings = Optional.empty();
        if (each.seekCeil(from) == TermsEnum.SeekStatus.END) {
            return;
        }
        for (BytesRef term = each.term(); term != null && StringHelper.startsWith(term, start); term = each.next()) {
            watch.step();
            if (wanted.test(term)) {
                PostingsEnum found = each.postings(postings.orElse(null), PostingsEnum.NONE);
                postings = Optional.of(found);
                for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
                    docs.set(doc);
                }
            }
        }
    }

    /** Those that have the words which each value has that matches; empty where the pattern has none that helps. */
    private Optional<FixedBitSet> words(TextPattern pattern) throws IOException {
        List<FixedBitSet> all = new ArrayList<>();
        List<TextPattern.Run> inside = new ArrayList<>();
        for (TextPattern.Run run : pattern.runs()) {
            boolean pairs = run.text().chars().anyMatch(c -> Character.isSurrogate((char) c));
            if (!pairs && run.starts() && run.ends() && run.text().length() <= WordTerms.LONGEST) {
                all.add(having(WordTerms.FIELD, WordTerms.word(run.text())));
            } else if (!pairs && run.starts() && run.text().length() >= SHORT) {
                FixedBitSet docs = none();
                String start = cut(run.text(), WordTerms.LONGEST);
                walk(WordTerms.FIELD, new BytesRef(start), term -> true, docs);
                if (WordTerms.isNumber(start)) {
                    walk(WordTerms.FIELD, WordTerms.word(start), term -> true, docs);
                }
                all.add(docs);
            } else if (!pairs && run.text().length() >= SHORT) {
                inside.add(run);
            }
        }
        Optional<FixedBitSet> docs = all.stream().reduce((a, b) -> {
            a.and(b);
            return a;
        });
        for (TextPattern.Run run : inside) {
            if (docs.isPresent() && docs.get().cardinality() <= FEW) {
                break;
            }
            FixedBitSet these = within(run);
            docs.ifPresent(these::and);
            docs = Optional.of(these);
        }
        return docs;
    }

    private FixedBitSet within(TextPattern.Run run) throws IOException {
        boolean ends = run.ends() && run.text().length() <= WordTerms.SURE;
        BytesRef part = new BytesRef(cut(run.text(), WordTerms.SURE));
        FixedBitSet docs = none();
        walk(
                WordTerms.FIELD,
                WordTerms.isNumber(run.text()) ? WordTerms.FIRST_NUMBER : WordTerms.FIRST_WORD,
                new BytesRef(),
                term -> ends ? StringHelper.endsWith(term, part) : isIn(term, part),
                docs);
        return docs;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private static boolean isIn(BytesRef term, BytesRef part) {
        byte first = part.bytes[part.offset];
        int last = term.offset + term.length - part.length;
        for (int at = term.offset; at <= last; at++) {
            if (term.bytes[at] == first
                    && Arrays.equals(
                            term.bytes, at, at + part.length, part.bytes, part.offset, part.offset + part.length)) {
                return true;
            }
        }
        return false;
    }
}
