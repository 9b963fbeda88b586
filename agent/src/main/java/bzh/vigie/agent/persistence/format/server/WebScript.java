package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Suspicion;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of a web site that does what web shells do: runs what a request gives, evaluates what it decodes, or starts
 * programs from a page. There are thousands of scripts; only such are items, and the value is the places in the text that
 * show it. Of a server's configuration the roots of its sites are followed.
 */
public final class WebScript implements Format {
    private static final int SHOWN = 160;
    private static final int MAX_ROOTS = 24;

    private static final Set<String> PHP =
            Set.of("php", "php3", "php4", "php5", "php7", "php8", "pht", "phtml", "phar", "phps", "inc");
    private static final List<Pattern> JSP = List.of(
            Pattern.compile("getRuntime\\s{0,8}\\(\\s{0,8}\\)\\s{0,8}\\.\\s{0,8}exec\\s{0,8}\\("),
            Pattern.compile("new\\s{1,8}(?:java\\.lang\\.)?ProcessBuilder"),
            Pattern.compile(
                    "\\bdefineClass\\b|ScriptEngineManager|getDeclaredMethod\\s{0,8}\\(\\s{0,8}\"(?:exec|defineClass)"));
    private static final List<Pattern> ASP = List.of(
            Pattern.compile("(?:eval|execute|executeglobal)\\s{0,8}\\(?[^\\n]{0,100}request", Pattern.CASE_INSENSITIVE),
            Pattern.compile("wscript\\.shell|Process\\.Start\\s{0,8}\\(|ProcessStartInfo", Pattern.CASE_INSENSITIVE));
    private static final List<Pattern> CGI = List.of(
            Pattern.compile("(?:system|exec|popen|qx|eval|subprocess|`)[^\\n]{0,120}"
                    + "(?:QUERY_STRING|HTTP_[A-Z_]{2,30}|param\\s{0,4}\\(|FieldStorage|getvalue|REQUEST_)"),
            Pattern.compile(
                    "(?:^|[\\s;])(?:eval|(?:ba|da)?sh\\s{1,8}-c)\\s[^\\n]{0,80}(?:QUERY_STRING|HTTP_[A-Z_]{2,30})"),
            Pattern.compile("/dev/tcp/|\\b(?:ba|da)?sh\\s{1,4}-i\\b"));

    private static final Pattern ROOT = Pattern.compile(
            "(?im)^\\s{0,64}(?:DocumentRoot|root|alias|Alias\\s{1,8}\\S{1,256})\\s{1,64}\"?(/[^\\s\";]{1,512})");
    private static final List<String> KNOWN_ROOTS =
            List.of("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html", "/home", "/usr/lib");
    private static final List<String> BELOW = List.of("/**/*.ph*", "/**/*.jsp*", "/**/*.as*", "/**/*.cgi");

    @Override
    public boolean needsContent(SourceFile file) {
        return isConfiguration(file) || isPhp(file) || !patterns(file).isEmpty();
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (IisRoots.isConfiguration(file.path())) {
            return IisRoots.below(file.path(), file.text(), List.of("*.as*", "*.ph*", "*.jsp*"));
        }
        if (isConfiguration(file)) {
            return Parsed.including(List.of(), roots(file.text()), 0);
        }
        List<String> shown = isPhp(file) ? PhpSigns.in(file.text()) : signs(file);
        if (shown.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        Draft draft = Draft.of(file.name(), String.join("\n", shown), new Run.Itself())
                .with(Trait.INLINE_SCRIPT, true)
                .with(Trait.DECODES, Suspicion.in(file.text()).contains(Trait.DECODES));
        return Parsed.of(List.of(draft), 0);
    }

    private static List<String> signs(SourceFile file) {
        Set<String> shown = new LinkedHashSet<>();
        for (Pattern pattern : patterns(file)) {
            Matcher matcher = pattern.matcher(file.text());
            if (matcher.find()) {
                shown.add(excerpt(file.text(), matcher.start(), matcher.end()));
            }
        }
        return List.copyOf(shown);
    }

    private static String excerpt(String text, int start, int end) {
        String found = text.substring(start, Math.min(end, start + SHOWN));
        return found.replaceAll("\\s+", " ").strip();
    }

    private static List<String> roots(String text) {
        List<String> includes = new ArrayList<>();
        Matcher root = ROOT.matcher(text);
        while (root.find() && includes.size() < MAX_ROOTS) {
            String directory = root.group(1).replaceAll("/+$", "");
            boolean known = directory.isEmpty()
                    || directory.contains("$")
                    || KNOWN_ROOTS.stream().anyMatch(r -> (directory + "/").startsWith(r + "/"));
            if (!known && !includes.contains(directory + BELOW.getFirst())) {
                BELOW.forEach(below -> includes.add(directory + below));
            }
        }
        return includes;
    }

    private static boolean isConfiguration(SourceFile file) {
        String path = file.path().text();
        return path.startsWith("/etc/") || IisRoots.isConfiguration(file.path());
    }

    private static boolean isPhp(SourceFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        return PHP.contains(name.substring(name.lastIndexOf('.') + 1))
                || name.contains(".php.")
                || name.contains(".phtml.");
    }

    private static List<Pattern> patterns(SourceFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        String path = file.path().text();
        boolean cgi = path.contains("/cgi-bin/") || path.contains("/cgi/");
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "jsp", "jspx", "jspf" -> JSP;
            case "asp", "aspx", "ashx", "asmx", "asa" -> ASP;
            case "cgi" -> CGI;
            default -> cgi ? CGI : List.of();
        };
    }
}
