package bzh.vigie.collector.store.lucene;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** Terms as a token stream, given in their order each time it is reset; filled anew for the next event. Not thread-safe. */
abstract sealed class ListedTerms extends TokenStream permits TermStream, WordTerms {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private int next;

    /** The terms; {@code fill} clears and adds them. */
    final List<BytesRef> terms = new ArrayList<>();

    @Override
    public final void reset() {
        next = 0;
    }

    @Override
    public final boolean incrementToken() {
        if (next == terms.size()) {
            return false;
        }
        clearAttributes();
        term.setBytesRef(terms.get(next++));
        return true;
    }
}
