package bzh.vigie.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The one place where bytes of a host become text. Pure and total: any bytes give some text. */
public final class HostText {
    private static final String HIGH = "89abcdef";
    private static final String DIGITS = "0123456789abcdef";

    private HostText() {}

    /**
     * A name as unambiguous text: UTF-8 as it is; bytes that are no UTF-8, control characters and characters that hide or
     * turn text around as {@code \xNN} per byte; a backslash as {@code \\}. Two names never give the same text.
     */
    public static String escaped(byte[] name) {
        return decode(name, true);
    }

    /** Content of a file as text: UTF-8, with each byte that is none as {@code \xNN}; nothing else is changed. */
    public static String content(byte[] bytes) {
        return decode(bytes, false);
    }

    /** Windows' UTF-16 in little-endian bytes as it is, halves of pairs and NULs too; an odd last byte is left out. */
    public static String units(byte[] bytes) {
        char[] units = new char[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(units);
        return new String(units);
    }

    /**
     * The bytes that a part of a {@link #content} was made of, where it names a file: {@code \xNN} of a byte that is no ASCII is
     * that byte. Text that was written so is taken for it too, so who asks looks whether there is such a file.
     */
    public static byte[] bytes(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean escaped = i + 3 < bytes.length && isEscape(bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]);
            bytes[length++] = escaped
                    ? (byte) (Character.digit(bytes[i + 2], 16) << 4 | Character.digit(bytes[i + 3], 16))
                    : bytes[i];
            i += escaped ? 3 : 0;
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Whether these four characters stand for a byte that is no ASCII, as {@link #content} writes it. */
    public static boolean isEscape(int backslash, int x, int high, int low) {
        return backslash == '\\' && x == 'x' && HIGH.indexOf(high) >= 0 && DIGITS.indexOf(low) >= 0;
    }

    /** Whether this text has characters that are not seen or turn it around; tabs and line ends are none. */
    public static boolean hasInvisible(String text) {
        return text.codePoints().anyMatch(c -> hides(c) && c != '\t' && c != '\n');
    }

    /** Whether a reader of this name would see something else than what is there. */
    public static boolean hides(String text) {
        return text.codePoints().anyMatch(HostText::hides) || !text.strip().equals(text) || text.contains("  ");
    }

    private static boolean hides(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (type == Character.SPACE_SEPARATOR && c != ' ')
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE;
    }

    private static String decode(byte[] bytes, boolean name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder text = new StringBuilder(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            append(text, out.flip().toString(), name);
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                hex(text, in.get());
            }
            decoder.reset();
        }
    }

    private static void append(StringBuilder text, String part, boolean name) {
        if (!name) {
            text.append(part);
            return;
        }
        part.codePoints().forEach(c -> {
            if (c == '\\') {
                text.append("\\\\");
            } else if (hides(c)) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    hex(text, b);
                }
            } else {
                text.appendCodePoint(c);
            }
        });
    }

    private static void hex(StringBuilder text, byte b) {
        // not by a format: of a program each third byte is one of these
        text.append("\\x").append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
}
