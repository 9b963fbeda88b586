package bzh.vigie.collector.intel.stix;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A constant of a pattern. */
sealed interface Literal {
    /** A whole number or a floating one: the two compare as numbers. */
    record Numeric(BigDecimal value) implements Literal {}

    /** Text, in normal form C (UAX #15). */
    record Text(String value) implements Literal {}

    /** {@code true} or {@code false}. */
    record Truth(boolean value) implements Literal {}

    /** Bytes, as characters up to U+00FF. */
    record Bytes(String latin1) implements Literal {
        static Bytes of(byte[] bytes) {
            return new Bytes(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    /** An instant. */
    record Time(Instant value) implements Literal {}

    /** A regular expression ({@code MATCHES}, or {@code LIKE} as one), compiled once. */
    record Regex(String text, Pattern compiled) implements Literal {}

    /** A network or one address, by the bits of which it is made. */
    record Net(InetAddress address, int prefix) implements Literal {
        /** Whether every address of the other is one of these. */
        boolean holds(Net other) {
            byte[] ours = address.getAddress();
            byte[] theirs = other.address.getAddress();
            if (ours.length != theirs.length || other.prefix < prefix) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((ours[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
