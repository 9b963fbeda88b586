package bzh.vigie.installers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packages for Linux, which the build makes before the tests. */
final class LinuxPackage {
    static final Path MADE = Path.of("target/linux").toAbsolutePath();

    /** Of the packages that the build makes. */
    static final String VERSION = "0.1.0";

    private LinuxPackage() {}

    /** The Debian package of a program; skipped where none was made. */
    static Path deb(LinuxProgram program) {
        return made(program.packageName() + "_" + VERSION + "_amd64.deb");
    }

    /** The RPM package of a program; skipped where none was made. */
    static Path rpm(LinuxProgram program) {
        return made(program.packageName() + "-" + VERSION + "-1.x86_64.rpm");
    }

    /** A file that the build made; skipped where it did not. */
    static Path made(String name) {
        Path file = MADE.resolve(name);
        assumeTrue(
                Files.exists(file), () -> "skipped: there is no " + file + ": mvn -pl installers -am package says why");
        return file;
    }

    /** The same program as of another version, quickly: not compressed. */
    static Path of(LinuxProgram program, String version, boolean rpm, Path target)
            throws IOException, InterruptedException {
        Path own = MADE.resolve(program.module());
        Path sources = Path.of("src/main/linux").toAbsolutePath();
        LinuxTree tree =
                new LinuxTree(sources, target.resolve("tree-" + version), Map.of("VERSION", version, "GLIBC", ""));
        Path image = own.resolve("runtime/image");
        tree.installed(program, program.jars(Path.of("").toAbsolutePath()), image, Commands.TOP);
        LinuxFormats formats = new LinuxFormats(sources, target.resolve("work"), 0);
        LibraryNeeds needs = LibraryNeeds.of(image);
        return rpm
                ? formats.rpm(program, tree.top(), version, needs, target)
                : formats.deb(program, tree.top(), version, needs, target);
    }

    /** What {@code dpkg-deb} or {@code rpm} says of a package. */
    static String tool(String... words) throws IOException, InterruptedException {
        return Commands.run(List.of(words)).orFail(String.join(" ", words)).said();
    }
}
