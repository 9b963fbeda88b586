package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The value that holds the id of this boot, as the registry gives it (KEY_VALUE_PARTIAL_INFORMATION: title u32 · type u32 · length
 * u32 · data). Pure.
 */
final class BootValue {
    static final int REG_BINARY = 3;

    /** How long an id is. */
    static final int BYTES = 16;

    private static final int DATA = 12;

    private BootValue() {}

    /** The id in 32 hex digits; empty where type or length are not those of one. */
    static Optional<String> parse(byte[] partial) {
        ByteReader bytes = ByteReader.of(partial);
        bytes.skip(4);
        boolean fits = bytes.i32() == REG_BINARY && bytes.u32() == BYTES && partial.length >= DATA + BYTES;
        return fits ? Optional.of(HexFormat.of().formatHex(partial, DATA, DATA + BYTES)) : Optional.empty();
    }
}
