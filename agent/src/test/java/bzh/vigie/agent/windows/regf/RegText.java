package bzh.vigie.agent.windows.regf;

import bzh.vigie.text.LetterCase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text that regedit exports and imports ("How to add, modify, or delete registry subkeys and values by using a .reg file",
 * Microsoft 310516), as keys: {@code [path]}, {@code [-path]}, {@code @=} and {@code "name"=} with {@code "text"},
 * {@code dword:}, {@code hex:}, {@code hex(type):} and {@code -}; {@code REGEDIT4} and version 5.
 *
 * <p>Beyond regedit, lines of comment before values say what it cannot: {@code ;class=…}, {@code ;security=hex…},
 * {@code ;written=FILETIME}, {@code ;link=\Registry\…}; types by name, as in {@code "name"=expand:"%windir%\x"},
 * {@code multi:"a","b"}, {@code qword:…}; and <code>\{uXXXX}</code> in quoted text and names of keys for any UTF-16 unit.
 */
public final class RegText {
    private final RegKey root;
    private RegKey key;

    private RegText(RegKey root) {
        this.root = root;
        this.key = root;
    }

    /** The keys of a text; those at the top bear the names of hives as it writes them, such as HKEY_LOCAL_MACHINE. */
    public static RegKey parse(String text) {
        RegKey root = new RegKey("");
        apply(text, root);
        return root;
    }

    /** Does to these keys what importing the text does. */
    public static void apply(String text, RegKey root) {
        RegText reader = new RegText(root);
        for (String line : joined(text)) {
            reader.line(line);
        }
    }

    /** A file of regedit, in UTF-16 with its mark or in UTF-8. */
    public static String decoded(byte[] file) {
        if (file.length > 1 && file[0] == (byte) 0xff && file[1] == (byte) 0xfe) {
            return new String(file, 2, file.length - 2, StandardCharsets.UTF_16LE);
        }
        String text = new String(file, StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** Data as the registry keeps text: UTF-16 and a zero. */
    public static byte[] text(String text) {
        return units(text + "\0");
    }

    /** UTF-16, lone surrogates too. */
    public static byte[] units(String text) {
        byte[] bytes = new byte[text.length() * 2];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) text.charAt(i);
            bytes[2 * i + 1] = (byte) (text.charAt(i) >> 8);
        }
        return bytes;
    }

    private static List<String> joined(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String each : text.lines().toList()) {
            String line = each.strip();
            if (line.endsWith("\\") && (line.contains("hex") || !open.isEmpty()) && !line.startsWith("[")) {
                open.append(line, 0, line.length() - 1);
            } else {
                lines.add(open.append(line).toString());
                open.setLength(0);
            }
        }
        return lines;
    }

    private void line(String line) {
        if (line.startsWith("[-")) {
            String path = unescaped(line.substring(2, line.lastIndexOf(']')));
            int last = path.lastIndexOf('\\');
            root.find(path.substring(0, Math.max(last, 0)))
                    .ifPresent(parent -> parent.subkeys().remove(path.substring(last + 1)));
        } else if (line.startsWith("[")) {
            key = root.make(unescaped(line.substring(1, line.lastIndexOf(']'))));
        } else if (line.startsWith(";")) {
            beyond(line.substring(1));
        } else if (line.startsWith("@=")) {
            value("", line.substring(2));
        } else if (line.startsWith("\"")) {
            int end = quoteEnd(line, 0);
            value(
                    quoted(line.substring(0, end + 1)),
                    line.substring(line.indexOf('=', end) + 1).strip());
        } else if (!line.isEmpty() && !line.startsWith("REGEDIT4") && !line.startsWith("Windows Registry Editor")) {
            throw new IllegalArgumentException("not a line of a .reg text: " + line);
        }
    }

    private void beyond(String comment) {
        int equals = comment.indexOf('=');
        String value = comment.substring(equals + 1);
        switch (comment.substring(0, Math.max(equals, 0))) {
            case "class" -> key.className(unescaped(value));
            case "security" -> key.security(hex(value));
            case "written" -> key.written(Long.parseLong(value));
            case "link" -> key.value("SymbolicLinkValue", 6, units(value));
            default -> {}
        }
    }

    private void value(String name, String data) {
        if (data.equals("-")) {
            key.values().keySet().removeIf(k -> LetterCase.same(k, name));
        } else if (data.startsWith("\"")) {
            key.value(name, 1, text(quoted(data.substring(0, quoteEnd(data, 0) + 1))));
        } else {
            int colon = data.indexOf(':');
            String rest = data.substring(colon + 1);
            switch (data.substring(0, colon)) {
                case "dword" -> key.value(name, 4, little(Long.parseLong(rest.strip(), 16), 4));
                case "qword" -> key.value(name, 11, little(Long.parseUnsignedLong(rest.strip(), 16), 8));
                case "expand" -> key.value(name, 2, text(quoted(rest)));
                case "multi" -> key.value(name, 7, multi(rest));
                case "hex" -> key.value(name, 3, hex(rest));
                default -> {
                    String type = data.substring(data.indexOf('(') + 1, data.indexOf(')'));
                    key.value(name, Integer.parseUnsignedInt(type, 16), hex(rest));
                }
            }
        }
    }

    private static byte[] multi(String list) {
        StringBuilder all = new StringBuilder();
        for (int at = 0; at < list.length() && list.charAt(at) == '"'; ) {
            int end = quoteEnd(list, at);
            all.append(quoted(list.substring(at, end + 1))).append('\0');
            at = end + 2;
        }
        return text(all.toString());
    }

    private static int quoteEnd(String text, int start) {
        int at = start + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    private static String quoted(String text) {
        StringBuilder plain = new StringBuilder();
        String inner = text.substring(1, text.length() - 1);
        for (int i = 0; i < inner.length(); i++) {
            if (inner.startsWith("\\{u", i)) {
                plain.append((char) Integer.parseInt(inner.substring(i + 3, i + 7), 16));
                i += 7;
            } else if (inner.charAt(i) == '\\' && i + 1 < inner.length()) {
                plain.append(inner.charAt(++i));
            } else {
                plain.append(inner.charAt(i));
            }
        }
        return plain.toString();
    }

    private static String unescaped(String path) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.startsWith("\\{u", i) && path.startsWith("}", i + 7)) {
                plain.append((char) Integer.parseInt(path.substring(i + 3, i + 7), 16));
                i += 7;
            } else {
                plain.append(path.charAt(i));
            }
        }
        return plain.toString();
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

    private static byte[] little(long number, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (number >> (8 * i));
        }
        return bytes;
    }
}
