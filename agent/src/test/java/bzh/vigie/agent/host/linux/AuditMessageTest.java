package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.AuditControl.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditMessageTest {
    /** What the kernel listed (6.18, x86-64) after auditctl -a always,exit -F arch=… -S execve,execveat -k vigie-exec. */
    private static byte[] recorded(String name) throws IOException {
        try (InputStream in = AuditMessageTest.class.getResourceAsStream("audit/" + name + ".bin")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void ourRulesAreThoseThatAuditctlMakes() throws IOException {
        List<byte[]> rules = AuditMessage.rules(false);
        assertEquals(2, rules.size());
        assertArrayEquals(recorded("rule-b64"), rules.get(0));
        assertArrayEquals(recorded("rule-b32"), rules.get(1));
        assertTrue(AuditMessage.isOneOf(rules, recorded("rule-b32")));
        byte[] other = recorded("rule-b64");
        other[other.length - 1] ^= 1;
        assertFalse(AuditMessage.isOneOf(rules, other));
    }

    @Test
    void theStatusIsReadAsAuditctlPrintsIt() {
        // strace of auditctl -s: enabled 0, failure 1, pid 0, backlog_limit 64, lost 0, backlog_wait_time 15000.
        byte[] payload = HexFormat.of()
                .parseHex("000000000000000001000000000000000000000040000000"
                        + "00000000000000007f000000983a000000000000");
        assertEquals(Optional.of(new Status(0, 1, 0, 64, 0, 15_000)), AuditMessage.status(payload));
        assertEquals(Optional.empty(), AuditMessage.status(new byte[39]));
    }

    @Test
    void oneValueIsSetAtATime() {
        byte[] set = AuditMessage.set(AuditMessage.BACKLOG_LIMIT, 8_192);
        assertEquals(44, set.length);
        assertEquals(
                "10000000" + "00".repeat(16) + "00200000" + "00".repeat(20),
                HexFormat.of().formatHex(set));
        assertEquals(
                "14000000" + "e903" + "0500" + "07000000" + "00000000" + "01020304",
                HexFormat.of().formatHex(AuditMessage.message(AuditMessage.SET, 7, new byte[] {1, 2, 3, 4})));
    }
}
