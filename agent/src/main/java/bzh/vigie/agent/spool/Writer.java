package bzh.vigie.agent.spool;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The spool's one thread: takes batches that are due from the intake to the disk, and sleeps while there are none. */
final class Writer implements Runnable {
    private static final long SECOND = 1_000_000_000L;

    private final Intake intake;
    private final Losses losses;
    private final Storing storing;
    private final List<LaneJournal> journals;
    private final Clock clock;
    private final Runnable filled;

    // Points on System.nanoTime.
    private final Map<Lane, Long> blockedUntil = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> flushed = new EnumMap<>(Lane.class);
    private final Map<Lane, Boolean> dirty = new EnumMap<>(Lane.class);
    private long told;

    Writer(
            Intake intake,
            Losses losses,
            Storing storing,
            Collection<LaneJournal> journals,
            Clock clock,
            Runnable filled) {
        this.intake = intake;
        this.losses = losses;
        this.storing = storing;
        this.journals = List.copyOf(journals);
        this.clock = clock;
        this.filled = filled;
        long start = System.nanoTime() - SECOND;
        told = start;
        for (LaneJournal journal : journals) {
            blockedUntil.put(journal.lane(), start);
            flushed.put(journal.lane(), start);
            dirty.put(journal.lane(), false);
        }
    }

    @Override
    public void run() {
        try {
            while (!intake.closed()) {
                intake.await(due(System.nanoTime()));
                long asked = intake.asked();
                pass(System.nanoTime(), asked > 0 || intake.closed());
                intake.made(asked);
            }
            pass(System.nanoTime(), true);
        } finally {
            // Nobody waits for a thread that has ended.
            intake.close();
        }
    }

    private long due(long now) {
        long due = losses.isEmpty() ? Intake.forEver() : Math.max(told + SECOND, blocked(Lane.PERSISTENCE)) - now;
        for (LaneJournal journal : journals) {
            Lane lane = journal.lane();
            long waiting = intake.due(lane, now);
            if (waiting != Long.MAX_VALUE) {
                due = Math.min(due, Math.max(waiting, blocked(lane) - now));
            }
            if (isDirty(lane)) {
                due = Math.min(due, at(flushed, lane) + SECOND - now);
            }
        }
        return due;
    }

    /** @param all whatever waits, and on to the disk, without gathering more */
    private void pass(long now, boolean all) {
        boolean visible = false;
        for (LaneJournal journal : journals) {
            Lane lane = journal.lane();
            if (all || blocked(lane) <= now) {
                store(journal, now, all);
            }
            if (lane == Lane.PERSISTENCE
                    && !losses.isEmpty()
                    && (all || (told + SECOND <= now && blocked(lane) <= now))) {
                tell(journal, now);
            }
            boolean flush = lane == Lane.PERSISTENCE || all || at(flushed, lane) + SECOND <= now;
            if (isDirty(lane) && flush && storing.flush(journal)) {
                dirty.put(lane, false);
                flushed.put(lane, now);
                visible = true;
            }
        }
        if (visible) {
            filled.run();
        }
    }

    private void store(LaneJournal journal, long now, boolean all) {
        Lane lane = journal.lane();
        while (all || intake.due(lane, now) <= 0) {
            Gathering.Batch batch = intake.batch(lane);
            if (batch.events().isEmpty()) {
                return;
            }
            int done = storing.store(journal, batch.events(), batch.then());
            intake.done(lane, done);
            if (done > 0) {
                dirty.put(lane, true);
            }
            if (done < batch.events().size()) {
                blockedUntil.put(lane, now + SECOND);
                return;
            }
        }
    }

    private void tell(LaneJournal journal, long now) {
        List<Event> events = losses.tell(clock.now());
        int done = storing.store(journal, events, List.of());
        events.subList(done, events.size()).forEach(losses::untell);
        if (done > 0) {
            dirty.put(journal.lane(), true);
        }
        if (done < events.size()) {
            blockedUntil.put(journal.lane(), now + SECOND);
        }
        told = now;
    }

    private boolean isDirty(Lane lane) {
        return dirty.getOrDefault(lane, false);
    }

    private long blocked(Lane lane) {
        return at(blockedUntil, lane);
    }

    private static long at(Map<Lane, Long> points, Lane lane) {
        Long point = points.get(lane);
        if (point == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return point;
    }
}
