package bzh.vigie.collector.store;

import bzh.vigie.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Which sources and locations of which host were watched, when, and what was lost. */
public interface CoverageLog {
    /** Why nothing was heard: the host was shut down in good order, as it told when it came back. */
    String SHUT_DOWN = "shut-down";

    /** Why nothing was heard: the host was asleep, as it said before, or as its clocks showed when it woke. */
    String SUSPENDED = "suspended";

    /** Keeps a stretch; gives how many rows it takes that were not there. */
    int add(AgentId host, Event.Coverage stretch, Instant received);

    /** The beginning of the source of a loss that this collector tells itself. */
    String COLLECTOR = "collector";

    /** Sources of one loss that are kept; what the others lost is one more, by the name {@code other}. */
    int MOST_SOURCES = 63;

    /**
     * Keeps a loss. Those of one host, source, lane and reason that are received within an hour are one: where an agent tells them, as far as
     * what they lost is not more than an hour apart.
     *
     * @return how many rows it takes that were not there, at most {@link #MOST_SOURCES} and two
     */
    int add(AgentId host, Event.Loss loss, Instant received);

    /** The collector's own word: nothing was heard from this host between the two. */
    void gap(AgentId host, Instant from, Instant to, String reason);

    /** Latest state of each source; gives how many rows it takes that were not there. */
    int state(AgentId host, Event.SourceState state, Instant received);

    /** The latest state of each source, by source. */
    List<Event.SourceState> states(AgentId host);

    /** Stretches that overlap this time by the collector's clock, oldest first; adjoining ones of one state are joined. */
    default List<Event.Coverage> stretches(AgentId host, Instant from, Instant to) {
        return told(host, from, to).stream().map(Told::stretch).toList();
    }

    /**
     * The same with when each was told, the oldest 200,000 at most: what lies beyond does not count as watched.
     */
    List<Told> told(AgentId host, Instant from, Instant to);

    /**
     * Losses received from that instant until before the other, oldest first, with times by the collector's clock. Of very many (50,000 counts) the rest is one, and of it
     * all the time until its last event is lost.
     */
    List<Event.Loss> losses(AgentId host, Instant from, Instant to);

    /**
     * Rows of a host that the ledger holds, by the day (UTC) of its receipt, of gaps by the day on which they were written: stretches of sources, passes,
     * what was mounted over locations, losses and gaps. Once all that was received on a day was judged, its lines never change.
     */
    List<Line> lines(AgentId host, LocalDate from, LocalDate to);

    /** When the stretch was received that was told the longest ago. */
    Optional<Instant> oldest();

    /** Silence that overlaps this time, oldest first. */
    List<Gap> gaps(AgentId host, Instant from, Instant to);

    /** Removes what a host told of what it watched and lost, so that nothing counts as watched; that it was silent stays. */
    void forget(AgentId host);

    /**
     * Lets go of stretches, losses and gaps that ended, or were last told, before that instant by the collector's clock: the
     * oldest first, at most that many of each, so that a transaction stays short. Losses and gaps go when no stretch is left that is so old: what
     * was lost of a time is known for as long as what was watched. The latest states of sources stay.
     *
     * @return how many went; less than {@code most} where nothing that old is left
     */
    int retain(Instant oldest, int most);

    /**
     * A stretch and the receipt time of its last part: no host can tell of a time after that.
     *
     * @param skewMicros host clock minus collector clock when it was told; of one that an older version kept, as last estimated
     */
    record Told(Event.Coverage stretch, Instant received, long skewMicros) {
        /** By the collector's clock. */
        public Instant from() {
            return byCollectorClock(stretch.fromWallMicros());
        }

        /** By the collector's clock. */
        public Instant to() {
            return byCollectorClock(stretch.toWallMicros());
        }

        private Instant byCollectorClock(long wallMicros) {
            return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).minus(skewMicros, ChronoUnit.MICROS);
        }
    }

    /** All that a row says, as text. */
    record Line(LocalDate day, String text) {}

    /** A time in which nothing was heard from a host, and why as far as known. */
    record Gap(Instant from, Instant to, String reason) {}
}
