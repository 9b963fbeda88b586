package bzh.vigie.installers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the packages of the agent for Windows, on any system: a zip to run from a USB stick and, where {@code wixl} is installed, an
 * MSI. Run by the build with the folder of {@code installers} and properties:
 *
 * <pre>
 *   runtime.windows-x64          the runtime that goes inside ({@link GivenRuntime}); by default a wheel in vigie.runtimes
 *   runtime.windows-x64.sha256   of its archive; needed for one from an address
 *   vigie.runtimes               folder of runtimes
 *   vigie.version                of the product
 *   signing.pkcs12 …             what signs the MSI ({@link CodeSignature})
 * </pre>
 *
 * Without a runtime, or without the archives of the agent ({@code mvn test} makes none), nothing is made, which is said and is no
 * failure.
 */
public final class WindowsPackages {
    private static final String RUNTIME = TargetSystem.WINDOWS.property();

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
    WindowsPackages(Path installers, Path target, String version, PrintStream out) {
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
        Path runtimes = Path.of(System.getProperty("vigie.runtimes", "../../shared/runtimes"));
        Optional<GivenRuntime> runtime = GivenRuntime.of(
                TargetSystem.WINDOWS,
                System.getProperty(RUNTIME, ""),
                System.getProperty(RUNTIME + ".sha256", ""),
                runtimes);
        if (runtime.isEmpty()) {
            out.println(
                    "vigie: no package for Windows, since there is no Windows runtime: give one with -D" + RUNTIME
                            + "=FILE (a JDK or JRE 25 for Windows x64 as zip, for instance Eclipse Temurin's; README, Windows packages)");
            return;
        }
        Path target = installers.resolve("target/windows");
        if (ProgramJars.of(installers, "agent").isEmpty()) {
            out.println(
                    "vigie: no package for Windows, since the agent's archives are not made: mvn -pl installers -am package");
            return;
        }
        String version = System.getProperty("vigie.version", "0.0.0").replace("-SNAPSHOT", "");
        Made made = new WindowsPackages(installers, target, version, out).make(runtime.get());
        Optional<CodeSignature> signature = CodeSignature.of(System.getProperties());
        if (signature.isPresent() && made.msi().isPresent()) {
            signature.get().sign(made.msi().get());
            out.println("vigie: the MSI is signed with " + signature.get().pkcs12());
        }
    }

    /**
     * What was made.
     *
     * @param msi empty without wixl
     */
    record Made(Path zip, Optional<Path> msi) {}

    /** Makes them. */
    Made make(GivenRuntime runtime) throws IOException, InterruptedException {
        List<Path> jars = ProgramJars.of(installers, "agent");
        Path image = SmallRuntime.make(
                runtime,
                jars,
                RuntimeModules.OF_A_DIRECTORY,
                RuntimeModules.NOT_FOR_THE_AGENT,
                Files.createDirectories(target.resolve("runtime")));
        String name = "vigie-agent-" + version + "-windows-x64";

        Path tree = target.resolve("tree");
        WindowsTree files = new WindowsTree(installers.resolve("src/main/windows"), tree, version);
        files.programs(jars, image);
        files.papers(installers.resolve("..").normalize(), jars);
        Path zip = target.resolve(name + ".zip");
        FixedZip.write(tree, name, zip);
        files.service(installers.resolve("target/procrun"));
        Path msi = target.resolve(name + ".msi");
        Files.deleteIfExists(msi);
        if (MsiPackage.isPossible()) {
            MsiPackage.make(installers.resolve("src/main/windows"), tree, version, target.resolve("msi"), msi);
        } else {
            out.println("vigie: no MSI, since wixl or msibuild is missing: apt-get install wixl msitools");
        }
        Made made = new Made(zip, Optional.of(msi).filter(Files::exists));
        report(tree, jars, image, made);
        return made;
    }

    private void report(Path tree, List<Path> jars, Path image, Made made) throws IOException {
        out.println("vigie: packages for Windows");
        for (Path each : jars) {
            line(each.getFileName().toString(), Files.size(each));
        }
        line("runtime", Folders.size(image));
        line("installed", Folders.size(tree));
        line(made.zip().getFileName().toString(), Files.size(made.zip()));
        if (made.msi().isPresent()) {
            line(
                    made.msi().get().getFileName().toString(),
                    Files.size(made.msi().get()));
        }
    }

    private void line(String what, long bytes) {
        out.println(String.format(Locale.ROOT, "  %-45s %8.2f MB", what, bytes / 1e6));
    }
}
