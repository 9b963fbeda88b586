package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * What the firmware says of the machine (RawSMBIOSData of GetSystemFirmwareTable; DMTF DSP0134, "System Information (Type 1)").
 * Pure and total.
 *
 * <pre>
 *   0 four u8 · 4 length u32 · then structures
 *   structure  0 type u8 · 1 length u8 · 2 handle u16 · fields · texts, each ended by a NUL, and one NUL more
 *   type 1     8 UUID, sixteen bytes, of which the first three numbers are little-endian
 *   type 127   the last one
 * </pre>
 */
public final class SmbiosTables {
    private static final int HEADER = 8;
    private static final int SYSTEM = 1;
    private static final int LAST = 127;
    private static final int UUID_AT = 8;
    private static final int MAX_STRUCTURES = 4_096;

    private SmbiosTables() {}

    /** The machine's UUID; empty where the firmware has none, which it says by bytes that are all 0 or all 255. */
    public static Optional<UUID> systemUuid(byte[] raw) {
        ByteReader tables = ByteReader.of(raw);
        tables.seek(4);
        ByteReader rest = tables.part(Math.min(tables.u32(), Math.max(0, raw.length - HEADER)));
        for (int i = 0; i < MAX_STRUCTURES && rest.remaining() >= 4; i++) {
            int start = rest.position();
            int type = rest.u8();
            int length = rest.u8();
            if (type == LAST || length < 4) {
                return Optional.empty();
            }
            if (type == SYSTEM && length >= UUID_AT + 16 && rest.remaining() >= length - 2) {
                return uuid(raw, start + UUID_AT);
            }
            rest.skip(length - 2L);
            skipTexts(rest);
        }
        return Optional.empty();
    }

    private static void skipTexts(ByteReader rest) {
        int before = rest.u8();
        int now = rest.u8();
        while ((before != 0 || now != 0) && rest.remaining() > 0) {
            before = now;
            now = rest.u8();
        }
    }

    private static Optional<UUID> uuid(byte[] raw, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(raw, at, 16);
        int first = Integer.reverseBytes(bytes.getInt());
        short second = Short.reverseBytes(bytes.getShort());
        short third = Short.reverseBytes(bytes.getShort());
        long most = ((long) first << 32) | ((second & 0xFFFFL) << 16) | (third & 0xFFFFL);
        long least = bytes.getLong();
        boolean none = (most == 0 && least == 0) || (most == -1 && least == -1);
        return none ? Optional.empty() : Optional.of(new UUID(most, least));
    }
}
