package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.store.EventSearch.Asked;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/**
 * The events of one segment that may have a value asked for. Where words are known that such an event has, they are looked up ({@link WordsAsked}). Else the dictionary of {@link FieldTerm}s is walked over the fields concerned, so that a
 * value is judged once however many events have it; of a value whose term holds its hash alone, the first event that has it is read. One use.
 */
final class Candidates {
    /** From here on lower case in {@link FieldTerm} and letter case as indicators are compared may differ: such values are not judged here. */
    private static final int WIDE = 0x100;

    private static final byte AFTER_VALUES = 2;

    private final LeafReader leaf;
    private final Scope scope;
    private final Asked asked;
    private final FixedBitSet found;
    private final FixedBitSet toRead;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private Optional<PostingsEnum> postings = Optional.empty();
    private long events;

    Candidates(LeafReader leaf, Scope scope, Asked asked) {
        this.leaf = leaf;
        this.scope = scope;
        this.asked = asked;
        this.found = new FixedBitSet(leaf.maxDoc());
        this.toRead = new FixedBitSet(leaf.maxDoc());
    }

    /** How many events of the scope the segment has; after {@link #find}. */
    long events() {
        return events;
    }

    /** Those in the scope that are not deleted. */
    FixedBitSet find() throws IOException {
        FixedBitSet visible = visible();
        events = visible.cardinality();
        Terms terms = leaf.terms(Fields.TERMS);
        Optional<FixedBitSet> byWords =
                events == 0 || asked.texts().isEmpty() ? Optional.empty() : WordsAsked.of(leaf, asked.texts());
        if (byWords.isPresent()) {
            found.or(byWords.get());
        } else if (terms != null && events > 0) {
            TermsEnum each = terms.iterator();
            walk(each);
            readLong(each);
        }
        found.and(visible);
        return found;
    }

    private FixedBitSet visible() throws IOException {
        FixedBitSet visible = new FixedBitSet(leaf.maxDoc());
        if (scope instanceof Scope.Communes some) {
            for (var commune : some.communes()) {
                PostingsEnum docs = leaf.postings(
                        new org.apache.lucene.index.Term(
                                Fields.TERMS, FieldTerm.of(FieldTerm.COMMUNE, commune.insee())),
                        PostingsEnum.NONE);
                if (docs != null) {
                    visible.or(docs);
                }
            }
        } else if (leaf.maxDoc() > 0) {
            visible.set(0, leaf.maxDoc());
        }
        Bits live = leaf.getLiveDocs();
        for (int doc = 0; live != null && doc < leaf.maxDoc(); doc++) {
            if (!live.get(doc)) {
                visible.clear(doc);
            }
        }
        return visible;
    }

    private void walk(TermsEnum terms) throws IOException {
        byte[] name = new byte[0];
        String field = "";
        BytesRef term = terms.next();
        while (term != null) {
            int end = endOfName(term);
            boolean same = end == name.length
                    && Arrays.equals(term.bytes, term.offset, term.offset + end, name, 0, name.length);
            if (!same) {
                name = Arrays.copyOfRange(term.bytes, term.offset, term.offset + Math.max(end, 0));
                Optional<String> text = text(new BytesRef(name));
                if (end < 0 || text.isEmpty()) {
                    // A name that is too long stands as its hash.
                    add(terms);
                    name = new byte[0];
                    term = terms.next();
                    continue;
                }
                field = text.get();
                if (field.equals(FieldTerm.COMMUNE) || !asked.isIn(field)) {
                    byte[] after = Arrays.copyOf(name, name.length + 1);
                    after[name.length] = AFTER_VALUES;
                    name = new byte[0];
                    term = terms.seekCeil(new BytesRef(after)) == TermsEnum.SeekStatus.END ? null : terms.term();
                    continue;
                }
            }
            value(terms, term, end, field);
            term = terms.next();
        }
    }

    private void value(TermsEnum terms, BytesRef term, int end, String field) throws IOException {
        if (term.bytes[term.offset + end] == 0) {
            Optional<String> value = text(new BytesRef(term.bytes, term.offset + end + 1, term.length - end - 1));
            if (value.map(text -> isWide(text) || asked.mayBe(field, text)).orElse(true)) {
                add(terms);
            }
        } else {
            PostingsEnum docs = docs(terms);
            toRead.set(docs.nextDoc());
        }
    }

    /** Reads an event of each value that is longer than a term, and takes in those that have a value asked for. */
    private void readLong(TermsEnum terms) throws IOException {
        StoredFields stored = inOrder(leaf);
        Set<BytesRef> wanted = new HashSet<>();
        for (int doc = Readers.next(toRead, 0); doc >= 0; doc = Readers.next(toRead, doc + 1)) {
            EventForm.eachField(
                    stored.document(doc).getBinaryValue(Fields.EVENT), FieldTerm.WHOLE / 2, (name, value) -> {
                        String field = FieldTerm.fold(name);
                        String text = FieldTerm.fold(value);
                        if (asked.isIn(field) && (isWide(text) || asked.mayBe(field, text))) {
                            wanted.add(FieldTerm.of(name, value));
                        }
                    });
        }
        for (BytesRef each : wanted) {
            if (terms.seekExact(each)) {
                add(terms);
            }
        }
    }

    private void add(TermsEnum terms) throws IOException {
        PostingsEnum docs = docs(terms);
        for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
            found.set(doc);
        }
    }

    private PostingsEnum docs(TermsEnum terms) throws IOException {
        PostingsEnum docs = terms.postings(postings.orElse(null), PostingsEnum.NONE);
        postings = Optional.of(docs);
        return docs;
    }

    /** Where the name of a term ends; -1 where it has no end. */
    private static int endOfName(BytesRef term) {
        for (int i = 0; i < term.length; i++) {
            if (term.bytes[term.offset + i] == 0 || term.bytes[term.offset + i] == 1) {
                return i;
            }
        }
        return -1;
    }

    /** Empty for what is no UTF-8. */
    private Optional<String> text(BytesRef bytes) {
        boolean ascii = true;
        for (int i = 0; i < bytes.length && ascii; i++) {
            ascii = bytes.bytes[bytes.offset + i] >= 0;
        }
        if (ascii) {
            return Optional.of(new String(bytes.bytes, bytes.offset, bytes.length, StandardCharsets.ISO_8859_1));
        }
        try {
            return Optional.of(utf8.decode(ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isWide(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= WIDE) {
                return true;
            }
        }
        return false;
    }

    /** For reading documents in ascending order: each block of them is unpacked once. */
    static StoredFields inOrder(LeafReader leaf) throws IOException {
        return leaf instanceof CodecReader codec ? codec.getFieldsReader().getMergeInstance() : leaf.storedFields();
    }
}
