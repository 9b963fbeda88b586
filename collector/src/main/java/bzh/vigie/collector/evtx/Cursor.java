package bzh.vigie.collector.evtx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A place in little-endian bytes, up to an end. Beyond it everything is 0, and {@link #failed} says so. */
final class Cursor {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] bytes;
    private final int end;
    private int at;
    private boolean failed;

    /** Its place and its end are cut to the bytes that there are */
    Cursor(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.end = Math.clamp(end, 0, bytes.length);
        this.at = Math.clamp(at, 0, this.end);
    }

    int at() {
        return at;
    }

    int end() {
        return end;
    }

    int left() {
        return end - at;
    }

    boolean failed() {
        return failed;
    }

    /** What is here cannot be read, nor what follows. */
    void fail() {
        failed = true;
        at = end;
    }

    /** The next byte without going past it; -1 at the end. */
    int peek() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    int u8() {
        return has(1) ? bytes[at++] & 0xff : 0;
    }

    int u16() {
        if (!has(2)) {
            return 0;
        }
        at += 2;
        return u16(bytes, at - 2);
    }

    /** The next four bytes, from 0 to 2³² - 1. */
    long u32() {
        if (!has(4)) {
            return 0;
        }
        at += 4;
        return u32(bytes, at - 4);
    }

    void skip(long count) {
        if (count < 0 || count > left()) {
            fail();
        } else {
            at += (int) count;
        }
    }

    /** So many UTF-16 units. */
    String text(int units) {
        if (!has(2L * units)) {
            return "";
        }
        at += 2 * units;
        return utf16(bytes, at - 2 * units, 2 * units);
    }

    private boolean has(long count) {
        if (count > left()) {
            fail();
            return false;
        }
        return true;
    }

    static int u16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xffff;
    }

    static long u32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) & 0xffffffffL;
    }

    static long i64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Text as it stands, lone surrogates too; an odd last byte is left out. */
    static String utf16(byte[] bytes, int at, int size) {
        int units = size / 2;
        boolean narrow = true;
        for (int i = 0; i < units && narrow; i++) {
            narrow = bytes[at + 2 * i + 1] == 0;
        }
        if (narrow) {
            byte[] latin = new byte[units];
            for (int i = 0; i < units; i++) {
                latin[i] = bytes[at + 2 * i];
            }
            return new String(latin, StandardCharsets.ISO_8859_1);
        }
        // A charset's decoder would replace lone surrogates.
        char[] chars = new char[units];
        for (int i = 0; i < units; i++) {
            chars[i] = (char) u16(bytes, at + 2 * i);
        }
        return new String(chars);
    }
}
