package bzh.vigie.collector.evtx;

import java.nio.charset.Charset;
import java.util.HexFormat;

/**
 * Values as Windows writes them into an event's XML: decimal numbers, {@code 0x…} in lower case, {@code true} and {@code false},
 * {@code {guid}} in lower case, times in UTC with seven digits, {@code S-1-…}, bytes as hexadecimal digits. A value whose length
 * does not fit its type is read for the bytes that it has, or shown as bytes.
 */
final class ValueText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Charset ANSI = Charset.forName("windows-1252");

    /** 100 ns from 1601-01-01 to 1970-01-01. */
    static final long EPOCH_1601 = 116_444_736_000_000_000L;

    private ValueText() {}

    static String of(Value.Stored value) {
        byte[] bytes = value.bytes();
        int at = value.at();
        int size = value.size();
        return switch (value.type()) {
            case Type.NULL -> "";
            case Type.STRING -> withoutEnd(Cursor.utf16(bytes, at, size));
            case Type.ANSI -> withoutEnd(new String(bytes, at, size, ANSI));
            case Type.INT8, Type.INT16, Type.INT32, Type.INT64 -> Long.toString(signed(bytes, at, size));
            case Type.UINT8, Type.UINT16, Type.UINT32, Type.UINT64 -> Long.toUnsignedString(unsigned(bytes, at, size));
            case Type.FLOAT -> size == 4 ? Float.toString(floating(bytes, at)) : hex(value);
            case Type.DOUBLE ->
                size == 8 ? Double.toString(Double.longBitsToDouble(Cursor.i64(bytes, at))) : hex(value);
            case Type.BOOL -> Boolean.toString(unsigned(bytes, at, size) != 0);
            case Type.GUID -> size == 16 ? "{" + guid(bytes, at) + "}" : hex(value);
            case Type.SIZE, Type.HEX32, Type.HEX64 -> "0x" + Long.toHexString(unsigned(bytes, at, size));
            case Type.FILETIME -> size == 8 ? Times.filetime(Cursor.i64(bytes, at), 7) : hex(value);
            case Type.SYSTEMTIME -> size == 16 ? Times.systemtime(bytes, at, 3) : hex(value);
            case Type.SID -> sid(value);
            default -> hex(value);
        };
    }

    static long unsigned(byte[] bytes, int at, int size) {
        long number = 0;
        for (int i = Math.min(8, size) - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[at + i] & 0xff);
        }
        return number;
    }

    static long signed(byte[] bytes, int at, int size) {
        int unused = 64 - 8 * Math.clamp(size, 1, 8);
        return unsigned(bytes, at, size) << unused >> unused;
    }

    static float floating(byte[] bytes, int at) {
        return Float.intBitsToFloat((int) Cursor.u32(bytes, at));
    }

    /** Lower case, without braces. */
    static String guid(byte[] bytes, int at) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((int) Cursor.u32(bytes, at)) + "-"
                + hex.toHexDigits((short) Cursor.u16(bytes, at + 4)) + "-"
                + hex.toHexDigits((short) Cursor.u16(bytes, at + 6)) + "-"
                + hex.formatHex(bytes, at + 8, at + 10) + "-"
                + hex.formatHex(bytes, at + 10, at + 16);
    }

    static String hex(Value.Stored value) {
        return HEX.formatHex(value.bytes(), value.at(), value.at() + value.size());
    }

    /** [MS-DTYP] 2.4.2: revision, count, authority of 48 bits big-endian, so many numbers of 32 bits. */
    private static String sid(Value.Stored value) {
        byte[] bytes = value.bytes();
        int at = value.at();
        int count = value.size() < 8 ? -1 : bytes[at + 1] & 0xff;
        if (count < 0 || value.size() < 8 + 4 * count) {
            return hex(value);
        }
        long authority = 0;
        for (int i = 2; i < 8; i++) {
            authority = (authority << 8) | (bytes[at + i] & 0xff);
        }
        StringBuilder sid = new StringBuilder(48)
                .append("S-")
                .append(bytes[at] & 0xff)
                .append('-')
                .append(authority);
        for (int i = 0; i < count; i++) {
            sid.append('-').append(Cursor.u32(bytes, at + 8 + 4 * i));
        }
        return sid.toString();
    }

    /** Text up to the zeros that end it. */
    private static String withoutEnd(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return end == text.length() ? text : text.substring(0, end);
    }
}
