package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Atom.Literal;

/** The value at hand, folded and between its ends, in an array that is used again. Belongs to one thread. */
final class FoldedValue {
    /** A larger array is let go of. */
    private static final int KEPT = 1 << 16;

    private static final int USUAL = 1 << 10;

    private char[] chars = new char[USUAL];
    private int length;

    /** Takes a value of a field. */
    void take(SigmaRecord.Field field, int index) {
        if (!take(field.value(index), Folding.SIMPLE)) {
            take(field.lower(index), Character.MAX_VALUE + 1);
        }
    }

    private boolean take(String value, int below) {
        int end = value.length() + 1;
        if (end >= chars.length || (chars.length > KEPT && end < USUAL)) {
            chars = new char[Math.max(USUAL, end + 1)];
        }
        char[] to = chars;
        value.getChars(0, value.length(), to, 1);
        for (int i = 1; i < end; i++) {
            char c = to[i];
            if (c >= below) {
                return false;
            }
            to[i] = Folding.of(c);
        }
        to[0] = Literal.BEGIN;
        to[end] = Literal.END;
        length = end + 1;
        return true;
    }

    /** With the characters from 0 to {@link #length()}; what stands behind them has no meaning. */
    char[] chars() {
        return chars;
    }

    int length() {
        return length;
    }
}
