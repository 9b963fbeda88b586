package bzh.vigie.agent.uplink;

import bzh.vigie.event.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Keeps what {@link LinkReport} tells. Thread-safe. */
final class LinkLog {
    private final Clock clock;
    private final Runnable changed;
    private final Map<Notice.Kind, Notice> notices = new EnumMap<>(Notice.Kind.class);
    private LinkState state = new LinkState.Stopped();
    private Instant since;
    private Optional<Instant> lastAcknowledged = Optional.empty();
    private OptionalLong skewMicros = OptionalLong.empty();
    private long sent;
    private long acknowledged;
    private long bytesSent;

    /**
     * @param changed told after each change of state, on the thread that changed it; returns at once
     */
    LinkLog(Clock clock, Runnable changed) {
        this.clock = clock;
        this.changed = changed;
        this.since = clock.now().wall();
    }

    void state(LinkState next) {
        synchronized (this) {
            state = next;
            since = clock.now().wall();
        }
        changed.run();
    }

    synchronized void notice(Notice.Kind kind, String detail) {
        notices.put(kind, new Notice(kind, detail));
    }

    synchronized void sent() {
        sent++;
    }

    synchronized void acknowledged(long batches) {
        acknowledged += batches;
        lastAcknowledged = Optional.of(clock.now().wall());
    }

    synchronized void skew(long micros) {
        skewMicros = OptionalLong.of(micros);
    }

    synchronized void bytes(long more) {
        bytesSent += more;
    }

    synchronized LinkReport report(long onThisConnection) {
        return new LinkReport(
                state,
                since,
                lastAcknowledged,
                skewMicros,
                sent,
                acknowledged,
                bytesSent + onThisConnection,
                new ArrayList<>(notices.values()));
    }
}
