package bzh.vigie.collector.store.lucene;

import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import org.apache.lucene.util.BytesRef;

/**
 * A field and its value as one term of the index:
 *
 * <pre>
 * term = name in lower case (UTF-8) · 0 · value in lower case (UTF-8)           where the value is at most 64 bytes
 * term = name in lower case (UTF-8) · 1 · first 16 bytes of SHA-256 of the value  otherwise
 * </pre>
 *
 * A name of more than 256 bytes is replaced by the first 16 bytes of its SHA-256. Long values, such as command lines, would make most of the term dictionary and are only ever looked up whole.
 */
final class FieldTerm {
    /** Names that no event's field has, as they begin with a character that {@code fields} never use. */
    static final String COMMUNE = "@commune";

    /** Bytes of a value up to which it stands whole in its term. */
    static final int WHOLE = 64;

    private static final int LONGEST_NAME = 256;

    private FieldTerm() {}

    static BytesRef of(String name, String value) {
        byte[] folded = fold(value).getBytes(StandardCharsets.UTF_8);
        boolean whole = folded.length <= WHOLE;
        byte[] end = whole ? folded : hash(folded);
        byte[] start = fold(name).getBytes(StandardCharsets.UTF_8);
        if (start.length > LONGEST_NAME) {
            start = hash(start);
        }
        byte[] term = Arrays.copyOf(start, start.length + 1 + end.length);
        term[start.length] = (byte) (whole ? 0 : 1);
        System.arraycopy(end, 0, term, start.length + 1, end.length);
        return new BytesRef(term);
    }

    /** What is compared instead of the text: the same for upper and lower case. */
    static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static byte[] hash(byte[] value) {
        MessageDigest digest = Sha256.digest();
        return Arrays.copyOf(digest.digest(value), 16);
    }
}
