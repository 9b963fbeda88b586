package bzh.vigie.agent.persistence.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of a configuration file that mean something: without blank ones and comments, stripped. Total. */
public final class ConfigLines {
    private static final int MAX_JOINED = 65_536;
    private static final int MAX_REPLACED = 4096;

    /** A key with its value in a section; the section is empty before the first one, the value where there is none. */
    public record Entry(String section, String key, String value) {}

    private ConfigLines() {}

    /**
     * A line in which names are replaced by what a file gives them.
     *
     * @param names finds a name, as its first group that is not null
     * @param values of names; a name without one stays as it is
     * @return at most 4,096 characters and the line's own length longer; what would be more stays as it is
     */
    public static String replaced(String line, Pattern names, Map<String, String> values) {
        if (values.isEmpty()) {
            return line;
        }
        StringBuilder whole = new StringBuilder();
        Matcher name = names.matcher(line);
        int left = MAX_REPLACED;
        int from = 0;
        while (name.find()) {
            String value = values.get(name.group(1) == null ? name.group(2) : name.group(1));
            if (value != null && value.length() <= left) {
                whole.append(line, from, name.start()).append(value);
                from = name.end();
                left -= value.length();
            }
        }
        return whole.append(line, from, line.length()).toString();
    }

    /** Each line by itself; one that begins with one of these characters is a comment. */
    public static List<String> of(SourceFile file, String comments) {
        return file.lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && comments.indexOf(line.charAt(0)) < 0)
                .toList();
    }

    /** Likewise, a backslash at the end joining a line with the next. */
    public static List<String> joined(SourceFile file, String comments) {
        List<String> lines = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (whole.isEmpty() && !line.isEmpty() && comments.indexOf(line.charAt(0)) >= 0) {
                continue;
            }
            boolean more = line.endsWith("\\") && whole.length() < MAX_JOINED;
            whole.append(more ? line.substring(0, line.length() - 1).strip() + " " : line);
            if (!more) {
                add(lines, whole);
            }
        }
        add(lines, whole);
        return lines;
    }

    /**
     * Those that end in a backslash joined with the next with nothing between, as a shell does; empty ones and those that then
     * begin with {@code #} are left out.
     */
    public static List<String> spliced(SourceFile file) {
        List<String> lines = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (String raw : file.lines()) {
            if (raw.endsWith("\\")) {
                whole.append(raw, 0, raw.length() - 1);
            } else {
                whole.append(raw);
                add(lines, whole);
            }
        }
        add(lines, whole);
        lines.removeIf(line -> line.charAt(0) == '#');
        return lines;
    }

    /** As {@link #of}, a line that begins with a blank continuing the one before it. */
    public static List<String> indented(SourceFile file, String comments) {
        List<String> lines = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || comments.indexOf(line.charAt(0)) >= 0) {
                continue;
            }
            if (Character.isWhitespace(raw.charAt(0)) && !whole.isEmpty() && whole.length() < MAX_JOINED) {
                whole.append(' ').append(line);
            } else {
                add(lines, whole);
                whole.append(line);
            }
        }
        add(lines, whole);
        return lines;
    }

    /** Of lines such as {@code [section]}, {@code key = value} and {@code key}. */
    public static List<Entry> entries(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        for (String line : lines) {
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip();
                continue;
            }
            int equals = line.indexOf('=');
            entries.add(
                    equals < 0
                            ? new Entry(section, line, "")
                            : new Entry(
                                    section,
                                    line.substring(0, equals).strip(),
                                    unquoted(line.substring(equals + 1).strip())));
        }
        return entries;
    }

    /** Without the quotes around the whole of it. */
    public static String unquoted(String text) {
        boolean quoted = text.length() > 1
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** The path of a file that another one names, which may be relative to where that one is or to a home. */
    public static String path(SourceFile file, String written) {
        String name = unquoted(written.strip());
        if (name.startsWith("~/")) {
            String own = file.path().text();
            int hidden = own.indexOf("/.");
            return (hidden < 0 ? file.path().parent().text() : own.substring(0, hidden)) + name.substring(1);
        }
        return name.startsWith("/") ? name : file.path().parent().text() + "/" + name;
    }

    private static void add(List<String> lines, StringBuilder whole) {
        String line = whole.toString().strip();
        whole.setLength(0);
        if (!line.isEmpty()) {
            lines.add(line);
        }
    }
}
