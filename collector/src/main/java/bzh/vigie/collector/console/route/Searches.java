package bzh.vigie.collector.console.route;

import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.Rebuilding;
import bzh.vigie.collector.hunt.UnknownFields;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs searches over the history for people: a few at once, since each takes a core while it runs, fewer for one person, and long
 * ones never all of them. Thread-safe; throws {@link BusyException} to who has to wait for too long.
 */
public final class Searches {
    private static final int AT_ONCE = 4;
    private static final int OF_ONE = 2;
    private static final int LONG_ONES = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration NAMES_LAST = Duration.ofSeconds(5);
    private static final int NAMES_KEPT = 50;

    /** So long it is looked for whether an event has a field that a query names. */
    private static final Duration UNKNOWN_WITHIN = Duration.ofSeconds(1);

    /** Characters that an answer holds at most. */
    private static final long MOST_CHARACTERS = 16_000_000;

    /** Events that wait for a reader to take them. */
    private static final int WAITING = 256;

    /** How long a search waits for its reader: who reads no faster ends it. */
    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private static final long LOOK_MILLIS = 200;

    private final Store store;
    private final EventSearch history;
    private final Hunting hunting;
    private final InstantSource clock;
    private final Duration slowest;
    private final Turns turns = new Turns(AT_ONCE, OF_ONE, PATIENCE);
    private final Turns longTurns = new Turns(LONG_ONES, 1, PATIENCE);
    private final Map<Scope, Names> names = new HashMap<>();

    /** The names of hosts, as they were then. */
    private record Names(HostDirectory hosts, Instant at) {}

    /** Over this history. */
    public Searches(Parts parts) {
        this(parts.store(), parts.history(), parts.hunting(), parts.clock(), SLOWEST);
    }

    Searches(Store store, EventSearch history, Hunting hunting, InstantSource clock, Duration slowest) {
        this.store = store;
        this.history = history;
        this.hunting = hunting;
        this.clock = clock;
        this.slowest = slowest;
    }

    /** The hosts whose names may be seen, as they were called a few seconds ago at most. */
    public HostDirectory hosts(Scope scope) {
        Instant now = clock.instant();
        synchronized (names) {
            names.values()
                    .removeIf(each -> Duration.between(each.at(), now).abs().compareTo(NAMES_LAST) > 0);
            Names known = names.get(scope);
            if (known != null) {
                return known.hosts();
            }
        }
        HostDirectory hosts = HostDirectory.of(store, scope);
        synchronized (names) {
            if (names.size() < NAMES_KEPT) {
                names.put(scope, new Names(hosts, now));
            }
        }
        return hosts;
    }

    /** How much of the history is there, while it is made anew. */
    public OptionalInt rebuilding() {
        return Rebuilding.percent(store, history);
    }

    /** What can be asked without a limit on how many ask. */
    public Hunting completion() {
        return hunting;
    }

    /**
     * What was found, and how the search ended.
     *
     * @param full whether it was ended because the answer would be too large
     * @param anew whether the history was being made anew meanwhile
     */
    public record Found(List<Hit> hits, Hunting.Outcome outcome, boolean full, boolean anew) {
        public Found {
            hits = List.copyOf(hits);
        }

        /** Whether everything was looked through: what was not found is not there. */
        public boolean isWhole() {
            return outcome.end() == Hunting.End.ALL
                    && !full
                    && !anew
                    && outcome.damaged().isEmpty();
        }
    }

    /** Keeps what is found, up to a size. */
    private static final class Keeping implements Hunting.Taker {
        private final List<Hit> hits = new ArrayList<>();
        private long size;

        private boolean full() {
            return size > MOST_CHARACTERS;
        }

        @Override
        public void take(Hit hit) {
            if (!full()) {
                hits.add(hit);
                size += hit.fields().entrySet().stream()
                        .mapToLong(field ->
                                field.getKey().length() + field.getValue().length())
                        .sum();
            }
        }

        @Override
        public boolean goOn(Hunting.Progress progress) {
            return !full() && !Thread.currentThread().isInterrupted();
        }
    }

    /** Fault of a query that names a field that no event in this scope has; empty too where that is not known in time. */
    public Optional<Parsed.Fault> unknown(Call call, Query query, String text) {
        return query.fields().isEmpty() || rebuilding().isPresent()
                ? Optional.empty()
                : turns.take(
                        call.who().name(), () -> UnknownFields.of(hunting, query, call.scope(), text, UNKNOWN_WITHIN));
    }

