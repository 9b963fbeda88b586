package bzh.vigie.collector.console.hunt;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.Rebuilding;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs searches for people, a few at once: each takes a core while it runs. Thread-safe. */
final class Searches {
    private static final int AT_ONCE = 4;
    private static final int WAIT_SECONDS = 10;

    private final Store store;
    private final EventSearch history;
    private final Hunting hunting;
    private final Semaphore free = new Semaphore(AT_ONCE);

    /** There are too many searches at once. */
    static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("too many searches at once", null, false, false);
        }
    }

    Searches(Store store, EventSearch history, Hunting hunting) {
        this.store = store;
        this.history = history;
        this.hunting = hunting;
    }

    /** The hosts whose names may be seen. */
    HostDirectory hosts(Scope scope) {
        return HostDirectory.of(store, scope);
    }

    /** How much of the history is there, while it is made anew. */
    OptionalInt rebuilding() {
        return Rebuilding.percent(store, history);
    }

    /** What can be asked without a limit on how many ask. */
    Hunting completion() {
        return hunting;
    }

    /** What was found, and how the search ended. */
    record Found(List<Hit> hits, Hunting.Outcome outcome) {
        Found {
            hits = List.copyOf(hits);
        }
    }

    /** The newest events that match. */
    Found find(Query query, Scope scope, int limit, Duration time) {
        List<Hit> hits = new ArrayList<>();
        Hunting.Outcome outcome = search(query, scope, limit, time, taker(hits));
        return new Found(hits, outcome);
    }

    private static Hunting.Taker taker(List<Hit> hits) {
        return new Hunting.Taker() {
            @Override
            public void take(Hit hit) {
                hits.add(hit);
            }

            @Override
            public boolean goOn(Hunting.Progress progress) {
                return !Thread.currentThread().isInterrupted();
            }
        };
    }

    /** Gives the newest events that match to a taker. */
    Hunting.Outcome search(Query query, Scope scope, int limit, Duration time, Hunting.Taker taker) {
        return oneOfAFew(() -> hunting.search(new Hunting.Ask(query, scope, limit, time), taker));
    }

    /** How many match, over time. */
    Hunting.Times times(Query query, Scope scope, Duration time) {
        return oneOfAFew(() -> hunting.times(new Hunting.Ask(query, scope, 1, time), taker(new ArrayList<>())));
    }

    private <T> T oneOfAFew(Supplier<T> work) {
        boolean got = false;
        try {
            got = free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
            if (!got) {
                throw new BusyException();
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        } finally {
            if (got) {
                free.release();
            }
        }
    }

    /** The query with the names of hosts that this caller may see. */
    static Query resolved(Query query, HostDirectory hosts) {
        return query.withHosts(hosts::matching);
    }

    /** The name of who asks, for what is theirs. */
    static String reader(Call call) {
        return call.who().name();
    }
}
