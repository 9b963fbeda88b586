package bzh.vigie.agent;

import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.journal.FolderLock;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: what the running agent last wrote of itself, in words or as JSON lines. */
@Command(name = "status")
final class StatusCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private FormatOption format = new FormatOption();

    StatusCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Optional<AgentConfig> config = common.config(err);
        if (config.isEmpty()) {
            return Main.BAD_USAGE;
        }
        Words words = common.words(config.get());
        StateFolder state = common.state();
        try {
            Optional<Identity> identity = IdentityFile.load(state);
            if (identity.isEmpty()) {
                Diagnosis why = Diagnosis.notEnrolled(LastEnrolment.read(state), SetupFile.isLeft(state), words);
                if (format.isLines()) {
                    out.println(StatusFile.verdict(why));
                }
                why.lines(words).forEach(err::println);
                err.println(words.say("status.not-enrolled", state.path()));
                return Main.FAILED;
            }
            Optional<Status> status = StatusFile.read(state);
            if (status.isEmpty()) {
                Diagnosis why = Diagnosis.notYetRun(words);
                if (format.isLines()) {
                    out.println(StatusFile.verdict(why));
                }
                err.println(words.of(why.verdict()));
                err.println(words.say(
                        "status.none", identity.get().agentId(), identity.get().commune()));
                return Main.FAILED;
            }
            show(status.get(), words);
            return Main.DONE;
        } catch (IdentityException e) {
            err.println(words.detail(e.detail()));
            return Main.FAILED;
        } catch (java.nio.file.FileSystemException e) {
            err.println(words.say("error.state-read", state.path(), words.why(e)));
            return Main.FAILED;
        } catch (IOException e) {
            err.println(words.say(
                    "status.damaged",
                    state.file(StatusFile.NAME),
                    Printable.line(String.valueOf(e.getMessage()), 300)));
            return Main.FAILED;
        }
    }

    /** Whether an agent of this folder runs now. */
    static boolean isRunning(StateFolder state) throws IOException {
        return StatusFile.read(state)
                .filter(status -> isRunning(state, status.agent()))
                .isPresent();
    }

    private void show(Status status, Words words) {
        boolean running = isRunning(common.state(), status.agent());
        if (format.isLines()) {
            out.print(StatusFile.text(running ? status : stopped(status)));
            out.println(StatusFile.verdict(Diagnosis.of(status, running, words)));
        } else {
            Diagnosis.of(status, running, words).lines(words).forEach(out::println);
            out.println();
            new StatusText(words, ZoneId.systemDefault()).lines(status, running).forEach(out::println);
        }
    }

    /**
     * A process of that number is there, and somebody holds the folder. When the process began is not asked: the system tells
     * that by the wall clock, and tells it anew when that is set.
     */
    private static boolean isRunning(StateFolder state, Status.Agent agent) {
        return !agent.stopped() && ProcessHandle.of(agent.pid()).isPresent() && FolderLock.isHeld(state.path());
    }

    /** Of an agent that was killed, the last word is not its connection. */
    private static Status stopped(Status last) {
        Status.Agent a = last.agent();
        Status.Link l = last.link();
        return new Status(
                new Status.Agent(
                        a.id(),
                        a.commune(),
                        a.version(),
                        a.pid(),
                        a.started(),
                        a.written(),
                        a.certificateEnds(),
                        true,
                        a.page()),
                new Status.Link(
                        "stopped",
                        "",
                        "",
                        "",
                        a.written(),
                        0,
                        l.lastAcknowledged(),
                        l.skewMicros(),
                        l.sent(),
                        l.acknowledged(),
                        l.bytesSent()),
                last.use(),
                last.sources(),
                last.lost(),
                last.locations(),
                last.notices());
    }
}
