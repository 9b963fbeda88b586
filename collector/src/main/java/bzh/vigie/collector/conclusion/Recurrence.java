package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.Alerts.Alert;
import java.util.Optional;
import java.util.Set;

/**
 * Something that should not be there after the eviction.
 *
 * @param nature as an analyst says; until then it is a possible recurrence, and nothing can be concluded
 */
public record Recurrence(Alert alert, Optional<Nature> nature) {
    /** The rules that tell of one. */
    static final Set<String> RULES = Set.of("vigie-return", "vigie-suspected-return", "vigie-not-removed");

    /** What it is. */
    public enum Nature {
        RETURNED,
        NEVER_LEFT,
        RESTORED,
        UNRELATED,
        AUTHORISED;

        /** Whether it is a recurrence that was observed: what was authorised is none. */
        boolean counts() {
            return this != AUTHORISED;
        }
    }
}
