package bzh.vigie.event;

import java.util.Optional;

/**
 * How one reading of one location for one account went: one unreadable home does not hide the others (DESIGN.md 5.3).
 *
 * @param account empty for machine locations
 * @param items how many are told one by one
 * @param reader which reader: live or offline
 * @param asShipped in a place with masses of items, those that are not told one by one; empty for other places
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
        int catalogueVersion,
        Optional<AsShipped> asShipped) {

    /** Of a place whose items are all told. */
    public LocationStatus(
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
        this(
                location,
                account,
                state,
                reason,
                detail,
                reader,
                items,
                bytes,
                startedWallMicros,
                durationMicros,
                trigger,
                catalogueVersion,
                Optional.empty());
    }

    /**
     * Items that are as their package shipped them and have nothing to look at (DESIGN.md 5.8): counted, not told.
     *
     * @param digest over their keys and fingerprints in the order of reading; an upgrade changes it
     */
    public record AsShipped(int items, Sha256 digest) {}

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
