package bzh.vigie.agent.windows.account;

import bzh.vigie.agent.windows.security.Descriptors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the values of SAM and SECURITY for tests, as {@link SamUser}, {@link SamAlias} and {@link AccountRights} draw them. */
public final class SamValues {
    /** 2026-01-05 14:00 UTC. */
    static final long LOGON = 134_120_952_000_000_000L;

    private SamValues() {}

    /** F of an account. */
    public static byte[] f(long rid, int flags) {
        byte[] f = new byte[80];
        little(f)
                .putShort(0, (short) 3)
                .putLong(8, LOGON)
                .putLong(24, LOGON - 600_000_000L)
                .putLong(32, Long.MAX_VALUE);
        little(f).putInt(48, (int) rid).putInt(52, 513).putInt(56, flags).putShort(66, (short) 7);
        return f;
    }

    /** V of an account, with a hash of so many bytes. */
    public static byte[] v(String name, String fullName, String comment, int hash) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            parts.add(new byte[0]);
        }
        // Every account that Windows makes has a security descriptor in front (seen in all recorded hives).
        parts.set(0, new byte[] {1, 0, 0x14, (byte) 0x80, 0, 0, 0, 0});
        parts.set(1, name.getBytes(StandardCharsets.UTF_16LE));
        parts.set(2, fullName.getBytes(StandardCharsets.UTF_16LE));
        parts.set(3, comment.getBytes(StandardCharsets.UTF_16LE));
        byte[] secret = new byte[hash];
        Arrays.fill(secret, (byte) 0x5c);
        parts.set(14, secret);
        int size = 204 + parts.stream().mapToInt(p -> (p.length + 3) & ~3).sum();
        byte[] v = new byte[size];
        int at = 0;
        for (int i = 0; i < 17; i++) {
            little(v).putInt(12 * i, at).putInt(12 * i + 4, parts.get(i).length);
            System.arraycopy(parts.get(i), 0, v, 204 + at, parts.get(i).length);
            at += (parts.get(i).length + 3) & ~3;
        }
        return v;
    }

    /** C of a group. */
    public static byte[] c(long rid, String name, String... members) {
        byte[] title = name.getBytes(StandardCharsets.UTF_16LE);
        int list = (title.length + 3) & ~3;
        int size =
                Arrays.stream(members).mapToInt(m -> Descriptors.sid(m).length).sum();
        byte[] c = new byte[52 + list + size];
        little(c).putInt(0, (int) rid).putInt(16, 0).putInt(20, title.length).putInt(28, list);
        little(c).putInt(40, list).putInt(44, size).putInt(48, members.length);
        little(c).put(52, title);
        int at = 52 + list;
        for (String member : members) {
            byte[] sid = Descriptors.sid(member);
            System.arraycopy(sid, 0, c, at, sid.length);
            at += sid.length;
        }
        return c;
    }

    /** Privilgs of these LUIDs. */
    public static byte[] privileges(int... luids) {
        byte[] bytes = new byte[8 + 12 * luids.length];
        ByteBuffer out = little(bytes).putInt(luids.length).putInt(0);
        for (int luid : luids) {
            out.putLong(luid).putInt(0);
        }
        return bytes;
    }

    /** ActSysAc. */
    public static byte[] access(int ways) {
        byte[] bytes = new byte[4];
        little(bytes).putInt(ways);
        return bytes;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
