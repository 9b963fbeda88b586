package bzh.vigie.agent.windows.regf;

import java.nio.charset.StandardCharsets;

/** The content of a cell, or its beginning. Total: what lies past the end is zero. */
final class Cell {
    /** One that could not be read. */
    static final Cell NONE = new Cell(new byte[0], 0);

    private final byte[] bytes;
    private final int length;

    /**
     * One of these bytes.
     *
     * @param length of the whole content, of which the bytes are the beginning
     */
    Cell(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** How long the whole content is; 0 for one that could not be read. */
    int length() {
        return length;
    }

    /** What was read of it; belongs to the cell. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether it begins with that signature of two letters. */
    boolean is(String signature) {
        return bytes.length >= 2 && bytes[0] == signature.charAt(0) && bytes[1] == signature.charAt(1);
    }

    int u16(int at) {
        return u8(at) | (u8(at + 1) << 8);
    }

    int i32(int at) {
        return u16(at) | (u16(at + 2) << 16);
    }

    long u32(int at) {
        return Integer.toUnsignedLong(i32(at));
    }

    long i64(int at) {
        return u32(at) | ((long) i32(at + 4) << 32);
    }

    /** UTF-16 of so many bytes, as far as there are any; nothing is dropped, lone surrogates stay. */
    String utf16(int at, int size) {
        char[] text = new char[Math.max(Math.min(size, bytes.length - at), 0) / 2];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) u16(at + 2 * i);
        }
        return new String(text);
    }

    /** A name of so many bytes. */
    String name(int at, int size, boolean isLatin) {
        int there = Math.max(Math.min(size, bytes.length - at), 0);
        return isLatin
                ? new String(bytes, Math.min(at, bytes.length), there, StandardCharsets.ISO_8859_1)
                : utf16(at, size);
    }

    private int u8(int at) {
        return at >= 0 && at < bytes.length ? bytes[at] & 0xff : 0;
    }
}
