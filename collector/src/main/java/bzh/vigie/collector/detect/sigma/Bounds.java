package bzh.vigie.collector.detect.sigma;

import java.math.BigDecimal;
import java.util.List;

/** The numbers that a correlation's condition asks for: each bound must hold. */
public record Bounds(List<Bound> all) {
    /** How a number is compared; the words are those of the specification in lower case. */
    public enum Comparison {
        GT,
        GTE,
        LT,
        LTE,
        EQ,
        NEQ
    }

    /** One bound. */
    public record Bound(Comparison comparison, BigDecimal number) {
        boolean holds(BigDecimal value) {
            int sign = value.compareTo(number);
            return switch (comparison) {
                case GT -> sign > 0;
                case GTE -> sign >= 0;
                case LT -> sign < 0;
                case LTE -> sign <= 0;
                case EQ -> sign == 0;
                case NEQ -> sign != 0;
            };
        }
    }

    public Bounds {
        all = List.copyOf(all);
    }

    /** At least that many. */
    static Bounds atLeast(int count) {
        return new Bounds(List.of(new Bound(Comparison.GTE, BigDecimal.valueOf(count))));
    }

    /** Whether every bound holds. */
    public boolean hold(BigDecimal value) {
        for (Bound bound : all) {
            if (!bound.holds(value)) {
                return false;
            }
        }
        return true;
    }

    /** Whether more can only help: no bound from above, no number that must be met or missed. */
    public boolean onlyFromBelow() {
        return all.stream()
                .allMatch(bound -> bound.comparison() == Comparison.GT || bound.comparison() == Comparison.GTE);
    }
}
