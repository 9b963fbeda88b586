package bzh.vigie.collector;

import java.util.List;

/**
 * What {@code doctor} found about one thing.
 *
 * @param key of its text; what to do stands under {@code key.do}
 * @param values for the text
 */
record Check(Verdict verdict, String key, List<String> values) {
    Check {
        values = List.copyOf(values);
    }

    /** How bad. */
    enum Verdict {
        GOOD,
        /** Not wrong yet: look at it in time. */
        NOTE,
        WRONG
    }

    static Check good(String key, String... values) {
        return new Check(Verdict.GOOD, key, List.of(values));
    }

    static Check note(String key, String... values) {
        return new Check(Verdict.NOTE, key, List.of(values));
    }

    static Check wrong(String key, String... values) {
        return new Check(Verdict.WRONG, key, List.of(values));
    }
}
