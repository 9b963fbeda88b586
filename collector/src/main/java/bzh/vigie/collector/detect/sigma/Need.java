package bzh.vigie.collector.detect.sigma;

/**
 * What must be set on a Windows host for the events of a rule to be written there at all, from the custom attribute
 * {@code needs:}, a list of maps of one key.
 *
 * @param text for {@code AUDIT} Microsoft's English name of an audit subcategory, for {@code CHANNEL} the name of a channel of the
 *     event log, for the others a word of ours in lower case with dashes
 */
public record Need(Kind kind, String text) {
    /** The keys, in lower case in a rule's file. */
    public enum Kind {
        /** A subcategory of the advanced audit policy, of which successes are audited. */
        AUDIT,
        /** An entry in an object's audit list (SACL). */
        SACL,
        /** A channel that is not on, or not kept, everywhere. */
        CHANNEL,
        /** Another setting, such as command lines in process events. */
        SETTING
    }
}
