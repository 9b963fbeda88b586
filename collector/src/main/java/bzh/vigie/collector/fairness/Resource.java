package bzh.vigie.collector.fairness;

import java.util.Locale;

/**
 * What agents use of the collector. A resource is held, and given back, or spent, and refilled in the course of a day. SECURITY.md has the
 * table: change both.
 */
public enum Resource {
    /** Connections whose certificate is an agent's. */
    CONNECTIONS(8, 30_000, 0),
    /** Bytes that were received and are not on the disk yet. */
    BYTES_IN_FLIGHT(1 << 20, 64 << 20, 0),
    /** Bytes that were acknowledged and are not judged yet: at least 1 KiB a batch. */
    BACKLOG(2 << 20, 128 << 20, 0),
    /** Nanoseconds of a processor for detection. Nothing is dropped beyond; it is told, and others come first. */
    DETECTION_TIME(300_000_000_000L, Long.MAX_VALUE, 600_000_000_000L),
    /** Handshakes whose certificate is an agent's: each is followed by a hello, which asks the store. */
    HELLOS(12, 12L << 15, 17_280),
    /** Heartbeats and location digests: each is noted in the store, or asks it. */
    FRAMES(600, 600L << 15, 86_400),
    /** Requests for a renewal: each is signed, and agents send one an hour at most. */
    RENEWALS(12, 12L << 15, 144),
    /** Lanes, which are remembered for good: three with each epoch, and an agent makes an epoch in years. */
    LANES(60, 60L << 12, 72),
    /** Bytes received. */
    WIRE_BYTES(1L << 30, 1L << 38, 512L << 20),
    /** What these bytes inflate to. */
    INFLATED_BYTES(8L << 30, 8L << 38, 4L << 30),
    /** Events: entries of the history. */
    EVENTS(4_000_000, 4_000_000L << 8, 2_000_000),
    /** Rows of coverage, of losses by source, and of states of sources. */
    COVERAGE(40_000, 40_000L << 12, 10_000),
    /** Items that are new in the inventory of a host, or changed there. */
    ITEMS(20_000, 20_000L << 12, 4_000),
    /** Bytes of these items. */
    ITEM_BYTES(16 << 20, 64L << 30, 4 << 20),
    /** New alerts, of all rules together. */
    ALERTS(1_000, 1_000L << 6, 1_000),
    /** Batches that cannot be read: each is kept in quarantine, and is one more of an alert. */
    UNREADABLE_BATCHES(20, 20L << 12, 480),
    /** Bytes of the event history, which whoever has too many gives back. */
    HISTORY(Long.MAX_VALUE, 100L << 30, 0);

    /**
     * How much may be used. A commune is bound to its eighth while more than half of all is used, so that one with many hosts may use what
     * nobody else wants.
     *
     * @param perAgent at once
     * @param inAll at once; of what is spent, no bound of its own: beyond half of it communes are bound to theirs
     * @param perDay refilled for an agent in a day, of what is spent, and for all likewise; 0 for what is held
     */
    public record Bound(long perAgent, long inAll, long perDay) {
        private static final int COMMUNES = 8;

        /** Amount that one commune may use once more than half of all is used. */
        public long perCommune() {
            return Math.max(1, inAll / COMMUNES);
        }

        /** How many agents at their worst make up what there is in all. */
        double agentsInAll() {
            return (double) inAll / perAgent;
        }

        boolean isCrowded(long all) {
            return all > inAll / 2;
        }

        /** The same where there is less, or more, in all. */
        public Bound inAll(long most) {
            return new Bound(Math.min(perAgent, most), most, perDay);
        }
    }

    private final long perAgent;
    private final long inAll;
    private final long perDay;

    Resource(long perAgent, long inAll, long perDay) {
        this.perAgent = perAgent;
        this.inAll = inAll;
        this.perDay = perDay;
    }

    /** The bound unless something else is configured. */
    public Bound bound() {
        return new Bound(perAgent, inAll, perDay);
    }

    /** The name in alerts: lower case with dashes. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
