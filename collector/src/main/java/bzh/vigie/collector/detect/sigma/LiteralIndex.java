package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Atom.Literal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds which of many literals stand in a value, in one pass over it, seldom two, and without making anything. */
final class LiteralIndex {
    /** Shorter ones cannot be found. */
    static final int SHORTEST = 2;

    private static final int USUAL = 4;

    private final GramTable[] tables;

    /** @param literals texts of {@link Literal}s, with the numbers of the rules that want them */
    LiteralIndex(Map<String, int[]> literals) {
        Map<String, int[]> usual = new HashMap<>();
        Map<String, int[]> shorter = new HashMap<>();
        literals.forEach((text, rules) -> (text.length() < USUAL ? shorter : usual).put(text, rules));
        List<GramTable> made = new ArrayList<>();
        if (!usual.isEmpty()) {
            made.add(GramTable.of(USUAL, usual));
        }
        if (!shorter.isEmpty()) {
            made.add(GramTable.of(SHORTEST, shorter));
        }
        tables = made.toArray(new GramTable[0]);
    }

    /** Adds the rules whose literals stand in a value of the field. */
    void search(SigmaRecord.Field field, Candidates to) {
        if (tables.length == 0) {
            return;
        }
        for (int i = 0; i < field.size(); i++) {
            to.value().take(field, i);
            for (GramTable table : tables) {
                table.search(to.value(), to);
            }
        }
    }
}
