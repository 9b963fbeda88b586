package bzh.vigie.collector.intel.stix;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A pattern of STIX 2.0 or 2.1, read and ready to be judged. Immutable. */
public final class StixPattern {
    /** Hex digits of a hash by its name in the hash-algorithm vocabulary, in upper case without hyphens. */
    private static final Map<String, Integer> DIGITS =
            Map.of("MD5", 32, "SHA1", 40, "SHA224", 56, "SHA256", 64, "SHA384", 96, "SHA512", 128);

    private final String text;
    private final Expression expression;

    private StixPattern(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
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
        return new Search(observations).find(expression);
    }

    /** Whether some {@code [ … ]} of it holds of this observation. */
    public boolean concerns(Observed observed) throws StixPatternException {
        List<Comparison> singles = new ArrayList<>();
        each(expression, singles::add);
        for (Comparison single : singles) {
            if (Holding.holds(single, observed)) {
                return true;
            }
        }
        return false;
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
        each(expression, single -> tests(single, path -> paths.add(path.text())));
        return paths;
    }

    private static void each(Expression expression, Consumer<Comparison> to) {
        switch (expression) {
            case Expression.Single single -> to.accept(single.holds());
            case Expression.All all -> all.parts().forEach(part -> each(part, to));
            case Expression.Any any -> any.parts().forEach(part -> each(part, to));
            case Expression.InOrder all -> all.parts().forEach(part -> each(part, to));
            case Expression.Qualified some -> each(some.of(), to);
        }
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
        List<Comparison> singles = new ArrayList<>();
        each(expression, singles::add);
        return singles.stream().allMatch(StixPattern::hashesAreLongEnough)
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
