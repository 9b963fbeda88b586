package bzh.vigie.installers;

import static java.io.OutputStream.nullOutputStream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same content is the same package, byte for byte. */
final class EqualBuildsTest {
    @TempDir
    Path folder;

    @Test
    void theZipDoesNotHangOnTimesAndOrder() throws IOException {
        Path one = Files.createDirectories(folder.resolve("one"));
        Path other = Files.createDirectories(folder.resolve("other/lib"));
        Files.writeString(one.resolve("b"), "content");
        Files.createDirectories(one.resolve("lib"));
        Files.writeString(one.resolve("lib/a"), "more");
        Files.writeString(other.resolve("a"), "more");
        Files.writeString(other.resolveSibling("b"), "content");
        Files.setLastModifiedTime(other.resolve("a"), FileTime.from(Instant.EPOCH));
        FixedZip.write(one, "root", folder.resolve("one.zip"));
        FixedZip.write(folder.resolve("other"), "root", folder.resolve("other.zip"));
        assertEquals(-1, Files.mismatch(folder.resolve("one.zip"), folder.resolve("other.zip")));
    }

    @Test
    void thePackageIsTheSameWhenAllOfItIsMadeAgain() throws IOException, InterruptedException {
        Path zip = WindowsPackage.zip();
        String version = zip.getFileName().toString().replaceAll("vigie-agent-(.*)-windows-x64.zip", "$1");
        GivenRuntime runtime = GivenRuntime.of(
                        TargetSystem.WINDOWS, "", "", Path.of(System.getProperty("vigie.runtimes", "none")))
                .orElseGet(() -> abort("skipped: the package is of a runtime that is not here: set -Dvigie.runtimes"));
        WindowsPackages.Made again = new WindowsPackages(
                        Path.of("").toAbsolutePath(),
                        folder.resolve("again"),
                        version,
                        new PrintStream(nullOutputStream()))
                .make(runtime);
        assertEquals(-1, Files.mismatch(zip, again.zip()));
        assertEquals(-1, Files.mismatch(WindowsPackage.msi(), again.msi().orElseThrow()));
    }

    @Test
    void theKitForLogsIsTheSameWhenItIsMadeAgain() throws IOException, InterruptedException {
        Path one = AuditKitTest.kit(folder.resolve("one-kit"), SheetValues.BLANK, Optional.empty());
        Path other = AuditKitTest.kit(folder.resolve("other-kit"), SheetValues.BLANK, Optional.empty());
        assertEquals(-1, Files.mismatch(one, other));
        assertEquals("vigie-audit-windows-1.2.3.zip", one.getFileName().toString());
    }

    @Test
    void thePackagesForLinuxAreTheSameWhenAllOfItIsMadeAgain() throws IOException, InterruptedException {
        LinuxProgram program = LinuxProgram.AGENT;
        LinuxPackage.deb(program);
        List<Path> jars = program.jars(Path.of("").toAbsolutePath());
        Path kept = folder.resolve("runtime");
        Path image = SmallRuntime.make(LinuxPackages.runtime(), jars, program.modules(), program.without(), kept);
        assumeTrue(
                Files.mismatch(
                                LinuxPackage.MADE.resolve(program.module()).resolve("runtime/image.from"),
                                kept.resolve("image.from"))
                        < 0,
                "skipped: the packages are of another runtime than this test's");
        LinuxFormats again = equalPackages(program, image);
        String stick = "vigie-agent-" + LinuxPackage.VERSION + "-linux-x64";
        tree(image, folder.resolve(stick)).carried(program, jars, image, Commands.TOP);
        equal(LinuxPackage.made(stick + ".tar.gz"), again.tarGz(folder.resolve(stick), folder.resolve("other")));
    }

    @Test
    void thePackagesOfTheCollectorAreTheSameWhenTheyAreMadeAgainOfItsRuntime()
            throws IOException, InterruptedException {
        LinuxPackage.deb(LinuxProgram.COLLECTOR);
        equalPackages(LinuxProgram.COLLECTOR, LinuxPackage.MADE.resolve("collector/runtime/image"));
    }

    private LinuxFormats equalPackages(LinuxProgram program, Path image) throws IOException, InterruptedException {
        LibraryNeeds needs = LibraryNeeds.of(image);
        LinuxTree tree = tree(image, folder.resolve("tree"));
        tree.installed(program, program.jars(Path.of("").toAbsolutePath()), image, Commands.TOP);
        Path effort = LinuxPackage.MADE.resolve(program.module()).resolve(LinuxPackages.EFFORT);
        LinuxFormats again = new LinuxFormats(
                tree.sources(), folder.resolve("elsewhere/work"), Integer.parseInt(Files.readString(effort)));
        Path other = Files.createDirectories(folder.resolve("other"));
        String version = LinuxPackage.VERSION;
        equal(LinuxPackage.deb(program), again.deb(program, tree.top(), version, needs, other));
        if (Tools.has("rpmbuild")) {
            equal(LinuxPackage.rpm(program), again.rpm(program, tree.top(), version, needs, other));
        }
        return again;
    }

    private static LinuxTree tree(Path image, Path top) throws IOException {
        return new LinuxTree(
                Path.of("src/main/linux").toAbsolutePath(),
                top,
                Map.of(
                        "VERSION",
                        LinuxPackage.VERSION,
                        "GLIBC",
                        LibraryNeeds.of(image).glibc()));
    }

    private static void equal(Path one, Path other) throws IOException {
        assertEquals(-1, Files.mismatch(one, other), () -> one + " and " + other + " differ");
    }

    @Test
    void aRuntimeIsTakenOnlyWithTheDigestThatWasGiven() throws IOException {
        Path zip = folder.resolve("runtime.zip");
        Path runtime = Files.createDirectories(folder.resolve("runtime/bin"));
        Files.writeString(runtime.resolve("java.exe"), "program");
        FixedZip.write(folder.resolve("runtime"), "below/its/root", zip);
        String digest = Folders.sha256(zip);
        assertEquals(
                "root",
                top(new GivenRuntime(TargetSystem.WINDOWS, zip.toString(), digest))
                        .getFileName()
                        .toString());
        assertThrows(
                IOException.class,
                () -> top(new GivenRuntime(TargetSystem.WINDOWS, zip.toString(), digest.replace('0', '1') + "0")));
        assertThrows(
                IOException.class,
                () -> top(new GivenRuntime(TargetSystem.WINDOWS, "https://localhost:1/jdk.zip", "")));
    }

    private Path top(GivenRuntime runtime) throws IOException {
        try {
            return runtime.unpacked(folder.resolve("kept"));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
