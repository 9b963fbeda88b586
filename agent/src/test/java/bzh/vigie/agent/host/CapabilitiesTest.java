package bzh.vigie.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    /** As setcap(8) 2.75 of Debian 13 writes {@code cap_net_raw=ep}. */
    private static final String NET_RAW = "0100000200200000000000000000000000000000";

    @Test
    void theAttributeIsReadAsSetcapWritesIt() {
        Capabilities read = Capabilities.parse(HexFormat.of().parseHex(NET_RAW)).orElseThrow();
        assertEquals("cap_net_raw=ep", read.toString());
        assertFalse(read.asSuperuser());
    }

    @Test
    void bothSetsAndHighNumbersAreKept() {
        Capabilities all = new Capabilities(1L << 40 | 1 << 7, 1 << 21, false);
        assertEquals("cap_setuid,cap_checkpoint_restore=p cap_sys_admin=i", all.toString());
        assertTrue(all.asSuperuser());
    }

    @Test
    void textsOfOldAndNewLibrariesSayTheSame() {
        assertEquals(Capabilities.parse("cap_net_raw=ep"), Capabilities.parse("= cap_net_raw+ep"));
        assertEquals(
                "cap_net_admin,cap_net_raw=eip",
                Capabilities.parse("cap_net_raw,cap_net_admin=eip").toString());
        assertEquals(Capabilities.NONE, Capabilities.parse(""));
        assertEquals(Capabilities.NONE, Capabilities.parse("rubbish=== +- =ep cap_=p"));
    }

    @Test
    void shortAttributesAreNone() {
        assertEquals(Optional.empty(), Capabilities.parse(new byte[11]));
        assertTrue(Capabilities.parse(new byte[12]).isPresent());
    }
}
