package bzh.vigie.collector.hunt;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** What is asked of one value of a field. Pure; values come folded ({@link TextPattern#fold}). */
public sealed interface ValueTest {
    /** Whether this value, folded, is such a one. */
    boolean matches(String folded);

    /** Text, perhaps with wildcards. */
    record Text(TextPattern pattern) implements ValueTest {
        @Override
        public boolean matches(String folded) {
            return pattern.matches(folded);
        }
    }

    /** A number between two, empty where there is no bound; a value that is no number is none of them. */
    record Numbers(Optional<BigDecimal> from, boolean withFrom, Optional<BigDecimal> to, boolean withTo)
            implements ValueTest {
        @Override
        public boolean matches(String folded) {
            Optional<BigDecimal> number = Scalar.number(folded);
            if (number.isEmpty()) {
                return false;
            }
            int low = from.map(number.get()::compareTo).orElse(1);
            int high = to.map(number.get()::compareTo).orElse(-1);
            return (low > 0 || (low == 0 && withFrom)) && (high < 0 || (high == 0 && withTo));
        }
    }

    /** A time from the first on and before the second. */
    record Times(Optional<Instant> from, Optional<Instant> to) implements ValueTest {
        @Override
        public boolean matches(String folded) {
            return Scalar.time(folded).map(value -> has(value.from())).orElse(false);
        }

        /** Whether this instant is in it. */
        public boolean has(Instant time) {
            return from.map(f -> !time.isBefore(f)).orElse(true)
                    && to.map(time::isBefore).orElse(true);
        }
    }

    /** An address in a network (RFC 4632, RFC 4291); an IPv4 address is in no network of IPv6. */
    record Network(String prefix, int bits) implements ValueTest {
        @Override
        public boolean matches(String folded) {
            Optional<byte[]> address = Scalar.address(folded);
            byte[] net = Scalar.address(prefix).orElse(new byte[0]);
            if (address.isEmpty() || address.get().length != net.length) {
                return false;
            }
            byte[] bytes = address.get();
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((bytes[i / 8] & mask) != (net[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Any value. */
    record Present() implements ValueTest {
        @Override
        public boolean matches(String folded) {
            return true;
        }
    }
}
