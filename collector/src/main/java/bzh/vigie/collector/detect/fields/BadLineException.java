package bzh.vigie.collector.detect.fields;

import bzh.vigie.text.Sentence;
import java.io.IOException;
import java.io.Serial;
import java.util.Locale;

/** A line of JSON that is no event, and why, in either language. */
public final class BadLineException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String BUNDLE = "bzh.vigie.collector.detect.fields.badline";

    private final transient Sentence reason;

    BadLineException(String key, Object... values) {
        this(because(key, values));
    }

    private BadLineException(Sentence reason) {
        super(reason.in(Locale.ENGLISH));
        this.reason = reason;
    }

    /** A reason of the bundle {@code badline}. */
    public static Sentence because(String key, Object... values) {
        return Sentence.of(BUNDLE, key, values);
    }

    public Sentence reason() {
        return reason;
    }
}
