package bzh.vigie.agent.source;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stands between the sources and the spool and keeps the books: how each source watches since when, and how many events it
 * told and lost. Tells a stretch of {@link Event.Coverage} at each change of a source's state, hourly, and at the end; what a
 * crash leaves untold is silence, which the collector counts as a gap (invariant 4). Thread-safe.
 */
public final class CoverageLedger implements Sink, AutoCloseable {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int MAX_LOCATIONS = 8_192;

    private final Sink next;
    private final Clock clock;
    private final Map<String, Stretch> open = new TreeMap<>();
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, LocationStatus> locations = new TreeMap<>();

    /** Events go on to {@code next}, coverage after the event that it follows from. */
    public CoverageLedger(Sink next, Clock clock) {
        this.next = next;
        this.clock = clock;
    }

    /**
     * A source as it stands.
     *
     * @param since when this state began, on the host's wall clock
     * @param events told since the agent's start
     * @param lost known to be lost since the agent's start
     */
    public record Watched(
            String source, WatchState state, ReasonCode reason, String detail, Instant since, long events, long lost) {}

    private record Stretch(
            WatchState state, ReasonCode reason, String detail, Instant since, Moment from, long events, long lost) {}

    private static final class Tally {
        long events;
        long lost;
    }

    @Override
    public void accept(Event event) {
        List<Event> after = new ArrayList<>(0);
        count(event, after);
        next.accept(event);
        after.forEach(next::accept);
    }

    @Override
    public void acceptAll(List<Event> events, Checkpoint then) {
        List<Event> after = new ArrayList<>(0);
        events.forEach(event -> count(event, after));
        next.acceptAll(events, then);
        after.forEach(next::accept);
    }

    @Override
    public String checkpoint(String source) {
        return next.checkpoint(source);
    }

    private synchronized void count(Event event, List<Event> after) {
        switch (event) {
            case Event.SourceState state -> turned(state, after);
            case Event.LocationRead read -> read(read.status());
            case Event.Loss loss -> loss.sources().forEach(this::lost);
            case Event.Coverage ignored -> {
                // of a location, told by the inventory: no event of a source
            }
            case Event.AgentState told -> counted(told);
            case Event.ProcessStarted told -> counted(told);
            case Event.ProcessStopped told -> counted(told);
            case Event.Logon told -> counted(told);
            case Event.Flow told -> counted(told);
            case Event.Listener told -> counted(told);
            case Event.DnsAnswer told -> counted(told);
            case Event.KernelCode told -> counted(told);
            case Event.ProcessAccess told -> counted(told);
            case Event.FileChange told -> counted(told);
            case Event.AccountChange told -> counted(told);
            case Event.ItemSeen told -> counted(told);
            case Event.LogRecord told -> counted(told);
            case Event.NeighboursSeen told -> counted(told);
            case Event.WatchlistCheck told -> counted(told);
            case Event.DirectoryAccounts told -> counted(told);
        }
    }

    @Override
    public boolean flush() {
        return next.flush();
    }

    private void counted(Event event) {
        tally(event.source()).events++;
    }

    private void lost(SourceCount count) {
        tally(count.source()).lost += count.events();
    }

    private Tally tally(String source) {
        return tallies.computeIfAbsent(source, ignored -> new Tally());
    }

    private void read(LocationStatus status) {
        String key =
                status.location() + "\n" + status.account().map(a -> a.id()).orElse("");
        if (locations.containsKey(key) || locations.size() < MAX_LOCATIONS) {
            locations.put(key, status);
        }
    }

    private void turned(Event.SourceState state, List<Event> after) {
        Moment now = clock.now();
        Stretch before = open.get(state.source());
        if (before == null) {
            Stretch begun = begun(state.source(), state.state(), state.reason(), state.detail(), now.wall(), now);
            open.put(state.source(), begun);
            // The state is known at once, though the stretch is still empty.
            after.add(coverage(state.source(), begun, now));
            return;
        }
        boolean same = before.state() == state.state()
                && before.reason() == state.reason()
                && before.detail().equals(state.detail());
        if (!same) {
            after.add(coverage(state.source(), before, now));
            open.put(
                    state.source(),
                    begun(state.source(), state.state(), state.reason(), state.detail(), now.wall(), now));
        }
    }

    private Stretch begun(
            String source, WatchState state, ReasonCode reason, String detail, Instant since, Moment from) {
        Tally tally = tally(source);
        return new Stretch(state, reason, detail, since, from, tally.events, tally.lost);
    }

    private Event.Coverage coverage(String source, Stretch stretch, Moment now) {
        Tally tally = tally(source);
        boolean sameBoot = now.bootId().equals(stretch.from().bootId());
        long length = sameBoot ? now.monotonicMicros() - stretch.from().monotonicMicros() : 0;
        return new Event.Coverage(
                now,
                source,
                source,
                Optional.empty(),
                stretch.from().wallMicros(),
                now.wallMicros(),
                Math.max(0, length),
                stretch.state(),
                stretch.reason(),
                stretch.detail(),
                tally.events - stretch.events(),
                tally.lost - stretch.lost());
    }

    /** To be called every minute or so: tells what is due. */
    public void tick() {
        List<Event> due = new ArrayList<>();
        synchronized (this) {
            Moment now = clock.now();
            open.replaceAll((source, stretch) -> {
                if (now.monotonicMicros() - stretch.from().monotonicMicros() < EVERY.toNanos() / 1_000) {
                    return stretch;
                }
                due.add(coverage(source, stretch, now));
                return begun(source, stretch.state(), stretch.reason(), stretch.detail(), stretch.since(), now);
            });
        }
        due.forEach(next::accept);
    }

    /** Nothing was watched for that long, until now: the process of the agent did not run. */
    public void stoodStill(Duration length) {
        List<Event> told = new ArrayList<>();
        synchronized (this) {
            Moment now = clock.now();
            long micros = length.toNanos() / 1_000;
            open.forEach((source, stretch) -> told.add(new Event.Coverage(
                    now,
                    source,
                    source,
                    Optional.empty(),
                    now.wallMicros() - micros,
                    now.wallMicros(),
                    micros,
                    WatchState.DOWN,
                    ReasonCode.FROZEN,
                    "",
                    0,
                    0)));
        }
        told.forEach(next::accept);
    }

    /** State of each source, by source id sorted: what a heartbeat carries. */
    public synchronized List<WatchState> states() {
        return open.values().stream().map(Stretch::state).toList();
    }

    /** Each source, by source id sorted. */
    public synchronized List<Watched> sources() {
        List<Watched> sources = new ArrayList<>();
        open.forEach((source, stretch) -> {
            Tally tally = tally(source);
            sources.add(new Watched(
                    source,
                    stretch.state(),
                    stretch.reason(),
                    stretch.detail(),
                    stretch.since(),
                    tally.events,
                    tally.lost));
        });
        return sources;
    }

    /** How the last reading of each location and account went, in order of their ids. */
    public synchronized List<LocationStatus> locations() {
        return List.copyOf(locations.values());
    }

    /** Tells every stretch: watching ends now. */
    @Override
    public void close() {
        List<Event> last = new ArrayList<>();
        synchronized (this) {
            Moment now = clock.now();
            open.forEach((source, stretch) -> last.add(coverage(source, stretch, now)));
            open.clear();
        }
        last.forEach(next::accept);
    }
}
