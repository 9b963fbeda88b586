package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Events of one lane that wait for their batch to be full or old enough. Guarded by the spool's lock. */
final class Gathering {
    static final int BATCH_EVENTS = 512;
    static final int BATCH_WEIGHT = 512 * 1024;
    static final int MAX_EVENTS = 4_096;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final long patience;
    private long weight;
    private long oldest;

    Gathering(Lane lane) {
        this.patience = lane.gathering().toNanos();
    }

    /** False where there is no room: the event was not taken. */
    boolean add(Event event, long now) {
        if (events.size() >= MAX_EVENTS) {
            return false;
        }
        if (events.isEmpty()) {
            oldest = now;
        }
        events.add(event);
        weight += Weight.of(event);
        return true;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    long weight() {
        return weight;
    }

    boolean full() {
        return events.size() >= BATCH_EVENTS || weight >= BATCH_WEIGHT;
    }

    /** Nanoseconds until there is a batch to write: 0 or less if there is, {@code Long.MAX_VALUE} if nothing waits. */
    long due(long now) {
        if (events.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return full() ? 0 : oldest + patience - now;
    }

    /** The oldest events that may share a batch: they stay until {@link #remove}. */
    List<Event> batch() {
        List<Event> batch = new ArrayList<>();
        long bytes = 0;
        for (Event event : events) {
            bytes += Weight.of(event);
            boolean first = batch.isEmpty();
            boolean sameBoot =
                    first || event.at().bootId().equals(batch.getFirst().at().bootId());
            if (!sameBoot || batch.size() == BATCH_EVENTS || (!first && bytes > BATCH_WEIGHT)) {
                break;
            }
            batch.add(event);
        }
        return batch;
    }

    /** Takes the oldest events away: they are written, or counted as lost. */
    void remove(int count, long now) {
        for (int i = 0; i < count; i++) {
            weight -= Weight.of(events.remove());
        }
        oldest = now;
    }
}
