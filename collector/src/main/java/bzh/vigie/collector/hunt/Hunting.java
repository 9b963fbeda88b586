package bzh.vigie.collector.hunt;

import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Searches the event history by a {@link Query}, as of its last commit. Thread-safe; failures of the store are its own. */
public interface Hunting {
    /**
     * What is asked for.
     *
     * @param scope whose events may be seen: of others nothing is told, nor that there are any
     * @param limit events given at most, 1 to {@value #MOST}
     * @param time how long it may take
     */
    record Ask(Query query, Scope scope, int limit, Duration time) {
        /** Events given at most, whatever is asked. */
        public static final int MOST = 1_000_000;

        public Ask {
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("limit " + limit + ", must be 1 to " + MOST);
            }
        }
    }

    /** Takes what is found, on the thread that searches. */
    interface Taker {
        /** An event; those of a day newest first, and later days before earlier ones. */
        void take(Hit hit);

        /** How far it is; asked often. Whether to go on. */
        boolean goOn(Progress progress);
    }

    /**
     * How far a search is.
     *
     * @param looked events that were looked through, of any commune
     * @param all events in the time concerned, of any commune
     */
    record Progress(long looked, long all) {}

    /** Why a search ended. */
    enum End {
        /** Everything was looked through. */
        ALL,
        /** As many were found as were asked for; there may be more. */
        LIMIT,
        /** The time was over. */
        TIME,
        /** It was told to end. */
        CANCELLED
    }

    /**
     * What a search gave.
     *
     * @param found events given
     * @param progress how far it came
     * @param since all events received from this day on were looked through; empty where not even one day's were
     * @param damaged days whose slice cannot be read: it was searched without them
     */
    record Outcome(End end, long found, Progress progress, Optional<Instant> since, List<LocalDate> damaged) {
        public Outcome {
            damaged = List.copyOf(damaged);
        }
    }

    /** Gives the newest events that match. */
    Outcome search(Ask ask, Taker taker);

    /**
     * How many events match, over time.
     *
     * @param from beginning of the first of them
     * @param width of each
     * @param counts one for each stretch of time, oldest first, {@value #MOST_STRETCHES} at most; nothing where there are no events
     * @param end {@link End#ALL}, or why they are too few
     * @param damaged days whose slice cannot be read
     */
    record Times(Instant from, Duration width, List<Long> counts, End end, Progress progress, List<LocalDate> damaged) {
        /** Stretches at most. */
        public static final int MOST_STRETCHES = 120;

        public Times {
            counts = List.copyOf(counts);
            damaged = List.copyOf(damaged);
        }

        /** How many in all. */
        public long total() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Counts over time what matches; the limit is not asked. */
    Times times(Ask ask, Taker taker);

    /** Names of fields, folded, that begin so (folded too), of events in the scope: {@code limit} at most, in their order, those of the newest days. */
    List<String> names(Scope scope, String beginning, int limit);

    /** Values of a field that begin so, as they are compared (folded), of events in the scope: {@code limit} at most, in their order. */
    List<String> values(Scope scope, String field, String beginning, int limit);
}
