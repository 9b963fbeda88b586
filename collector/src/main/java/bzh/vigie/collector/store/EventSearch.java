package bzh.vigie.collector.store;

import java.time.Instant;
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

    /** Position up to which this log's events are here and durable; -1 before the first commit. */
    long position(String log);

    @Override
    void close();
}
