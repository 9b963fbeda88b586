package bzh.vigie.agent.source;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * {@code windows.log}: the event log of Windows, of which each channel of {@link WindowsChannel} is a source of its own
 * ({@code windows.log.security}), because silence of one says nothing about another. Looks each second, on one thread; where it left off
 * is kept over restarts. Proven when an event of the agent's own came back from the Application log; a channel is proven when a record
 * of it came.
 */
public final class EventLogSource implements Source {
    /** The id of this source in events, and what those of its channels begin with. */
    public static final String ID = "windows.log";

    /** How often the channels are looked at. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private static final int SETTLE_ROUNDS = 60;
    private static final int SAVE_ROUNDS = 10;
    private static final int AUDIT_ROUNDS = 600;

    /** Domain controllers alone have it. */
    private static final String DIRECTORY = "Directory Service";

    private final Clock clock;
    private final Duration every;
    private final AuditStates audit;
    private final Path stateDir;
    private final LogPositions positions;
    private final Told told;
    private final LogCanary canary;
    private final List<FollowedChannel> channels = new ArrayList<>();
    /** Of the save before: what was told until then is in the spool by now. */
    private final Map<String, String> before = new HashMap<>();

    private final WatchThread thread = new WatchThread("vigie-log", this::watch);

    /**
     * Follows the channels of a machine.
     *
     * @param stateDir an existing folder of the agent's own, for positions
     * @param listener is given every record of every channel that is followed, on the source's thread, before it is decided whether the
     *     record is told; returns at once
     */
    public EventLogSource(
            Sink sink,
            Clock clock,
            Duration every,
            EventLogs logs,
            AuditStates audit,
            Path stateDir,
            Consumer<WindowsEvent> listener) {
        this(sink, clock, every, logs, audit, stateDir, listener, ignored -> false);
    }

    /**
     * The same.
     *
     * @param starts takes each record that is told, and says whether it is told as a start of a process besides
     */
    EventLogSource(
            Sink sink,
            Clock clock,
            Duration every,
            EventLogs logs,
            AuditStates audit,
            Path stateDir,
            Consumer<WindowsEvent> listener,
            Predicate<WindowsEvent> starts) {
        this.clock = clock;
        this.every = every;
        this.audit = audit;
        this.stateDir = stateDir;
        positions = new LogPositions(stateDir.resolve("event-log-positions"));
        told = new Told(ID, 2, sink, clock);
        canary = new LogCanary(logs, System::nanoTime, new SecureRandom());
        for (WindowsChannel each : WindowsChannel.all()) {
            LogPlace place = LogPlace.parse(positions.get(each.path()));
            channels.add(new FollowedChannel(each, logs, place, sink, clock, listener, canary::isIn, starts));
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void guardedBy(HangGuard guard) {
        guard.watch(thread.call(), new HangGuard.Listener() {
            @Override
            public void halted(String name) {
                down(ReasonCode.FROZEN, SourceText.detail("thread-halted", name));
            }

            @Override
            public void stuck(String call) {
                down(ReasonCode.TIMED_OUT, SourceText.detail("log-stuck", call));
            }

            @Override
            public void again() {
                // Each channel says how it stands in the round that goes on.
            }
        });
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.stop();
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("log-source-stopped"));
    }

    private void watch() {
        while (!thread.isStopped()) {
            try (Trying _ = Trying.begin(stateDir, ID, clock)) {
                follow();
            } catch (Refused leftOff) {
                down(leftOff.reason(), leftOff.detailOr(SourceText.detail("log-none")));
            } catch (RuntimeException | Error e) {
                // A Windows whose interface is not what it is documented to be must not look watched.
                down(
                        ReasonCode.FAILED,
                        SourceText.detail("log-source-failed", e.getClass().getSimpleName()));
            }
            thread.pause(every.multipliedBy(SETTLE_ROUNDS).toNanos());
        }
    }

    /** No channel is read: silence of each says nothing now. */
    private void down(ReasonCode reason, String detail) {
        told.state(WatchState.DOWN, reason, detail);
        channels.forEach(each -> each.down(reason, detail));
    }

    private void follow() {
        for (int round = 0; !thread.isStopped(); round++) {
            if (round % SETTLE_ROUNDS == 0) {
                for (FollowedChannel each : channels) {
                    thread.at(each.path());
                    each.settle();
                }
                if (isThere()) {
                    thread.at("ReportEvent");
                    canary.write();
                }
            }
            if (round % AUDIT_ROUNDS == 0 && isThere()) {
                thread.at("AuditQuerySystemPolicy");
                audit.say(channels.stream().anyMatch(each -> each.path().equals(DIRECTORY) && each.isThere()));
            }
            for (FollowedChannel each : channels) {
                thread.at(each.path());
                each.read();
            }
            sayStates();
            if (round % SAVE_ROUNDS == SAVE_ROUNDS - 1) {
                save();
            }
            thread.pause(every.toNanos());
        }
        channels.forEach(FollowedChannel::read);
        channels.forEach(FollowedChannel::close);
        audit.close();
        channels.forEach(each -> positions.put(each.path(), each.place().kept()));
        positions.save();
    }

    private boolean isThere() {
        return channels.stream().anyMatch(FollowedChannel::isThere);
    }

    private void sayStates() {
        boolean there = isThere();
        long followed = channels.stream().filter(FollowedChannel::isFollowed).count();
        if (!there) {
            told.state(WatchState.DOWN, ReasonCode.NOT_SUPPORTED, SourceText.detail("log-none"));
        } else if (canary.isProven()) {
            told.state(WatchState.LIVE, ReasonCode.NONE, SourceText.detail("log-source-live", followed));
        } else if (canary.refused().isEmpty()) {
            told.state(WatchState.PARTIAL, ReasonCode.NOT_PROVEN, SourceText.detail("log-source-not-proven", followed));
        } else {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.NOT_PROVEN,
                    SourceText.detail("log-canary-refused", followed, canary.refused()));
        }
        channels.forEach(each -> each.say(there));
    }

    /** Keeps the places of the save before, so that a crash reads a few records twice and leaves none out. */
    private void save() {
        before.forEach(positions::put);
        channels.forEach(each -> before.put(each.path(), each.place().kept()));
        positions.save();
    }
}
