package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.AccountRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes are made after lmaccess.h: Wine has no accounts at these levels, and no recorded ones are public. */
class AccountEntriesTest {
    private static final long BASE = 0x7ff0_0000_1000L;

    private static byte[] users() {
        ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, BASE + 96).putInt(24, 0x10203).putInt(28, 500);
        bytes.putLong(32, BASE + 112).putInt(56, 0x201).putInt(60, 0xffff_ffff);
        bytes.putLong(64, BASE + 4_096).putInt(92, 7);
        bytes.put(96, "anne\0".getBytes(StandardCharsets.UTF_16LE));
        bytes.put(112, "x$".getBytes(StandardCharsets.UTF_16LE));
        return bytes.array();
    }

    @Test
    void accountsAreReadAndNoPointerIsTrusted() {
        List<AccountRow> rows = List.of(
                new AccountRow(500, "anne", 0x10203),
                new AccountRow(0xffff_ffffL, "x$", 0x201),
                new AccountRow(7, "", 0));
        assertEquals(rows, AccountEntries.accounts(users(), BASE, 3));
        assertEquals(rows.subList(0, 1), AccountEntries.accounts(users(), BASE, 1));
        assertEquals(4, AccountEntries.accounts(users(), BASE, 1_000_000).size(), "no more than there are bytes");
        assertEquals(List.of(), AccountEntries.accounts(new byte[31], BASE, 1));
        assertEquals(List.of(), AccountEntries.accounts(users(), BASE, -1));
    }

    @Test
    void groupsAndMembersAreRead() {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, BASE + 24).putLong(8, 0).putLong(16, BASE - 1);
        bytes.put(24, "Admins".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(List.of("Admins"), AccountEntries.groups(bytes.array(), BASE, 3));
        ByteBuffer members = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        members.putLong(0, BASE + 24).putLong(8, BASE + 36).putLong(16, -1);
        members.put(24, new byte[] {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0});
        assertEquals(List.of("S-1-5-32-544"), AccountEntries.members(members.array(), BASE, 3));
    }
}
