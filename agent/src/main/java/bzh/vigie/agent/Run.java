package bzh.vigie.agent;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.identity.HostClock;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.transport.Providers;
import bzh.vigie.agent.uplink.AgentRun;
import bzh.vigie.event.Clock;
import bzh.vigie.journal.FolderLock;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** {@code run}: watches and sends until SIGTERM or SIGINT, then stops in good order. */
final class Run {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration LOOK_AT_MOST_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

    private final RunArguments arguments;
    private final PrintStream err;
    private final Setup setup;
    private final Platform platform = Platform.here();
    private final InstantSource wallClock = InstantSource.system();
    private final Semaphore changed = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean folderIsOurs;
    private volatile boolean stopping;

    Run(RunArguments arguments, PrintStream err) {
        this(arguments, err, setup(arguments));
    }

    /** @param setup what an installer left to be done, which is done first */
    Run(RunArguments arguments, PrintStream err, Setup setup) {
        this.arguments = arguments;
        this.err = err;
        this.setup = setup;
    }

    /** What an installer may have left for the agent of these arguments, for one attempt to run or several. */
    static Setup setup(RunArguments arguments) {
        StateFolder state = new StateFolder(arguments.state());
        return new Setup(
                state,
                new FirstEnrolment(state, System::nanoTime),
                arguments.result(),
                Platform.here()::record,
                InstantSource.system());
    }

    /** The exit code; returns when the agent was told to stop. */
    int run() {
        Thread hook = new Thread(this::stop, "vigie-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int code = attempt();
            while (code == Main.FAILED && waited()) {
                code = attempt();
            }
            return stopping ? Main.DONE : code;
        } finally {
            stopped.countDown();
            forget(hook);
        }
    }

    /** A service makes many attempts, each of which would leave its own. */
    private static void forget(Thread hook) {
        try {
            boolean ignored = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is what ends this.
        }
    }

    /** Waits until what an installer left is tried again; false where nothing is, or it was told to stop. */
    private boolean waited() {
        Optional<Duration> left = setup.untilNext();
        if (left.isEmpty()) {
            return false;
        }
        try {
            boolean ignored = changed.tryAcquire(left.get().toMillis() + 1, TimeUnit.MILLISECONDS);
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int attempt() {
        Providers.keepNeeded();
        platform.settle();
        StateFolder state = new StateFolder(arguments.state());
        Words words = Words.in(arguments.language().orElse(Main.systemLocale()));
        setup.tryIfDue(words, err);
        try {
            state.check();
            folderIsOurs = true;
            AgentConfig config = AgentConfig.read(state);
            words = Words.in(arguments.language().or(config::language).orElse(Main.systemLocale()));
            if (IdentityFile.load(state).isEmpty()) {
                err.println(words.say("run.not-enrolled", state.path()));
                StatusPage.of(state, words)
                        .show(
                                Diagnosis.notEnrolled(LastEnrolment.read(state), SetupFile.isLeft(state), words),
                                wallClock.instant());
                return Main.FAILED;
            }
            Optional<FolderLock> alone = FolderLock.take(state.path());
            if (alone.isEmpty()) {
                err.println(words.say("run.in-use", state.path()));
                return Main.FAILED;
            }
            try {
                // Read again: an enrolment may have ended just before.
                Optional<Identity> identity = IdentityFile.load(state);
                return identity.isPresent() ? watch(state, config, identity.get(), words) : Main.FAILED;
            } finally {
                alone.get().close();
            }
        } catch (BadSettingException e) {
            return cannot(e.in(words.locale()), state, words, Main.BAD_USAGE);
        } catch (IdentityException e) {
            return cannot(words.detail(e.detail()), state, words, Main.FAILED);
        } catch (FileSystemException e) {
            return cannot(words.say("error.state-create", state.path(), words.why(e)), state, words, Main.FAILED);
        } catch (IOException e) {
            String met = Printable.line(String.valueOf(e.getMessage()), 300);
            return cannot(words.say("run.spool", state.path(), met), state, words, Main.FAILED);
        }
    }

    /** Says why it cannot run, to whoever started it and to the users of this machine. */
    private int cannot(String why, StateFolder state, Words words, int code) {
        err.println(why);
        StatusPage page = StatusPage.of(state, words);
        if (page.isForAll() || folderIsOurs) {
            page.show(Diagnosis.cannotRun(why, words), wallClock.instant());
        }
        return code;
    }

    private int watch(StateFolder state, AgentConfig config, Identity identity, Words words) throws IOException {
        return switch (platform.watch()) {
            case Reading.Found<Machine> found -> run(state, config, identity, found.value(), words);
            case Reading.Absent<Machine> ignored -> cannot(words.say("run.machine", "/"), state, words, Main.FAILED);
            case Reading.Refused<Machine> refused ->
                cannot(
                        words.say("run.machine", SourceText.say(refused.detail(), words.locale())),
                        state,
                        words,
                        Main.FAILED);
        };
    }

    private int run(StateFolder state, AgentConfig config, Identity identity, Machine machine, Words words)
            throws IOException {
        StatusPage page = StatusPage.of(state, words);
        Pipeline pipeline = new Pipeline(
                state, identity, config, platform, machine, clock(platform, wallClock), page, changed::release);
        try {
            boolean told = true;
            pipeline.start();
            err.println(words.say("run.started", Main.VERSION, identity.agentId(), state.path()));
            while (!stopping) {
                pipeline.tick();
                pipeline.writeStatus(told, false);
                told = await();
            }
        } finally {
            pipeline.close();
            pipeline.writeStatus(true, true);
        }
        return Main.DONE;
    }

    /** Of this machine, in this boot. */
    static Clock clock(Platform platform, InstantSource wallClock) {
        // Without the kernel's id of this boot, every start of the agent is taken for one.
        String bootId = platform.bootId()
                .orElseGet(() -> AgentRun.begin(Main.VERSION, MachineFacts.getDefaultInstance(), new SecureRandom())
                        .id());
        return new HostClock(bootId, platform.uptime(), System::nanoTime, wallClock);
    }

    /** The same, by the machine's wall clock. */
    static Clock clock(Platform platform) {
        return clock(platform, InstantSource.system());
    }

    /** Until the next look is due, or something changed, which is then true; never more often than once a second. */
    private boolean await() {
        try {
            TimeUnit.NANOSECONDS.sleep(stopping ? 0 : LOOK_AT_MOST_EVERY.toNanos());
            boolean told = !stopping
                    && changed.tryAcquire(LOOK_EVERY.minus(LOOK_AT_MOST_EVERY).toNanos(), TimeUnit.NANOSECONDS);
            changed.drainPermits();
            return told;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
            return true;
        }
    }

    /** On the thread of the shutdown hook: a signal that was followed is no failure, whatever the virtual machine thinks. */
    private void stop() {
        if (stopped.getCount() == 0) {
            return;
        }
        Runtime.getRuntime().halt(end(LONGEST_STOP) ? Main.DONE : Main.FAILED);
    }

    /** Stops in good order, from another thread; whether that was done within this time. */
    boolean end(Duration longest) {
        stopping = true;
        changed.release();
        try {
            return stopped.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
