package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Sessions;
import bzh.vigie.agent.host.Sessions.LogonSession;
import bzh.vigie.agent.host.Sessions.UserSession;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * {@code windows.session}: the sessions of desktops, told where they change ({@link SessionBook}) as states of the host and never as
 * logons, and whether the Security log tells of each logon session that there is ({@link LogonCheck}). Looks every fifteen seconds on a
 * thread of its own.
 */
public final class SessionSource implements Source {
    /** The id of this source in events. */
    public static final String ID = "windows.session";

    /** How often sessions are looked at. */
    static final Duration EVERY = Duration.ofSeconds(15);

    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final int LOGON_ROUNDS = 4;
    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final int MOST_CHANGES = 64;
    private static final int LANE = 1;

    private final Sink sink;
    private final Clock clock;
    private final Duration every;
    private final Sessions sessions;
    private final Path stateDir;
    private final String version;
    private final Told told;
    private final SessionBook book = new SessionBook();
    private final LogonCheck check = new LogonCheck();
    private final WatchThread thread = new WatchThread("vigie-session", this::watch);
    private Optional<Unrecorded> unrecorded = Optional.empty();
    private Optional<String> logonsRefused = Optional.empty();

    /** The newest logon session of which the log says nothing, and how many there were. */
    private record Unrecorded(LogonSession last, Instant noticed, long count) {}

    /**
     * Not started yet.
     *
     * @param stateDir an existing folder of the agent's own, where it stands that native code is tried
     * @param version the agent's, which states of the host carry
     */
    public SessionSource(Sink sink, Clock clock, Sessions sessions, Path stateDir, String version) {
        this(sink, clock, EVERY, sessions, stateDir, version);
    }

    /** The same that looks that often. */
    SessionSource(Sink sink, Clock clock, Duration every, Sessions sessions, Path stateDir, String version) {
        this.sink = sink;
        this.clock = clock;
        this.every = every;
        this.sessions = sessions;
        this.stateDir = stateDir;
        this.version = version;
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
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("session-stopped"));
    }

    /** Takes every record of the event log as it comes; on any thread, returns at once. */
    public void accept(WindowsEvent event) {
        check.accept(event);
    }

    private void watch() {
        Instant started = clock.now().wall();
        int round = 0;
        while (!thread.isStopped()) {
            try (Trying _ = Trying.begin(stateDir, ID, clock)) {
                for (; !thread.isStopped(); round++) {
                    look(round % LOGON_ROUNDS == 0, started);
                    thread.pause(every.toNanos());
                }
            } catch (Refused leftOff) {
                down(leftOff.reason(), leftOff.detailOr(SourceText.detail("session-down", leftOff.what())));
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave a source that looks alive and tells nothing.
                down(
                        ReasonCode.FAILED,
                        SourceText.detail("source-failed", e.getClass().getSimpleName()));
            }
            thread.pause(RETRY.toNanos());
        }
    }

    private void down(ReasonCode reason, String detail) {
        told.state(WatchState.DOWN, reason, detail);
    }

    private void look(boolean logonsToo, Instant started) {
        thread.at("WTSEnumerateSessions (TermService)");
        switch (sessions.list()) {
            case Reading.Found<List<UserSession>>(List<UserSession> list) -> {
                tell(book.take(list, sessions.console()));
                if (logonsToo) {
                    logons(started);
                }
                say();
            }
            case Reading.Absent<List<UserSession>> ignored ->
                down(ReasonCode.NOT_SUPPORTED, SourceText.detail("session-down", "-"));
            case Reading.Refused<List<UserSession>>(ReasonCode reason, String detail) ->
                down(reason, SourceText.detail("session-down", detail));
        }
    }

    private void tell(List<HostStates.Told> changes) {
        Deque<HostStates.Told> rest = new ArrayDeque<>(changes);
        for (int i = 0; i < MOST_CHANGES && !rest.isEmpty(); i++) {
            HostStates.Told each = rest.removeFirst();
            sink.accept(new Event.AgentState(clock.now(), ID, each.action(), each.start(), version, each.detail()));
        }
        if (!rest.isEmpty()) {
            told.lost(rest.size());
        }
        told.tellLost(ReasonCode.OVERLOADED, SourceText.detail("session-many", MOST_CHANGES), false);
    }

    private void logons(Instant started) {
        Instant now = clock.now().wall();
        unrecorded = unrecorded.filter(
                each -> Duration.between(each.noticed(), now).abs().compareTo(REMEMBERED) < 0);
        thread.at("LsaEnumerateLogonSessions");
        switch (sessions.logons()) {
            case Reading.Found<List<LogonSession>>(List<LogonSession> list) -> {
                logonsRefused = Optional.empty();
                List<LogonSession> found = check.unrecorded(list, started, now);
                if (!found.isEmpty()) {
                    long count = unrecorded.map(Unrecorded::count).orElse(0L) + found.size();
                    unrecorded = Optional.of(new Unrecorded(found.getLast(), now, count));
                }
            }
            case Reading.Absent<List<LogonSession>> ignored -> logonsRefused = Optional.of("LsaEnumerateLogonSessions");
            case Reading.Refused<List<LogonSession>>(ReasonCode ignored, String detail) ->
                logonsRefused = Optional.of(detail);
        }
    }

    private void say() {
        if (unrecorded.isPresent()) {
            Unrecorded which = unrecorded.get();
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.FAILED,
                    SourceText.detail(
                            "session-unrecorded",
                            Printable.line(which.last().user(), 120),
                            which.last().type(),
                            which.last().began().map(ShutdownAsked::shown).orElse("?"),
                            which.count()));
        } else if (logonsRefused.isPresent()) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.FALLBACK,
                    SourceText.detail("session-no-logons", every.toSeconds(), logonsRefused.get()));
        } else {
            told.state(WatchState.LIVE, ReasonCode.NONE, SourceText.detail("session-live", every.toSeconds()));
        }
    }
}
