package bzh.vigie.collector.intel.stix;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Looks for observations that an expression holds of, each used once: takes one after the other and goes back where that leads nowhere.
 * Gives up after so many steps. One use.
 */
final class Search {
    /** An observation that was made more often counts as made so often. */
    private static final int MOST_TIMES = 256;

    private final List<Observed> all = new ArrayList<>();
    /** For each the place of the observation among those given. */
    private final List<Integer> given = new ArrayList<>();

    /** For each the place of the first of those that are the same observation, made several times. */
    private final List<Integer> copyOf = new ArrayList<>();

    private final IdentityHashMap<Expression.Single, List<Integer>> known = new IdentityHashMap<>();
    private final BitSet taken = new BitSet();
    private final Held held;
    private final int most;
    private int steps;

    /** Of which observations an expression holds. */
    @FunctionalInterface
    interface Held {
        /** Whether it holds of the observation at that place of those given. */
        boolean by(Expression.Single single, int place) throws StixPatternException;
    }

    /** What is done with observations that an expression holds of; true where nothing more is asked. */
    @FunctionalInterface
    private interface Then {
        boolean take(List<Integer> chosen) throws StixPatternException;
    }

    Search(List<Observed> observations, Held held, int most) {
        this.held = held;
        this.most = most;
        for (int place = 0; place < observations.size(); place++) {
            Observed each = observations.get(place);
            int first = all.size();
            for (int i = 0; i < Math.min(each.times(), MOST_TIMES); i++) {
                all.add(each);
                copyOf.add(first);
                given.add(place);
            }
        }
    }

    /** The places of the observations of one way in which it holds, one made several times several times; empty where there is none. */
    Optional<List<Integer>> find(Expression expression) throws StixPatternException {
        List<Integer> found = new ArrayList<>();
        boolean holds = find(expression, Optional.empty(), chosen -> {
            chosen.forEach(place -> found.add(given.get(place)));
            return true;
        });
        return holds ? Optional.of(found) : Optional.empty();
    }

    /** @param within the shortest time that what is found has to lie in */
    private boolean find(Expression expression, Optional<Duration> within, Then then) throws StixPatternException {
        return switch (expression) {
            case Expression.Single single -> single(single, then);
            case Expression.Any any -> {
                for (Expression part : any.parts()) {
                    if (find(part, within, then)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Expression.All parts -> parts(parts.parts(), 0, List.of(), false, within, then);
            case Expression.InOrder parts -> parts(parts.parts(), 0, List.of(), true, within, then);
            case Expression.Qualified(Expression of, Qualifier qualifier) ->
                switch (qualifier) {
                    case Qualifier.Within(Duration time) ->
                        find(
                                of,
                                within.filter(less -> less.compareTo(time) < 0).or(() -> Optional.of(time)),
                                chosen -> liesWithin(chosen, Optional.of(time)) && then.take(chosen));
                    case Qualifier.Between(Instant start, Instant stop) ->
                        find(
                                of,
                                within,
                                chosen -> chosen.stream().allMatch(at -> isBetween(at, start, stop))
                                        && then.take(chosen));
                    case Qualifier.Repeats(int times) -> repeats(of, times, List.of(), -1, within, then);
                };
        };
    }

    private boolean single(Expression.Single single, Then then) throws StixPatternException {
        List<Integer> places = known.get(single);
        if (places == null) {
            places = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                boolean holds = copyOf.get(i) < i
                        ? !places.isEmpty() && places.getLast() == i - 1
                        : held.by(single, given.get(i));
                if (holds) {
                    places.add(i);
                }
            }
            known.put(single, places);
        }
        for (int place : places) {
            if (++steps > most) {
                throw new StixPatternException("too-many-ways", most);
            }
            if (!taken.get(place)) {
                taken.set(place);
                boolean done = then.take(List.of(place));
                taken.clear(place);
                if (done) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean parts(
            List<Expression> parts,
            int next,
            List<Integer> before,
            boolean inOrder,
            Optional<Duration> within,
            Then then)
            throws StixPatternException {
        if (next == parts.size()) {
            return then.take(before);
        }
        return find(parts.get(next), within, chosen -> {
            if (inOrder && !before.isEmpty() && latestFirst(before).isAfter(earliestLast(chosen))) {
                return false;
            }
            List<Integer> together = joined(before, chosen);
            return liesWithin(together, within) && parts(parts, next + 1, together, inOrder, within, then);
        });
    }

    /** The same in another order is the same: each begins after the one before. */
    private boolean repeats(
            Expression of, int times, List<Integer> before, int after, Optional<Duration> within, Then then)
            throws StixPatternException {
        if (times == 0) {
            return then.take(before);
        }
        if ((long) times * Math.max(1, of.size()) > all.size() && of instanceof Expression.Single) {
            return false;
        }
        return find(of, within, chosen -> {
            int first = chosen.stream().min(Integer::compare).orElse(-1);
            if (first <= after) {
                return false;
            }
            List<Integer> together = joined(before, chosen);
            return liesWithin(together, within) && repeats(of, times - 1, together, first, within, then);
        });
    }

    private static List<Integer> joined(List<Integer> one, List<Integer> other) {
        List<Integer> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    /** Whether an instant of each can be chosen so that no two are further apart. */
    private boolean liesWithin(List<Integer> chosen, Optional<Duration> within) {
        return within.isEmpty()
                || chosen.isEmpty()
                || !latestFirst(chosen).isAfter(earliestLast(chosen).plus(within.get()));
    }

    private boolean isBetween(int place, Instant start, Instant stop) {
        Observed each = all.get(place);
        return start.isBefore(stop)
                && each.first().isBefore(stop)
                && !each.last().isBefore(start);
    }

    private Instant latestFirst(List<Integer> places) {
        return places.stream()
                .map(place -> all.get(place).first())
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    private Instant earliestLast(List<Integer> places) {
        return places.stream()
                .map(place -> all.get(place).last())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
