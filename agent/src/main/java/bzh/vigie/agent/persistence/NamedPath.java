package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path that a command or a script names.
 *
 * @param isOption whether it is the value of an option or of a variable
 */
record NamedPath(HostPath path, boolean isOption) {
    private static final int MOST = 64;

    /** The value of an option or of a variable: {@code -c /x}, {@code --config=/x}, {@code FILE=/x}. */
    private static final Pattern LINUX_OPTION = Pattern.compile(
            "(?:(?<![^\\s\"'])-{1,2}[\\w-]{1,40}(?:\\s{1,4}|=)|\\b[A-Za-z_]\\w{0,60}=-?)[\"']?(/[\\w.@+/-]{2,255})");
    /** On a drive: {@code --config C:\x}, {@code /script=C:\x}, {@code -s:C:\x}, {@code -c "C:\My Data\x"}, {@code FILE=C:\x}. */
    private static final Pattern WINDOWS_OPTION =
            Pattern.compile("(?:(?<![^\\s\"'])(?:-{1,2}|/)[\\w-]{1,40}(?:\\s{1,4}|[=:])|\\b[A-Za-z_]\\w{0,60}=)"
                    + "(?:\"([A-Za-z]:[\\\\/][^\"<>|?*\\r\\n]{1,255})\"|'?([A-Za-z]:[\\\\/][^\\s\"'<>|?*,;]{1,255}))");

    private static final Pattern LINUX_WORD = Pattern.compile("(?<![^\\s\"'=;|&(<>`])(/[\\w.@+/-]{2,255})");
    private static final Pattern WINDOWS_WORD = Pattern.compile(
            "\"([A-Za-z]:[\\\\/][^\"<>|?*\\r\\n]{1,255})\"|(?<![\\w\"])([A-Za-z]:[\\\\/][^\\s\"'<>|?*,;]{1,255})");

    private static final Pattern HOME = Pattern.compile("(?<![\\w/.])(?:~|\\$HOME\\b|\\$\\{HOME}|%h)(?=/)");
    /** The interpreter of a script, which says nothing of what the script is. */
    private static final Pattern INTERPRETER = Pattern.compile("\\A#![^\\n]*");

    /** Endings under which programs keep their settings, MeshCentral's agent among them. */
    private static final Set<String> OF_SETTINGS = Set.of(
            "conf",
            "cfg",
            "cnf",
            "config",
            "ini",
            "json",
            "toml",
            "yaml",
            "yml",
            "xml",
            "properties",
            "env",
            "msh",
            "ovpn");

    /** Paths in a text, values of options first; those of a home have that home. */
    static List<NamedPath> in(String text, HostPath home) {
        String whole = HOME.matcher(INTERPRETER.matcher(text).replaceFirst(""))
                .replaceAll(Matcher.quoteReplacement(home.text()));
        List<NamedPath> named = new ArrayList<>();
        add(named, LINUX_OPTION, whole, true);
        add(named, WINDOWS_OPTION, whole, true);
        add(named, LINUX_WORD, whole, false);
        add(named, WINDOWS_WORD, whole, false);
        return named;
    }

    private static void add(List<NamedPath> named, Pattern pattern, String text, boolean isOption) {
        pattern.matcher(text)
                .results()
                .limit(MOST)
                .flatMap(found -> path(found).stream())
                .forEach(path -> named.add(new NamedPath(path, isOption)));
    }

    private static Optional<HostPath> path(MatchResult found) {
        String text = found.group(1) == null ? found.group(2) : found.group(1);
        return text.startsWith("/") ? HostPath.parse(text) : WindowsPath.parse(text);
    }

    /** A path as a word among others. */
    NamedPath asWord() {
        return new NamedPath(path, false);
    }

    /** Whether a file of this name holds settings. */
    static boolean isSettings(String name) {
        return OF_SETTINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** A name without its ending. */
    static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).toLowerCase(Locale.ROOT);
    }
}
