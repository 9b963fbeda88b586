package bzh.vigie.collector.detect.watchlist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Patterns by {@value #LENGTH} characters that a text must have for one of them to be in it, so that a text is compared with few, however
 * many there are: most texts have the characters of none, which a table of bits tells. Immutable once {@link #add} was called last.
 */
final class Grams<T> {
    private static final int LENGTH = 4;
    private static final int BITS = 1 << 20;

    private final Map<Long, List<Entry<T>>> byGram = new HashMap<>();
    private final Map<Long, Integer> counts = new HashMap<>();
    private final List<Entry<T>> always = new ArrayList<>();
    /** Made with the first pattern: most lists have none of some kinds. */
    private long[] bits = new long[0];

    /** A pattern and what it stands for. */
    record Entry<T>(String pattern, T of) {}

    /** Adds one; patterns without {@value #LENGTH} characters in a row are compared with every text. */
    void add(String pattern, T of) {
        Entry<T> entry = new Entry<>(pattern, of);
        long best = 0;
        int rarest = Integer.MAX_VALUE;
        for (int i = 0; i + LENGTH <= pattern.length(); i++) {
            String part = pattern.substring(i, i + LENGTH);
            if (part.indexOf('*') < 0 && part.indexOf('?') < 0) {
                int count = counts.getOrDefault(gram(pattern, i), 0) + (isUsual(part) ? 1_000 : 0);
                // What stands last is what tells most: folders are the same in many patterns.
                if (count <= rarest) {
                    rarest = count;
                    best = gram(pattern, i);
                }
            }
        }
        if (rarest == Integer.MAX_VALUE) {
            always.add(entry);
            return;
        }
        counts.merge(best, 1, Integer::sum);
        byGram.computeIfAbsent(best, ignored -> new ArrayList<>()).add(entry);
        if (bits.length == 0) {
            bits = new long[BITS >> 6];
        }
        int bit = bit(best);
        bits[bit >> 6] |= 1L << bit;
    }

    /** In nearly every path or command. */
    private static boolean isUsual(String part) {
        return part.endsWith(".exe")
                || part.endsWith(".dll")
                || "c:\\windows\\system32\\".contains(part)
                || part.contains("http");
    }

    boolean isEmpty() {
        return byGram.isEmpty() && always.isEmpty();
    }

    /** Those that may be in the text: each once. */
    void candidates(String text, Consumer<Entry<T>> to) {
        always.forEach(to);
        if (byGram.isEmpty()) {
            return;
        }
        Set<Long> seen = Set.of();
        for (int i = 0; i + LENGTH <= text.length(); i++) {
            long gram = gram(text, i);
            int bit = bit(gram);
            if ((bits[bit >> 6] & (1L << bit)) != 0 && byGram.containsKey(gram) && !seen.contains(gram)) {
                if (seen.isEmpty()) {
                    seen = new HashSet<>();
                }
                seen.add(gram);
                byGram.getOrDefault(gram, List.of()).forEach(to);
            }
        }
    }

    private static long gram(String text, int at) {
        return (long) text.charAt(at) << 48
                | (long) text.charAt(at + 1) << 32
                | (long) text.charAt(at + 2) << 16
                | text.charAt(at + 3);
    }

    private static int bit(long gram) {
        return (int) ((gram * 0x9E3779B97F4A7C15L) >>> 44);
    }
}
