package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.TextPattern;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/**
 * What a query can go on with: names of fields and values out of the dictionaries of the newest days. Only what an event in the scope has is told, so
 * that no value of another commune is seen. So many terms are looked at and no more; a value of more than {@value FieldTerm#WHOLE} bytes is none.
 */
final class Suggestions {
    /** Days looked at. */
    private static final int DAYS = 7;
    /** Terms looked at in one segment. */
    private static final int TERMS = 2_000;
    /** Events of one term that are looked at for one in the scope. */
    private static final int EVENTS = 20_000;

    private final Readers readers;

    Suggestions(Readers readers) {
        this.readers = readers;
    }

    private interface Look {
        void at(LeafReader leaf, FixedBitSet visible, TermsEnum terms) throws IOException;
    }

    private void eachLeaf(Scope scope, Look look) {
        try {
            for (LocalDate day : readers.days().reversed().stream().limit(DAYS).toList()) {
                Optional<DirectoryReader> reader = readers.acquire(day);
                if (reader.isEmpty()) {
                    continue;
                }
                try {
                    for (LeafReaderContext context : reader.get().leaves()) {
                        Terms terms = context.reader().terms(Fields.TERMS);
                        if (terms != null) {
                            look.at(context.reader(), LeafSets.visible(context.reader(), scope), terms.iterator());
                        }
                    }
                } finally {
                    reader.get().decRef();
                }
            }
        } catch (IOException e) {
            throw Fields.failure(e);
        }
    }

    List<String> names(Scope scope, String beginning, int limit) {
        TreeSet<String> names = new TreeSet<>();
        String folded = TextPattern.fold(beginning);
        BytesRef start = new BytesRef(folded);
        eachLeaf(scope, (leaf, visible, terms) -> {
            int looked = 0;
            boolean more = terms.seekCeil(start) != TermsEnum.SeekStatus.END;
            while (more && StringHelper.startsWith(terms.term(), start) && looked++ < TERMS) {
                BytesRef term = terms.term();
                int end = endOfName(term);
                if (end < 0) {
                    more = terms.next() != null;
                    continue;
                }
                byte[] name = Arrays.copyOfRange(term.bytes, term.offset, term.offset + end);
                String text = new String(name, StandardCharsets.UTF_8);
                if (text.equals(FieldTerm.COMMUNE) || names.contains(text) || isSeen(terms, visible)) {
                    if (!text.equals(FieldTerm.COMMUNE)) {
                        names.add(text);
                    }
                    byte[] after = Arrays.copyOf(name, name.length + 1);
                    after[name.length] = 2;
                    more = terms.seekCeil(new BytesRef(after)) != TermsEnum.SeekStatus.END;
                } else {
                    more = terms.next() != null;
                }
            }
        });
        return names.stream()
                .filter(name -> scope instanceof Scope.All || !EventSearch.isOfRegion(name))
                .limit(limit)
                .toList();
    }

    List<String> values(Scope scope, String field, String beginning, int limit) {
        if (!(scope instanceof Scope.All) && EventSearch.isOfRegion(field)) {
            return List.of();
        }
        TreeSet<String> values = new TreeSet<>();
        BytesRef start = LeafSets.start(TextPattern.fold(field), TextPattern.fold(beginning));
        int name = FieldTerm.of(field, "").length;
        eachLeaf(scope, (leaf, visible, terms) -> {
            int looked = 0;
            int found = 0;
            boolean more = terms.seekCeil(start) != TermsEnum.SeekStatus.END;
            while (more && StringHelper.startsWith(terms.term(), start) && looked++ < TERMS && found < limit) {
                BytesRef term = terms.term();
                String value = new BytesRef(term.bytes, term.offset + name, term.length - name).utf8ToString();
                if (values.contains(value) || isSeen(terms, visible)) {
                    values.add(value);
                    found++;
                }
                more = terms.next() != null;
            }
        });
        return values.stream().limit(limit).toList();
    }

    private static boolean isSeen(TermsEnum terms, FixedBitSet visible) throws IOException {
        PostingsEnum docs = terms.postings(null, PostingsEnum.NONE);
        int looked = 0;
        for (int doc = docs.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS && looked++ < EVENTS;
                doc = docs.nextDoc()) {
            if (visible.get(doc)) {
                return true;
            }
        }
        return false;
    }

    private static int endOfName(BytesRef term) {
        for (int i = 0; i < term.length; i++) {
            if (term.bytes[term.offset + i] == 0 || term.bytes[term.offset + i] == 1) {
                return i;
            }
        }
        return -1;
    }
}
