package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real directory whose port 389 takes no connection: Samba's, which lets nobody in whose Kerberos is not bound to its certificate. It is
 * read in TLS where the machine trusts the controller's authority, and not where it does not, or where the name is another one. In TLS that
 * is asked for on port 389 as well.
 */
@Timeout(3_600)
final class DirectoryInTlsTest {
    private static final List<String> SAMBA =
            List.of("samba-ad-dc", "samba-ad-provision", "samba-dsdb-modules", "ldb-tools", "winbind");

    private static final String CONTROLLER = """
        set -eu
        hostname dc1
        printf '127.0.0.1 localhost\\n192.0.2.1 dc1.mairie.example dc1\\n' > /etc/hosts
        rm -f /etc/samba/smb.conf
        samba-tool domain provision --realm=MAIRIE.EXAMPLE --domain=MAIRIE --server-role=dc --dns-backend=SAMBA_INTERNAL \
            --adminpass=Vigie-2026-x --host-ip=192.0.2.1 --host-name=dc1 > /provision.log 2>&1
        samba-tool computer create PC1
        samba-tool user setpassword 'PC1$' --newpassword=Vigie-2026-pc1
        samba-tool computer create PC2
        samba-tool user setpassword 'PC2$' --newpassword=Vigie-2026-pc2
        samba-tool spn add ldap/pc2.mairie.example 'PC2$'
        samba-tool domain exportkeytab /pc1.keytab --principal='PC1$@MAIRIE.EXAMPLE'
        mkdir -p /run/samba
        printf 'nameserver 192.0.2.1\\n' > /etc/resolv.conf
        exec samba -i -M single --debug-stdout -d1
        """;

    private static final String LINE = """
        set -eu
        cd "$1"; java=$2; path=$3; root=$4; options=$5
        wait_for() { tries=300; until "$@"; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 3; done; }
        reads() { "$java" @"$options" -cp "$path" bzh.vigie.installers.DirectoryReading "$PWD/state-$1" "$PWD/pc" > "$1" 2> "$1.log"; }
        ip link set lo up
        ip addr add 192.0.2.1/24 dev lo
        echo '192.0.2.1 pc2.mairie.example' > hosts; mount --bind hosts /etc/hosts
        echo 'nameserver 192.0.2.1' > resolv.conf; mount --bind resolv.conf /etc/resolv.conf
        unshare -u -p -f --kill-child bash -c 'mount -t proc proc "$0/proc"; exec chroot "$0" bash /controller' "$root" > samba.log 2>&1 & dc=$!
        trap 'kill -9 $dc; wait' EXIT
        serves() { python3 -c "import socket; socket.create_connection(('192.0.2.1', $1), 1)" 2> /dev/null && [ -s "$root/pc1.keytab" ]; }
        wait_for serves 636
        # The process that reads is nobody: it is handed the key, and its program is everybody's to read.
        n=0; copied=.
        IFS=:; for each in $path; do n=$((n + 1)); cp -r "$each" "program-$n"; copied=$copied:$PWD/program-$n; done; unset IFS
        path=$copied
        mkdir -p pc/etc/ssl/certs; chmod a+rx .; chmod -R a+rX pc program-*; cp "$root/pc1.keytab" pc/etc/krb5.keytab
        reads sealed
        cp "$root/var/lib/samba/private/tls/ca.pem" pc/etc/ssl/certs/ca-certificates.crt
        "$java" @"$options" -cp "$path" bzh.vigie.agent.directory.ReadingInStartTls "$PWD/pc" > start-tls 2> start-tls.log
        rm pc/etc/ssl/certs/ca-certificates.crt
        # Nobody takes a connection on port 389 from here on.
        ip rule add pref 100 lookup local
        ip rule add pref 5 ipproto tcp dport 389 prohibit
        ip rule del pref 0
        ! serves 389
        reads unknown
        openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=other -days 2 -keyout other.key -out pc/etc/ssl/certs/ca-certificates.crt 2> /dev/null
        reads untrusted
        cat "$root/var/lib/samba/private/tls/ca.pem" >> pc/etc/ssl/certs/ca-certificates.crt
        reads trusted
        """;

    @TempDir
    Path folder;

    @Test
    void aDirectoryIsReadInTlsWhereThereIsNoWayWithoutAndTheMachineTrustsIt() throws Exception {
        assumeTrue(
                Commands.works("unshare", "-n", "-m", "-u", "ip", "link", "set", "lo", "up"),
                "skipped: namespaces need root: not tested here");
        try (DebianRoot root = DebianRoot.open().with(SAMBA)) {
            Files.writeString(root.path().resolve("controller"), CONTROLLER);
            Path script = Files.writeString(folder.resolve("script"), LINE);
            Commands.run(List.of(
                            "unshare",
                            "-n",
                            "-m",
                            "-u",
                            "bash",
                            script.toString(),
                            folder.toString(),
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            System.getProperty("java.class.path"),
                            root.path().toString(),
                            Path.of("src/main/linux/agent/program.options")
                                    .toAbsolutePath()
                                    .toString()))
                    .orFail("the line");
        }
        assertIsRead("sealed");
        for (String refused : List.of("unknown", "untrusted")) {
            String said = Files.readString(folder.resolve(refused));
            assertTrue(said.contains("state FAILED directory-certificate|dc1.mairie.example|"), said);
            assertFalse(said.contains("item "), said);
        }
        assertIsRead("trusted");
        List<String> startTls = Files.readAllLines(folder.resolve("start-tls"));
        assertEquals(
                List.of("by SEALED", "by START_TLS", "found OU=Domain Controllers,DC=mairie,DC=example"),
                startTls.subList(0, 3));
        // Finding 19 of the test of security: a computer that the name service calls a controller. The domain itself
        // says no.
        assertEquals("ticket true", startTls.get(3), startTls.toString());
        String notFound = "Server not found in Kerberos database";
        assertTrue(startTls.get(4).contains(notFound), startTls.toString());
        assertEquals("of a controller false", startTls.get(5));
        assertTrue(startTls.get(6).startsWith("refused ") && startTls.get(6).contains(notFound), startTls.toString());
    }

    private void assertIsRead(String how) throws IOException {
        String said = Files.readString(folder.resolve(how));
        assertTrue(said.contains("|mairie.example|dc1.mairie.example|"), said);
        for (String place : List.of("ad.group.privileged", "ad.policy", "ad.schema")) {
            assertTrue(said.contains("item " + place + "\n"), place + " of " + how + ": " + said);
        }
    }
}
