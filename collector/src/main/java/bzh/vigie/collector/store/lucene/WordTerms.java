package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.hunt.TextPattern;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/**
 * What events are searched by besides whole values ({@link FieldTerm}), as the terms of a field of its own:
 *
 * <pre>
 * term = 0                           every word of the event is here
 *      | 1 · id of the host
 *      | 3 · name of a field         its value is longer than a term of {@link FieldTerm}, or several joined by line feeds
 *      | 4 · word                    of digits alone, 64 at most: apart from the others, so that these can be walked without every number
 *      | word                        64 characters at most
 * </pre>
 *
 * A word is letters and digits in a row ({@link TextPattern#isWord}), folded. Of one that is longer stand pieces of 64, each beginning 32 behind the
 * last, so that any 32 of its characters stand in one of them. Events that older versions wrote have none of these terms: they are read. One
 * stream is used again for each event; not thread-safe.
 */
final class WordTerms extends ListedTerms {
    static final String FIELD = "w";
    static final BytesRef COMPLETE = new BytesRef(new byte[] {0});
    static final char HOST = 1;
    static final char COMPLEX = 3;
    static final char NUMBER = 4;

    /** Where those with a letter begin, and where numbers do. */
    static final BytesRef FIRST_WORD = new BytesRef(new byte[] {NUMBER + 1});

    static final BytesRef FIRST_NUMBER = new BytesRef(new byte[] {NUMBER});

    /** Characters of a term at most. */
    static final int LONGEST = 64;
    /** Characters in a row that stand in one term, wherever they are in a word. */
    static final int SURE = 32;
    /** Words of one event at most; one that has more is read. */
    private static final int MOST = 2_000;
    /** Of a name's characters so many stand in its term. */
    private static final int LONGEST_NAME = 200;

    private final Set<String> words = new HashSet<>();

    void fill(EventForm.Content event) {
        words.clear();
        terms.clear();
        terms.add(host(event.host().text()));
        boolean complete = true;
        for (var field : event.fields().entrySet()) {
            String value = TextPattern.fold(field.getValue());
            if (value.indexOf('\n') >= 0 || value.getBytes(StandardCharsets.UTF_8).length > FieldTerm.WHOLE) {
                terms.add(complex(TextPattern.fold(field.getKey())));
            }
            complete = complete && words(value);
        }
        if (complete) {
            terms.add(COMPLETE);
        }
        words.forEach(word -> terms.add(word(word)));
    }

    static BytesRef host(String id) {
        return new BytesRef(HOST + id);
    }

    static BytesRef complex(String name) {
        return new BytesRef(COMPLEX + name.substring(0, Math.min(name.length(), LONGEST_NAME)));
    }

    static BytesRef word(String word) {
        return new BytesRef(isNumber(word) ? NUMBER + word : word);
    }

    static boolean isNumber(String word) {
        return word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private boolean words(String value) {
        int at = 0;
        while (at < value.length()) {
            int from = at;
            while (at < value.length() && TextPattern.isWord(value.charAt(at))) {
                at++;
            }
            for (int piece = from; piece < at; piece += SURE) {
                if (words.size() == MOST) {
                    return false;
                }
                words.add(value.substring(piece, Math.min(at, piece + LONGEST)));
                if (piece + LONGEST >= at) {
                    break;
                }
            }
            at++;
        }
        return true;
    }
}
