package bzh.vigie.collector.detect.variation;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variations that one replacement does not say. Each is decided by the text alone, so that it is the same in each run. */
final class Acts {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{4,}");
    private static final Pattern AFTER_SHELL =
            Pattern.compile("(?i)(?:\\bcmd(?:\\.exe)?|%comspec%)\"?\\s+(?:/[a-z:]+\\s+)*/[ckr]\\s*");
    private static final Pattern FILE = Pattern.compile("(?i)(?<![\\w:/\\\\])[a-z]:\\\\[^\"<>|\\s]+");
    private static final Pattern COMMANDLET = Pattern.compile("(?i)\\b[a-z]{3,12}-[a-z]{3,30}\\b");

    /** Microsoft, "Recognized environment variables"; each value is what it is on a PC with default folders. */
    private static final Map<String, String> VARIABLES = Map.of(
            "(?i)C:\\\\Users\\\\Public(?=\\\\)", "%PUBLIC%",
            "(?i)C:\\\\ProgramData(?=\\\\)", "%ALLUSERSPROFILE%",
            "(?i)C:\\\\Users\\\\[^\\\\\"<>]+\\\\AppData\\\\Roaming(?=\\\\)", "%APPDATA%",
            "(?i)C:\\\\Users\\\\[^\\\\\"<>]+\\\\AppData\\\\Local\\\\Temp(?=\\\\)", "%TMP%",
            "(?i)C:\\\\Users\\\\[^\\\\\"<>]+(?=\\\\(?:Downloads|Desktop|Documents)\\\\)", "%USERPROFILE%",
            "(?i)C:\\\\Windows(?=\\\\)", "%windir%",
            "(?i)C:(?=\\\\(?:perflogs|temp|tmp|intel)\\\\)", "%SystemDrive%");

    /** What Windows calls these folders where short names are made, in the order in which it makes them on a new disk. */
    private static final Map<String, String> SHORT = Map.of(
            "(?i)\\\\ProgramData(?=\\\\)", "\\\\PROGRA~3",
            "(?i)\\\\Program Files \\(x86\\)(?=\\\\)", "\\\\PROGRA~2",
            "(?i)\\\\Program Files(?=\\\\)", "\\\\PROGRA~1",
            "(?i)\\\\Downloads(?=\\\\)", "\\\\DOWNLO~1",
            "(?i)\\\\Documents(?=\\\\)", "\\\\DOCUME~1",
            "(?i)\\\\powershell\\.exe", "\\\\POWERS~1.EXE");

    private Acts() {}

    static String act(String name, String value) {
        return switch (name) {
            case "upper" -> value.toUpperCase(Locale.ROOT);
            case "mixed" -> mixed(value);
            case "carets" -> carets(value);
            case "quotes" -> quotes(value);
            case "slashes" ->
                FILE.matcher(value)
                        .replaceAll(
                                found -> Matcher.quoteReplacement(found.group().replace('\\', '/')));
            case "variables" -> replaced(VARIABLES, value);
            case "short-names" -> replaced(SHORT, value);
            case "backticks" ->
                COMMANDLET
                        .matcher(value)
                        .replaceAll(found -> Matcher.quoteReplacement(new StringBuilder(found.group())
                                .insert(found.group().length() - 2, '`')
                                .toString()));
            default -> throw new IllegalArgumentException("no act " + name);
        };
    }

    private static String replaced(Map<String, String> table, String value) {
        String now = value;
        // the longest first: a folder before the one that it lies in
        for (String each : table.keySet().stream()
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList()) {
            now = now.replaceAll(each, table.getOrDefault(each, ""));
        }
        return now;
    }

    private static String mixed(String value) {
        StringBuilder mixed = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            String one = value.substring(i, i + 1);
            mixed.append(i % 2 == 0 ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
        }
        return mixed.toString();
    }

    /** A caret in the midst of each word of what the shell is to run. */
    private static String carets(String value) {
        Matcher shell = AFTER_SHELL.matcher(value);
        if (!shell.find()) {
            return value;
        }
        String rest = WORD.matcher(value.substring(shell.end()))
                .replaceAll(word -> Matcher.quoteReplacement(
                        new StringBuilder(word.group()).insert(2, '^').toString()));
        return value.substring(0, shell.end()) + rest;
    }

    /** A pair of quotes in the midst of the second and third word, which are a program's own words. */
    private static String quotes(String value) {
        String[] words = value.split(" ", -1);
        int done = 0;
        for (int i = 1; i < words.length && done < 2; i++) {
            if (words[i].matches("[/-]?[A-Za-z]{4,}")) {
                int middle = words[i].length() - 2;
                words[i] = words[i].substring(0, middle) + "\"\"" + words[i].substring(middle);
                done++;
            }
        }
        return String.join(" ", words);
    }
}
