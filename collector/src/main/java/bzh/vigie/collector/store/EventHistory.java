package bzh.vigie.collector.store;

import bzh.vigie.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Every event, searchable by any field. Thread-safe: one writer, many readers. Adding an id that is there replaces it, so a
 * replay after a crash doubles nothing. After a failure ({@link StoreException}) what was added since the last commit is
 * gone, and adding and committing go on failing until the caller asks for {@link #position} and replays the log from there:
 * a position past a hole is never committed.
 */
public interface EventHistory extends EventSearch {
    /**
     * An event as received.
     *
     * @param received the same at every replay: an event is replaced only where it was received on the same day
     */
    record Stored(String id, AgentId host, Commune commune, Instant received, Event event, Map<String, String> fields) {
        public Stored {
            fields = Map.copyOf(fields);
        }
    }

    /** Makes events searchable after the next {@link #commit}. */
    void add(List<Stored> events);

    /** Makes all added events durable together with the ingest-log position they go up to. */
    void commit(String log, long position);

    /** Drops whole slices older than this or, oldest first, beyond this size; says how many slices went. */
    int retain(Instant oldest, long maxBytes);

    /** Bytes on the disk. */
    long bytes();

    /** The part of these bytes that events of one host take. */
    record Held(AgentId host, Commune commune, long bytes) {
        /** Both together, of one host. */
        public Held and(Held more) {
            return new Held(host, commune, bytes + more.bytes);
        }
    }

    /** What the events of each host take of the disk, as far as it is known. */
    List<Held> held();

    /** Removes the events of one host of the oldest day on which it has any; says how many bytes that gave back. */
    long dropOldest(AgentId host, Commune commune);

    /** Removes the events of one host that were received before that time, also those that are added later. */
    void forget(AgentId host, Commune commune, Instant before);
}
