package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.windows.regf.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys on the way to the one that was looked up last: what is looked up next mostly stands beside or below it, so only the rest
 * of its way is looked for. Used by one thread at a time.
 */
final class Trail {
    /** A key on the way, under the name by which it was asked for, and its path with the names as the hive has them. */
    private record Step(String asked, String path, Key key) {}

    private final List<Step> steps = new ArrayList<>();
    private Optional<Step> start = Optional.empty();
    private int at;

    /** Begins a way at the root of a hive that a path names so; one that was opened again has another root. */
    void startAt(String root, Key key) {
        if (start.filter(s -> s.asked().equals(root) && s.key() == key).isEmpty()) {
            steps.clear();
            start = Optional.of(new Step(root, root, key));
        }
        at = 0;
    }

    /** Whether the way led to that name at this depth before; it goes on from there, otherwise from where it has come to. */
    boolean follows(int depth, String name) {
        if (depth < steps.size() && steps.get(depth).asked().equals(name)) {
            at = depth + 1;
            return true;
        }
        endAt(depth);
        return false;
    }

    /** Goes on to that key. */
    void add(String asked, String name, Key key) {
        steps.add(new Step(asked, path() + Registry.SEPARATOR + name, key));
        at = steps.size();
    }

    /** The way is so long. */
    void endAt(int depth) {
        steps.subList(Math.min(depth, steps.size()), steps.size()).clear();
        at = steps.size();
    }

    /** Where it has come to. */
    Key key() {
        return here().key();
    }

    /** Its path in the normal form. */
    String path() {
        return here().path();
    }

    /** A hive is closed. */
    void forget() {
        steps.clear();
        start = Optional.empty();
        at = 0;
    }

    private Step here() {
        return at == 0 ? start.orElseThrow() : steps.get(at - 1);
    }
}
