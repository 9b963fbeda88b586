package bzh.vigie.installers;

import static java.io.OutputStream.nullOutputStream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
        GivenRuntime runtime = GivenRuntime.of("", "", Path.of(System.getProperty("vigie.runtimes", "none")))
                .orElseGet(() -> abort("skipped: the package is of a runtime that is not in vigie.runtimes"));
        Path again = new WindowsPackages(
                        Path.of("").toAbsolutePath(),
                        folder.resolve("again"),
                        version,
                        new PrintStream(nullOutputStream()))
                .make(runtime);
        assertEquals(-1, Files.mismatch(zip, again));
    }

    @Test
    void theKitForLogsIsTheSameWhenItIsMadeAgain() throws IOException, InterruptedException {
        Path one = AuditKitTest.kit(folder.resolve("one-kit"), SheetValues.BLANK, Optional.empty());
        Path other = AuditKitTest.kit(folder.resolve("other-kit"), SheetValues.BLANK, Optional.empty());
        assertEquals(-1, Files.mismatch(one, other));
        assertEquals("vigie-audit-windows-1.2.3.zip", one.getFileName().toString());
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
                top(new GivenRuntime(zip.toString(), digest)).getFileName().toString());
        assertThrows(IOException.class, () -> top(new GivenRuntime(zip.toString(), digest.replace('0', '1') + "0")));
        assertThrows(IOException.class, () -> top(new GivenRuntime("https://localhost:1/jdk.zip", "")));
    }

    private Path top(GivenRuntime runtime) throws IOException {
        try {
            return runtime.unpacked(folder.resolve("kept"));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
