package bzh.vigie.agent.spool;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events of one lane that wait for their batch to be full or old enough. Guarded by the spool's lock. */
final class Gathering {
    static final int BATCH_EVENTS = 512;
    static final int BATCH_WEIGHT = 512 * 1024;
    static final int MAX_EVENTS = 4_096;

    private final ArrayDeque<Waiting> events = new ArrayDeque<>();
    private final long patience;
    private long weight;
    private long oldest;

    /** @param isLast a batch may end with it: it is not told together with the next */
    private record Waiting(Event event, boolean isLast, Optional<Checkpoint> then) {}

    /** Events to write at once, and where their sources stand then. */
    record Batch(List<Event> events, List<Checkpoint> then) {
        Batch {
            events = List.copyOf(events);
            then = List.copyOf(then);
        }
    }

    Gathering(Lane lane) {
        this.patience = lane.gathering().toNanos();
    }

    /** False where there is no room: the event was not taken. */
    boolean add(Event event, boolean isLast, Optional<Checkpoint> then, long now) {
        if (events.size() >= MAX_EVENTS) {
            return false;
        }
        if (events.isEmpty()) {
            oldest = now;
        }
        events.add(new Waiting(event, isLast, then));
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

    /** The oldest events that may share a batch, and no part of what is told together unless it is too long for one: they stay until {@link #remove}. */
    Batch batch() {
        List<Event> batch = new ArrayList<>();
        List<Checkpoint> then = new ArrayList<>();
        int whole = 0;
        long bytes = 0;
        for (Waiting each : events) {
            Event event = each.event();
            bytes += Weight.of(event);
            boolean first = batch.isEmpty();
            boolean sameBoot =
                    first || event.at().bootId().equals(batch.getFirst().at().bootId());
            if (!sameBoot || batch.size() == BATCH_EVENTS || (!first && bytes > BATCH_WEIGHT)) {
                break;
            }
            batch.add(event);
            if (each.isLast()) {
                whole = batch.size();
                each.then().ifPresent(then::add);
            }
        }
        return new Batch(whole == 0 ? batch : batch.subList(0, whole), then);
    }

    /** Takes the oldest events away: they are written, or counted as lost. */
    void remove(int count, long now) {
        for (int i = 0; i < count; i++) {
            weight -= Weight.of(events.remove().event());
        }
        oldest = now;
    }
}
