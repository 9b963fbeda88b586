package bzh.vigie.agent.source;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code windows.program}: whether the files that the agent is made of are there and can be opened, and what Windows Defender wrote about
 * them. An agent whose file an antivirus took runs on, and does not start again. Looks every five minutes on a thread of its own.
 *
 * <p>Blocked is said only where Windows says so (ERROR_VIRUS_INFECTED, ERROR_VIRUS_DELETED) or Defender's log does; of a file that is
 * gone, who took it is not known. Other antivirus programs have no log that this reads.
 */
public final class ProgramSource implements Source {
    /** The id of this source in events. */
    public static final String ID = "windows.program";

    /** How often the files are opened. */
    static final Duration EVERY = Duration.ofMinutes(5);

    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final int LANE = 1;
    private static final int LONGEST = 200;

    private final Clock clock;
    private final Duration every;
    private final OwnFiles own;
    private final Function<HostPath, Reading<Boolean>> open;
    private final Told told;
    private final WatchThread thread = new WatchThread("vigie-program", this::watch);
    private volatile boolean inOrder = true;
    private volatile Optional<DefenderWord> word = Optional.empty();

    /**
     * Not started yet.
     *
     * @param open opens a file and closes it again
     */
    ProgramSource(Sink sink, Clock clock, Duration every, OwnFiles own, Function<HostPath, Reading<Boolean>> open) {
        this.clock = clock;
        this.every = every;
        this.own = own;
        this.open = open;
        told = new Told(ID, LANE, sink, clock);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void guardedBy(HangGuard guard) {
        guard.watch(thread.call(), told);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.stop();
        // What keeps it from starting again is its last word.
        if (inOrder) {
            told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("program-stopped"));
        }
    }

    /** Takes every record of the event log as it comes; on any thread, returns at once. */
    void accept(WindowsEvent event) {
        Optional<DefenderWord> more = DefenderWord.of(event, own);
        if (more.isPresent()) {
            word = more;
            thread.wake();
        }
    }

    private void watch() {
        while (!thread.isStopped()) {
            try {
                look();
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave a source that looks alive and tells nothing.
                told.failed(e);
            }
            thread.pause(every.toNanos());
        }
    }

    private void look() {
        List<HostPath> gone = new ArrayList<>();
        Optional<Reading.Refused<Boolean>> blocked = Optional.empty();
        Optional<Reading.Refused<Boolean>> unread = Optional.empty();
        for (HostPath each : own.files()) {
            thread.at(WindowsPath.text(each));
            switch (open.apply(each)) {
                case Reading.Found<Boolean> ignored -> {}
                case Reading.Absent<Boolean> ignored -> gone.add(each);
                case Reading.Refused<Boolean> refused -> {
                    if (refused.reason() == ReasonCode.BLOCKED) {
                        blocked = blocked.or(() -> Optional.of(refused));
                    } else {
                        unread = unread.or(() -> Optional.of(refused));
                    }
                }
            }
        }
        Optional<DefenderWord> said = word.filter(each -> !gone.isEmpty() || isRecent(each));
        inOrder = blocked.isEmpty() && said.isEmpty() && gone.isEmpty();
        if (blocked.isPresent()) {
            told.state(WatchState.DOWN, ReasonCode.BLOCKED, blocked.get().detail());
        } else if (said.isPresent()) {
            told.state(
                    gone.isEmpty() ? WatchState.PARTIAL : WatchState.DOWN,
                    ReasonCode.BLOCKED,
                    SourceText.detail(
                            "program-defender",
                            Printable.line(said.get().file(), LONGEST),
                            Printable.line(said.get().threat(), LONGEST),
                            said.get().time().map(Instant::toString).orElse("-")));
        } else if (!gone.isEmpty()) {
            told.state(
                    WatchState.DOWN,
                    ReasonCode.NOT_PRESENT,
                    SourceText.detail("program-gone", WindowsPath.text(gone.getFirst()), gone.size()));
        } else if (unread.isPresent()) {
            told.state(WatchState.PARTIAL, unread.get().reason(), unread.get().detail());
        } else {
            told.state(
                    WatchState.LIVE,
                    ReasonCode.NONE,
                    SourceText.detail("program-live", own.files().size()));
        }
    }

    /** What lies further back was mended meanwhile, or the file would be gone: the log is read back for seven days. */
    private boolean isRecent(DefenderWord said) {
        Instant since = clock.now().wall().minus(REMEMBERED);
        return said.time().filter(time -> time.isAfter(since)).isPresent();
    }
}
