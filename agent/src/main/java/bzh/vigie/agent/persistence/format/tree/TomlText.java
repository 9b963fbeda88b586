package bzh.vigie.agent.persistence.format.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * TOML 1.0 line by line: tables, arrays of tables, dotted and quoted keys, strings of one and several lines, arrays and inline
 * tables. Numbers and dates stay as written.
 */
public final class TomlText {
    private final List<String> lines;
    private final Leaves leaves = new Leaves();
    private final Map<String, Integer> tables = new HashMap<>();
    private int next;

    private TomlText(List<String> lines) {
        this.lines = lines;
    }

    /** Its scalars; total. */
    public static Leaves parse(List<String> lines) {
        TomlText toml = new TomlText(lines);
        toml.read();
        return toml.leaves;
    }

    private void read() {
        String table = "";
        while (next < lines.size()) {
            String line = lines.get(next++).strip();
            int equals = equalsSign(line);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[[") && line.contains("]]")) {
                String path = inArray(line.substring(2, line.indexOf("]]")), true);
                table = path + "/" + (tables.merge(path, 1, Integer::sum) - 1);
            } else if (line.startsWith("[") && line.contains("]")) {
                table = inArray(line.substring(1, line.lastIndexOf(']')), false);
            } else if (equals > 0) {
                value(
                        path(table, line.substring(0, equals)),
                        line.substring(equals + 1).strip());
            } else {
                leaves.addMalformed();
            }
        }
    }

    /** A table below an array of tables belongs to the last of them; of an array itself, the path without a number. */
    private String inArray(String name, boolean whole) {
        String path = "";
        List<String> keys = keys(name);
        for (int i = 0; i < keys.size(); i++) {
            path = Leaves.child(path, keys.get(i));
            Integer last = tables.get(path);
            boolean itself = whole && i == keys.size() - 1;
            path = last == null || itself ? path : path + "/" + (last - 1);
        }
        return path;
    }

    private void value(String path, String text) {
        for (String quotes : List.of("\"\"\"", "'''")) {
            if (text.startsWith(quotes)) {
                severalLines(path, text.substring(3), quotes);
                return;
            }
        }
        StringBuilder whole = new StringBuilder(text);
        if (text.startsWith("[") || text.startsWith("{")) {
            int open = Flow.open(text);
            while (open > 0 && next < lines.size()) {
                String more = lines.get(next++);
                open += Flow.open(more);
                whole.append('\n').append(more);
            }
        }
        Flow.parse(whole.toString(), '=', path, leaves);
    }

    private void severalLines(String path, String first, String quotes) {
        StringBuilder value = new StringBuilder();
        String line = first;
        while (true) {
            int end = line.indexOf(quotes);
            if (end >= 0) {
                leaves.add(path, value.append(line, 0, end).toString().strip());
                return;
            }
            value.append(line).append('\n');
            if (next >= lines.size()) {
                leaves.addMalformed();
                leaves.add(path, value.toString().strip());
                return;
            }
            line = lines.get(next++);
        }
    }

    private static int equalsSign(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '=') {
                return i;
            }
        }
        return -1;
    }

    /** The path of a key, which may be dotted and quoted. */
    private static String path(String table, String dotted) {
        String path = table;
        for (String key : keys(dotted)) {
            path = Leaves.child(path, key);
        }
        return path;
    }

    private static List<String> keys(String dotted) {
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        char quote = 0;
        for (char c : dotted.strip().toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    key.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '.') {
                keys.add(key.toString().strip());
                key.setLength(0);
            } else {
                key.append(c);
            }
        }
        keys.add(key.toString().strip());
        return keys;
    }
}
