package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.TextPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/** The events of one segment that have every word of a text, looked up by {@link WordTerms} instead of walking over what values there are. */
final class WordsAsked {
    /** Where more than one event in so many would have to be read, walking is not dearer. */
    private static final int SHARE = 20;

    /** So many are read in any case. */
    private static final int FEW = 1_000;

    private WordsAsked() {}

    /**
     * Those that have the words of any of these texts, and those of which not all words are known.
     *
     * @param texts each of which has a word
     * @return empty where that would be too many of the segment's events
     */
    static Optional<FixedBitSet> of(LeafReader leaf, List<String> texts) throws IOException {
        FixedBitSet found = new FixedBitSet(leaf.maxDoc());
        Term complete = new Term(WordTerms.FIELD, WordTerms.COMPLETE);
        int most = Math.max(FEW, leaf.maxDoc() / SHARE);
        int unknown = leaf.maxDoc() - leaf.docFreq(complete);
        if (unknown > most) {
            return Optional.empty();
        }
        if (unknown > 0) {
            found.set(0, leaf.maxDoc());
            FixedBitSet known = new FixedBitSet(leaf.maxDoc());
            PostingsEnum docs = leaf.postings(complete, PostingsEnum.NONE);
            if (docs != null) {
                known.or(docs);
            }
            found.andNot(known);
        }
        for (String text : texts) {
            all(leaf, words(text), found);
        }
        return found.cardinality() > most ? Optional.empty() : Optional.of(found);
    }

    /** The terms of a text's words; of a word that is longer than a term its beginning. */
    static Set<BytesRef> words(String text) {
        Set<BytesRef> words = new LinkedHashSet<>();
        int at = 0;
        while (at < text.length()) {
            int from = at;
            while (at < text.length() && TextPattern.isWord(text.charAt(at))) {
                at++;
            }
            if (at > from) {
                words.add(WordTerms.word(text.substring(from, Math.min(at, from + WordTerms.LONGEST))));
            }
            at++;
        }
        return words;
    }

    private static void all(LeafReader leaf, Set<BytesRef> words, FixedBitSet found) throws IOException {
        List<PostingsEnum> postings = new ArrayList<>();
        for (BytesRef word : words) {
            PostingsEnum docs = leaf.postings(new Term(WordTerms.FIELD, word), PostingsEnum.NONE);
            if (docs == null) {
                return;
            }
            postings.add(docs);
        }
        postings.sort(Comparator.comparingLong(DocIdSetIterator::cost));
        PostingsEnum rarest = postings.getFirst();
        int doc = rarest.nextDoc();
        while (doc != DocIdSetIterator.NO_MORE_DOCS) {
            int next = doc;
            for (int i = 1; i < postings.size() && next == doc; i++) {
                PostingsEnum other = postings.get(i);
                next = other.docID() < doc ? other.advance(doc) : other.docID();
            }
            if (next == doc) {
                found.set(doc);
                doc = rarest.nextDoc();
            } else if (next == DocIdSetIterator.NO_MORE_DOCS) {
                return;
            } else {
                doc = rarest.advance(next);
            }
        }
    }
}
