package bzh.vigie.agent.source;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A sink that keeps what it gets, and a clock that stands still. */
final class Collected implements Sink {
    static final Clock CLOCK = () -> new Moment(Instant.parse("2026-01-02T03:04:05Z"), "boot", 5_000_000);

    /** Whether the disk takes what it gets. */
    volatile boolean onDisk = true;

    /** Where the source stood when it told last; taken by what starts again. */
    volatile String checkpoint = "";

    private final List<Event> events = new ArrayList<>();

    @Override
    public synchronized void accept(Event event) {
        events.add(event);
        notifyAll();
    }

    @Override
    public void acceptAll(List<Event> together, Checkpoint then) {
        checkpoint = then.state();
        together.forEach(this::accept);
    }

    @Override
    public String checkpoint(String source) {
        return checkpoint;
    }

    @Override
    public boolean flush() {
        return onDisk;
    }

    synchronized <E extends Event> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Waits until such an event has come; empty after that long. */
    synchronized <E extends Event> Optional<E> await(Class<E> kind, Predicate<E> wanted, Duration limit)
            throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<E> found = all(kind).stream().filter(wanted).findFirst();
            long left = (until - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }

    <E extends Event> E expect(Class<E> kind, Predicate<E> wanted) throws InterruptedException {
        return await(kind, wanted, Duration.ofSeconds(90))
                .orElseThrow(() -> new AssertionError("not among " + all(Event.class)));
    }
}
