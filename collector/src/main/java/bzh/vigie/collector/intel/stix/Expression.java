package bzh.vigie.collector.intel.stix;

import java.util.List;

/** An observation expression: which observations must be there, and how they stand to one another in time. Immutable. */
sealed interface Expression {
    /** {@code [ … ]}: one observation of which this holds. */
    record Single(Comparison holds) implements Expression {}

    /** {@code AND}: all of them, each by observations of its own. */
    record All(List<Expression> parts) implements Expression {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** {@code OR}. */
    record Any(List<Expression> parts) implements Expression {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** {@code FOLLOWEDBY}: all of them, none before what stands to its left. */
    record InOrder(List<Expression> parts) implements Expression {
        public InOrder {
            parts = List.copyOf(parts);
        }
    }

    /** An expression with what is asked of the observations that it holds of. */
    record Qualified(Expression of, Qualifier qualifier) implements Expression {}

    /** How many observations it holds of, at most. */
    default long size() {
        return switch (this) {
            case Single ignored -> 1;
            case All all -> all.parts.stream().mapToLong(Expression::size).sum();
            case Any any -> any.parts.stream().mapToLong(Expression::size).max().orElse(0);
            case InOrder all -> all.parts.stream().mapToLong(Expression::size).sum();
            case Qualified some ->
                some.qualifier instanceof Qualifier.Repeats repeats ? repeats.times() * some.of.size() : some.of.size();
        };
    }
}
