package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A real process that is held by signals, and one of whose threads is held by ptrace(2), while its machine goes on. */
@EnabledOnOs(OS.LINUX)
final class HeldAgentTest {
    /** Longer than the shortest standstill that is told. */
    private static final int HELD_SECONDS = 33;

    // ptrace(2), sys/ptrace.h
    private static final long PTRACE_SEIZE = 0x4206;
    private static final long PTRACE_INTERRUPT = 0x4207;
    private static final long PTRACE_DETACH = 17;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private Process process;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeldProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader();
        Thread.ofVirtual().start(() -> out.lines().forEach(said::add));
        await("ready");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private String await(String beginning) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            String line = said.poll(100, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(beginning)) {
                return line;
            }
        }
        throw new AssertionError(beginning + " was not said");
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    @Test
    void whoIsStoppedAndContinuedSaysForHowLong() throws Exception {
        signal("STOP");
        Thread.sleep(TimeUnit.SECONDS.toMillis(HELD_SECONDS));
        signal("CONT");
        long stood = Long.parseLong(await("stood ").substring(6));
        assertTrue(stood >= HELD_SECONDS - 1 && stood <= HELD_SECONDS + 30, "said " + stood + " s");
    }

    @Test
    void aThreadThatIsHeldIsNamedWhileTheOthersGoOnAndSoIsItsReturn() throws Exception {
        int worker = thread(HeldProgram.WORKER);
        Tracer tracer = new Tracer();
        tracer.ask(PTRACE_SEIZE, worker);
        tracer.ask(PTRACE_INTERRUPT, worker);
        await("down " + HeldProgram.WORKER);
        await("halted " + HeldProgram.WORKER);
        tracer.ask(PTRACE_DETACH, worker);
        await("again");
    }

    private int thread(String name) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            List<Path> found = all.filter(task -> comm(task).equals(name)).toList();
            assertEquals(1, found.size());
            return Integer.parseInt(found.getFirst().getFileName().toString());
        }
    }

    private static String comm(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException gone) {
            return "";
        }
    }

    /** The system's call for debuggers; all from one thread, which is the debugger. */
    @SuppressWarnings("restricted")
    private static final class Tracer {
        private final MethodHandle ptrace = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("ptrace").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(1));

        void ask(long request, int thread) {
            try (Arena _ = Arena.ofConfined()) {
                assertEquals(
                        0L,
                        (long) ptrace.invokeExact(request, thread, MemorySegment.NULL, MemorySegment.NULL),
                        "ptrace " + request);
            } catch (AssertionError e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
