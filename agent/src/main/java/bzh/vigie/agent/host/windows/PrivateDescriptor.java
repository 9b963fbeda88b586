package bzh.vigie.agent.host.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Descriptors by which a thing is the system's and the administrators' alone, and inherits from nothing: in the words of
 * administrators {@code D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)}. Self-relative ([MS-DTYP] 2.4.6). Pure.
 */
final class PrivateDescriptor {
    private static final int HEADER = 20;
    private static final int SELF_RELATIVE_PROTECTED_DACL = 0x8000 | 0x1000 | 0x0004;
    private static final int LIST_HEADER = 8;
    private static final int INHERITED_BY_ALL = 0x1 | 0x2;
    private static final int FILE_ALL = 0x001F_01FF;
    private static final int READ_CONTROL = 0x0002_0000;
    private static final int KEY_ALL = 0x000F_003F;
    private static final int NT_AUTHORITY = 5;
    private static final int[] SYSTEM = {18};
    private static final int[] ADMINISTRATORS = {32, 544};
    private static final int[] USERS = {32, 545};

    private PrivateDescriptor() {}

    /** Of a folder, for what will lie in it too. */
    static byte[] forFolder() {
        return bytes(FILE_ALL, INHERITED_BY_ALL);
    }

    /** Of a folder of which not everything was looked at yet: users may read its rights, by which it is known at the next start. */
    static byte[] forUnfinishedFolder() {
        return bytes(FILE_ALL, INHERITED_BY_ALL, entrySize(USERS), out -> entry(out, READ_CONTROL, 0, USERS));
    }

    /** Of a file. */
    static byte[] forFile() {
        return bytes(FILE_ALL, 0);
    }

    /** Of a registry key. */
    static byte[] forKey() {
        return bytes(KEY_ALL, 0);
    }

    private static byte[] bytes(int rights, int inheritance) {
        return bytes(rights, inheritance, 0, out -> {});
    }

    /** With one entry more, of that size, where that is not 0. */
    private static byte[] bytes(int rights, int inheritance, int more, Consumer<ByteBuffer> last) {
        int list = LIST_HEADER + entrySize(SYSTEM) + entrySize(ADMINISTRATORS) + more;
        ByteBuffer out = ByteBuffer.allocate(HEADER + list).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) 0).putShort((short) SELF_RELATIVE_PROTECTED_DACL);
        out.putInt(0).putInt(0).putInt(0).putInt(HEADER);
        out.put((byte) 2)
                .put((byte) 0)
                .putShort((short) list)
                .putShort((short) (more == 0 ? 2 : 3))
                .putShort((short) 0);
        entry(out, rights, inheritance, SYSTEM);
        entry(out, rights, inheritance, ADMINISTRATORS);
        last.accept(out);
        return out.array();
    }

    private static int entrySize(int... sid) {
        return 16 + 4 * sid.length;
    }

    /** An entry that allows, for a SID of the authority NT. */
    private static void entry(ByteBuffer out, int rights, int inheritance, int... sid) {
        out.put((byte) 0)
                .put((byte) inheritance)
                .putShort((short) entrySize(sid))
                .putInt(rights);
        out.put((byte) 1).put((byte) sid.length).put(new byte[] {0, 0, 0, 0, 0, NT_AUTHORITY});
        for (int part : sid) {
            out.putInt(part);
        }
    }
}
