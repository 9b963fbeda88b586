package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.AccountRow;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.List;

/**
 * What netapi32 answers about accounts and groups, 64 bits (lmaccess.h): texts end with a zero and lie, like SIDs, behind the
 * structures in the same buffer.
 *
 * <pre>
 *   USER_INFO_20                0 name ptr · 8 full name ptr · 16 comment ptr · 24 flags u32 · 28 RID u32
 *   LOCALGROUP_INFO_0           0 name ptr
 *   LOCALGROUP_MEMBERS_INFO_0   0 SID ptr
 * </pre>
 *
 * A pointer out of the buffer gives nothing. Pure.
 */
final class AccountEntries {
    private static final int USER = 32;
    private static final int POINTER = 8;
    private static final int LONGEST_NAME = 256;

    private AccountEntries() {}

    /**
     * The accounts of a list.
     *
     * @param address where the bytes lay when they were written, which is what their pointers are about
     * @param count how many there are said to be
     */
    static List<AccountRow> accounts(byte[] bytes, long address, int count) {
        List<AccountRow> rows = new ArrayList<>();
        for (int i = 0; i < count && (i + 1L) * USER <= bytes.length; i++) {
            ByteReader entry = at(bytes, (long) i * USER);
            String name = text(bytes, address, entry.i64());
            entry.skip(16);
            int flags = entry.i32();
            rows.add(new AccountRow(entry.u32(), name, flags));
        }
        return rows;
    }

    /** The names of groups, likewise. */
    static List<String> groups(byte[] bytes, long address, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count && (i + 1L) * POINTER <= bytes.length; i++) {
            String name = text(bytes, address, at(bytes, (long) i * POINTER).i64());
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    /** The SIDs of members, likewise. */
    static List<String> members(byte[] bytes, long address, int count) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < count && (i + 1L) * POINTER <= bytes.length; i++) {
            long place = at(bytes, (long) i * POINTER).i64() - address;
            if (place >= 0 && place < bytes.length) {
                Sid.read(at(bytes, place)).map(Sid::toString).ifPresent(members::add);
            }
        }
        return members;
    }

    private static ByteReader at(byte[] bytes, long place) {
        ByteReader reader = ByteReader.of(bytes);
        reader.seek(place);
        return reader;
    }

    private static String text(byte[] bytes, long address, long pointer) {
        long place = pointer - address;
        return pointer == 0 || place < 0 || place >= bytes.length
                ? ""
                : at(bytes, place).utf16z(LONGEST_NAME);
    }
}
