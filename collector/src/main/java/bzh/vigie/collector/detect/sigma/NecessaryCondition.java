package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Atoms of which a record has at least one where a condition holds. No atom means that it never holds.
 *
 * @param always whether nothing can be said, so that every record must be tried
 * @param cost how often it is expected to let a record through, compared with others
 */
record NecessaryCondition(List<Atom> atoms, boolean always, double cost) {
    private static final NecessaryCondition ALWAYS = new NecessaryCondition(List.of(), true, Double.POSITIVE_INFINITY);
    private static final NecessaryCondition NEVER = new NecessaryCondition(List.of(), false, 0);
    private static final Comparator<NecessaryCondition> BY_COST = Comparator.comparingDouble(NecessaryCondition::cost);

    /**
     * The cheapest one of a condition.
     *
     * @param cost of a single atom
     */
    static NecessaryCondition of(Condition condition, KnownFields known, ToDoubleFunction<Atom> cost) {
        return new Reading(known, cost).of(condition);
    }

    /** Reads conditions with what is known of the record. */
    private record Reading(KnownFields known, ToDoubleFunction<Atom> cost) {
        NecessaryCondition of(Condition condition) {
            return switch (known.judge(condition)) {
                case TRUE -> ALWAYS;
                case FALSE -> NEVER;
                case OPEN -> open(condition);
            };
        }

        private NecessaryCondition open(Condition condition) {
            return switch (condition) {
                case Condition.And and ->
                    and.parts().stream().map(this::of).min(BY_COST).orElse(ALWAYS);
                case Condition.AtLeast some -> atLeast(some);
                case Condition.Not ignored -> ALWAYS;
                case Condition.OfField of -> {
                    List<NecessaryCondition> each = of.values().stream()
                            .map(value -> value(of.field(), value))
                            .toList();
                    yield of.all() ? each.stream().min(BY_COST).orElse(ALWAYS) : union(each);
                }
                case Condition.OfAny of -> {
                    List<NecessaryCondition> each =
                            of.values().stream().map(value -> value("", value)).toList();
                    yield of.all() ? each.stream().min(BY_COST).orElse(ALWAYS) : union(each);
                }
            };
        }

        /** Where all but n − 1 parts fail, n cannot hold: so many of the costliest need no atom. */
        private NecessaryCondition atLeast(Condition.AtLeast some) {
            List<NecessaryCondition> parts =
                    some.parts().stream().map(this::of).sorted(BY_COST).toList();
            int needed = parts.size() - some.count() + 1;
            return needed <= 0 ? NEVER : union(parts.subList(0, needed));
        }

        private NecessaryCondition value(String field, ValueTest value) {
            return switch (value) {
                case ValueTest.Like like -> like(field, like);
                case ValueTest.Regex regex ->
                    literals(field, RegexReading.of(regex.pattern().pattern()).literals());
                case ValueTest.RegexWithNeeds tuned ->
                    literals(field, tuned.needs().literals());
                case ValueTest.OneOf one ->
                    union(one.forms().stream().map(form -> value(field, form)).toList());
                case ValueTest.Exists exists -> exists.expected() ? present(field) : ALWAYS;
                case ValueTest.InNetwork ignored -> present(field);
                case ValueTest.Ordered ignored -> present(field);
                case ValueTest.InDate ignored -> present(field);
                case ValueTest.SameAs ignored -> present(field);
            };
        }

        private NecessaryCondition like(String field, ValueTest.Like like) {
            return like.pattern().runs().stream()
                    .filter(run -> !like.cased() || run.text().chars().allMatch(c -> c < Folding.SIMPLE))
                    .map(run -> Atom.Literal.of(field, run.text(), run.start(), run.end()))
                    .filter(literal -> LiteralIndex.canFind(literal.text()))
                    .map(this::single)
                    .min(BY_COST)
                    .orElseGet(() -> present(field));
        }

        private NecessaryCondition literals(String field, List<List<String>> lists) {
            return lists.stream()
                    .filter(literals -> literals.stream().allMatch(LiteralIndex::canFind))
                    .map(literals -> union(literals.stream()
                            .map(text -> single(Atom.Literal.of(field, text, false, false)))
                            .toList()))
                    .min(BY_COST)
                    .orElseGet(() -> present(field));
        }

        private NecessaryCondition present(String field) {
            return field.isEmpty() ? ALWAYS : single(new Atom.Present(field));
        }

        private NecessaryCondition single(Atom atom) {
            return new NecessaryCondition(List.of(atom), false, cost.applyAsDouble(atom));
        }

        private static NecessaryCondition union(List<NecessaryCondition> each) {
            List<Atom> atoms = new ArrayList<>();
            double sum = 0;
            for (NecessaryCondition one : each) {
                if (one.always()) {
                    return ALWAYS;
                }
                atoms.addAll(one.atoms());
                sum += one.cost();
            }
            return new NecessaryCondition(List.copyOf(atoms), false, sum);
        }
    }
}
