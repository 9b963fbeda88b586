package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The life of both RPM packages. No Fedora or RHEL can be had here: rpm itself installs them, with a database of its own, on a Debian
 * that runs, where a package that only says so stands for what such a system provides. What rpm, the scripts and systemd do is
 * real; SELinux and dnf are not there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(PackagedSystem.OfTheRun.class)
@ResourceLock(PackagedSystem.ALONE)
final class RpmPackageTest {
    private static final String NEWER = "0.1.1";
    private static final String RPM = "rpm --dbpath /var/lib/rpm ";
    private static final String CONNECTED = PackagedSystem.CONNECTED;

    @TempDir
    static Path folder;

    private static PackagedSystem debian;
    private static BootedSystem system;
    private static int port;

    @BeforeAll
    static void start(PackagedSystem shared) throws IOException, InterruptedException {
        Path agent = LinuxPackage.rpm(LinuxProgram.AGENT);
        Path collector = LinuxPackage.rpm(LinuxProgram.COLLECTOR);
        debian = shared;
        Path root = shared.root().with(List.of("rpm")).path();
        Folders.copy(agent, root.resolve("agent.rpm"));
        Folders.copy(collector, root.resolve("collector.rpm"));
        Folders.copy(LinuxPackage.of(LinuxProgram.AGENT, NEWER, true, folder), root.resolve("newer.rpm"));
        Folders.copy(systemItself(), root.resolve("system.rpm"));
        system = shared.booted();
    }

    /** Provides what our packages ask of a system, and holds nothing. */
    private static Path systemItself() throws IOException, InterruptedException {
        Path spec = Files.writeString(folder.resolve("system.spec"), """
                Name: system
                Version: 1
                Release: 1
                Summary: What a system provides
                License: Apache-2.0
                BuildArch: noarch
                %s
                %%description
                For tests.
                %%files
                """.formatted(String.join(
                        "\n",
                        LibraryNeeds.of(LinuxPackage.MADE.resolve("agent/runtime/image")).rpm().stream()
                                .map(each -> "Provides: " + each)
                                .toList())
                + "\nProvides: systemd util-linux /bin/sh\n"));
        LinuxPackage.tool(
                "rpmbuild",
                "-bb",
                "--define",
                "_topdir " + folder.resolve("system"),
                "--define",
                "_build_name_fmt system.rpm",
                spec.toString());
        return folder.resolve("system/RPMS/system.rpm");
    }

    @Test
    @Order(1)
    void aSystemWithAnOlderLibraryIsTold() throws IOException, InterruptedException {
        Commands.Outcome outcome = system.run(RPM + "--install /agent.rpm");
        assertNotEquals(0, outcome.code());
        assertTrue(outcome.said().contains("libc.so.6(GLIBC_"), outcome.said());
        assertFalse(Files.exists(system.file("/usr/lib/vigie-agent")));
        system.says(RPM + "--install /system.rpm");
    }

    @Test
    @Order(2)
    void bothAreInstalledAndAnEventArrives() throws IOException, InterruptedException {
        String said = system.says(RPM + "--install /collector.rpm /agent.rpm 2>&1");
        assertTrue(said.contains("vigie-collector init --name"), said);
        assertTrue(said.contains("sudo vigie-agent enrol"), said);
        port = PackagedSystem.freePort();
        system.says(PackagedSystem.SHORT_LIVED + "vigie-collector init --name localhost:" + port
                + " --admin anne --console none");
        assertTrue(system.until("exec 3<>/dev/tcp/localhost/" + port), () -> debian.log("vigie-collector"));
        debian.code();
        system.says("vigie-agent enrol --token " + debian.token(1));
        assertTrue(system.until(CONNECTED), () -> debian.log("vigie-agent"));
        assertTrue(
                system.until("vigie-collector events --format jsonl | grep -q '\"kind\"'"),
                () -> debian.log("vigie-agent"));
    }

    @Test
    @Order(3)
    void anUpgradeKeepsIdentityAndConfigurationAndADowngradeIsRefused() throws IOException, InterruptedException {
        String before = identity();
        system.says("echo VIGIE_JAVA_OPTIONS=-Dof.this.machine=yes > /etc/default/vigie-agent");
        system.says(RPM + "--upgrade /newer.rpm 2>&1");
        assertTrue(
                system.until("systemctl is-active --quiet vigie-agent && " + CONNECTED),
                () -> debian.log("vigie-agent"));
        assertEquals(before, identity());
        assertTrue(system.says("tr '\\0' ' ' < /proc/$(systemctl show -P MainPID vigie-agent)/cmdline")
                .contains("of.this.machine"));
        Commands.Outcome outcome = system.run(RPM + "--upgrade /agent.rpm 2>&1");
        assertNotEquals(0, outcome.code(), outcome.said());
        assertTrue(outcome.said().contains(NEWER), outcome.said());
        assertEquals(
                "vigie-agent-" + NEWER + "-1.x86_64",
                system.says(RPM + "--query vigie-agent").strip());
    }

