package bzh.vigie.installers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes the packages for Linux: deb and rpm of agent and collector, and a tar.gz of the agent to run from a stick. Run by the build
 * with the folder of {@code installers} and properties:
 *
 * <pre>
 *   runtime.linux-x64          the runtime that goes inside ({@link GivenRuntime}); by default the JDK that builds
 *   runtime.linux-x64.sha256   of its archive; needed for one from an address
 *   vigie.version              of the product
 *   vigie.package-effort       of compression, 0 (none, for tests) to 9; by default what each program has
 * </pre>
 *
 * A package whose tool is not on this machine ({@code dpkg-deb}, {@code rpmbuild}) is left out, which is said and is no failure;
 * likewise all of them without the archives of the programs ({@code mvn test} makes none).
 */
public final class LinuxPackages {
    /** Beside the tree of a program: the effort that its packages were made with. */
    static final String EFFORT = "effort";

    private final Path installers;
    private final Path target;
    private final String version;
    private final PrintStream out;

    /**
     * Makes the packages of one build.
     *
     * @param installers the folder of this module
     * @param target where the packages and what comes between are put
     * @param version of the product
     * @param out where sizes are said
     */
    LinuxPackages(Path installers, Path target, String version, PrintStream out) {
        this.installers = installers;
        this.target = target;
        this.version = version;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path installers = Path.of(arguments.length > 0 ? arguments[0] : ".")
                .toAbsolutePath()
                .normalize();
        if (!System.getProperty("os.name", "").equals("Linux")
                || !System.getProperty("os.arch", "").equals("amd64")) {
            out.println("vigie: no packages for Linux, which are made on Linux x86-64");
            return;
        }
        String version = System.getProperty("vigie.version", "0.0.0").replace("-SNAPSHOT", "");
        LinuxPackages packages = new LinuxPackages(installers, installers.resolve("target/linux"), version, out);
        for (LinuxProgram program : LinuxProgram.values()) {
            packages.make(program, runtime());
        }
    }

    /** The one that was asked for, or this JDK. */
    static GivenRuntime runtime() throws IOException {
        String property = TargetSystem.LINUX.property();
        return GivenRuntime.of(
                        TargetSystem.LINUX,
                        System.getProperty(property, ""),
                        System.getProperty(property + ".sha256", ""),
                        Path.of("none"))
                .orElse(new GivenRuntime(TargetSystem.LINUX, System.getProperty("java.home"), ""));
    }

    /** Makes those of a program that can be made here. */
    void make(LinuxProgram program, GivenRuntime runtime) throws IOException, InterruptedException {
        List<Path> jars = program.jars(installers);
        if (jars.isEmpty()) {
            out.println("vigie: no packages of " + program.packageName()
                    + " for Linux, since its archives are not made: mvn -pl installers -am package");
            return;
        }
        Path own = target.resolve(program.module());
        Path image = SmallRuntime.make(
                runtime, jars, program.modules(), program.without(), Files.createDirectories(own.resolve("runtime")));
        LibraryNeeds needs = LibraryNeeds.of(image);
        Path sources = installers.resolve("src/main/linux");
        Path project = installers.resolve("..").normalize();
        Map<String, String> values = Map.of("VERSION", version, "GLIBC", needs.glibc());
        LinuxTree tree = new LinuxTree(sources, own.resolve("tree"), values);
        tree.installed(program, jars, image, project);
        out.println("vigie: " + program.packageName() + " for Linux; it needs " + needs.debian());
        for (Path each : jars) {
            line(each.getFileName().toString(), Files.size(each));
        }
        line("runtime", Folders.size(tree.top().resolve("usr/lib/" + program.packageName() + "/runtime")));
        line("installed", Folders.size(tree.top()));
        int effort = Integer.getInteger("vigie.package-effort", program.effort());
        Files.writeString(own.resolve(EFFORT), Integer.toString(effort));
        LinuxFormats formats = new LinuxFormats(sources, own.resolve("work"), effort);
        // Both at once: compressing takes one processor each.
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Path>> all = new ArrayList<>();
            if (Tools.has("dpkg-deb")) {
                all.add(threads.submit(() -> formats.deb(program, tree.top(), version, needs, target)));
            } else {
                out.println("  no deb, since there is no dpkg-deb here (package dpkg)");
            }
            if (Tools.has("rpmbuild")) {
                all.add(threads.submit(() -> formats.rpm(program, tree.top(), version, needs, target)));
            } else {
                out.println("  no rpm, since there is no rpmbuild here (package rpm on Debian, rpm-build elsewhere)");
            }
            if (program == LinuxProgram.AGENT) {
                Path stick = own.resolve("stick").resolve(program.packageName() + "-" + version + "-linux-x64");
                new LinuxTree(sources, stick, values).carried(program, jars, image, project);
                all.add(threads.submit(() -> formats.tarGz(stick, target)));
            }
            for (Future<Path> each : all) {
                made(each.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private void made(Path file) throws IOException {
        line(file.getFileName().toString(), Files.size(file));
    }

    private void line(String what, long bytes) {
        out.println(String.format(Locale.ROOT, "  %-60s %8.2f MB", what, bytes / 1e6));
    }
}
