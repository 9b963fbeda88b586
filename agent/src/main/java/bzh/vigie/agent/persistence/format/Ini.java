package bzh.vigie.agent.persistence.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Sections of {@code key=value} lines, as systemd.syntax(7) and the Desktop Entry Specification have them: a backslash at the
 * end of a line continues it, {@code #} and {@code ;} begin comments.
 */
public final class Ini {
    /** A key with its value in a section; keys may repeat. */
    public record Line(String section, String key, String value) {}

    private final List<Line> lines = new ArrayList<>();
    private int malformed;

    private Ini() {}

    /** Of the lines of a file; total. */
    public static Ini parse(List<String> text) {
        Ini ini = new Ini();
        String section = "";
        StringBuilder continued = new StringBuilder();
        for (String raw : text) {
            String line = raw.strip();
            if (line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.endsWith("\\")) {
                continued.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            String whole = continued.append(line).toString().strip();
            continued.setLength(0);
            if (whole.startsWith("[") && whole.endsWith("]")) {
                section = whole.substring(1, whole.length() - 1);
            } else if (!whole.isEmpty()) {
                ini.add(section, whole);
            }
        }
        if (!continued.isEmpty()) {
            ini.add(section, continued.toString().strip());
        }
        return ini;
    }

    private void add(String section, String line) {
        int equals = line.indexOf('=');
        if (equals < 1 || section.isEmpty()) {
            malformed++;
        } else {
            lines.add(new Line(
                    section,
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip()));
        }
    }

    /** In the order of the file. */
    public List<Line> lines() {
        return lines;
    }

    /** How many lines were not understood. */
    public int malformed() {
        return malformed;
    }

    /** The last value of a key in a section, empty if none. */
    public String value(String section, String key) {
        String value = "";
        for (Line line : lines) {
            if (line.section().equals(section) && line.key().equals(key)) {
                value = line.value();
            }
        }
        return value;
    }
}
