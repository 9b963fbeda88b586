package bzh.vigie.collector.hunt;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** What became of a text that a person wrote as a query. */
public sealed interface Parsed {
    /** It is a query. */
    record Understood(Query query) implements Parsed {}

    /**
     * It is none: what is wrong, and where.
     *
     * @param at first character concerned, from 0; the length of the text where something is missing at its end
     * @param length how many characters are concerned, 1 or more
     * @param words what the sentence names, in its order
     */
    record Fault(int at, int length, Reason reason, List<String> words) implements Parsed {
        private static final String BUNDLE = "bzh.vigie.collector.hunt.faults";

        public Fault {
            words = List.copyOf(words);
        }

        /** A sentence: what is wrong, and what is allowed. What it names is as it was written. */
        public String sentence(Locale locale) {
            String text = ResourceBundle.getBundle(
                            BUNDLE,
                            locale,
                            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                    .getString(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            for (int i = 0; i < words.size(); i++) {
                text = text.replace("{" + i + "}", words.get(i));
            }
            return text;
        }
    }

    /** Why a text is no query; each has a sentence in {@code faults.properties}. */
    enum Reason {
        TOO_LONG,
        TOO_MANY_TESTS,
        TOO_DEEP,
        VALUE_TOO_LONG,
        TOO_MANY_WILDCARDS,
        NOT_CLOSED_QUOTE,
        NOT_CLOSED_PARENTHESIS,
        NOT_OPENED_PARENTHESIS,
        VALUE_MISSING,
        TEST_MISSING,
        PATH_OR_URL,
        BAD_BOUND,
        BAD_RANGE,
        BAD_NETWORK,
        BAD_TIME,
        TEXT_ONLY,
        UNKNOWN_FIELD
    }
}
