package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Literals by a gram of theirs: some characters in a row, as a long of 16 bits for each. A filter of bits answers nearly every
 * look-up, so that a value is read at about a nanosecond a character.
 */
final class GramTable {
    /** Odd, so that grams with one hash are one gram. */
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private static final int FILTER_BITS_A_GRAM = 64;

    private static final class Entry {
        private final char[] text;
        /** Where in the text the last character of its gram stands. */
        private final int gramEnd;

        private final int[] rules;

        Entry(char[] text, int gramEnd, int[] rules) {
            this.text = text;
            this.gramEnd = gramEnd;
            this.rules = rules;
        }
    }

    private final long mask;
    private final long[] filter;
    private final int filterShift;
    private final long[] hashes;
    private final Entry[][] entries;
    private final int tableShift;

    private GramTable(int length, Map<Long, List<Entry>> byHash) {
        mask = length == Long.BYTES / Character.BYTES ? -1L : (1L << (length * Character.SIZE)) - 1;
        int bits = log2(Math.max(1_024, byHash.size() * FILTER_BITS_A_GRAM));
        filter = new long[1 << (bits - 6)];
        filterShift = Long.SIZE - bits;
        int slots = log2(Math.max(4, byHash.size() * 2));
        hashes = new long[1 << slots];
        entries = new Entry[1 << slots][];
        tableShift = Long.SIZE - slots;
        byHash.forEach(this::put);
    }

    private static int log2(int atLeast) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(atLeast - 1);
    }

    /**
     * A table of these literals. The gram of each is the one that the fewest of them have; of one character, it is a wide one.
     *
     * @param length of a gram, 1 to 4; no literal is shorter
     */
    static GramTable of(int length, Map<String, int[]> literals) {
        Map<Long, Integer> uses = new HashMap<>();
        for (String text : literals.keySet()) {
            for (int end = length - 1; end < text.length(); end++) {
                uses.merge(hash(text, end, length), 1, Integer::sum);
            }
        }
        Map<Long, List<Entry>> byHash = new HashMap<>();
        literals.forEach((text, rules) -> {
            int best = length - 1;
            int fewest = Integer.MAX_VALUE;
            for (int end = best; end < text.length(); end++) {
                int others = uses.getOrDefault(hash(text, end, length), 0);
                if (others < fewest && (length > 1 || LiteralIndex.isWide(text.charAt(end)))) {
                    best = end;
                    fewest = others;
                }
            }
            byHash.computeIfAbsent(hash(text, best, length), none -> new ArrayList<>())
                    .add(new Entry(text.toCharArray(), best, rules));
        });
        return new GramTable(length, byHash);
    }

    private static long hash(String text, int end, int length) {
        long gram = 0;
        for (int i = end - length + 1; i <= end; i++) {
            gram = gram << Character.SIZE | text.charAt(i);
        }
        return gram * MIX;
    }

    private void put(long hash, List<Entry> same) {
        filter[(int) (hash >>> filterShift) >>> 6] |= 1L << (hash >>> filterShift);
        int slot = (int) (hash >>> tableShift);
        while (entries[slot] != null) {
            slot = (slot + 1) & (entries.length - 1);
        }
        hashes[slot] = hash;
        entries[slot] = same.toArray(new Entry[0]);
    }

    /** Adds the rules whose literals stand in the value. */
    void search(FoldedValue value, Candidates to) {
        char[] chars = value.chars();
        int length = value.length();
        long window = 0;
        for (int at = 0; at < length; at++) {
            window = (window << Character.SIZE | chars[at]) & mask;
            long hash = window * MIX;
            int bit = (int) (hash >>> filterShift);
            if ((filter[bit >>> 6] & (1L << bit)) != 0) {
                find(hash, chars, length, at, to);
            }
        }
    }

    private void find(long hash, char[] chars, int length, int at, Candidates to) {
        for (int slot = (int) (hash >>> tableShift); entries[slot] != null; slot = (slot + 1) & (entries.length - 1)) {
            if (hashes[slot] == hash) {
                for (Entry entry : entries[slot]) {
                    int from = at - entry.gramEnd;
                    int end = from + entry.text.length;
                    if (from >= 0
                            && end <= length
                            && Arrays.equals(chars, from, end, entry.text, 0, entry.text.length)) {
                        to.add(entry.rules);
                    }
                }
                return;
            }
        }
    }
}
