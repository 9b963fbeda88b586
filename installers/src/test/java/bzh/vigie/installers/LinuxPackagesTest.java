package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into the packages for Linux, and what they say of themselves. */
final class LinuxPackagesTest {
    private static final Path JVM = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");

    @TempDir
    Path folder;

    @Test
    void theVersionsOfSymbolsAreThoseThatAnotherReaderFinds() throws IOException, InterruptedException {
        assumeTrue(Commands.works("objdump", "--version"), "skipped: objdump is not installed");
        SortedSet<String> expected = new TreeSet<>();
        Pattern.compile("GLIBC_[\\d.]+")
                .matcher(LinuxPackage.tool("objdump", "-T", JVM.toString()))
                .results()
                .forEach(each -> expected.add(each.group()));
        ElfFile read = ElfFile.read(JVM).orElseThrow();
        assertEquals(
                expected,
                new TreeSet<>(read.versions().stream()
                        .filter(each -> each.startsWith("GLIBC_"))
                        .toList()));
        assertTrue(read.needed().contains("libc.so.6"));
    }

    @Test
    void versionsAreComparedByTheirNumbers() {
        assertEquals(
                List.of("2.2.5", "2.9", "2.17", "2.34"),
                List.of("2.34", "2.9", "2.17", "2.2.5").stream()
                        .sorted(LibraryNeeds.byNumbers())
                        .toList());
    }

    @Test
    void whatIsNoProgramOrDamagedIsNotReadAsOne() throws IOException {
        assertEquals(Optional.empty(), ElfFile.read(Files.writeString(folder.resolve("text"), "#!/bin/sh\n")));
        assertEquals(Optional.empty(), ElfFile.read(Files.write(folder.resolve("none"), new byte[0])));
        byte[] bytes = Files.readAllBytes(JVM);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, 4_096));
        assertThrows(IOException.class, () -> ElfFile.read(cut));
        bytes[32 + 7] = 0x7f;
        Path far = Files.write(folder.resolve("far"), bytes);
        assertThrows(Exception.class, () -> ElfFile.read(far));
    }

    @Test
    void nothingThatOnlyTestsNeedIsPackaged() throws IOException {
        for (LinuxProgram program : LinuxProgram.values()) {
            for (Path jar : program.jars(Path.of("").toAbsolutePath())) {
                String name = jar.getFileName().toString();
                assertTrue(
                        Stream.of("vigie-browser", "junit", "playwright", "archunit")
                                .noneMatch(name::startsWith),
                        name);
            }
        }
    }

    @Test
    void aRuntimeForOldSystemsMakesAPackageForThem() throws IOException, InterruptedException {
        Path wheels = Path.of(System.getProperty("vigie.runtimes", "none"));
        GivenRuntime old = GivenRuntime.of(TargetSystem.LINUX, "", "", wheels)
                .orElseGet(() ->
                        org.junit.jupiter.api.Assumptions.abort("skipped: no Linux runtime: set -Dvigie.runtimes"));
        List<Path> jars = LinuxProgram.AGENT.jars(Path.of("").toAbsolutePath());
        assumeTrue(!jars.isEmpty(), "skipped: the agent's archives are not made");
        Path image = SmallRuntime.make(
                old, jars, LinuxProgram.AGENT.modules(), LinuxProgram.AGENT.without(), folder.resolve("runtime"));
        LibraryNeeds needs = LibraryNeeds.of(image);
        assertEquals("2.17", needs.glibc());
        LinuxTree tree = new LinuxTree(
                Path.of("src/main/linux").toAbsolutePath(),
                folder.resolve("stick"),
                java.util.Map.of("VERSION", "1", "GLIBC", needs.glibc()));
        tree.carried(LinuxProgram.AGENT, jars, image, Commands.TOP);
        assertTrue(Files.readString(tree.top().resolve("LISEZMOI.txt")).contains("glibc 2.17"));
        Commands.Outcome outcome =
                Commands.run(List.of(tree.top().resolve("vigie-agent").toString(), "--version"));
        assertEquals(0, outcome.code(), outcome.said());
    }

    @Test
    void theStickInventoriesWithoutBeingInstalled() throws IOException, InterruptedException {
        Path archive = LinuxPackage.made("vigie-agent-" + LinuxPackage.VERSION + "-linux-x64.tar.gz");
        LinuxPackage.tool("tar", "--extract", "--gzip", "--directory", folder.toString(), "--file", archive.toString());
        Path stick = folder.resolve("vigie-agent-" + LinuxPackage.VERSION + "-linux-x64");
        Path root = Files.createDirectories(folder.resolve("disk/etc/cron.d"));
        Files.writeString(root.resolve("of-this-disk"), "* * * * * root /usr/local/bin/backup\n");
        Commands.Outcome outcome = Commands.run(List.of(
                stick.resolve("inventaire.sh").toString(),
                "--root",
                folder.resolve("disk").toString()));
        assertEquals(0, outcome.code(), outcome.said());
        List<Path> made;
        try (var all = Files.list(stick)) {
            made = all.filter(each -> each.toString().endsWith(".jsonl")).toList();
        }
        assertEquals(1, made.size(), outcome::said);
        assertTrue(Files.readString(made.getFirst()).contains("of-this-disk"));
    }

    @Test
    void thePackagesSayWhatTheyNeedAndHoldNothingOfWhoBuiltThem() throws IOException, InterruptedException {
        for (LinuxProgram program : LinuxProgram.values()) {
            Path deb = LinuxPackage.deb(program);
            String control = LinuxPackage.tool("dpkg-deb", "--field", deb.toString());
            LibraryNeeds needs = LibraryNeeds.of(LinuxPackage.MADE.resolve(program.module() + "/runtime/image"));
            assertTrue(control.contains("Depends: libc6 (>= " + needs.glibc() + ")"), control);
            String files = LinuxPackage.tool("dpkg-deb", "--contents", deb.toString());
            for (String line : files.lines().toList()) {
                assertTrue(line.matches("[-dl]rw.r-.r-.* root/root .*"), line);
                assertFalse(line.contains("target/"), line);
            }
            assertTrue(files.contains("/usr/bin/" + program.packageName()), files);
        }
    }

    @Test
    void theAgentsServiceMayNotWriteWhatIsOthers() throws IOException {
        String unit = Files.readString(Path.of("src/main/linux/agent/vigie-agent.service"));
        for (String never :
                List.of("CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_CHOWN", "CAP_SYS_MODULE", "CAP_AUDIT_CONTROL")) {
            assertFalse(unit.contains(never), never);
        }
        for (String line : List.of("ProtectSystem=strict", "NoNewPrivileges=yes", "OOMPolicy=continue")) {
            assertTrue(unit.lines().anyMatch(line::equals), line);
        }
    }
}
