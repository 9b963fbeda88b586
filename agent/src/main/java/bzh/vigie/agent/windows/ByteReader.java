package bzh.vigie.agent.windows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Little-endian fields of a byte array, read one after another or by place. Total: what lies outside of the array reads as zero
 * or empty, and {@link #failed} says from then on that it did.
 */
public final class ByteReader {
    /** FILETIME of 1970-01-01 UTC, in units of 100 ns since 1601 (MS-DTYP 2.3.3). */
    private static final long EPOCH = 116_444_736_000_000_000L;

    /** Later ones are no time: the end of the year 9999. */
    private static final long LAST = 2_650_467_744_000_000_000L;

    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean failed;

    private ByteReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** Over a whole array, which is not copied. */
    public static ByteReader of(byte[] bytes) {
        return new ByteReader(bytes, 0, bytes.length);
    }

    /** The next so many bytes as a reader of their own, as far as there are any; they are passed over here. */
    public ByteReader part(long length) {
        int size = take(length);
        return new ByteReader(bytes, at - size, at);
    }

    /** Whether something outside of the array was asked for. */
    public boolean failed() {
        return failed;
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - at;
    }

    /** The place of the next byte in the array. */
    public int position() {
        return at;
    }

    /** Goes on at that place in the array. */
    public void seek(long place) {
        if (place < 0 || place > end) {
            failed = true;
            at = end;
        } else {
            at = (int) place;
        }
    }

    /** Passes over so many bytes. */
    public void skip(long length) {
        take(length);
    }

    /** Passes over what is left until the place is a multiple of that power of two, counted from {@code origin}. */
    public void align(int multiple, int origin) {
        skip((multiple - (at - origin) % multiple) % multiple);
    }

    /** An unsigned byte. */
    public int u8() {
        return take(1) == 1 ? bytes[at - 1] & 0xFF : 0;
    }

    /** An unsigned number of two bytes. */
    public int u16() {
        int low = u8();
        return low | u8() << 8;
    }

    /** A number of four bytes, its sign as it comes. */
    public int i32() {
        int low = u16();
        return low | u16() << 16;
    }

    /** An unsigned number of four bytes. */
    public long u32() {
        return i32() & 0xFFFF_FFFFL;
    }

    /** A number of eight bytes, its sign as it comes. */
    public long i64() {
        long low = u32();
        return low | (long) i32() << 32;
    }

    /** The next so many bytes, as far as there are any. */
    public byte[] bytes(long length) {
        int size = take(length);
        return Arrays.copyOfRange(bytes, at - size, at);
    }

    /** A GUID (MS-DTYP 2.3.4) in braces and lower case. */
    public String guid() {
        long first = u32();
        int second = u16();
        int third = u16();
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "{%08x-%04x-%04x-", first, second, third));
        for (int i = 0; i < 8; i++) {
            text.append(String.format(Locale.ROOT, i == 1 ? "%02x-" : "%02x", u8()));
        }
        return text.append('}').toString();
    }

    /** A FILETIME (MS-DTYP 2.3.3) as microseconds since 1970 UTC; empty for none and for what is no time. */
    public OptionalLong fileTime() {
        return micros(i64());
    }

    /** That FILETIME likewise. */
    public static OptionalLong micros(long fileTime) {
        return fileTime <= EPOCH || fileTime > LAST ? OptionalLong.empty() : OptionalLong.of((fileTime - EPOCH) / 10);
    }

    /** Microseconds since 1970 UTC as a FILETIME. */
    public static long fileTime(long micros) {
        return micros * 10 + EPOCH;
    }

    /** UTF-16 of so many bytes; zeros at its end are dropped, lone surrogates stay. */
    public String utf16(long length) {
        int size = take(length);
        char[] text = new char[size / 2];
        int start = at - size;
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) ((bytes[start + 2 * i] & 0xFF) | (bytes[start + 2 * i + 1] & 0xFF) << 8);
        }
        int last = text.length;
        while (last > 0 && text[last - 1] == 0) {
            last--;
        }
        return new String(text, 0, last);
    }

    /** UTF-16 up to a zero, which is passed over; at most so many characters. */
    public String utf16z(int limit) {
        int length = 0;
        while (at + 2 * length + 1 < end
                && length < limit
                && (bytes[at + 2 * length] != 0 || bytes[at + 2 * length + 1] != 0)) {
            length++;
        }
        String text = utf16(2L * length);
        if (remaining() >= 2 && bytes[at] == 0 && bytes[at + 1] == 0) {
            skip(2);
        }
        return text;
    }

    /** One byte a character, as ISO 8859-1, up to a zero, which is passed over; at most so many characters. */
    public String latin1z(int limit) {
        int length = 0;
        while (at + length < end && length < limit && bytes[at + length] != 0) {
            length++;
        }
        String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        take(length);
        if (remaining() > 0 && bytes[at] == 0) {
            skip(1);
        }
        return text;
    }

    private int take(long length) {
        if (length < 0 || length > remaining()) {
            failed = true;
            int left = remaining();
            at = end;
            return length < 0 ? 0 : left;
        }
        at += (int) length;
        return (int) length;
    }
}
