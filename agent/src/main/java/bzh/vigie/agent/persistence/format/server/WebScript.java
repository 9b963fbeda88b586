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

    private static final String REQUEST =
            "(?:\\$_(?:REQUEST|GET|POST|COOKIE|FILES|SERVER\\s{0,4}\\[\\s{0,4}['\"]HTTP_)|php://input|getallheaders|apache_request_headers)";
    private static final String RUNS =
            "(?:eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function|call_user_func(?:_array)?)";
    private static final String DECODERS =
            "(?:base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|convert_uudecode|hex2bin|strrev|openssl_decrypt)";

    private static final List<Pattern> PHP = List.of(
            Pattern.compile(
                    "(?<![\\w>:$]|new\\s)" + RUNS + "\\s{0,8}\\([^;]{0,200}" + REQUEST, Pattern.CASE_INSENSITIVE),
            Pattern.compile(
                    "(?<![\\w>:$]|new\\s)(?:eval|assert|create_function|include|require)\\s{0,8}\\(?[^;]{0,100}"
                            + DECODERS + "\\s{0,8}\\(",
                    Pattern.CASE_INSENSITIVE),
            Pattern.compile("\\$_(?:REQUEST|GET|POST|COOKIE)\\s{0,4}\\[[^\\]]{1,60}]\\s{0,4}\\("),
            Pattern.compile("`[^`\\n]{0,200}" + REQUEST),
            Pattern.compile(
                    "preg_replace\\s{0,8}\\(\\s{0,8}['\"]([/~#@|!]).{0,200}\\1[a-zA-Z]{0,8}e[a-zA-Z]{0,8}['\"]"),
            Pattern.compile("(?:chr\\s{0,4}\\(\\s{0,4}\\d{1,3}\\s{0,4}\\)\\s{0,4}\\.\\s{0,4}){6}"),
            Pattern.compile("\\$\\{?[\"'](?:\\\\x[0-9a-fA-F]{2}){4}"),
            Pattern.compile("(?<![\\w>:$]|new\\s)(?:include|require)(?:_once)?\\s{0,8}\\(?\\s{0,8}" + REQUEST));
    private static final Pattern PICTURE_WITH_CODE = Pattern.compile("\\A(?:GIF8[79]a|\\\\x89PNG|\\\\xff\\\\xd8)");
    private static final Pattern VARIABLE_OF_REQUEST =
            Pattern.compile("\\$(\\w{1,40})\\s{0,8}=\\s{0,8}[^;\\n]{0,80}" + REQUEST, Pattern.CASE_INSENSITIVE);
    private static final Pattern RUNS_VARIABLE = Pattern.compile(
            "(?<![\\w>:$]|new\\s)(?:eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec)\\s{0,8}\\([^;$]{0,80}\\$(\\w{1,40})",
            Pattern.CASE_INSENSITIVE);

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
            List.of("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html", "/home", "/usr/share", "/usr/lib");
    private static final List<String> BELOW = List.of("/**/*.ph*", "/**/*.jsp*", "/**/*.as*", "/**/*.cgi");

    @Override
    public boolean needsContent(SourceFile file) {
        return file.name().endsWith(".conf")
                || isConfiguration(file)
                || !patterns(file).isEmpty();
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (isConfiguration(file)) {
            return Parsed.including(List.of(), roots(file.text()), 0);
        }
        List<Pattern> patterns = patterns(file);
        List<String> shown = new ArrayList<>();
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(file.text());
            if (matcher.find()) {
                shown.add(excerpt(file.text(), matcher.start(), matcher.end()));
            }
        }
        if (patterns.equals(PHP)) {
            runsVariable(file.text(), shown);
            if (PICTURE_WITH_CODE.matcher(file.text()).find() && file.text().contains("<?")) {
                shown.add("<? after the head of a picture");
            }
        }
        if (shown.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        Draft draft = Draft.of(file.name(), String.join("\n", new LinkedHashSet<>(shown)), new Run.Itself())
                .with(Trait.INLINE_SCRIPT, true)
                .with(Trait.DECODES, Suspicion.in(file.text()).contains(Trait.DECODES));
        return Parsed.of(List.of(draft), 0);
    }

    /** A variable that a request fills is run further on, in a page small enough for that to be its purpose. */
    private static void runsVariable(String text, List<String> shown) {
        if (!shown.isEmpty() || text.length() > 64 << 10) {
            return;
        }
        List<String> filled = new ArrayList<>();
        Matcher of = VARIABLE_OF_REQUEST.matcher(text);
        while (of.find() && filled.size() < 64) {
            filled.add(of.group(1));
        }
        Matcher runs = RUNS_VARIABLE.matcher(text);
        while (!filled.isEmpty() && runs.find()) {
            if (filled.contains(runs.group(1))) {
                shown.add(excerpt(text, runs.start(), runs.end()));
                return;
            }
        }
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
        return path.startsWith("/etc/");
    }

    private static List<Pattern> patterns(SourceFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        boolean cgi =
                file.path().text().contains("/cgi-bin/") || file.path().text().contains("/cgi/");
        return switch (extension) {
            case "php", "php3", "php4", "php5", "php7", "php8", "pht", "phtml", "phar", "phps", "inc" -> PHP;
            case "jsp", "jspx", "jspf" -> JSP;
            case "asp", "aspx", "ashx", "asmx", "asa" -> ASP;
            case "cgi" -> CGI;
            case "pl", "py", "sh" -> cgi ? CGI : List.of();
            default -> name.contains(".php.") || name.contains(".phtml.") ? PHP : cgi ? CGI : List.of();
        };
    }
}
