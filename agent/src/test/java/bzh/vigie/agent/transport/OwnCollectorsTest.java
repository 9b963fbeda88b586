package bzh.vigie.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.enrol.CollectorAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands and rules against an agent whose collector is vigie.agglo.example:8443 at 203.0.113.7 and 2001:db8::7, by the proxy 10.20.0.9:3128;
 * their syntax is that of iptables(8), nft(8), ufw(8), firewall-cmd(1), ip-route(8), tc-netem(8), netsh and [MS-GPFAS] 2.2.2.
 */
final class OwnCollectorsTest {
    private final Set<InetSocketAddress> dialled = new HashSet<>();
    private final OwnCollectors collectors =
            new OwnCollectors(List.of(new CollectorAddress("vigie.agglo.example", 8443)), () -> dialled);

    @BeforeEach
    void dial() throws Exception {
        byte[] address = {(byte) 203, 0, 113, 7};
        dialled.add(new InetSocketAddress(InetAddress.getByAddress("vigie.agglo.example", address), 8443));
        dialled.add(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 8443));
        dialled.add(new InetSocketAddress(InetAddress.ofLiteral("10.20.0.9"), 3128));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iptables -A OUTPUT -d 203.0.113.7 -j DROP",
                "/usr/sbin/iptables -I OUTPUT 1 -d 203.0.113.7/32 -p tcp -j REJECT",
                "iptables -I INPUT -s 203.0.113.7 -j DROP",
                "iptables -A OUTPUT -p tcp --dport 8443 -j DROP",
                "iptables -A OUTPUT -p tcp -m multiport --dports 443,8443 -j REJECT --reject-with tcp-reset",
                "iptables -A OUTPUT -p tcp --dport 8000:9000 -j DROP",
                "iptables -A OUTPUT -d 203.0.113.0/24 -j DROP",
                "iptables -A OUTPUT -d 203.0.113.0/255.255.255.0 -p tcp --dport 8443 -j DROP",
                "iptables -A OUTPUT -m iprange --dst-range 203.0.113.1-203.0.113.9 -j DROP",
                "ip6tables -A OUTPUT -d 2001:db8::7 -j DROP",
                "ip6tables -A OUTPUT -d 2001:db8::/32 -j DROP",
                "iptables -A OUTPUT -d vigie.agglo.example -j DROP",
                "iptables -A OUTPUT -d 10.20.0.9 -p tcp --dport 3128 -j DROP",
                "bash -c 'iptables -F; iptables -A OUTPUT -d 203.0.113.7 -j DROP'",
                "nft add rule inet filter output ip daddr 203.0.113.7 drop",
                "nft insert rule ip filter output tcp dport { 80, 8443 } reject",
                "ufw deny out to 203.0.113.7",
                "ufw deny out 8443/tcp",
                "ufw reject out to any port 8443",
                "firewall-cmd --direct --add-rule ipv4 filter OUTPUT 0 -d 203.0.113.7 -j DROP",
                "ip route add blackhole 203.0.113.7",
                "ip r add unreachable 203.0.113.7/32",
                "route add -host 203.0.113.7 reject",
                "netsh advfirewall firewall add rule name=\"Maj\" dir=out action=block remoteip=203.0.113.7",
                "netsh advfirewall firewall add rule name=x dir=out action=block protocol=TCP remoteport=8443",
                "powershell New-NetFirewallRule -DisplayName x -Direction Outbound -RemoteAddress 203.0.113.7 -Action Block",
                "v2.30|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=8443|Name=Mise a jour|",
                "v2.30|Action=Block|Active=TRUE|Dir=Out|RA4=203.0.113.0/255.255.255.0|Name=x|",
                "v2.30|Action=Block|Active=TRUE|Dir=Out|RA6=2001:db8::7|Name=x|",
                "v2.30|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort2_10=8000-8500|Name=x|",
            })
    void whatBlocksTheCollectorIsSeen(String text) {
        assertTrue(collectors.areBlockedBy(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iptables -A OUTPUT -d 198.51.100.9 -j DROP",
                "iptables -A OUTPUT -d 203.0.113.70 -j DROP",
                "iptables -A OUTPUT -d 198.51.100.9 -p tcp --dport 8443 -j DROP",
                "iptables -A OUTPUT -d evil.example -p tcp --dport 8443 -j DROP",
                "iptables -A OUTPUT -d 203.0.113.7 -p tcp --dport 22 -j DROP",
                "iptables -A INPUT -p tcp --dport 8443 -j DROP",
                "iptables -A INPUT -s 203.0.113.0/24 -p tcp --dport 22 -j DROP",
                "iptables -D OUTPUT -d 203.0.113.7 -j DROP",
                "iptables -A OUTPUT ! -d 203.0.113.7 -j DROP",
                "bash -c 'iptables -A OUTPUT -d 203.0.113.7 -j ACCEPT; iptables -P OUTPUT DROP'",
                "iptables -A OUTPUT -d 203.0.113.7 -j ACCEPT",
                "iptables -A OUTPUT -p tcp --dport 25 -j REJECT",
                "nft add rule inet filter output ip daddr != 203.0.113.7 drop",
                "nft delete rule inet filter output handle 4",
                "ufw delete deny out to 203.0.113.7",
                "ufw deny 8443/tcp",
                "ip route add 203.0.113.7 via 10.20.0.1",
                "curl https://vigie.agglo.example:8443/drop",
                "mysql -h 203.0.113.7 -e 'drop table x'",
                "v2.30|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=8443|Name=x|",
                "v2.30|Action=Block|Active=FALSE|Dir=Out|RA4=203.0.113.7|Name=x|",
                "v2.30|Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=8443|Name=x|",
                "v2.30|Action=Block|Active=TRUE|Dir=Out|RA4=198.51.100.9|Name=x|",
                "v2.30|Action=Block|Active=TRUE|Dir=Out|App=C:\\x\\8443.exe|Name=x|",
            })
    void whatDoesNotIsNot(String text) {
        assertFalse(collectors.areBlockedBy(text));
    }

    @Test
    void beforeTheFirstDialTheSettingsAreKnown() {
        OwnCollectors unconnected = new OwnCollectors(
                List.of(CollectorAddress.parse("198.51.100.4:443").orElseThrow()), Set::of);
        assertTrue(unconnected.areBlockedBy("iptables -A OUTPUT -d 198.51.100.4 -j DROP"));
        assertTrue(unconnected.areBlockedBy("iptables -A OUTPUT -p tcp --dport 443 -j DROP"));
        assertFalse(unconnected.areBlockedBy("iptables -A OUTPUT -d 203.0.113.7 -j DROP"));
    }

    @Test
    void longTextsCostLittle() {
        String text = "iptables -A OUTPUT -d 203.0.113.8 -j DROP ".repeat(20_000);
        long began = System.nanoTime();
        assertEquals(false, collectors.areBlockedBy(text));
        assertTrue(System.nanoTime() - began < 2_000_000_000L);
    }
}
