package bzh.vigie.agent.windows.program;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * TLSH, the locality-sensitive digest with 128 buckets and a checksum of one byte, as text of version 1 (Oliver, Cheng and
 * Chen, "TLSH - A Locality Sensitive Hash", 2013). Over each window of five bytes six triplets are counted in buckets by
 * Pearson's hash; a bucket's two bits say in which quarter of all buckets it lies.
 */
public final class Tlsh {
    private static final int BUCKETS = 128;
    private static final int SHORTEST = 50;

    /** Pearson's permutation (Communications of the ACM 33, 1990, page 677). */
    private static final int[] PEARSON = new int[256];

    static {
        byte[] table = HexFormat.of().parseHex("""
                        0157310cb0b266a679c10654f9e62ca30ec5d5b5a155da5040ef18e2ec8e26c86eb168678dfdff324d6551122d601fde
                        196bbe4656edf02248f214d6f4e395eb61ea39163cfa52afd0057fc76f3e87f8aea9d33a429a6ac3f5ab11bbb6b300f3
                        8438944b80859e64827e5b0d99f6d8db7744df4e5358c9637a0b5c208872340a8a1e30b79c233d1a8f4afb5e81a23f98
                        aa0773a7f1ce0396373b97dc5a3517837dad0fee4f5f59106989e1e0d9a0257b7649029d2e74099186e4cfd4cad745e5
                        1bbc437ca8fc2a041d6c15f713cd27cbe928ba93c6c09b21a4bf62cca5b4754c8c24d2ac29369f08b9e871c4e72f9278
                        33411c90fedd5dbdc28b702b476db8d1
                        """.replaceAll("\\s", ""));
        for (int i = 0; i < 256; i++) {
            PEARSON[i] = table[i] & 0xff;
        }
    }

    private static final int FIRST = PEARSON[2];
    private static final int SECOND = PEARSON[3];
    private static final int THIRD = PEARSON[5];
    private static final int FOURTH = PEARSON[7];
    private static final int FIFTH = PEARSON[11];
    private static final int SIXTH = PEARSON[13];

    private final int[] buckets = new int[256];
    private long length;
    private int checksum;
    private int back1;
    private int back2;
    private int back3;
    private int back4;

    /** Takes in bytes; those of a file in their order. */
    public void update(byte[] bytes, int from, int count) {
        int[] p = PEARSON;
        int[] b = buckets;
        int sum = checksum;
        int b1 = back1;
        int b2 = back2;
        int b3 = back3;
        int b4 = back4;
        int skipped = (int) Math.min(count, Math.max(0, 4 - length));
        for (int i = from; i < from + count; i++) {
            int b0 = bytes[i] & 0xff;
            if (i >= from + skipped) {
                sum = p[p[p[1 ^ b0] ^ b1] ^ sum];
                int two = p[FIRST ^ b0] ^ b1;
                b[p[p[two] ^ b2]]++;
                b[p[p[p[SECOND ^ b0] ^ b1] ^ b3]]++;
                b[p[p[p[THIRD ^ b0] ^ b2] ^ b3]]++;
                b[p[p[p[FOURTH ^ b0] ^ b2] ^ b4]]++;
                b[p[p[p[FIFTH ^ b0] ^ b1] ^ b4]]++;
                b[p[p[p[SIXTH ^ b0] ^ b3] ^ b4]]++;
            }
            b4 = b3;
            b3 = b2;
            b2 = b1;
            b1 = b0;
        }
        checksum = sum;
        back1 = b1;
        back2 = b2;
        back3 = b3;
        back4 = b4;
        length += count;
    }

    /** The digest, {@code T1} and 70 hex digits; empty for less than 50 bytes or too little variety in them. */
    public String text() {
        int[] sorted = Arrays.copyOf(buckets, BUCKETS);
        Arrays.sort(sorted);
        int q1 = sorted[BUCKETS / 4 - 1];
        int q2 = sorted[BUCKETS / 2 - 1];
        int q3 = sorted[BUCKETS - BUCKETS / 4 - 1];
        long used = Arrays.stream(sorted).filter(count -> count > 0).count();
        if (length < SHORTEST || used <= BUCKETS / 2 || q3 == 0) {
            return "";
        }
        byte[] out = new byte[3 + BUCKETS / 4];
        out[0] = swapped(checksum);
        out[1] = swapped(lengthValue(length));
        out[2] = (byte) ((ratio(q1, q3) << 4) | ratio(q2, q3));
        for (int i = 0; i < BUCKETS / 4; i++) {
            int code = 0;
            for (int j = 0; j < 4; j++) {
                int count = buckets[4 * i + j];
                code |= (count > q3 ? 3 : count > q2 ? 2 : count > q1 ? 1 : 0) << (2 * j);
            }
            out[out.length - 1 - i] = (byte) code;
        }
        return "T1" + HexFormat.of().formatHex(out).toUpperCase(Locale.ROOT);
    }

    private static byte swapped(int value) {
        return (byte) ((value << 4) | ((value >> 4) & 0xf));
    }

    private static int ratio(int part, int whole) {
        // The original reckons in 32 bits and in single precision.
        return (int) (long) ((float) (part * 100L & 0xffff_ffffL) / (float) whole) % 16;
    }

    /** The length on a logarithmic scale that gets finer: a byte. */
    private static int lengthValue(long length) {
        double log = Math.log((float) length);
        double value = length <= 656
                ? Math.floor(log / 0.4054651)
                : length <= 3_199 ? Math.floor(log / 0.26236426 - 8.72777) : Math.floor(log / 0.095310180 - 62.5472);
        return (int) value & 0xff;
    }
}
