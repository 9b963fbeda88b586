package bzh.vigie.agent.host.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Capabilities;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Scripts as packages of Debian 13 have them: sssd-ipa, iputils-arping, mtr-tiny, squid, libgstreamer1.0-0, iproute2. */
final class SetCapabilitiesTest {
    private static String in(String script, String... names) {
        return SetCapabilities.in(script, List.of(names))
                .map(Capabilities::toString)
                .orElse("");
    }

    @Test
    void whatAScriptGivesAFileIsFound() {
        assertEquals(
                "cap_setgid,cap_setuid=p",
                in(
                        "LIBDIR=/usr/libexec/sssd\n  setcap cap_setuid,cap_setgid=p $LIBDIR/selinux_child\n",
                        "/usr/libexec/sssd/selinux_child"));
        assertEquals(
                "cap_net_raw=ep",
                in(
                        "PROGRAM=$(dpkg-divert --truename /usr/bin/arping)\nif setcap cap_net_raw+ep $PROGRAM; then\n",
                        "/usr/bin/arping"));
        assertEquals(
                "cap_net_raw=ep", in("if ! setcap cap_net_raw+ep /usr/bin/mtr-packet; then", "/usr/bin/mtr-packet"));
        assertEquals(
                "cap_net_raw=ep",
                in(
                        "\t\tPINGER=/usr/lib/squid/pinger\n\tif setcap cap_net_raw+ep ${PINGER}; then",
                        "/usr/lib/squid/pinger"));
        assertEquals(
                "cap_dac_override,cap_net_admin,cap_bpf=ep",
                in(
                        "if ! setcap \"cap_dac_override,cap_bpf,cap_net_admin=ep\" /bin/ip; then",
                        "/usr/bin/ip",
                        "/bin/ip"));
    }

    @Test
    void anotherFileGetsNone() {
        String script = "LIBDIR=/usr/libexec/sssd\nsetcap cap_setuid=p $LIBDIR/child\n";
        assertEquals("", in(script, "/usr/libexec/sssd/other"));
        assertEquals("", in(script, "/usr/bin/python3"));
        assertEquals("", in("setcap cap_setuid=p $UNKNOWN", "$UNKNOWN"));
        assertEquals("", in("echo setcap\n", "/usr/bin/x"));
        assertEquals(Optional.empty(), SetCapabilities.in("setcap ".repeat(10_000), List.of("/x")));
    }
}
