package bzh.vigie.collector.detect.sigma;

/**
 * Makes characters equal that some comparison of Sigma takes for equal: letters in both cases, and the dashes of an option.
 * It is coarser than any of them, so that what it tells apart is never a match. It takes the value as it is up to U+00FF, where
 * one character folds to one; what has others is lower-cased as text first.
 */
final class Folding {
    /** First character that needs its value lower-cased. */
    static final int SIMPLE = 0x100;

    private static final char LONG_S = '\u017f';
    private static final char[] TABLE = new char[SIMPLE];

    static {
        for (char c = 0; c < SIMPLE; c++) {
            TABLE[c] = c == '/' ? '-' : Character.toLowerCase(c);
        }
    }

    private Folding() {}

    static char of(char c) {
        return c < SIMPLE ? TABLE[c] : other(c);
    }

    /** @param c below {@link #SIMPLE} */
    static char simple(char c) {
        return TABLE[c];
    }

    /** RE2 takes the long s for an s where case does not count; the Kelvin sign is lower-cased to k before. */
    private static char other(char c) {
        return switch (c) {
            case LONG_S -> 's';
            case '\u2013', '\u2014', '\u2015' -> '-';
            default -> c;
        };
    }

    static String of(String text) {
        char[] folded = new char[text.length()];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = of(text.charAt(i));
        }
        return new String(folded);
    }
}
