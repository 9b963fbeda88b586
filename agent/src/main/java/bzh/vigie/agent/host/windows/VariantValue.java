package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import java.util.Optional;

/** What stands in the bytes of a VARIANT or a SAFEARRAY themselves. Pure. */
final class VariantValue {
    private static final int VALUE = 8;

    private VariantValue() {}

    /** The VARTYPE. */
    static int type(byte[] variant) {
        return ByteReader.of(variant).u16();
    }

    /** A number or a truth in digits, numbers without a sign; empty for any other type. */
    static Optional<String> number(byte[] variant) {
        ByteReader in = ByteReader.of(variant);
        int type = in.u16();
        in.seek(VALUE);
        return switch (type) {
            case 2, 18 -> Optional.of(Integer.toString(in.u16()));
            case 3, 19, 22, 23 -> Optional.of(Long.toString(in.u32()));
            case 11 -> Optional.of(in.u16() == 0 ? "0" : "1");
            case 16, 17 -> Optional.of(Integer.toString(in.u8()));
            case 20, 21 -> Optional.of(Long.toUnsignedString(in.i64()));
            default -> Optional.empty();
        };
    }

    /** How many elements an array of one dimension has whose elements are that large; 0 for any other. */
    static int elements(byte[] array, int size) {
        ByteReader in = ByteReader.of(array);
        int dimensions = in.u16();
        in.skip(2);
        long each = in.u32();
        in.seek(24);
        long count = in.u32();
        return dimensions == 1 && each == size && !in.failed() ? (int) Math.min(count, Integer.MAX_VALUE) : 0;
    }
}
