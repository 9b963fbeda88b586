package bzh.vigie.collector.store;

import bzh.vigie.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every event, searchable by any field. Thread-safe: one writer, many readers. Adding an id that is there replaces it, so a
 * replay after a crash doubles nothing.
 */
public interface EventHistory extends AutoCloseable {
    /** An event as received. */
    record Stored(
            String id, AgentId host, Commune commune, Instant received, Event event, Map<String, String> fields) {}

    /** Makes events searchable after the next {@link #commit}. */
    void add(List<Stored> events);

    /** Makes all added events durable together with the ingest-log position they go up to. */
    void commit(String log, long position);

    /** Position of the last commit; -1 before the first. */
    long position(String log);

    /** One hit of a search: what is stored of it. */
    record Hit(String id, AgentId host, Commune commune, Instant received, Map<String, String> fields) {}

    /** Events whose fields have exactly these values (case folded), newest first, at most {@code limit}. */
    List<Hit> search(Scope scope, Map<String, String> fields, Optional<Instant> from, Optional<Instant> to, int limit);

    /** How many events match. */
    long count(Scope scope, Map<String, String> fields);

    /** Drops whole slices older than this or, oldest first, beyond this size; says how many slices went. */
    int retain(Instant oldest, long maxBytes);

    @Override
    void close();
}
