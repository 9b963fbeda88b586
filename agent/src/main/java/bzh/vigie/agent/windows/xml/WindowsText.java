package bzh.vigie.agent.windows.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Sections of {@code key=value} lines as GetPrivateProfileString reads them: only {@code ;} begins a comment, names of sections
     * and keys are kept as written. The first of two equal keys counts, as it does for Windows.
     */
    public static Map<String, Map<String, String>> ini(String text) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>();
        int left = MAX_LINES;
        for (String raw : lines(text)) {
            String line = raw.strip();
            if (left-- == 0) {
                break;
            }
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = sections.computeIfAbsent(line.substring(1, line.length() - 1), s -> new LinkedHashMap<>());
            } else if (equals > 0 && !line.startsWith(";")) {
                section.putIfAbsent(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return sections;
    }

    private static final int MAX_LINES = 65_536;
    private static final int MAX_LINE = 32_768;

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().limit(MAX_LINES).forEach(l -> lines.add(l.length() <= MAX_LINE ? l : l.substring(0, MAX_LINE)));
        return lines;
    }
}
