package bzh.vigie.agent;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The agent as a service of Windows, for Apache Commons Daemon's procrun ({@code StartMode=jvm StopMode=jvm}, start method
 * {@code start}, stop method {@code stop}, parameters as after {@code run}). {@link #start} returns when the service is to end,
 * which procrun then tells Windows; {@link #stop} comes on another thread and returns when that is so, after 18 s at the latest.
 * What is said goes to {@link ServiceLog} in the state folder.
 *
 * <p>What an installer left ({@link SetupFile}) is done first. Where the agent cannot run yet (not enrolled, a configuration that is not understood, a folder that is somebody else's), the
 * service goes on, says so once each time it changes, and tries again: whoever enrols need not start it. An unexpected end of the
 * agent's is one of the process, with 1, so that Windows starts the service again as it was told to (recovery actions).
 */
public final class Service {
    private static final Service HERE = new Service();
    private static final Duration LONGEST_STOP = Duration.ofSeconds(18);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(15);

    private final CountDownLatch told = new CountDownLatch(1);
    private Optional<Run> running = Optional.empty();

    private Service() {}

    /** Runs until {@link #stop}; called by procrun. */
    public static void start(String[] arguments) {
        try {
            HERE.run(arguments);
        } catch (Throwable t) {
            System.getLogger(Service.class.getName()).log(System.Logger.Level.ERROR, "the agent ended unexpectedly", t);
            Runtime.getRuntime().halt(Main.FAILED);
        }
    }

    /** Ends it; called by procrun. */
    public static void stop(String[] arguments) {
        System.getLogger(Service.class.getName())
                .log(System.Logger.Level.INFO, "the service is told to stop " + String.join(" ", arguments));
        if (!HERE.end()) {
            Runtime.getRuntime().halt(Main.FAILED);
        }
    }

    private void run(String[] arguments) throws InterruptedException {
        PrintStream console = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Optional<RunArguments> parsed = RunArguments.parse(Arrays.asList(arguments), console);
        if (parsed.isEmpty()) {
            Runtime.getRuntime().halt(Main.BAD_USAGE);
            return;
        }
        ServiceLog log = new ServiceLog(parsed.get().state());
        Setup setup = Run.setup(parsed.get());
        int status;
        do {
            log.openIfThere();
            Run run = new Run(parsed.get(), log.lines(), setup);
            if (!begin(run)) {
                return;
            }
            status = run.run();
            log.attemptIsOver();
        } while (status != Main.DONE && !told.await(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        log.close();
    }

    private synchronized boolean begin(Run run) {
        running = Optional.of(run);
        return told.getCount() > 0;
    }

    private boolean end() {
        Optional<Run> now;
        synchronized (this) {
            told.countDown();
            now = running;
        }
        return now.map(run -> run.end(LONGEST_STOP)).orElse(true);
    }
}
