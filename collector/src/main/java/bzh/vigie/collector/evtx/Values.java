package bzh.vigie.collector.evtx;

/**
 * The values that fill a template, still in the chunk's bytes: a count, then for each its size (16 bits), type (8 bits) and a
 * byte of 0, then the values themselves one after the other.
 */
final class Values {
    static final Values NONE = new Values(new byte[0], 0, 0, 0);

    private final byte[] bytes;
    private final int descriptors;
    private final int count;
    private final int end;
    private int lastNumber;
    private int lastAt;

    /** Descriptors begin at their place; all of them lie before {@code end} */
    private Values(byte[] bytes, int descriptors, int count, int end) {
        this.bytes = bytes;
        this.descriptors = descriptors;
        this.count = count;
        this.end = end;
        this.lastAt = descriptors + 4 * count;
    }

    /** Those at a cursor, which goes behind them; fails the cursor where they do not fit. */
    static Values read(Cursor in) {
        long count = in.u32();
        int descriptors = in.at();
        in.skip(4 * count);
        if (in.failed()) {
            return NONE;
        }
        Values values = new Values(in.bytes, descriptors, (int) count, in.end());
        for (int i = 0; i < count; i++) {
            in.skip(values.size(i));
        }
        return values;
    }

    private int size(int number) {
        return Cursor.u16(bytes, descriptors + 4 * number);
    }

    int type(int number) {
        return number < count ? bytes[descriptors + 4 * number + 2] & 0xff : Type.NULL;
    }

    /** Whether nothing is there: no value, or one without bytes that is no text. */
    boolean none(int number) {
        int type = type(number);
        return type == Type.NULL || (size(number) == 0 && type != Type.STRING && type != Type.ANSI);
    }

    /** The value as it is stored; what lies beyond the end is cut off. */
    Value.Stored value(int number) {
        if (number >= count) {
            return new Value.Stored(bytes, 0, 0, Type.NULL);
        }
        // Holes mostly come in the order of their values.
        int i = number >= lastNumber ? lastNumber : 0;
        int at = number >= lastNumber ? lastAt : descriptors + 4 * count;
        for (; i < number; i++) {
            at += size(i);
        }
        lastNumber = number;
        lastAt = at;
        int from = Math.min(at, end);
        return new Value.Stored(bytes, from, Math.min(size(number), end - from), type(number));
    }
}
