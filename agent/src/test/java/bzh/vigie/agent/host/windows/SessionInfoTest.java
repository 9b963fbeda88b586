package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Sessions.Connection;
import bzh.vigie.agent.host.Sessions.LogonSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes are made after the documentation: no recorded ones are public. */
class SessionInfoTest {
    private static final byte[] SID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};

    private static byte[] extended(int level, String user, String domain) {
        ByteBuffer bytes = ByteBuffer.allocate(SessionInfo.EXTENDED).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, level).putInt(8, 3).putInt(12, 0);
        bytes.put(20, "Console".getBytes(StandardCharsets.UTF_16LE));
        bytes.put(86, user.getBytes(StandardCharsets.UTF_16LE));
        bytes.put(128, domain.getBytes(StandardCharsets.UTF_16LE));
        return bytes.array();
    }

    @Test
    void theUserIsReadWithItsDomain() {
        assertEquals(Optional.of("MAIRIE\\anne"), SessionInfo.user(extended(1, "anne", "MAIRIE")));
        assertEquals(Optional.of("anne"), SessionInfo.user(extended(1, "anne", "")));
        assertEquals(Optional.of(""), SessionInfo.user(extended(1, "", "MAIRIE")));
    }

    @Test
    void aNameThatFillsItsRoomIsReadAsItIs() {
        String longest = "a".repeat(21);
        assertEquals(longest, SessionInfo.user(extended(1, longest, "")).orElseThrow());
    }

    @Test
    void anotherLevelAndTooFewBytesAreNothing() {
        byte[] whole = extended(1, "anne", "MAIRIE");
        assertTrue(SessionInfo.user(extended(2, "anne", "MAIRIE")).isEmpty());
        for (int length = 0; length < 164; length++) {
            assertTrue(SessionInfo.user(Arrays.copyOf(whole, length)).isEmpty());
        }
    }

    @Test
    void numbersThatAreNotKnownAreNoConnection() {
        assertEquals(Connection.ACTIVE, SessionInfo.connection(0));
        assertEquals(Connection.DISCONNECTED, SessionInfo.connection(4));
        assertEquals(Connection.DOWN, SessionInfo.connection(-1));
        assertEquals(Connection.DOWN, SessionInfo.connection(99));
    }

    @Test
    void aLogonSessionIsRead() {
        ByteBuffer bytes = ByteBuffer.allocate(SessionInfo.LOGON).order(ByteOrder.LITTLE_ENDIAN);
        // 2026-03-02T08:00:00Z in units of 100 ns since 1601.
        bytes.putInt(0, 240)
                .putLong(4, 0x1_0003_3b8eL)
                .putInt(64, 10)
                .putInt(68, 2)
                .putLong(80, 134169120000000000L);
        assertEquals(
                Optional.of(new LogonSession(
                        0x1_0003_3b8eL,
                        "MAIRIE\\anne",
                        "S-1-5-32-544",
                        10,
                        2,
                        Optional.of(Instant.parse("2026-03-02T08:00:00Z")))),
                SessionInfo.logon(bytes.array(), "anne", "MAIRIE", SID));
        assertEquals(
                "",
                SessionInfo.logon(bytes.array(), "", "", new byte[0])
                        .orElseThrow()
                        .sid());
        assertEquals(Optional.empty(), SessionInfo.logon(new byte[87], "anne", "", SID));
    }
}
