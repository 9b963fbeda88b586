package bzh.vigie.collector.store.lucene;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** The terms of one event as the one token stream of its one indexed field; used again for the next event. */
final class TermStream extends TokenStream {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final List<BytesRef> terms = new ArrayList<>();
    private int next;

    void fill(EventForm.Content event) {
        terms.clear();
        terms.add(FieldTerm.of(FieldTerm.COMMUNE, event.commune().insee()));
        event.fields().forEach((name, value) -> terms.add(FieldTerm.of(name, value)));
    }

    @Override
    public void reset() {
        next = 0;
    }

    @Override
    public boolean incrementToken() {
        if (next == terms.size()) {
            return false;
        }
        clearAttributes();
        term.setBytesRef(terms.get(next++));
        return true;
    }
}
