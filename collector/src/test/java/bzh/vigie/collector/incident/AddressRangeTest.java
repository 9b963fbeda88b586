package bzh.vigie.collector.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AddressRangeTest {
    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }

    private static boolean holds(String range, String address) {
        return range(range).contains(InetAddress.ofLiteral(address));
    }

    @Test
    void aRangeHoldsItsAddressesAndNoOthers() {
        assertTrue(holds("10.8.0.0/23", "10.8.1.255"));
        assertFalse(holds("10.8.0.0/23", "10.8.2.0"));
        assertTrue(holds("192.0.2.1", "192.0.2.1"));
        assertFalse(holds("192.0.2.1", "192.0.2.2"));
        assertTrue(holds("192.0.2.1", "::ffff:192.0.2.1"));
        assertTrue(holds("2001:db8::/32", "2001:db8:1::9"));
        assertFalse(holds("2001:db8::/32", "10.0.0.1"));
        assertTrue(holds("0.0.0.0/0", "198.51.100.9"));
    }

    @Test
    void itIsWrittenInOneForm() {
        assertEquals("10.8.0.0/24", range(" 10.8.0.77/24 ").toString());
        assertEquals("192.0.2.1", range("192.0.2.1/32").toString());
        assertEquals(range("2001:DB8:0::/33"), range("2001:db8::1/33"));
    }

    @Test
    void anythingElseIsRefusedAndNoNameIsAskedFor() {
        for (String bad : List.of(
                "",
                "vpn.example.org",
                "10.8.0.0/33",
                "10.8.0.0/-1",
                "10.8.0.0/",
                "10.8",
                "fe80::1%eth0",
                "1.2.3.4/x",
                "bad.cafe",
                "300.1.1.1",
                "10.0.0.0/08x")) {
            assertEquals(Optional.empty(), AddressRange.parse(bad), bad);
        }
    }

    @Test
    void aNetworkOfNearlyEverythingIsWide() {
        assertTrue(range("0.0.0.0/0").isWide());
        assertTrue(range("10.0.0.0/8").isWide());
        assertFalse(range("10.8.0.0/16").isWide());
        assertTrue(range("::/0").isWide());
        assertFalse(range("2001:db8:1::/48").isWide());
    }
}
