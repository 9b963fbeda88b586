package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Atom.Literal;

/** The value at hand, folded and between its ends, in an array that is used again. Belongs to one thread. */
final class FoldedValue {
    /** A larger array is let go of. */
    private static final int KEPT = 1 << 16;

    private static final int USUAL = 1 << 10;

    private char[] chars = new char[USUAL];
    private int length;
    private boolean simple;

    /** Takes a value of a field. */
    void take(SigmaRecord.Field field, int index) {
        simple = takeSimple(field.value(index));
        if (!simple) {
            String lower = field.lower(index);
            char[] to = room(lower);
            for (int i = 1; i <= lower.length(); i++) {
                to[i] = Folding.of(to[i]);
            }
        }
    }

    private boolean takeSimple(String value) {
        char[] to = room(value);
        for (int i = 1; i < length - 1; i++) {
            char c = to[i];
            if (c >= Folding.SIMPLE) {
                return false;
            }
            to[i] = Folding.simple(c);
        }
        return true;
    }

    private char[] room(String value) {
        int end = value.length() + 1;
        if (end >= chars.length || (chars.length > KEPT && end < USUAL)) {
            chars = new char[Math.max(USUAL, end + 1)];
        }
        value.getChars(0, value.length(), chars, 1);
        chars[0] = Literal.BEGIN;
        chars[end] = Literal.END;
        length = end + 1;
        return chars;
    }

    /** With the characters from 0 to {@link #length()}; what stands behind them has no meaning. */
    char[] chars() {
        return chars;
    }

    /** Whether it has none but the first 256 characters. */
    boolean isSimple() {
        return simple;
    }

    int length() {
        return length;
    }
}
