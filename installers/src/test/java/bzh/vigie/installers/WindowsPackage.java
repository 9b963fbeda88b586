package bzh.vigie.installers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The packages for Windows, which the build makes before the tests. */
final class WindowsPackage {
    private static final Path MADE = Path.of("target/windows").toAbsolutePath();

    private WindowsPackage() {}

    /** The zip for a USB stick; skipped where there was no runtime to put into it. */
    static Path zip() throws IOException {
        return made(".zip");
    }

    /** The MSI; skipped where there was no runtime, or no wixl. */
    static Path msi() throws IOException {
        return made(".msi");
    }

    /** An MSI of the same files with another version. */
    static Path msi(String version, Path folder) throws IOException, InterruptedException {
        Path msi = Files.createDirectories(folder).resolve("vigie-agent-" + version + ".msi");
        MsiPackage.make(
                Path.of("src/main/windows").toAbsolutePath(),
                MADE.resolve("tree"),
                version,
                folder.resolve("work"),
                msi);
        return msi;
    }

    private static Path made(String ending) throws IOException {
        Optional<Path> found = Optional.empty();
        if (Files.isDirectory(MADE)) {
            try (Stream<Path> all = Files.list(MADE)) {
                found = all.filter(file -> file.toString().endsWith("windows-x64" + ending))
                        .max(Comparator.naturalOrder());
            }
        }
        assumeTrue(
                found.isPresent(),
                "skipped: no package for Windows (" + ending + ") in " + MADE
                        + ": mvn -pl installers -am package says why");
        return found.orElseThrow();
    }

    /** Unpacks the zip into a folder of that Windows, and says how Windows names the folder with {@code vigie-agent.cmd}. */
    static String unpack(Wine windows, String folder) throws IOException, InterruptedException {
        Path zip = zip();
        Path to = Files.createDirectories(windows.prefix().resolve("drive_c").resolve(folder));
        Commands.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jar").toString(),
                        "--extract",
                        "--file",
                        zip.toString(),
                        "--dir",
                        to.toString()))
                .orFail("unpacking " + zip);
        return "C:\\" + folder + "\\" + zip.getFileName().toString().replace(".zip", "");
    }
}
