package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Atom.Literal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds which of many literals stand in a value, in one pass over it, seldom more, and without making anything. */
final class LiteralIndex {
    private static final int USUAL = 4;
    private static final int SHORTER = 2;

    private final Optional<GramTable> usual;
    private final Optional<GramTable> shorter;
    /** Of literals with a character that few values have: it is their gram, and most values need not be searched for them. */
    private final Optional<GramTable> wide;

    /** @param literals texts of {@link Literal}s, with the numbers of the rules that want them */
    LiteralIndex(Map<String, int[]> literals) {
        Map<String, int[]> usualOnes = new HashMap<>();
        Map<String, int[]> shorterOnes = new HashMap<>();
        Map<String, int[]> wideOnes = new HashMap<>();
        literals.forEach((text, rules) -> {
            Map<String, int[]> kind = isWide(text) ? wideOnes : text.length() < USUAL ? shorterOnes : usualOnes;
            kind.put(text, rules);
        });
        usual = table(usualOnes, USUAL);
        shorter = table(shorterOnes, SHORTER);
        wide = table(wideOnes, 1);
    }

    private static Optional<GramTable> table(Map<String, int[]> literals, int gram) {
        return literals.isEmpty() ? Optional.empty() : Optional.of(GramTable.of(gram, literals));
    }

    /** Whether a literal can be looked for: one of a single character only where few values have it. */
    static boolean canFind(String text) {
        return text.length() >= SHORTER || isWide(text);
    }

    /** Whether one of its characters is not among the first 256, which nearly all values are made of. */
    static boolean isWide(String text) {
        return text.chars().anyMatch(LiteralIndex::isWide);
    }

    static boolean isWide(int c) {
        return c >= Folding.SIMPLE && c != Literal.BEGIN && c != Literal.END;
    }

    /** Adds the rules whose literals stand in a value of the field. */
    void search(SigmaRecord.Field field, Candidates to) {
        if (usual.isEmpty() && shorter.isEmpty() && wide.isEmpty()) {
            return;
        }
        for (int i = 0; i < field.size(); i++) {
            FoldedValue value = to.value();
            value.take(field, i);
            if (usual.isPresent()) {
                usual.get().search(value, to);
            }
            if (shorter.isPresent()) {
                shorter.get().search(value, to);
            }
            if (wide.isPresent() && !value.isSimple()) {
                wide.get().search(value, to);
            }
        }
    }
}
