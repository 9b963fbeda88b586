package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.SystemLists;
import java.util.List;
import java.util.Optional;

/**
 * How what a running system says of itself is set against what its registry and files say: whoever hides from one of them shows
 * in the other. Nothing but what is handed in is asked, and any answer gives a result. A new subject is one more implementation,
 * named in the catalogue, and a list in {@link SystemLists}.
 */
public non-sealed interface CrossCheck extends Parser {
    /**
     * One look at both. What comes or goes meanwhile may show as a difference: two looks are taken, and what both show counts.
     * The list of the system is absent or refused as it was given.
     */
    Reading<Look> look(SystemLists told, Registry registry, Surroundings around);

    /**
     * What one look saw.
     *
     * @param unread why something of the registry could not be read, if anything
     */
    record Look(List<Difference> differences, Optional<Reading.Refused<?>> unread) {
        public Look {
            differences = List.copyOf(differences);
        }
    }

    /**
     * What one side says and the other does not, or says otherwise.
     *
     * @param source where the registry or a file has it, or would
     * @param modifiedMicros when that was last written, as the host tells it; 0 where nobody knows
     */
    record Difference(String source, long modifiedMicros, Draft draft) {
        /** Whether it is the same one, seen again. */
        public boolean isSame(Difference other) {
            return source.equals(other.source) && draft.equals(other.draft);
        }
    }
}
