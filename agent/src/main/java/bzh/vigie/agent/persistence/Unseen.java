package bzh.vigie.agent.persistence;

import java.util.Set;

/**
 * Objects of a directory that one reading could not look into, by the source of their items: all others are compared as in a place that was
 * read whole.
 *
 * @param hidden nothing of them may be read: of their items nothing is known, and those not seen before are then newly visible
 * @param doubted something of them could not be read or understood: what is not found may still be there, what is found is new
 * @param doubtsAll the same of every object, since there are more such than are told apart
 */
record Unseen(Set<String> hidden, Set<String> doubted, boolean doubtsAll) {
    static final Unseen NONE = new Unseen(Set.of(), Set.of(), false);

    Unseen {
        hidden = Set.copyOf(hidden);
        doubted = Set.copyOf(doubted);
    }

    /** Whether an item with this source may be there although it was not found. */
    boolean mayHide(String source) {
        return doubtsAll || doubted.contains(source) || hidden.stream().anyMatch(object -> isOf(object, source));
    }

    /** Whether the source is that object's, or below that folder of shared files. */
    static boolean isOf(String object, String source) {
        return source.startsWith(object)
                && (source.length() == object.length() || source.charAt(object.length()) == '\\');
    }
}
