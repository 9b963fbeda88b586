package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import java.time.Duration;

/** A part of the spool with numbers of its own, most precious first: what is dropped last when the disk is full. */
enum Lane {
    /** Persistence, accounts, coverage, loss, agent state. */
    PERSISTENCE(1, Duration.ofMillis(50)),
    /** Logons, log records, neighbours. */
    LOGONS(2, Duration.ofSeconds(1)),
    /** Processes, network. */
    ACTIVITY(3, Duration.ofSeconds(1));

    private final int number;
    private final Duration gathering;

    Lane(int number, Duration gathering) {
        this.number = number;
        this.gathering = gathering;
    }

    /** 1, 2 or 3, as on the wire. */
    int number() {
        return number;
    }

    /** How long an event may wait for others of its batch. */
    Duration gathering() {
        return gathering;
    }

    /** The lane of that number. */
    static Lane of(int number) {
        for (Lane lane : values()) {
            if (lane.number == number) {
                return lane;
            }
        }
        throw new IllegalArgumentException("lane " + number + ", must be 1 to 3");
    }

    /** Where an event goes. */
    static Lane of(Event event) {
        return switch (event) {
            case Event.ItemSeen e -> PERSISTENCE;
            case Event.LocationRead e -> PERSISTENCE;
            case Event.AccountChange e -> PERSISTENCE;
            case Event.Coverage e -> PERSISTENCE;
            case Event.SourceState e -> PERSISTENCE;
            case Event.Loss e -> PERSISTENCE;
            case Event.AgentState e -> PERSISTENCE;
            case Event.WatchlistCheck e -> PERSISTENCE;
            case Event.DirectoryAccounts e -> PERSISTENCE;
            case Event.KernelCode e -> LOGONS;
            case Event.ProcessAccess e -> LOGONS;
            case Event.FileChange e -> LOGONS;
            case Event.Logon e -> LOGONS;
            case Event.LogRecord e -> LOGONS;
            case Event.NeighboursSeen e -> LOGONS;
            case Event.ProcessStarted e -> ACTIVITY;
            case Event.ProcessStopped e -> ACTIVITY;
            case Event.Flow e -> ACTIVITY;
            case Event.Listener e -> ACTIVITY;
            case Event.DnsAnswer e -> ACTIVITY;
        };
    }
}
