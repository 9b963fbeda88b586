package bzh.vigie.agent.watchlist;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.uplink.WatchlistRequests;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Checked;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchlistEntry;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.Watchlist;
import bzh.vigie.watchlist.LocalWatchlist;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Compares what the agent reads anyway with the watchlist that its collector gave it, and tells what is on it, as events that wait in the
 * spool like any other. It reads nothing by itself: a list cannot make the agent open anything. Sources tell their events to it; it hands
 * each on. Thread-safe.
 */
public final class LocalCheck implements Sink, WatchlistRequests {
    /** Shortest time between two passes that a policy sets. In {@link #MOST} of it as many sweeps begin at most: each reads the whole catalogue. */
    public static final Duration BETWEEN = Duration.ofMinutes(15);

    /** Sweeps that may follow each other at once: an eviction is dated again a minute after it was dated. */
    static final int MOST = 4;

    /** How often at most hits that are not told are told as lost. */
    static final Duration LOST_EVERY = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(LocalCheck.class.getName());
    private static final String SOURCE = "agent";
    private static final int LANE = 1;

    /**
     * What a full pass went through.
     *
     * @param places kinds of places
     * @param unread of them not or not wholly read
     */
    public record Pass(int places, int unread) {}

    /** Reads everything from its beginning and then tells so. */
    public interface Reading {
        /** Whether a pass may begin: the first one of this start is over. */
        boolean isReady();

        /** Begins a pass, or plans one; returns at once. */
        void pass(Consumer<Pass> over);
    }

    private final StateFolder state;
    private final Sink next;
    private final Clock clock;
    private final Supplier<Long> nanos;
    private volatile LocalWatchlist list;
    /** Apart for items and for programs: whoever starts programs from many paths takes no room of what is installed. */
    private final ToldHits items = new ToldHits();

    private final ToldHits programs = new ToldHits();
    /** By the source of what was found. */
    private final Map<String, Lost> lost = new TreeMap<>();

    private Optional<Long> lastLost = Optional.empty();
    private int untold;
    private int compared;
    private Optional<String> wanted = Optional.empty();
    private boolean sweeping;
    /** Starts of the last {@link #MOST} sweeps, in nanoseconds. */
    private final Deque<Long> began = new ArrayDeque<>();

    /**
     * With the list that was kept.
     *
     * @param next takes what it tells, and what is told to it
     * @param nanos a clock of nanoseconds that is not set
     */
    public LocalCheck(StateFolder state, Sink next, Clock clock, Supplier<Long> nanos) {
        this.state = state;
        this.next = next;
        this.clock = clock;
        this.nanos = nanos;
        LocalWatchlist kept = LocalWatchlist.NONE;
        try {
            kept = WatchlistFile.load(state);
        } catch (IOException e) {
            // The collector sees by the next hello that there is none, and sends it again.
            LOG.log(Level.WARNING, "the watchlist cannot be read: " + e);
        }
        this.list = kept;
    }

    @Override
    public LocalWatchlist list() {
        return list;
    }

