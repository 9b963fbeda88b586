package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.Arrays;

/** A file read in small pieces at any place, little-endian, through one window that is kept. Used by one thread. */
final class Window {
    private static final int SIZE = 8 << 10;

    private final Bytes file;
    private final long size;
    private final byte[] held = new byte[SIZE];
    private long from;
    private int count;

    Window(Bytes file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    long size() {
        return size;
    }

    /** What lies at that place, 0 to 255. */
    int u8(long at) throws IOException, Malformed {
        return held[reach(at, 1)] & 0xff;
    }

    int u16(long at) throws IOException, Malformed {
        int i = reach(at, 2);
        return u16(held, i);
    }

    long u32(long at) throws IOException, Malformed {
        int i = reach(at, 4);
        return u16(held, i) | ((long) u16(held, i + 2) << 16);
    }

    /** The 64 bits there, of which the highest is a sign in Java. */
    long u64(long at) throws IOException, Malformed {
        return u32(at) | (u32(at + 4) << 32);
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    /** So many bytes from there on, all of them. */
    byte[] bytes(long at, int length) throws IOException, Malformed {
        if (at < 0 || length < 0 || at > size - length) {
            throw new Malformed("outside the file");
        }
        byte[] copy = new byte[length];
        for (int done = 0; done < length; ) {
            int some = Math.min(length - done, SIZE);
            int i = reach(at + done, some);
            System.arraycopy(held, i, copy, done, some);
            done += some;
        }
        return copy;
    }

    /** The bytes up to a zero, to the file's end, or so many. */
    byte[] upToZero(long at, int most) throws IOException, Malformed {
        byte[] all = bytes(at, (int) Math.max(0, Math.min(most, size - at)));
        int length = 0;
        while (length < all.length && all[length] != 0) {
            length++;
        }
        return length == all.length ? all : Arrays.copyOf(all, length);
    }

    /** Makes the window hold so many bytes of that place; where in it they begin. */
    private int reach(long at, int length) throws IOException, Malformed {
        if (at < 0 || at > size - length) {
            throw new Malformed("outside the file");
        }
        if (at < from || at + length > from + count) {
            from = at;
            count = 0;
            count = file.read(at, held);
            if (count < length) {
                throw new Malformed("the file ended early");
            }
        }
        return (int) (at - from);
    }
}
