package bzh.vigie.agent.persistence.format.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * YAML as configurations write it, by lines: block mappings and sequences, flow collections, quoted, plain and block scalars,
 * several documents. Aliases, merges, complex keys and what else this does not read count as malformed; nothing is guessed.
 */
public final class YamlText {
    private static final Pattern KEY = Pattern.compile(
            "(\"(?:[^\"\\\\]|\\\\.){0,1024}+\"|'[^']{0,1024}+'|[^\\s\"'\\[\\]{}&*!|>%@`#,?-][^#:]{0,1024}?|[-?][^\\s:][^#:]{0,1024}?"
                    + "|[^\\s:\"'\\[\\]{}#]{1,1024}?):(?:\\s+(.*)|$)");
    private static final Pattern BLOCK = Pattern.compile("[|>][-+0-9]{0,3}(?:\\s+#.*)?");
    private static final Pattern PROPERTY = Pattern.compile("(?:[&!]\\S*)\\s*");

    private final List<String> lines;
    private final Leaves leaves = new Leaves();
    private int next;

    private YamlText(List<String> lines) {
        this.lines = new ArrayList<>(lines);
    }

    /** The scalars of its documents; total. */
    public static List<Leaves> documents(List<String> lines) {
        List<Leaves> documents = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (String line : lines) {
            boolean ends =
                    line.equals("---") || line.startsWith("--- ") || line.equals("...") || line.startsWith("%YAML");
            if (!ends) {
                current.add(line);
            } else {
                end(current, documents);
            }
        }
        end(current, documents);
        return documents;
    }

    /** The scalars of all its documents as if they were one; total. */
    public static Leaves parse(List<String> lines) {
        Leaves all = new Leaves();
        for (Leaves document : documents(lines)) {
            document.all().forEach(leaf -> all.add(leaf.path(), leaf.value()));
            for (int i = 0; i < document.malformed(); i++) {
                all.addMalformed();
            }
        }
        return all;
    }

    private static void end(List<String> current, List<Leaves> documents) {
        if (current.stream().anyMatch(line -> !isBlank(line))) {
            YamlText yaml = new YamlText(current);
            yaml.document();
            documents.add(yaml.leaves);
        }
        current.clear();
    }

    private void document() {
        while (more()) {
            int before = next;
            block(indent(lines.get(next)), "", 0);
            if (next == before) {
                leaves.addMalformed();
                next++;
            }
        }
    }

    /** Skips to the next line that says something. */
    private boolean more() {
        while (next < lines.size() && isBlank(lines.get(next))) {
            next++;
        }
        return next < lines.size();
    }

    private void block(int indent, String path, int depth) {
        int entry = 0;
        while (more()) {
            String line = lines.get(next);
            int here = indent(line);
            String text = line.substring(here);
            if (here < indent) {
                return;
            }
            if (here > indent || depth > Leaves.MAX_DEPTH) {
                leaves.addMalformed();
                next++;
            } else if (text.equals("-") || text.startsWith("- ")) {
                entry(here, text, path + "/" + entry++, depth);
            } else {
                pair(here, text, path, depth);
            }
        }
    }

    private void entry(int indent, String text, String path, int depth) {
        String rest = text.substring(1).stripLeading();
        int at = indent + text.length() - rest.length();
        if (rest.isEmpty() || rest.startsWith("#")) {
            next++;
            nested(indent, path, depth);
        } else if (rest.startsWith("- ") || (KEY.matcher(rest).matches() && !isFlow(rest))) {
            lines.set(next, " ".repeat(at) + rest);
            block(at, path, depth + 1);
        } else {
            next++;
            scalar(indent, rest, path);
        }
    }

    private void pair(int indent, String text, String path, int depth) {
        Matcher key = KEY.matcher(text);
        next++;
        if (!key.matches() || isFlow(text)) {
            if (isFlow(text)) {
                scalar(indent, text, path);
            } else {
                leaves.addMalformed();
            }
            return;
        }
        String name = key.group(1);
        boolean quoted = name.length() > 1 && (name.charAt(0) == '"' || name.charAt(0) == '\'');
        String child = Leaves.child(path, quoted ? name.substring(1, name.length() - 1) : name.strip());
        String value = key.group(2) == null
                ? ""
                : PROPERTY.matcher(key.group(2).strip()).replaceFirst("");
        if (name.equals("<<") || (key.group(2) != null && key.group(2).startsWith("*"))) {
            leaves.addMalformed();
        } else if (value.isEmpty() || value.startsWith("#")) {
            nested(sequenceAt(indent) ? indent - 1 : indent, child, depth);
        } else {
            scalar(indent, value, child);
        }
    }

    /** Whether the next line begins a sequence no deeper than the key that it belongs to. */
    private boolean sequenceAt(int indent) {
        if (!more() || indent(lines.get(next)) != indent) {
            return false;
        }
        String text = lines.get(next).strip();
        return text.equals("-") || text.startsWith("- ");
    }

    private void nested(int parent, String path, int depth) {
        if (!more() || indent(lines.get(next)) <= parent) {
            leaves.add(path, "");
            return;
        }
        int indent = indent(lines.get(next));
        if (indent == parent + 1 && sequenceAt(indent) && parent >= -1) {
            sequence(indent, path, depth);
        } else {
            block(indent, path, depth + 1);
        }
    }

    /** A sequence that ends where a line of the same depth is no entry. */
    private void sequence(int indent, String path, int depth) {
        for (int i = 0; sequenceAt(indent) && depth <= Leaves.MAX_DEPTH; i++) {
            entry(indent, lines.get(next).strip(), path + "/" + i, depth + 1);
            while (more() && indent(lines.get(next)) > indent) {
                leaves.addMalformed();
                next++;
            }
        }
    }

    private void scalar(int indent, String value, String path) {
        if (BLOCK.matcher(value).matches()) {
            leaves.add(path, literal(indent));
            return;
        }
        if (value.startsWith("*")) {
            leaves.addMalformed();
            return;
        }
        StringBuilder whole = new StringBuilder(value);
        if (isFlow(value)) {
            int open = Flow.open(value);
            while (open > 0 && next < lines.size()) {
                String more = lines.get(next++);
                open += Flow.open(more);
                whole.append('\n').append(more);
            }
        } else {
            while (more() && indent(lines.get(next)) > indent) {
                whole.append(' ').append(lines.get(next++).strip());
            }
        }
        Flow.parse(whole.toString(), ':', path, leaves);
    }

    private String literal(int indent) {
        StringBuilder value = new StringBuilder();
        while (next < lines.size()) {
            String line = lines.get(next);
            if (!line.isBlank() && indent(line) <= indent) {
                break;
            }
            value.append(line.strip()).append('\n');
            next++;
        }
        return value.toString().strip();
    }

    private static boolean isFlow(String text) {
        return text.startsWith("[") || text.startsWith("{");
    }

    private static int indent(String line) {
        int at = 0;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("#");
    }
}
