package bzh.vigie.collector.intel.stix;

import bzh.vigie.text.Sentence;
import java.io.Serial;
import java.util.Locale;

/** Text that is no pattern, or a pattern that cannot be judged, and why, in either language. */
public final class StixPatternException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String BUNDLE = "bzh.vigie.collector.intel.stix.patterns";

    private final transient Sentence reason;

    StixPatternException(String key, Object... values) {
        this(Sentence.of(BUNDLE, key, values));
    }

    private StixPatternException(Sentence reason) {
        super(reason.in(Locale.ENGLISH));
        this.reason = reason;
    }

    /** Why, in no language yet. */
    public Sentence reason() {
        return reason;
    }
}