    /** The newest events that match; fewer where they would be too large together. */
    public Found find(Call call, Query query, int limit, Duration time) {
        Keeping keeping = new Keeping();
        Hunting.Ask ask = new Hunting.Ask(query, call.scope(), limit, time);
        String person = call.who().name();
        Hunting.Outcome outcome = time.compareTo(LONG) > 0
                ? longTurns.take(person, () -> turns.take(person, () -> hunting.search(ask, keeping)))
                : turns.take(person, () -> hunting.search(ask, keeping));
        return new Found(keeping.hits, outcome, keeping.full(), rebuilding().isPresent());
    }

    /** The same for who waits no longer than that for a turn; not for long ones. */
    Found find(Call call, Query query, int limit, Duration time, Duration waiting) {
        Keeping keeping = new Keeping();
        Hunting.Ask ask = new Hunting.Ask(query, call.scope(), limit, time);
        Hunting.Outcome outcome = turns.take(call.who().name(), waiting, () -> hunting.search(ask, keeping));
        return new Found(keeping.hits, outcome, keeping.full(), rebuilding().isPresent());
    }

    /** Does something else that reads the history for long, in the turns of a long search. */
    public <T> T whole(Call call, Supplier<T> work) {
        String person = call.who().name();
        return longTurns.take(person, () -> turns.take(person, work));
    }

    /** How many match, over time. */
    public Hunting.Times times(Call call, Query query, Duration time) {
        return times(call, query, time, PATIENCE);
    }

    /** The same for who waits no longer than that for a turn. */
    Hunting.Times times(Call call, Query query, Duration time, Duration waiting) {
        return turns.take(
                call.who().name(),
                waiting,
                () -> hunting.times(new Hunting.Ask(query, call.scope(), 1, time), new Keeping()));
    }

    /**
     * Gives the newest events that match to a taker, on the thread that calls, while a thread of its own searches: a taker that takes too
     * long ends the search, and holds up nobody else.
     */
    public Hunting.Outcome search(Call call, Query query, int limit, Duration time, Hunting.Taker taker) {
        return search(call.who().name(), new Hunting.Ask(query, call.scope(), limit, time), taker);
    }

    Hunting.Outcome search(String person, Hunting.Ask ask, Hunting.Taker taker) {
        Turns.Turn outer = longTurns.begin(person);
        Handing handing = new Handing(outer);
        try {
            Turns.Turn inner = turns.begin(person);
            handing.start(inner, ask);
        } catch (RuntimeException | Error e) {
            outer.close();
            throw e;
        }
        return handing.over(taker);
    }

    /** Hands over from the thread that searches to the one that writes. */
    private final class Handing implements Hunting.Taker {
        private final BlockingQueue<Object> waiting = new ArrayBlockingQueue<>(WAITING);
        private final CompletableFuture<Hunting.Outcome> ended = new CompletableFuture<>();
        private final Turns.Turn outer;
        private volatile boolean gone;

        Handing(Turns.Turn outer) {
            this.outer = outer;
        }

        void start(Turns.Turn inner, Hunting.Ask ask) {
            try {
                Thread.ofPlatform().daemon().name("console-search").start(() -> run(inner, ask));
            } catch (RuntimeException | Error e) {
                inner.close();
                throw e;
            }
        }

        private void run(Turns.Turn inner, Hunting.Ask ask) {
            try (outer;
                    inner) {
                ended.complete(hunting.search(ask, this));
            } catch (RuntimeException | Error e) {
                ended.completeExceptionally(e);
            }
        }

        @Override
        public void take(Hit hit) {
            try {
                // Never taken back: the reader may go while this waits.
                if (!gone && !waiting.offer(hit, slowest.toMillis(), TimeUnit.MILLISECONDS)) {
                    gone = true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                gone = true;
            }
        }

        @Override
        public boolean goOn(Hunting.Progress progress) {
            // A sign of how far it is waits for nobody: there will be another.
            boolean _ = waiting.offer(progress);
            return !gone;
        }

        Hunting.Outcome over(Hunting.Taker taker) {
            try {
                while (true) {
                    boolean last = ended.isDone();
                    Object next = waiting.poll(last ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    switch (next) {
                        case Hit hit -> taker.take(hit);
                        case Hunting.Progress progress when taker.goOn(progress) -> {}
                        case Hunting.Progress _ -> gone = true;
                        case null, default -> {
                            if (last) {
                                return ended.join();
                            }
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BusyException();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            } finally {
                gone = true;
                waiting.clear();
            }
        }
    }

    /** The query with the names of hosts that this caller may see. */
    public static Query resolved(Query query, HostDirectory hosts) {
        return query.withHosts(hosts::matching);
    }

    /** The name of who asks, for what is theirs. */
    public static String reader(Call call) {
        return call.who().name();
    }
}
