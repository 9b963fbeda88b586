package bzh.vigie.collector.detect.sigma;

/**
 * How large a regular expression is once its repetitions are written out, as RE2 does: {@code ((a{900}){900}){900}} has 22
 * characters and 729,000,000 instructions. Estimated from the text (RE2 syntax), from above.
 */
final class RegexSize {
    static final int MOST = 5_000;
    private static final int MAX_DEPTH = 100;
    /** A class by the name of a script or property has hundreds of ranges. */
    private static final int NAMED_CLASS = 200;

    private final String text;
    private final long[] outer = new long[MAX_DEPTH];
    private int depth;
    private long sequence;
    private long last;

    private RegexSize(String text) {
        this.text = text;
    }

    /** Whether it has at most {@link #MOST} instructions and is nested at most 100 deep. */
    static boolean isBounded(String regex) {
        return new RegexSize(regex).isBounded();
    }

    private boolean isBounded() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '(' -> {
                    if (depth == MAX_DEPTH) {
                        return false;
                    }
                    outer[depth++] = sequence;
                    sequence = 0;
                    last = 0;
                }
                case ')' -> {
                    if (depth > 0) {
                        element(sequence + 2, outer[--depth]);
                    }
                }
                case '\\' -> {
                    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
                    int quoted = next == 'Q' ? endOfQuoted(at) : at + 1;
                    element(next == 'p' || next == 'P' ? NAMED_CLASS : quoted - at, sequence);
                    at = quoted;
                }
                case '[' -> {
                    int end = endOfClass(at + 1);
                    element((end - at) + (text.substring(at, end).contains("\\p") ? NAMED_CLASS : 0), sequence);
                    at = end;
                }
                case '{' -> at = repeated(at);
                default -> element(1, sequence);
            }
            if (sequence > MOST) {
                return false;
            }
            at++;
        }
        return true;
    }

    private void element(long size, long before) {
        last = size;
        sequence = before + size;
    }

    private int endOfQuoted(int at) {
        int end = text.indexOf("\\E", at);
        return end < 0 ? text.length() : end + 1;
    }

    /** Gives where the repetition ends; what is none is a character. */
    private int repeated(int at) {
        int end = text.indexOf('}', at);
        String count = end < 0 ? "" : text.substring(at + 1, end);
        if (!count.matches("\\d{1,4}(,\\d{0,4})?")) {
            element(1, sequence);
            return at;
        }
        String[] bounds = count.split(",", -1);
        String most = bounds[bounds.length - 1];
        long times = most.isEmpty() ? Long.parseLong(bounds[0]) + 1 : Long.parseLong(most);
        long more = last * Math.max(0, times - 1);
        sequence += more;
        last += more;
        return end;
    }

    /** The place of the bracket that ends a class, or of the last character. */
    private int endOfClass(int from) {
        int at = text.startsWith("^", from) ? from + 1 : from;
        at = text.startsWith("]", at) ? at + 1 : at;
        while (at < text.length() && text.charAt(at) != ']') {
            int named = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
            at = named > 0 ? named + 2 : at + (text.charAt(at) == '\\' ? 2 : 1);
        }
        return Math.min(at, text.length() - 1);
    }
}
