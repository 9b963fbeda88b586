package bzh.vigie.event;

import java.util.Optional;

/**
 * How one reading of one location for one account went: one unreadable home does not hide the others (DESIGN.md 5.3).
 *
 * @param account empty for machine locations
 * @param reader which reader: live or offline
 * @param startedWallMicros microseconds since 1970 UTC on the host's clock
 */
public record LocationStatus(
        String location,
        Optional<Account> account,
        State state,
        ReasonCode reason,
        String detail,
        String reader,
        int items,
        long bytes,
        long startedWallMicros,
        long durationMicros,
        Trigger trigger,
        int catalogueVersion) {

    /** The verdict of a reading. */
    public enum State {
        READ,
        PARTIAL,
        UNREADABLE,
        NOT_APPLICABLE
    }

    /** What made the agent read. */
    public enum Trigger {
        NOTIFICATION,
        PASS,
        REQUEST
    }
}
