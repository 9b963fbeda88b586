package bzh.vigie.agent.windows.regf;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The text in which Wine keeps a registry ("WINE REGISTRY Version 2"): {@code [path] seconds}, {@code #time}, {@code #class},
 * {@code #link}, then values like regedit's, where text of other types is {@code str(type):"…"} and a zero ends it unsaid.
 */
public final class WineText {
    private final RegKey root;
    private RegKey key;

    private WineText(RegKey root) {
        this.root = root;
        this.key = root;
    }

    /** Puts the keys of a text below that key. */
    public static void apply(List<String> lines, RegKey root) {
        WineText reader = new WineText(root);
        joined(lines).forEach(reader::line);
    }

    /** Lines that go on after a backslash, as long hexadecimal does, put together. */
    private static List<String> joined(List<String> lines) {
        List<String> joined = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : lines) {
            if (line.endsWith(",\\")) {
                open.append(line, 0, line.length() - 1);
            } else {
                joined.add(open.append(line).toString());
                open.setLength(0);
            }
        }
        return joined;
    }

    private void line(String line) {
        if (line.startsWith("[")) {
            key = root.make(plain(line.substring(1, line.lastIndexOf(']'))));
        } else if (line.startsWith("#time=")) {
            key.written(Long.parseLong(line.substring(6), 16));
        } else if (line.startsWith("#class=")) {
            key.className(quoted(line.substring(7)));
        } else if (line.startsWith("@=")) {
            value("", line.substring(2));
        } else if (line.startsWith("\"")) {
            int end = quoteEnd(line);
            value(plain(line.substring(1, end)), line.substring(end + 2));
        }
    }

    private void value(String name, String data) {
        int colon = data.indexOf(':');
        if (data.startsWith("\"")) {
            key.value(name, 1, RegText.text(quoted(data)));
        } else if (data.startsWith("str(")) {
            key.value(name, type(data), RegText.text(quoted(data.substring(colon + 1))));
        } else if (data.startsWith("dword:")) {
            int number = Integer.parseUnsignedInt(data.substring(colon + 1), 16);
            key.value(name, 4, new byte[] {
                (byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)
            });
        } else {
            key.value(name, data.startsWith("hex(") ? type(data) : 3, hex(data.substring(colon + 1)));
        }
    }

    private static int type(String data) {
        return Integer.parseUnsignedInt(data.substring(data.indexOf('(') + 1, data.indexOf(')')), 16);
    }

    private static byte[] hex(String list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String each : list.split(",", -1)) {
            if (!each.isBlank()) {
                bytes.write(Integer.parseInt(each.strip(), 16));
            }
        }
        return bytes.toByteArray();
    }

    private static String quoted(String text) {
        return plain(text.substring(1, quoteEnd(text)));
    }

    /** Where the quote that opens the text is closed. */
    private static int quoteEnd(String text) {
        int at = 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** With what a backslash stands before: one to four hexadecimal digits after x, up to three octal ones, letters as in C. */
    private static String plain(String escaped) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\' || i + 1 == escaped.length()) {
                plain.append(c);
                continue;
            }
            char kind = escaped.charAt(++i);
            if (kind == 'x') {
                int end = digits(escaped, i + 1, 4, 16);
                plain.append((char) Integer.parseInt(escaped.substring(i + 1, end), 16));
                i = end - 1;
            } else if (Character.digit(kind, 8) >= 0) {
                int end = digits(escaped, i, 3, 8);
                plain.append((char) Integer.parseInt(escaped.substring(i, end), 8));
                i = end - 1;
            } else {
                int letter = "abefnrtv".indexOf(kind);
                plain.append(letter < 0 ? kind : "\u0007\b\u001b\f\n\r\t\u000b".charAt(letter));
            }
        }
        return plain.toString();
    }

    private static int digits(String text, int from, int most, int radix) {
        int end = from;
        while (end < text.length() && end < from + most && Character.digit(text.charAt(end), radix) >= 0) {
            end++;
        }
        return end;
    }
}
