package bzh.vigie.collector.detect.sigma;

import java.util.Arrays;

/** Rules, by their numbers in an index, that may hold of the record at hand. One for each thread, so that none is made per record. */
final class Candidates {
    private static final ThreadLocal<Candidates> OF_THREAD = ThreadLocal.withInitial(Candidates::new);

    private final FoldedValue value = new FoldedValue();
    private long[] words = new long[0];

    private Candidates() {}

    /** This thread's, empty and with room for that many rules. */
    static Candidates empty(int rules) {
        Candidates candidates = OF_THREAD.get();
        int length = (rules + Long.SIZE - 1) / Long.SIZE;
        if (candidates.words.length < length) {
            candidates.words = new long[length];
        } else {
            Arrays.fill(candidates.words, 0);
        }
        return candidates;
    }

    /** Room for the value that is looked at. */
    FoldedValue value() {
        return value;
    }

    void add(int[] rules) {
        for (int rule : rules) {
            words[rule / Long.SIZE] |= 1L << rule;
        }
    }

    /** The first from this number on, or −1. */
    int next(int from) {
        int word = from / Long.SIZE;
        if (word >= words.length) {
            return -1;
        }
        long bits = words[word] & (-1L << from);
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
}
