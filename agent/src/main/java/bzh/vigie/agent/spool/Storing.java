package bzh.vigie.agent.spool;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Dropped;
import bzh.vigie.journal.JournalFullException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Puts batches into the lanes. Where the spool's bound or the disk leaves no room, the oldest segment of lane 3 goes, then of
 * lane 2, then of lane 1, but never for a batch less precious than what would go. Used by the writer's thread alone.
 */
final class Storing {
    private static final System.Logger LOG = System.getLogger(Storing.class.getName());
    /** What a batch takes on disk beside itself: block header, counts, the ends and beginnings of segments. */
    private static final int OVERHEAD = 16 * 1024;

    private final Map<Lane, LaneJournal> journals;
    private final Losses losses;
    private final Supplier<Epoch> epoch;
    /** Lanes of which something waits in memory, since it could not be written. */
    private final Set<Lane> stuck = ConcurrentHashMap.newKeySet();

    private volatile long maxBytes;

    Storing(Map<Lane, LaneJournal> journals, Losses losses, Supplier<Epoch> epoch, long maxBytes) {
        this.journals = journals;
        this.losses = losses;
        this.epoch = epoch;
        this.maxBytes = maxBytes;
    }

    void bound(long bytes) {
        maxBytes = bytes;
    }

    /** From any thread. */
    boolean isStuck() {
        return !stuck.isEmpty();
    }

    long bytes() {
        return journals.values().stream().mapToLong(LaneJournal::bytes).sum();
    }

    /**
     * How many of these events, from the first on, are done with: written, or counted as lost for good.
     *
     * @param then where their sources stand after the last of them
     */
    int store(LaneJournal journal, List<Event> events, List<Checkpoint> then) {
        ReasonCode refused = ReasonCode.TOO_LARGE;
        try {
            Map<String, String> checkpoints = journal.checkpoints(then);
            Optional<byte[]> record = Packing.record(events, checkpoints);
            if (record.isPresent()) {
                boolean stored = append(
                        journal,
                        record.get(),
                        Losses.counts(events).stream().map(CountedLoss::summary).toList());
                if (stored) {
                    journal.standsAt(checkpoints);
                } else {
                    stuck.add(journal.lane());
                }
                return stored ? events.size() : 0;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // One bad event must not stop those behind it: it is found by halving, and counted.
            LOG.log(Level.DEBUG, "events that cannot be encoded", e);
            refused = ReasonCode.MALFORMED;
        }
        if (events.size() == 1) {
            losses.add(events.getFirst(), refused);
            return 1;
        }
        int half = events.size() / 2;
        int done = store(journal, events.subList(0, half), List.of());
        return done < half ? done : half + store(journal, events.subList(half, events.size()), then);
    }

    private boolean append(LaneJournal journal, byte[] record, List<SourceCount> counts) {
        try {
            journal.mend();
            while (true) {
                if (bytes() + record.length + OVERHEAD <= maxBytes && appended(journal, record, counts)) {
                    return true;
                }
                if (!drop(journal.lane())) {
                    return false;
                }
            }
        } catch (IOException e) {
            broke(journal, e);
            return false;
        }
    }

    private static boolean appended(LaneJournal journal, byte[] record, List<SourceCount> counts) throws IOException {
        try {
            journal.append(record, counts);
            return true;
        } catch (JournalFullException e) {
            return false;
        }
    }

    private boolean drop(Lane incoming) {
        for (Lane victim : List.of(Lane.ACTIVITY, Lane.LOGONS, Lane.PERSISTENCE)) {
            LaneJournal journal = journals.get(victim);
            if (journal == null || victim.number() < incoming.number()) {
                continue;
            }
            try {
                journal.mend();
                Optional<Dropped> dropped = journal.dropOldest();
                if (dropped.isPresent()) {
                    tell(victim, dropped.get());
                    return true;
                }
            } catch (IOException e) {
                broke(journal, e);
            }
        }
        return false;
    }

    private void tell(Lane lane, Dropped dropped) {
        Epoch current = epoch.get();
        long events = dropped.counts().stream().mapToLong(SourceCount::events).sum();
        losses.add(
                lane.number(),
                current.outer(lane, dropped.from()),
                current.outer(lane, dropped.to()),
                dropped.counts().stream().map(CountedLoss::of).toList(),
                ReasonCode.OVERLOADED);
        LOG.log(
                Level.ERROR,
                "the spool is full: {0} events in batches {1} to {2} of lane {3} were dropped",
                Long.toString(events),
                Long.toString(dropped.from()),
                Long.toString(dropped.to()),
                lane.number());
    }

    /** Returns when the disk has what was stored in this lane; false if that failed. */
    boolean flush(LaneJournal journal) {
        try {
            journal.mend();
            journal.flush();
            stuck.remove(journal.lane());
            return true;
        } catch (IOException e) {
            broke(journal, e);
            stuck.add(journal.lane());
            return false;
        }
    }

    private static void broke(LaneJournal journal, IOException e) {
        if (journal.broke()) {
            LOG.log(
                    Level.WARNING,
                    "lane " + journal.lane().number() + " of the spool cannot be written, is tried again each second: "
                            + e);
        }
    }
}
