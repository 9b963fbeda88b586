package bzh.vigie.collector.detect.returns;

import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * The distance of two TLSH digests (Oliver, Cheng, Chen, TLSH: A Locality Sensitive Hash, 2013, and its reference implementation): {@code
 * T1}, checksum, length, two ratios of quartiles, and 128 buckets of two bits. Its bytes have their digits swapped, which does not
 * matter to a distance but for the length.
 */
final class Tlsh {
    /** Files nearer than this are much alike; the paper's own figure for few false hits is 30 to 50. */
    static final int NEAR = 40;

    private static final int DIGITS = 72;
    private static final int BODY = 3;

    private Tlsh() {}

    /** The distance, from 0; empty where one of them is no digest. */
    static OptionalInt distance(String a, String b) {
        if (a.length() != DIGITS || b.length() != DIGITS || !a.startsWith("T1") || !b.startsWith("T1")) {
            return OptionalInt.empty();
        }
        byte[] one;
        byte[] two;
        try {
            one = HexFormat.of().parseHex(a, 2, DIGITS);
            two = HexFormat.of().parseHex(b, 2, DIGITS);
        } catch (IllegalArgumentException e) {
            return OptionalInt.empty();
        }
        int distance = one[0] == two[0] ? 0 : 1;
        int length = around(swapped(one[1]), swapped(two[1]), 256);
        distance += length <= 1 ? length : length * 12;
        distance += ratio(one[2] & 15, two[2] & 15) + ratio((one[2] >> 4) & 15, (two[2] >> 4) & 15);
        for (int i = BODY; i < one.length; i++) {
            for (int shift = 0; shift < 8; shift += 2) {
                int apart = Math.abs(((one[i] >> shift) & 3) - ((two[i] >> shift) & 3));
                distance += apart == 3 ? 6 : apart;
            }
        }
        return OptionalInt.of(distance);
    }

    private static int ratio(int a, int b) {
        int apart = around(a, b, 16);
        return apart <= 1 ? apart : (apart - 1) * 12;
    }

    private static int around(int a, int b, int size) {
        int apart = Math.abs(a - b);
        return Math.min(apart, size - apart);
    }

    private static int swapped(byte value) {
        return ((value & 15) << 4) | ((value >> 4) & 15);
    }
}
