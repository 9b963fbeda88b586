package bzh.vigie.collector.intel.stix;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A pattern of STIX 2.0 or 2.1, read and ready to be judged. Immutable. */
public final class StixPattern {
    /** Hex digits of a hash by its name in the hash-algorithm vocabulary, in upper case without hyphens. */
    private static final Map<String, Integer> DIGITS =
            Map.of("MD5", 32, "SHA1", 40, "SHA224", 56, "SHA256", 64, "SHA384", 96, "SHA512", 128);

    /** Ways that are tried. */
    private static final int STEPS = 200_000;
    /** Of observations that come one after the other, each time that one comes. */
    private static final int STEPS_EACH = 10_000;

    /** Observations that lie further apart are not put together where they come one after the other. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(7);

    /** {@code [ … ]} of a pattern for whose parts observations are remembered, and observations that it asks for. */
    public static final int MOST_REMEMBERED = 62;

    private final String text;
    private final Expression expression;
    private final List<Expression.Single> singles = new ArrayList<>();

    private StixPattern(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
        singles(expression, singles);
    }

    /**
     * Reads one. {@code START} and {@code STOP} may be followed by text as in 2.0 or by instants as in 2.1.
     *
     * @throws StixPatternException where it is none, or beyond the bounds
     */
    public static StixPattern parse(String text) throws StixPatternException {
        return new StixPattern(text, Parser.parse(text));
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /**
     * The observations of one way in which it holds; empty where there is none.
     *
     * @throws StixPatternException where an observation cannot be compared with it, or there are too many ways to try
     */
    public Optional<List<Observed>> find(List<Observed> observations) throws StixPatternException {
        return new Search(
                        observations, (single, place) -> Holding.holds(single.holds(), observations.get(place)), STEPS)
                .find(expression)
                .map(places -> places.stream().map(observations::get).toList());
    }

    /** Whether some {@code [ … ]} of it holds of this observation. */
    public boolean concerns(Observed observed) throws StixPatternException {
        for (Expression.Single single : singles) {
            if (Holding.holds(single.holds(), observed)) {
                return true;
            }
        }
        return false;
    }

    /**
     * By place, from 0 on, which {@code [ … ]} of it hold of this observation: all that has to be remembered of it.
     */
    public BitSet held(Observed observed) throws StixPatternException {
        BitSet held = new BitSet();
        for (int i = 0; i < singles.size(); i++) {
            held.set(i, Holding.holds(singles.get(i).holds(), observed));
        }
        return held;
    }

    /**
     * What is remembered of an observation.
     *
     * @param held which parts of the pattern hold of it ({@link #held}); not to be changed
     */
    public record Remembered(Instant time, BitSet held) {}

    /**
     * The places of remembered observations of one way in which it holds; empty where there is none.
     *
     * @throws StixPatternException where there are too many ways to try
     */
    public Optional<List<Integer>> findAmong(List<Remembered> observations) throws StixPatternException {
        IdentityHashMap<Expression.Single, Integer> places = new IdentityHashMap<>();
        singles.forEach(single -> places.put(single, places.size()));
        return new Search(
                        observations.stream()
                                .map(each -> Observed.at(each.time(), List.of()))
                                .toList(),
                        (single, place) -> observations.get(place).held().get(places.getOrDefault(single, 0)),
                        STEPS_EACH)
                .find(expression);
    }

    /** Whether observations have to be remembered for it: it asks for several, or for when one was seen. */
    public boolean needsMemory() {
        return !isOfOneObservation() || isTimed();
    }

    /** Whether it asks for more than can be remembered. */
    public boolean isTooLarge() {
        return expression.size() > MOST_REMEMBERED || singles.size() > MOST_REMEMBERED;
    }

    private boolean isTimed() {
        return isTimed(expression);
    }

    private static boolean isTimed(Expression expression) {
        return switch (expression) {
            case Expression.Single ignored -> false;
            case Expression.All all -> all.parts().stream().anyMatch(StixPattern::isTimed);
            case Expression.Any any -> any.parts().stream().anyMatch(StixPattern::isTimed);
            case Expression.InOrder all -> all.parts().stream().anyMatch(StixPattern::isTimed);
            case Expression.Qualified(Expression of, Qualifier qualifier) ->
                qualifier instanceof Qualifier.Between || isTimed(of);
        };
    }

    /** The longest time that observations of which it holds may lie apart; empty where it sets no bound. */
    public Optional<Duration> window() {
        return window(expression);
    }

    private static Optional<Duration> window(Expression expression) {
        return switch (expression) {
            case Expression.Single ignored -> Optional.of(Duration.ZERO);
            case Expression.Any any -> {
                Optional<Duration> longest = Optional.of(Duration.ZERO);
                for (Expression part : any.parts()) {
                    Optional<Duration> other = window(part);
                    longest = longest.flatMap(most -> other.map(each -> each.compareTo(most) > 0 ? each : most));
                }
                yield longest;
            }
            case Expression.All all ->
                all.parts().size() == 1 ? window(all.parts().getFirst()) : Optional.empty();
            case Expression.InOrder all ->
                all.parts().size() == 1 ? window(all.parts().getFirst()) : Optional.empty();
            case Expression.Qualified(Expression of, Qualifier qualifier) ->
                switch (qualifier) {
                    case Qualifier.Within(Duration time) -> Optional.of(shorter(window(of), time));
                    case Qualifier.Between(Instant start, Instant stop) ->
                        Optional.of(shorter(
                                window(of), start.isBefore(stop) ? Duration.between(start, stop) : Duration.ZERO));
                    case Qualifier.Repeats(int times) -> times == 1 ? window(of) : Optional.empty();
                };
        };
    }

    private static Duration shorter(Optional<Duration> one, Duration other) {
        return one.filter(each -> each.compareTo(other) < 0).orElse(other);
    }

    /** The objects that each {@code [ … ]} of it asks for, such as file and process. */
    public List<Set<String>> types() {
        List<Set<String>> types = new ArrayList<>();
        for (Expression.Single single : singles) {
            Set<String> of = new LinkedHashSet<>();
            tests(single.holds(), path -> of.add(path.type()));
            types.add(of);
        }
        return types;
    }

    private static void singles(Expression expression, List<Expression.Single> to) {
        switch (expression) {
            case Expression.Single single -> to.add(single);
            case Expression.All all -> all.parts().forEach(part -> singles(part, to));
            case Expression.Any any -> any.parts().forEach(part -> singles(part, to));
            case Expression.InOrder all -> all.parts().forEach(part -> singles(part, to));
            case Expression.Qualified some -> singles(some.of(), to);
        }
    }

    /** Whether one observation is enough: nothing is repeated, followed or added. */
    public boolean isOfOneObservation() {
        return expression.size() == 1;
    }

    /**
     * A property and a constant, as in {@code [file:name = 'x']}.
     *
     * @param path such as {@code file:hashes.SHA-256}, without quotes
     */
    public record Equation(String path, String value) {}

    /**
     * What it says where it is nothing but properties that equal text, one of which is enough and none of which is qualified; empty
     * where it says more.
     */
    public Optional<List<Equation>> alternatives() {
        List<Equation> equations = new ArrayList<>();
        return ofAlternatives(expression, equations) ? Optional.of(equations) : Optional.empty();
    }

    private static boolean ofAlternatives(Expression expression, List<Equation> to) {
        return switch (expression) {
            case Expression.Any any -> any.parts().stream().allMatch(part -> ofAlternatives(part, to));
            case Expression.Single single -> ofAlternatives(single.holds(), to);
            case Expression.All all ->
                all.parts().size() == 1 && ofAlternatives(all.parts().getFirst(), to);
            case Expression.InOrder ignored -> false;
            case Expression.Qualified ignored -> false;
        };
    }

    private static boolean ofAlternatives(Comparison comparison, List<Equation> to) {
        return switch (comparison) {
            case Comparison.Any any -> any.parts().stream().allMatch(part -> ofAlternatives(part, to));
            case Comparison.Test test -> {
                boolean equals =
                        !test.negated() && (test.operator() == Operator.EQUAL || test.operator() == Operator.IN);
                boolean subset = !test.negated() && test.operator() == Operator.ISSUBSET;
                if (equals && test.against().stream().allMatch(Literal.Text.class::isInstance)) {
                    test.against()
                            .forEach(each -> to.add(new Equation(test.path().text(), ((Literal.Text) each).value())));
                    yield true;
                }
                if (subset && test.against().getFirst() instanceof Literal.Net net) {
                    to.add(new Equation(test.path().text(), net.address().getHostAddress() + "/" + net.prefix()));
                    yield true;
                }
                yield false;
            }
            case Comparison.All ignored -> false;
            case Comparison.Exists ignored -> false;
        };
    }

    /** Every property that it asks for, such as {@code file:name}. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        singles.forEach(single -> tests(single.holds(), path -> paths.add(path.text())));
        return paths;
    }

    private static void tests(Comparison comparison, Consumer<ObjectPath> to) {
        switch (comparison) {
            case Comparison.All all -> all.parts().forEach(part -> tests(part, to));
            case Comparison.Any any -> any.parts().forEach(part -> tests(part, to));
            case Comparison.Test test -> to.accept(test.path());
            case Comparison.Exists exists -> to.accept(exists.path());
        }
    }

    /**
     * Whether it is as the standard wants it: hashes have their length, and from 2.1 on an observation has each qualifier once.
     *
     * @param ofTwoOne whether it has to be one of 2.1
     */
    public boolean isValid(boolean ofTwoOne) {
        return singles.stream().map(Expression.Single::holds).allMatch(StixPattern::hashesAreLongEnough)
                && (!ofTwoOne || qualifiersStandOnce(expression));
    }

    private static boolean hashesAreLongEnough(Comparison comparison) {
        return switch (comparison) {
            case Comparison.All all -> all.parts().stream().allMatch(StixPattern::hashesAreLongEnough);
            case Comparison.Any any -> any.parts().stream().allMatch(StixPattern::hashesAreLongEnough);
            case Comparison.Exists ignored -> true;
            case Comparison.Test test -> {
                String path = test.path().text();
                String algorithm = path.substring(path.lastIndexOf('.') + 1)
                        .replace("-", "")
                        .toUpperCase(Locale.ROOT);
                Integer digits = path.contains(":hashes.") ? DIGITS.get(algorithm) : null;
                yield digits == null
                        || test.operator() != Operator.EQUAL
                        || (test.against().getFirst() instanceof Literal.Text hash
                                && hash.value().matches("[0-9A-Fa-f]{" + digits + "}"));
            }
        };
    }

    private static boolean qualifiersStandOnce(Expression expression) {
        return switch (expression) {
            case Expression.Single ignored -> true;
            case Expression.All all -> all.parts().stream().allMatch(StixPattern::qualifiersStandOnce);
            case Expression.Any any -> any.parts().stream().allMatch(StixPattern::qualifiersStandOnce);
            case Expression.InOrder all -> all.parts().stream().allMatch(StixPattern::qualifiersStandOnce);
            case Expression.Qualified outer -> {
                List<Class<?>> kinds = new ArrayList<>();
                Expression inner = outer;
                while (inner instanceof Expression.Qualified(Expression of, Qualifier qualifier)) {
                    kinds.add(qualifier.getClass());
                    inner = of;
                }
                boolean once = kinds.stream().distinct().count() == kinds.size();
                yield (once || !(inner instanceof Expression.Single)) && qualifiersStandOnce(inner);
            }
        };
    }
}