    /** Takes a list in the place of the one before, tells so and keeps it over restarts. */
    @Override
    public boolean take(Watchlist sent) {
        if (sent.getSalt().size() > LocalWatchlist.SALT
                || sent.getEntries().size() > LocalWatchlist.MOST * WatchlistEntry.BYTES) {
            return false;
        }
        Optional<LocalWatchlist> read = LocalWatchlist.read(
                sent.getVersion(),
                sent.getSalt().toByteArray(),
                sent.getEntries().toByteArray());
        if (read.isEmpty()) {
            return false;
        }
        synchronized (this) {
            list = read.get();
            forget();
        }
        try {
            WatchlistFile.keep(state, read.get());
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "the watchlist cannot be kept: after a restart the collector has to send it again: " + e);
        }
        tell(SOURCE, read.get(), new Checked.Taken(read.get().size()));
        return true;
    }

    /** It begins when {@link #look} finds that it may. */
    @Override
    public synchronized void sweep(String request) {
        wanted = Optional.of(request);
    }

    /** To be called every few seconds: begins the sweep that is waited for, and tells of hits that are not told. */
    public void look(Reading reading) {
        tellLost();
        LocalWatchlist with;
        String request;
        synchronized (this) {
            boolean soon = began.size() == MOST
                    && nanos.get() - began.getFirst()
                            < BETWEEN.multipliedBy(MOST).toNanos();
            if (wanted.isEmpty() || sweeping || soon || !reading.isReady()) {
                return;
            }
            sweeping = true;
            if (began.size() == MOST) {
                began.removeFirst();
            }
            began.addLast(nanos.get());
            with = list;
            request = wanted.get();
            wanted = Optional.empty();
            forget();
        }
        reading.pass(pass -> over(request, with, pass));
    }

    private void over(String request, LocalWatchlist with, Pass pass) {
        Checked.Swept swept;
        synchronized (this) {
            sweeping = false;
            if (!list.id().equals(with.id())) {
                // Part of it was compared with another list: it begins anew.
                wanted = wanted.or(() -> Optional.of(request));
                return;
            }
            swept = new Checked.Swept(request, compared, pass.places(), pass.unread(), untold);
        }
        tell(SOURCE, with, swept);
    }

    private void forget() {
        items.clear();
        programs.clear();
        untold = 0;
        compared = 0;
    }

    /** A full pass is over: of each entry some more is told, and programs are told again. */
    public synchronized void passIsOver() {
        items.refill();
        programs.clear();
    }

    /**
     * What one reading of a place found.
     *
     * @param name of the place, the same at each of its readings
     * @param told those that are told one by one
     * @param folded those that are told only as count and digest and are on the list nevertheless
     * @param asShipped how many are told only as count and digest
     * @param whole whether what is not among them is not there
     */
    public record Place(String name, List<Item> told, List<Item> folded, int asShipped, boolean whole) {
        public Place {
            told = List.copyOf(told);
            folded = List.copyOf(folded);
        }
    }

    /**
     * Compares what was read; what was told of the place and is no longer there is told again when it comes back.
     *
     * @param source that tells it
     */
    public void read(String source, Place place) {
        LocalWatchlist with = list;
        if (with.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (!list.id().equals(with.id())) {
                // Another list was taken just now: nothing of it was compared here.
                return;
            }
            compared = (int)
                    Math.min(Integer.MAX_VALUE, (long) compared + place.told().size() + place.asShipped());
        }
        Set<String> there = new HashSet<>();
        place.told().forEach(item -> item(source, place, item, false, with, there));
        place.folded().forEach(item -> item(source, place, item, true, with, there));
        if (place.whole()) {
            synchronized (this) {
                if (!list.id().equals(with.id())) {
                    return;
                }
                items.keepOnly(place.name(), there);
            }
        }
    }

    private void item(String source, Place place, Item item, boolean folded, LocalWatchlist with, Set<String> there) {
        for (WatchlistEntry entry : Listed.entries(with, item)) {
            String thing = entry + "\n" + item.key() + "\n" + item.fingerprint();
            if (there.add(thing)) {
                switch (next(items, with, place.name(), entry, thing)) {
                    case NEW -> tell(source, with, new Checked.ListedItem(entry, item));
                    case TOLD -> {}
                    case TOO_MANY -> {
                        if (folded) {
                            lose(source);
                        }
                    }
                }
            }
        }
    }

    /** What is told in no other way: programs that start, and what is told one by one, the collector compares by itself. */
    private synchronized void lose(String source) {
        lost.merge(source, new Lost(1, clock.now().wallMicros()), Lost::plus);
    }

    @Override
    public void accept(Event event) {
        next.accept(event);
        compare(event);
    }

    @Override
    public void acceptAll(List<Event> events, Checkpoint then) {
        next.acceptAll(events, then);
        events.forEach(this::compare);
    }

    @Override
    public String checkpoint(String source) {
        return next.checkpoint(source);
    }

    private void compare(Event event) {
        LocalWatchlist with = list;
        if (!with.isEmpty() && event instanceof Event.ProcessStarted program) {
            for (WatchlistEntry entry : Listed.entries(with, program)) {
                String image = program.image().ifKnown().orElse("");
                if (next(programs, with, "", entry, entry + "\n" + image) == ToldHits.Next.NEW) {
                    tell(program.source(), with, new Checked.ListedProgram(entry, program));
                }
            }
        }
    }

    @Override
    public boolean flush() {
        return next.flush();
    }

    /** What a reading with the list before still finds is told and takes no room of the list that took its place. */
    private synchronized ToldHits.Next next(
            ToldHits told, LocalWatchlist with, String place, WatchlistEntry entry, String thing) {
        if (!list.id().equals(with.id())) {
            return ToldHits.Next.NEW;
        }
        ToldHits.Next next = told.next(place, entry, thing);
        untold += next == ToldHits.Next.TOO_MANY && untold < Integer.MAX_VALUE ? 1 : 0;
        return next;
    }

    /** Hits of one source that are not told, and since when. */
    private record Lost(long count, long sinceMicros) {
        Lost plus(Lost later) {
            return new Lost(count + later.count(), Math.min(sinceMicros, later.sinceMicros()));
        }
    }

    private void tellLost() {
        Moment now = clock.now();
        List<SourceCount> counts;
        synchronized (this) {
            boolean soon = lastLost.isPresent() && nanos.get() - lastLost.get() < LOST_EVERY.toNanos();
            if (lost.isEmpty() || soon) {
                return;
            }
            lastLost = Optional.of(nanos.get());
            counts = lost.entrySet().stream()
                    .map(each -> new SourceCount(
                            each.getKey(),
                            each.getValue().count(),
                            Math.min(each.getValue().sinceMicros(), now.wallMicros()),
                            now.wallMicros()))
                    .toList();
            lost.clear();
        }
        next.accept(new Event.Loss(
                now, SOURCE, LANE, 0, 0, counts, ReasonCode.OVERLOADED, SourceText.detail("watchlist-untold")));
    }

    private void tell(String source, LocalWatchlist with, Checked outcome) {
        next.accept(new Event.WatchlistCheck(clock.now(), source, with.id(), outcome));
    }
}
