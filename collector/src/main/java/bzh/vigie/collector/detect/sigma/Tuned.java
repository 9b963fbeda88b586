package bzh.vigie.collector.detect.sigma;

import java.util.Comparator;
import java.util.List;

/**
 * Conditions that hold of the same records and are quicker to test: what costs little is asked first, and a regular expression
 * is only tried where what it needs is there.
 */
final class Tuned {
    private static final int FIELD = 1;
    private static final int CONTAINS = 5;
    private static final int NUMBER = 10;
    private static final int REGEX = 200;
    /** Keywords are sought in every field. */
    private static final int FIELDS = 20;

    private Tuned() {}

    static Condition of(Condition condition) {
        return switch (condition) {
            case Condition.And and -> new Condition.And(all(and.parts()));
            case Condition.AtLeast some -> new Condition.AtLeast(some.count(), all(some.parts()));
            case Condition.Not not -> new Condition.Not(of(not.part()));
            case Condition.OfField of -> new Condition.OfField(of.field(), values(of.values()), of.all());
            case Condition.OfAny of -> new Condition.OfAny(values(of.values()), of.all());
        };
    }

    private static List<Condition> all(List<Condition> parts) {
        return parts.stream()
                .map(Tuned::of)
                .sorted(Comparator.comparingLong(Tuned::cost))
                .toList();
    }

    private static List<ValueTest> values(List<ValueTest> values) {
        return values.stream()
                .map(Tuned::value)
                .sorted(Comparator.comparingLong(Tuned::cost))
                .toList();
    }

    private static ValueTest value(ValueTest value) {
        if (!(value instanceof ValueTest.Regex regex)) {
            return value;
        }
        RegexReading.Needs needs = RegexReading.of(regex.pattern().pattern());
        return needs.literals().isEmpty() && needs.length() == 0 ? regex : new ValueTest.RegexWithNeeds(regex, needs);
    }

    private static long cost(Condition condition) {
        return switch (condition) {
            case Condition.And and ->
                and.parts().stream().mapToLong(Tuned::cost).sum();
            case Condition.AtLeast some ->
                some.parts().stream().mapToLong(Tuned::cost).sum();
            case Condition.Not not -> cost(not.part());
            case Condition.OfField of ->
                FIELD + of.values().stream().mapToLong(Tuned::cost).sum();
            case Condition.OfAny of ->
                FIELDS * of.values().stream().mapToLong(Tuned::cost).sum();
        };
    }

    private static long cost(ValueTest value) {
        return switch (value) {
            case ValueTest.Like like -> like.pattern().isFixed() ? 1 : CONTAINS;
            case ValueTest.Exists ignored -> 1;
            case ValueTest.SameAs ignored -> CONTAINS;
            case ValueTest.InNetwork ignored -> NUMBER;
            case ValueTest.Ordered ignored -> NUMBER;
            case ValueTest.InDate ignored -> NUMBER;
            case ValueTest.RegexWithNeeds tuned -> {
                int literals = tuned.needs().texts();
                yield literals == 0 ? REGEX : (long) CONTAINS * literals + NUMBER;
            }
            case ValueTest.Regex ignored -> REGEX;
            case ValueTest.OneOf one ->
                one.forms().stream().mapToLong(Tuned::cost).sum();
        };
    }
}
