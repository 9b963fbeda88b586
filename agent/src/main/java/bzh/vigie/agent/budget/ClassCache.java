package bzh.vigie.agent.budget;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * The archive of loaded classes with which a resident agent starts sooner and takes less memory (class data sharing), made by the
 * agent itself while nothing else is to be done. Without one, or with one of another build or runtime, which the virtual machine
 * passes over, it runs too.
 *
 * <pre>
 *   classes.jsa        the archive, which the virtual machine was told of: -XX:SharedArchiveFile
 *   classes.jsa.list   the classes that it has loaded, which it writes as it loads them: -XX:DumpLoadedClassList
 *   classes.jsa.of     what the archive was made of, as SHA-256: runtime, class path
 *   classes.jsa.new    one that is being made
 * </pre>
 *
 * <p>What lies in the archive is code: the folder must be one in which nobody writes but whoever may replace the program as well.
 * One virtual machine makes it, another one has to start with it before it is put in its place. Not thread-safe; returns at once.
 */
public final class ClassCache {
    /** Starts our own virtual machine, at no higher priority than ours. */
    @FunctionalInterface
    public interface VirtualMachine {
        /** With these words; empty where it cannot be started. */
        Optional<Started> start(List<String> words);
    }

    /** One that was started. */
    public interface Started {
        /** Its exit code; empty while it runs. */
        OptionalInt exit();

        /** Ends it. */
        void kill();
    }

    /** A process of this machine's. */
    public record Running(Process process) implements Started {
        @Override
        public OptionalInt exit() {
            return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        }

        @Override
        public void kill() {
            Process ignored = process.destroyForcibly();
        }
    }

    /** Of a program that was started with what it does not know: it ran. */
    public static final int RAN = 2;

    /** How long nothing else is to be done before. */
    static final Duration QUIET = Duration.ofMinutes(1);

    /** Making it takes some ten seconds of processor time. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(ClassCache.class.getName());

    /** As the resident agent is started, as far as an archive depends on it. */
    private static final List<String> SAME = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-CreateCoredumpOnCrash",
            "-Xmx64m",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED");

    private enum Step {
        WAITING,
        MAKING,
        TRYING,
        DONE
    }

    private final Path archive;
    private final List<Path> classPath;
    private final List<Path> runtime;
    private final VirtualMachine machine;
    private final LongSupplier nanos;
    private Step step = Step.WAITING;
    private Optional<Started> running = Optional.empty();
    private boolean quiet;
    private long since;

    /**
     * One at this place.
     *
     * @param classPath of the agent
     * @param runtime files by which another runtime shows
     * @param nanos a clock
     */
    public ClassCache(
            Path archive, List<Path> classPath, List<Path> runtime, VirtualMachine machine, LongSupplier nanos) {
        this.archive = archive;
        this.classPath = List.copyOf(classPath);
        this.runtime = List.copyOf(runtime);
        this.machine = machine;
        this.nanos = nanos;
    }

    /** One at this place, of the class path that this program was started with. */
    public static ClassCache ofThisProgram(Path archive, List<Path> runtime, VirtualMachine machine) {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(each -> !each.isEmpty())
                .map(Path::of)
                .toList();
        return new ClassCache(archive, classPath, runtime, machine, System::nanoTime);
    }

    /** To be called every few seconds, with whether the agent has nothing else to do. */
    public void look(boolean idle) {
        if (step == Step.DONE) {
            return;
        }
        try {
            if (running.isPresent()) {
                follow(running.get());
            } else if (!idle) {
                quiet = false;
            } else if (!quiet) {
                quiet = true;
                since = nanos.getAsLong();
            } else if (nanos.getAsLong() - since >= QUIET.toNanos()) {
                begin();
            }
        } catch (IOException e) {
            over("the archive of classes was not made: " + e);
        }
    }

    /** Ends what it has started. */
    public void close() {
        running.ifPresent(Started::kill);
        step = Step.DONE;
    }

    private void begin() throws IOException {
        if (Files.exists(archive) && made().equals(Optional.of(key()))) {
            over("the archive of classes is of this build and runtime");
            return;
        }
        if (!Files.isRegularFile(beside(".list"))) {
            over("no archive of classes is made: the virtual machine does not list them");
            return;
        }
        boolean ignored = Files.deleteIfExists(beside(".new"));
        start(Step.MAKING, List.of("-Xshare:dump", "-XX:SharedClassListFile=" + beside(".list")), List.of());
    }

    private void start(Step next, List<String> first, List<String> last) {
        List<String> words = new ArrayList<>(first);
        words.addAll(SAME);
        words.addAll(List.of("-XX:SharedArchiveFile=" + beside(".new"), "-cp", classPathText()));
        words.addAll(last);
        running = machine.start(words);
        since = nanos.getAsLong();
        step = next;
        if (running.isEmpty()) {
            over("the archive of classes was not made: no virtual machine can be started");
        }
    }

    private void follow(Started started) throws IOException {
        OptionalInt exit = started.exit();
        if (exit.isEmpty()) {
            if (nanos.getAsLong() - since >= LONGEST.toNanos()) {
                started.kill();
                over("the archive of classes was not made: it took too long");
            }
            return;
        }
        running = Optional.empty();
        boolean good = exit.getAsInt() == (step == Step.MAKING ? 0 : RAN) && Files.isRegularFile(beside(".new"));
        if (!good) {
            over("the archive of classes was not made: " + (step == Step.MAKING ? "making" : "trying")
                    + " it ended with " + exit.getAsInt());
        } else if (step == Step.MAKING) {
            // Ends at once, since its arguments are none that it knows.
            start(
                    Step.TRYING,
                    List.of("-Xshare:on", "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"),
                    List.of("bzh.vigie.agent.Main", "read-for-parent"));
        } else {
            put();
        }
    }

    /** Whole or not at all: without its key it is made again. */
    private void put() throws IOException {
        String key = key();
        boolean ignored = Files.deleteIfExists(beside(".of"));
        try (FileChannel file = FileChannel.open(beside(".new"), StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(beside(".new"), archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path written = Files.writeString(beside(".of"), key);
        over("an archive of classes was made for the next start, " + Files.size(archive) + " bytes: " + written);
    }

    private void over(String why) {
        step = Step.DONE;
        running = Optional.empty();
        LOG.log(Level.INFO, why);
        try {
            boolean ignored = Files.deleteIfExists(beside(".new"));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "left behind", e);
        }
    }

    private Optional<String> made() throws IOException {
        try {
            return Files.size(beside(".of")) > 256 ? Optional.empty() : Optional.of(Files.readString(beside(".of")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What the virtual machine itself asks of an archive: its own build, and size and time of each file that classes come from. */
    private String key() throws IOException {
        StringBuilder of = new StringBuilder(System.getProperty("java.vm.version", ""));
        for (List<Path> files : List.of(runtime, classPath)) {
            for (Path each : files) {
                of.append('\n')
                        .append(each)
                        .append('\t')
                        .append(Files.size(each))
                        .append('\t');
                of.append(Files.getLastModifiedTime(each).toMillis());
            }
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(of.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String classPathText() {
        return String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
    }

    private Path beside(String ending) {
        return archive.resolveSibling(archive.getFileName() + ending);
    }
}
