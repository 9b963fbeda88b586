package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.windows.ByteReader;
import java.util.Optional;

/**
 * Where a junction or a symbolic link leads ([MS-FSCC] 2.1.2.4 and 2.1.2.5).
 *
 * <pre>
 *   0 tag u32 · 4 length of what follows 8 u16 · 8 target offset u16 · 10 its bytes u16 · 12 and 14 the same of a name to show
 *   16 of a symbolic link: flags u32, 1 relative · then the names, UTF-16
 * </pre>
 *
 * @param target as the kernel names it ({@code \??\C:\Users}), or relative to where the link is
 */
record ReparsePoint(String target, boolean relative) {
    /** Larger ones are none ([MS-FSCC] 2.1.2.1: MAXIMUM_REPARSE_DATA_BUFFER_SIZE). */
    static final int MAX_BYTES = 16_384;

    private static final int MOUNT_POINT = 0xA000_0003;
    private static final int SYMBOLIC_LINK = 0xA000_000C;

    /** The one that these bytes are; empty for one of another kind, or damaged. */
    static Optional<ReparsePoint> parse(byte[] data) {
        ByteReader bytes = ByteReader.of(data);
        int tag = bytes.i32();
        bytes.skip(4);
        int offset = bytes.u16();
        int length = bytes.u16();
        bytes.skip(4);
        boolean symbolic = tag == SYMBOLIC_LINK;
        boolean relative = symbolic && (bytes.i32() & 1) != 0;
        if (bytes.failed() || (!symbolic && tag != MOUNT_POINT)) {
            return Optional.empty();
        }
        bytes.skip(offset);
        String target = HostText.units(bytes.bytes(length));
        return bytes.failed() || target.isEmpty() ? Optional.empty() : Optional.of(new ReparsePoint(target, relative));
    }
}
