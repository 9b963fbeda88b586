package bzh.vigie.collector.intel;

import bzh.vigie.text.Sentence;
import java.util.Locale;

/** Why an indicator is not used. The words are in the bundle {@code refusals}, under the name in lower case with dashes. */
public enum RefusalReason {
    /** There is nothing in it. */
    EMPTY,
    /** Its type is none that Vigie knows. */
    UNKNOWN_TYPE,
    /** Nothing that Vigie watches shows it: an e-mail address, a telephone's application. */
    NOT_OBSERVABLE,
    /** It is not what its type says. */
    NOT_OF_ITS_TYPE,
    /** Nothing says what it is, and it does not look like anything. */
    UNRECOGNISED,
    /** Longer than what is kept. */
    TOO_LONG,
    /** It has control characters. */
    CONTROL_CHARACTERS,
    /** A STIX pattern that cannot be used; said why. */
    BAD_PATTERN,
    /** A STIX pattern that asks for more observations than are remembered. */
    TOO_MANY_OBSERVATIONS,
    /** A STIX pattern whose observations may lie further apart than they are remembered. */
    WINDOW_TOO_LONG,
    /** A pattern in another language than STIX's. */
    OTHER_PATTERN_LANGUAGE,
    /** Its source has withdrawn it. */
    REVOKED,
    /** It has been given before in this file. */
    TWICE,
    /** A part of a value of several parts that is not looked for by itself, beside the others, which are. */
    PART,
    /** Words about the others, and no indicator. */
    CONTEXT,
    /** More indicators than a file may have. */
    TOO_MANY;

    static final String BUNDLE = "bzh.vigie.collector.intel.refusals";

    /** It in words. */
    Sentence say(Object... values) {
        return Sentence.of(BUNDLE, word(), values);
    }

    /** For programs: lower case with dashes. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
