package bzh.vigie.collector.detect.sigma;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The condition in words of a temporal correlation: which of the rules must have been seen, such as
 * {@code a and (b or not c)}. It is read like the condition of a rule, with rules in place of searches.
 */
public final class Presence {
    private static final LogSource NONE = new LogSource("", "", "");

    private final Condition condition;

    private Presence(Condition condition) {
        this.condition = condition;
    }

    static Presence parse(String text, int line, List<String> rules) throws Refusal {
        Map<String, Condition> seen = new LinkedHashMap<>();
        for (String rule : rules) {
            seen.put(rule, new Condition.OfField(rule, List.of(new ValueTest.Exists(true)), false));
        }
        return new Presence(ConditionParser.parse(text, line, seen));
    }

    /** Whether it holds where these rules, as they are written in it, were seen and no others. */
    public boolean holds(Set<String> seen) {
        SigmaRecord.Builder record = SigmaRecord.of(NONE);
        seen.forEach(rule -> record.put(rule, ""));
        return condition.test(record.build());
    }

    /** Whether it asks that a rule was not seen. */
    public boolean negates() {
        return negates(condition);
    }

    /** Whether it asks for every rule that it names, and for nothing else. */
    boolean isConjunction() {
        return isConjunction(condition);
    }

    /** The rules that it names. */
    Set<String> rules() {
        Set<String> names = new java.util.LinkedHashSet<>();
        condition.fields(names);
        return names;
    }

    private static boolean negates(Condition condition) {
        return switch (condition) {
            case Condition.Not ignored -> true;
            case Condition.And and -> and.parts().stream().anyMatch(Presence::negates);
            case Condition.AtLeast some -> some.parts().stream().anyMatch(Presence::negates);
            default -> false;
        };
    }

    private static boolean isConjunction(Condition condition) {
        return switch (condition) {
            case Condition.And and -> and.parts().stream().allMatch(Presence::isConjunction);
            case Condition.OfField ignored -> true;
            default -> false;
        };
    }
}
