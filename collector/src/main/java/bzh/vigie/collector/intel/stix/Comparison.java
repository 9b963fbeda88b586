package bzh.vigie.collector.intel.stix;

import java.util.List;

/** What must hold of one object of an observation. Immutable. */
sealed interface Comparison {
    /** {@code AND}: all of them, of the same object. */
    record All(List<Comparison> parts) implements Comparison {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** {@code OR}. */
    record Any(List<Comparison> parts) implements Comparison {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** A property compared with constants: one, or those of a set. */
    record Test(ObjectPath path, boolean negated, Operator operator, List<Literal> against) implements Comparison {
        public Test {
            against = List.copyOf(against);
        }
    }

    /** {@code EXISTS}. */
    record Exists(ObjectPath path, boolean negated) implements Comparison {}
}
