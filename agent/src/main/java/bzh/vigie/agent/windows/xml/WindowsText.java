package bzh.vigie.agent.windows.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Text files as Windows' programs write them: UTF-16 or UTF-8 by byte order mark; without one UTF-16 where every other byte is
 * zero, UTF-8 where it is that, otherwise Windows-1252.
 */
public final class WindowsText {
    private static final Charset ANSI = Charset.forName("windows-1252");

    private WindowsText() {}

    /** Any bytes as text, without a byte order mark. */
    public static String of(byte[] bytes) {
        int first = bytes.length > 0 ? bytes[0] & 0xFF : -1;
        int second = bytes.length > 1 ? bytes[1] & 0xFF : -1;
        if (first == 0xFF && second == 0xFE) {
            return new String(bytes, 2, (bytes.length - 2) & ~1, StandardCharsets.UTF_16LE);
        }
        if (first == 0xFE && second == 0xFF) {
            return new String(bytes, 2, (bytes.length - 2) & ~1, StandardCharsets.UTF_16BE);
        }
        if (first == 0xEF && second == 0xBB && bytes.length > 2 && (bytes[2] & 0xFF) == 0xBF) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (bytes.length > 3 && first != 0 && second == 0 && bytes[2] != 0 && bytes[3] == 0) {
            return new String(bytes, 0, bytes.length & ~1, StandardCharsets.UTF_16LE);
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, ANSI);
        }
    }
}
