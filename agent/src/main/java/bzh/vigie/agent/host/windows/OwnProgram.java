package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.budget.ClassCache;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.ApartOptions;
import bzh.vigie.agent.host.ApartProcess;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Our own virtual machine, started again: to make the archive of classes, with an empty environment, nothing on standard input, its
 * output thrown away; or to read a directory for the agent. It has the agent's priority, which is below normal and which Windows hands on ("CreateProcess"), and the
 * privileges that the agent has left. Nothing else starts a process of a program that could have been exchanged.
 */
public final class OwnProgram {
    /** Where whoever installed the agent says that the archive of its classes lies; none where it says nothing. */
    private static final String CACHE = "vigie.class-cache";

    private static final System.Logger LOG = System.getLogger(OwnProgram.class.getName());

    private OwnProgram() {}

    /**
     * What makes the archive; empty where there is to be none, or where its folder is not one of the system's and the
     * administrators' alone. In one that others had rights to, everything is removed, and nothing made before the next start.
     */
    public static Optional<ClassCache> classCache() {
        String named = System.getProperty(CACHE, "");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Path archive = Path.of(named).toAbsolutePath();
        Path folder = archive.resolveSibling("");
        try {
            List<String> others = PrivateFolder.ensure(folder);
            if (!others.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "others had rights to " + folder + ", where code of the agent lies: "
                                + String.join(", ", others));
                remove(archive);
                return Optional.empty();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no archive of classes is made in " + folder + ": " + e);
            return Optional.empty();
        }
        Path home = Path.of(System.getProperty("java.home"));
        List<Path> runtime = List.of(home.resolve("lib").resolve("modules"), home.resolve("bin\\server\\jvm.dll"));
        return Optional.of(
                ClassCache.ofThisProgram(archive, runtime, words -> start(home.resolve("bin\\java.exe"), words)));
    }

    /** What others may have put there, as far as this process has it not open itself: the list is its own already. */
    private static void remove(Path archive) {
        for (String each : List.of("", ".of", ".new", ".list")) {
            Path file = archive.resolveSibling(archive.getFileName() + each);
            try {
                boolean ignored = Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.log(Level.WARNING, file + " is in use, remove it while the service is stopped: " + e);
            }
        }
    }

    /**
     * The one that reads the domain's directory for the agent (docs/decisions/0069), in the name of this process: towards a controller that is
     * the computer's. It is talked to on its standard input and output, and ends with the first.
     *
     * @param waited goes for nothing: it has the agent's priority
     */
    public static Apart.Started readDirectory(boolean waited) throws Refused {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java.exe");
        List<String> words = new ArrayList<>(List.of(java.toString()));
        words.addAll(ApartOptions.of("NUL"));
        String archive = System.getProperty(CACHE, "");
        if (!archive.isEmpty()) {
            words.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-XX:+VerifySharedSpaces"));
        }
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(each -> !each.isEmpty())
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        words.addAll(List.of(ApartOptions.OPENED, "-cp", path, "bzh.vigie.agent.Main", "read-directory-for-parent"));
        ProcessBuilder builder = new ProcessBuilder(words);
        // Java gives it SystemRoot, without which Windows has no sockets.
        builder.environment().clear();
        builder.directory(java.resolveSibling("").toFile());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new ApartProcess(builder.start());
        } catch (IOException e) {
            throw new Refused(ReasonCode.NOT_SUPPORTED, "process not started: " + e.getMessage());
        }
    }

    private static Optional<ClassCache.Started> start(Path java, List<String> words) {
        List<String> all = new ArrayList<>(List.of(java.toString()));
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().clear();
        builder.directory(java.resolveSibling("").toFile());
        builder.redirectInput(new File("NUL"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return Optional.of(new ClassCache.Running(builder.start()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "not started", e);
            return Optional.empty();
        }
    }
}
