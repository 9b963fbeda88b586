package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.util.List;
import java.util.Optional;

/** The window that ends at the last entry of a group, kept up as entries come; made anew where that cannot be. */
final class LastWindow {
    private final Correlation correlation;
    private final long timespan;
    private Optional<Sliding> sliding = Optional.empty();
    private int first;

    LastWindow(Correlation correlation, long timespan) {
        this.correlation = correlation;
        this.timespan = timespan;
    }

    /** Place of its first entry. */
    int first() {
        return first;
    }

    /** What stands in it. */
    Sliding sliding(List<Entry> entries) {
        if (sliding.isEmpty()) {
            Sliding anew = Sliding.of(correlation);
            first = Group.from(entries, entries.getLast().micros() - timespan);
            entries.subList(first, entries.size()).forEach(anew::add);
            sliding = Optional.of(anew);
        }
        return sliding.get();
    }

    /** An entry of the last instant came to that place. */
    void cameLast(List<Entry> entries, int at) {
        if (sliding.isEmpty()) {
            sliding(entries);
        } else if (sliding.get().takesAnyOrder() || at == entries.size() - 1 || isLikeItsNeighbour(entries, at)) {
            Entry entry = entries.get(at);
            sliding.get().add(entry);
            while (entries.get(first).micros() < entry.micros() - timespan) {
                sliding.get().remove(entries.get(first++));
            }
        } else {
            sliding = Optional.empty();
            sliding(entries);
        }
    }

    /** An entry that is not of the last instant came to that place: the window has it, or begins one place later. */
    void cameBefore(List<Entry> entries, int at) {
        Entry entry = entries.get(at);
        if (sliding.isEmpty()) {
            return;
        }
        if (entry.micros() < entries.getLast().micros() - timespan) {
            first++;
        } else if (sliding.get().takesAnyOrder()) {
            sliding.get().add(entry);
        } else {
            sliding = Optional.empty();
        }
    }

    /** So many entries before it are no more. */
    void cut(int some) {
        first -= some;
    }

    /** Entries in it may be no more. */
    void forget() {
        sliding = Optional.empty();
    }

    /** Whether an entry beside it is of the same instant and rule, so that for the order of rules it is as if it came last. */
    private static boolean isLikeItsNeighbour(List<Entry> entries, int at) {
        Entry entry = entries.get(at);
        for (int beside : new int[] {at - 1, at + 1}) {
            if (beside >= 0 && beside < entries.size()) {
                Entry other = entries.get(beside);
                if (other.micros() == entry.micros() && other.rule() == entry.rule()) {
                    return true;
                }
            }
        }
        return false;
    }
}