    @Test
    @Order(4)
    void whatIsGoneIsFoundAndPutBackAndBothComeBackAfterARestart() throws IOException, InterruptedException {
        system.says("systemctl stop vigie-agent; rm /usr/lib/vigie-agent/runtime/bin/java");
        assertTrue(system.run(RPM + "--verify vigie-agent").said().contains("runtime/bin/java"));
        system.says(RPM + "--upgrade --replacepkgs /newer.rpm 2>&1");
        system.restart();
        assertTrue(
                system.until("systemctl is-active --quiet vigie-agent && " + CONNECTED),
                () -> debian.log("vigie-agent"));
        assertTrue(system.until("test -e /run/vigie-agent/status.html"), () -> debian.log("vigie-agent"));
    }

    @Test
    @Order(5)
    void withoutACollectorTheAgentStays() throws IOException, InterruptedException {
        system.says("systemctl stop vigie-collector");
        Commands.Outcome refused =
                system.run("VIGIE_REMOVAL_CODE=0000-0000-0000-0000 " + RPM + "--erase vigie-agent 2>&1");
        system.says("systemctl start vigie-collector");
        assertNotEquals(0, refused.code(), refused.said());
        assertTrue(refused.said().contains("Refusé : le collecteur n'a pas pu être joint"), refused.said());
        assertTrue(refused.said().contains("n'est pas le code de secours"), refused.said());
        assertFalse(Files.exists(system.file("/var/lib/vigie-agent/removal-code.txt")));
        system.says(RPM + "--query vigie-agent");
        assertTrue(
                system.until("systemctl is-active --quiet vigie-agent.service vigie-agent.path"),
                () -> debian.log("vigie-agent"));
        system.says("systemctl is-enabled --quiet vigie-agent.service vigie-agent.path");
    }

    @Test
    @Order(6)
    void theAgentLeavesNothingAndTheCollectorKnowsAndKeepsItsData() throws IOException, InterruptedException {
        assertTrue(system.until("exec 3<>/dev/tcp/localhost/" + port), () -> debian.log("vigie-collector"));
        system.says(RPM + "--erase vigie-agent 2>&1");
        assertTrue(
                system.until("vigie-collector hosts list --format jsonl | grep -q '\"state\":\"uninstalled\"'"),
                () -> debian.log("vigie-collector"));
        // From the history, which is written after detection.
        assertTrue(
                system.until("vigie-collector hosts states --format jsonl | grep -q state-uninstalled-rpm"),
                () -> debian.log("vigie-collector"));
        assertFalse(Files.exists(system.file("/run/vigie-agent")));
        assertEquals(
                "/etc/default/vigie-agent.rpmsave",
                system.says("find / -xdev -name 'vigie-agent*' -not -path '/run/*' -not -path '/proc/*'")
                        .strip());
        String said = system.says(RPM + "--erase vigie-collector 2>&1");
        assertTrue(said.contains("rm -r /var/lib/vigie-collector"), said);
        assertTrue(Files.exists(system.file("/var/lib/vigie-collector/collector.conf")));
        assertEquals(
                "", system.says("systemctl --failed --plain --no-legend").strip(), () -> debian.log("vigie-collector"));
    }

    @Test
    @Order(7)
    void anAgentWhoseProgramNoLongerStartsCanBeErasedAndThatNobodyWasToldIsSaid()
            throws IOException, InterruptedException {
        system.says(RPM + "--install /newer.rpm 2>&1; rm /usr/lib/vigie-agent/runtime/lib/modules");
        String said = system.says(RPM + "--erase vigie-agent 2>&1");
        assertTrue(said.contains("il est retiré sans que le collecteur en soit informé"), said);
        assertFalse(Files.exists(system.file("/usr/lib/vigie-agent")));
        assertNotEquals(0, system.run(RPM + "--query vigie-agent").code());
    }

    private static String identity() throws IOException, InterruptedException {
        return system.says("grep ^agent-id /var/lib/vigie-agent/identity.conf");
    }
}
