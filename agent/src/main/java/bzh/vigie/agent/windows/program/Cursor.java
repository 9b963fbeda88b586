package bzh.vigie.agent.windows.program;

import java.io.IOException;

/** Goes over values of DER in a file that may be larger than memory, one after the other up to a limit. */
final class Cursor {
    private static final int SMALL = 4 << 10;

    private final Window window;
    private final long limit;
    private long at;

    Cursor(Window window, long at, long limit) {
        this.window = window;
        this.at = at;
        this.limit = limit;
    }

    long at() {
        return at;
    }

    long limit() {
        return limit;
    }

    boolean more() {
        return at < limit;
    }

    int tag() throws IOException, Malformed {
        return window.u8(at);
    }

    /** Steps over the next value. */
    void skip() throws IOException, Malformed {
        long from = contentFrom();
        at = from + contentLength(from);
    }

    /** Steps over the next value, which must have that tag; a cursor over what is in it. */
    Cursor into(int tag) throws IOException, Malformed {
        if (!more() || tag() != tag) {
            throw new Malformed("another value than " + tag);
        }
        return intoAny();
    }

    Cursor intoAny() throws IOException, Malformed {
        long from = contentFrom();
        at = from + contentLength(from);
        return new Cursor(window, from, at);
    }

    /** The next value, which must be a small one. */
    Der small() throws IOException, Malformed {
        return whole(SMALL);
    }

    /** The next value, which must not be longer than that. */
    Der whole(int most) throws IOException, Malformed {
        long start = at;
        skip();
        if (at - start > most) {
            throw new Malformed("a value of " + (at - start) + " bytes");
        }
        return Der.first(window.bytes(start, (int) (at - start)));
    }

    private long contentFrom() throws IOException, Malformed {
        int first = window.u8(at + 1);
        if (!more() || first == 0x80 || first > 0x84 || (window.u8(at) & 0x1f) == 0x1f) {
            throw new Malformed("a length of another form");
        }
        return at + 2 + (first > 0x80 ? first & 0x7f : 0);
    }

    private long contentLength(long from) throws IOException, Malformed {
        long length = window.u8(at + 1);
        if (from > at + 2) {
            length = 0;
            for (long i = at + 2; i < from; i++) {
                length = (length << 8) | window.u8(i);
            }
        }
        if (length > limit - from) {
            throw new Malformed("a value is cut off");
        }
        return length;
    }
}
