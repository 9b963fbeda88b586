package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the event history as of its last commit. Thread-safe. */
public interface EventSearch extends AutoCloseable {
    /** One hit of a search: what is stored of it. */
    record Hit(String id, AgentId host, Commune commune, Instant received, Map<String, String> fields) {
        public Hit {
            fields = Map.copyOf(fields);
        }

        /** As far as this reader may see it: what its fields tell of the whole region is for who sees all communes. */
        public Hit shown(Scope scope) {
            boolean told =
                    !(scope instanceof Scope.All) && fields.keySet().stream().anyMatch(EventSearch::isOfRegion);
            if (!told) {
                return this;
            }
            Map<String, String> own = new HashMap<>(fields);
            own.keySet().removeIf(EventSearch::isOfRegion);
            return new Hit(id, host, commune, received, own);
        }
    }

    /** Whether a field tells of the whole region: in how many communes, and on how many hosts, an item is. */
    static boolean isOfRegion(String field) {
        return field.regionMatches(true, 0, "prevalence", 0, "prevalence".length());
    }

    /**
     * Events whose fields have exactly these values (names and values case folded), newest first, at most {@code limit}.
     *
     * @param from first receipt time, included
     * @param to receipt time before which, excluded
     */
    List<Hit> search(Scope scope, Map<String, String> fields, Optional<Instant> from, Optional<Instant> to, int limit);

    /** How many events match. */
    long count(Scope scope, Map<String, String> fields);

    /**
     * Gives every event that was received in this time to {@code taker}, day by day, oldest day first, until that is false.
     *
     * @return whether all were given
     */
    boolean each(Scope scope, Optional<Instant> from, Optional<Instant> to, Predicate<Hit> taker);

    /** Values that are asked for, before any event is read. Pure, thread-safe. */
    interface Asked {
        /** Whether a field of this name, in lower case, may have such a value. */
        boolean isIn(String field);

        /** Whether this is such a value; field and value are in lower case. It may say so too often, and never too seldom. */
        boolean mayBe(String field, String value);

        /**
         * Texts of ASCII in lower case, each with a letter or digit: an event that has a value asked for has all words, that is letters and digits in a
         * row, of one of them. Empty where that is not known of every value asked for.
         */
        default List<String> texts() {
            return List.of();
        }

        /** That so many more events in the scope need not be asked for any more: progress. */
        void passed(long events);
    }

    /**
     * As {@link #each(Scope, Optional, Optional, Predicate)}, in the same order, but for events none of whose values is asked for. Each value that
     * many events have is judged once, so that hardly more events are read than are given.
     */
    default boolean each(Scope scope, Asked asked, Predicate<Hit> taker) {
        return each(scope, Optional.empty(), Optional.empty(), hit -> {
            asked.passed(1);
            return taker.test(hit);
        });
    }

    /** Position up to which this log's events are here and durable; -1 before the first commit. */
    long position(String log);

    @Override
    void close();
}
