package bzh.vigie.collector.detect.sigma;

import java.util.List;

/** Conditions that hold of the same records and are quicker to test: a regular expression is only tried where its literals stand. */
final class Tuned {
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
        return parts.stream().map(Tuned::of).toList();
    }

    private static List<ValueTest> values(List<ValueTest> values) {
        return values.stream().map(Tuned::value).toList();
    }

    private static ValueTest value(ValueTest value) {
        if (!(value instanceof ValueTest.Regex regex)) {
            return value;
        }
        List<String> literals = RegexLiterals.of(regex.pattern().pattern());
        return literals.isEmpty() ? regex : new ValueTest.RegexWithLiterals(regex, literals);
    }
}
