package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rules that may hold of some records, by what a record must have for each ({@link NecessaryCondition}), so that only few are
 * tried. Immutable, thread-safe.
 */
final class RuleIndex {
    private static final double PRESENT = 1;
    private static final double MOST = 0.9;
    private static final double WIDE = 0.0001;

    private final CompiledRule[] rules;
    private final int[] always;
    private final FieldIndex[] fields;
    private final LiteralIndex anywhere;
    private final boolean keywords;

    /** Of one field: the rules that ask for its presence, and those that ask for literals in it. */
    private static final class FieldIndex {
        private final String name;
        private final int[] present;
        private final LiteralIndex literals;

        FieldIndex(String name, int[] present, LiteralIndex literals) {
            this.name = name;
            this.present = present;
            this.literals = literals;
        }
    }

    /** @param known what every record has that is judged by this */
    RuleIndex(List<CompiledRule> given, KnownFields known) {
        Map<Atom, Integer> uses = new HashMap<>();
        for (CompiledRule rule : given) {
            NecessaryCondition.of(rule.quicker(), known, atom -> uses.merge(atom, 1, Integer::sum));
        }
        List<CompiledRule> possible = new ArrayList<>();
        Set<Integer> untold = new TreeSet<>();
        Map<Atom, Set<Integer>> byAtom = new LinkedHashMap<>();
        for (CompiledRule rule : given) {
            NecessaryCondition necessary =
                    NecessaryCondition.of(rule.quicker(), known, atom -> cost(atom, uses.getOrDefault(atom, 1)));
            if (necessary.always()) {
                untold.add(possible.size());
            } else if (necessary.atoms().isEmpty()) {
                continue;
            }
            for (Atom atom : necessary.atoms()) {
                byAtom.computeIfAbsent(atom, none -> new TreeSet<>()).add(possible.size());
            }
            possible.add(rule);
        }
        rules = possible.toArray(new CompiledRule[0]);
        always = numbers(untold);
        Map<String, Map<String, int[]>> literals = new LinkedHashMap<>();
        Map<String, int[]> present = new HashMap<>();
        byAtom.forEach((atom, wanting) -> {
            switch (atom) {
                case Atom.Present field -> present.put(field.field(), numbers(wanting));
                case Atom.Literal literal ->
                    literals.computeIfAbsent(literal.field(), none -> new LinkedHashMap<>())
                            .put(literal.text(), numbers(wanting));
            }
        });
        Map<String, int[]> keyword = literals.remove("");
        keywords = keyword != null;
        anywhere = new LiteralIndex(keyword == null ? Map.of() : keyword);
        Set<String> names = new TreeSet<>(literals.keySet());
        names.addAll(present.keySet());
        fields = names.stream()
                .map(name -> new FieldIndex(
                        name,
                        present.getOrDefault(name, new int[0]),
                        new LiteralIndex(literals.getOrDefault(name, Map.of()))))
                .toArray(FieldIndex[]::new);
    }

    /** How often an atom lets a record through: seldom where it is long, often where many rules know it. */
    private static double cost(Atom atom, int uses) {
        return switch (atom) {
            case Atom.Present ignored -> PRESENT;
            case Atom.Literal literal -> {
                double length = literal.text().length();
                yield LiteralIndex.isWide(literal.text()) ? WIDE : Math.min(MOST, 4.0 * uses / (length * length));
            }
        };
    }

    private static int[] numbers(Set<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Every rule that holds of the record, in order. */
    List<Match> judge(SigmaRecord record) {
        if (rules.length == 0) {
            return List.of();
        }
        Candidates candidates = candidates(record);
        List<Match> matches = List.of();
        for (int rule = candidates.next(0); rule >= 0; rule = candidates.next(rule + 1)) {
            if (rules[rule].quicker().test(record)) {
                if (matches.isEmpty()) {
                    matches = new ArrayList<>();
                }
                matches.add(rules[rule].rule().match(record));
            }
        }
        return matches;
    }

    private Candidates candidates(SigmaRecord record) {
        Candidates candidates = Candidates.empty(rules.length);
        candidates.add(always);
        for (FieldIndex index : fields) {
            SigmaRecord.Field field = record.field(index.name);
            if (field != null) {
                candidates.add(index.present);
                index.literals.search(field, candidates);
            }
        }
        if (keywords) {
            for (SigmaRecord.Field field : record.all()) {
                anywhere.search(field, candidates);
            }
        }
        return candidates;
    }
}
