package bzh.vigie.agent.windows.xml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sections of {@code key=value} lines as GetPrivateProfileString reads them: only {@code ;} begins a comment, names of sections and
 * keys are kept as written. The first of two equal keys counts, as it does for Windows.
 *
 * @param tooMany whether there were more than 65,536 keys and sections; the others are left out
 */
public record IniText(Map<String, Map<String, String>> sections, boolean tooMany) {
    private static final int MAX_KEYS = 65_536;
    private static final int MAX_LINE = 32_768;

    /** Any text. */
    public static IniText parse(String text) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>();
        int keys = 0;
        for (String raw : (Iterable<String>) text.lines()::iterator) {
            String line = (raw.length() <= MAX_LINE ? raw : raw.substring(0, MAX_LINE)).strip();
            int equals = line.indexOf('=');
            boolean named = line.startsWith("[") && line.endsWith("]");
            boolean set = equals > 0 && !line.startsWith(";");
            if ((named || set) && keys++ == MAX_KEYS) {
                return new IniText(sections, true);
            }
            if (named) {
                section = sections.computeIfAbsent(line.substring(1, line.length() - 1), s -> new LinkedHashMap<>());
            } else if (set) {
                section.putIfAbsent(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return new IniText(sections, false);
    }

    /** Whether it has one of these sections, in any letter case. */
    public boolean hasAny(Set<String> names) {
        Set<String> there = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        there.addAll(sections.keySet());
        return names.stream().anyMatch(there::contains);
    }
}
