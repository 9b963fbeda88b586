package bzh.vigie.agent.windows.program;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value of ASN.1 in DER within an array (ITU-T X.690): tag, length, content. Lengths are definite, as DER wants them, and tags
 * have one byte, as those of all that is read here have. The array is not copied.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OBJECT_ID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int MOST_CHILDREN = 4_096;

    private final byte[] bytes;
    private final int start;
    private final int from;
    private final int to;

    /** A value whose tag is at {@code start} and whose content goes from {@code from} to {@code to}. */
    private Der(byte[] bytes, int start, int from, int to) {
        this.bytes = bytes;
        this.start = start;
        this.from = from;
        this.to = to;
    }

    /** The value that the array begins with; there may be bytes after it. */
    static Der first(byte[] bytes) throws Malformed {
        return at(bytes, 0, bytes.length);
    }

    private static Der at(byte[] bytes, int start, int limit) throws Malformed {
        if (start + 2 > limit) {
            throw new Malformed("a value is cut off");
        }
        int length = bytes[start + 1] & 0xff;
        int from = start + 2;
        if (length >= 0x80) {
            int more = length & 0x7f;
            if (more == 0 || more > 4 || from + more > limit) {
                throw new Malformed("a length of another form");
            }
            long value = 0;
            for (int i = 0; i < more; i++) {
                value = (value << 8) | (bytes[from + i] & 0xff);
            }
            from += more;
            if (value > limit - from) {
                throw new Malformed("a value is cut off");
            }
            length = (int) value;
        }
        if ((bytes[start] & 0x1f) == 0x1f || length > limit - from) {
            throw new Malformed("a value is cut off");
        }
        return new Der(bytes, start, from, from + length);
    }

    int tag() {
        return bytes[start] & 0xff;
    }

    boolean is(int tag) {
        return tag() == tag;
    }

    /** This, which must have that tag. */
    Der as(int tag) throws Malformed {
        if (!is(tag)) {
            throw new Malformed("tag " + tag() + " in place of " + tag);
        }
        return this;
    }

    /** The values in it. */
    List<Der> children() throws Malformed {
        List<Der> children = new ArrayList<>();
        for (int at = from; at < to; ) {
            Der child = at(bytes, at, to);
            children.add(child);
            at = child.to;
            if (children.size() > MOST_CHILDREN) {
                throw new Malformed("too many values");
            }
        }
        return children;
    }

    /** The only or first value in it. */
    Der child() throws Malformed {
        return at(bytes, from, to);
    }

    /** The value of that number in it, from 0 on. */
    Der child(int number) throws Malformed {
        List<Der> children = children();
        if (number >= children.size()) {
            throw new Malformed("a value is missing");
        }
        return children.get(number);
    }

    /** Its content. */
    byte[] content() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Itself, tag and length included. */
    byte[] encoded() {
        return Arrays.copyOfRange(bytes, start, to);
    }

    int length() {
        return to - from;
    }

    BigInteger integer() throws Malformed {
        as(INTEGER);
        if (length() == 0) {
            throw new Malformed("an empty number");
        }
        return new BigInteger(bytes, from, length());
    }

    /** An object identifier, arcs joined by dots. */
    String objectId() throws Malformed {
        as(OBJECT_ID);
        StringBuilder text = new StringBuilder();
        long arc = 0;
        for (int i = from; i < to; i++) {
            arc = (arc << 7) | (bytes[i] & 0x7f);
            if (arc > Integer.MAX_VALUE) {
                throw new Malformed("an arc that is too large");
            }
            if ((bytes[i] & 0x80) == 0) {
                if (text.isEmpty()) {
                    long first = Math.min(arc / 40, 2);
                    text.append(first).append('.').append(arc - 40 * first);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }

    /** A time of either kind, in UTC as DER wants it. */
    Instant time() throws Malformed {
        String text = new String(bytes, from, length(), StandardCharsets.US_ASCII);
        int year = is(UTC_TIME) ? 2 : 4;
        if ((!is(UTC_TIME) && !is(GENERALIZED_TIME)) || !text.matches("[0-9]{" + (year + 10) + "}(?:\\.[0-9]+)?Z")) {
            throw new Malformed("no time");
        }
        int years = Integer.parseInt(text.substring(0, year));
        int[] rest = new int[5];
        for (int i = 0; i < 5; i++) {
            rest[i] = Integer.parseInt(text.substring(year + 2 * i, year + 2 * i + 2));
        }
        int full = year == 4 ? years : years < 50 ? 2000 + years : 1900 + years;
        try {
            return LocalDateTime.of(full, rest[0], rest[1], rest[2], rest[3], rest[4])
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new Malformed("no time");
        }
    }

    @Override
    public String toString() {
        return "tag " + tag() + ", " + length() + " bytes";
    }
}
