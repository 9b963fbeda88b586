package bzh.vigie.event;

import java.util.OptionalLong;

/**
 * When, as the host tells it: microseconds since 1970 UTC. They change without the item being another one, so neither its key nor
 * its fingerprint is made of them, and they are those of its last reading that was told. An account whose password was set at another time is told again as it is.
 *
 * @param modifiedMicros when its source was written last
 * @param lastLogonMicros of an account: when it logged on last; empty for never, too
 * @param passwordSetMicros of an account: when its password was set last
 */
public record ItemTimes(OptionalLong modifiedMicros, OptionalLong lastLogonMicros, OptionalLong passwordSetMicros) {
    public static final ItemTimes NONE =
            new ItemTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** Of what is no account. */
    public static ItemTimes modified(long micros) {
        return NONE.ofSource(OptionalLong.of(micros));
    }

    /** The same, of a source that was written then. */
    public ItemTimes ofSource(OptionalLong modified) {
        return new ItemTimes(modified, lastLogonMicros, passwordSetMicros);
    }
}
