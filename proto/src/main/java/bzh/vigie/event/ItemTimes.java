package bzh.vigie.event;

import java.util.OptionalLong;

/**
 * When, as the host tells it: microseconds since 1970 UTC. They change without the item being another one, so neither its key nor
 * its fingerprint is made of them, and they are those of its last reading that was told. An account whose password was set at another time, and
 * what starts at other times, is told again as it is.
 *
 * @param modifiedMicros when its source was written last
 * @param lastLogonMicros of an account: when it logged on last; empty for never, too
 * @param passwordSetMicros of an account: when its password was set last
 * @param starts when it starts by time, of what does not say so in its value: of tasks of Windows their triggers by time, a line each; and
 *     {@link #CATCHES_UP}, a line by itself; empty where there is nothing to say
 */
public record ItemTimes(
        OptionalLong modifiedMicros, OptionalLong lastLogonMicros, OptionalLong passwordSetMicros, String starts) {
    public static final ItemTimes NONE =
            new ItemTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** What came due while the host was off is made up for. */
    public static final String CATCHES_UP = "catches-up";

    /** Of what says by itself when it starts, or does not start by time. */
    public ItemTimes(OptionalLong modifiedMicros, OptionalLong lastLogonMicros, OptionalLong passwordSetMicros) {
        this(modifiedMicros, lastLogonMicros, passwordSetMicros, "");
    }

    /** Of what is no account. */
    public static ItemTimes modified(long micros) {
        return NONE.ofSource(OptionalLong.of(micros));
    }

    /** The same, of a source that was written then. */
    public ItemTimes ofSource(OptionalLong modified) {
        return new ItemTimes(modified, lastLogonMicros, passwordSetMicros, starts);
    }

    /** The same, of what starts then. */
    public ItemTimes starting(String when) {
        return new ItemTimes(modifiedMicros, lastLogonMicros, passwordSetMicros, when);
    }
}
