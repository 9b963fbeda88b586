package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Suspicion;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A script of a web site that does what web shells do: runs what a request gives, evaluates what it decodes, or starts
 * programs from a page. There are thousands of scripts; only such are items, and the value is the places in the text that
 * show it; of a Java archive, which is deployed as it lies there, nothing more is looked at. Below a site's root those files are read that a
 * server runs by habit: an interpreter's ending anywhere in the name, or whatever lies in a {@code cgi-bin}. A configuration
 * and a folder's own settings say what else: endings, folders, and where sites lie ({@link WebHandlers}). In which language a file is, its
 * ending says, or else how it begins.
 */
public final class WebScript implements Format {
    private static final int SHOWN = 160;
    private static final int MAX_FILLED = 64;

    private static final Set<String> PHP = Set.of(
            "php", "php3", "php4", "php5", "php7", "php8", "phpt", "pht", "phtm", "phtml", "phar", "phps", "inc");
    private static final Set<String> JAVA = Set.of("jsp", "jspx", "jspf", "jsw", "jsv", "jhtml", "tag", "tagx");
    private static final Set<String> DOT_NET = Set.of(
            "asp", "asa", "cer", "cdx", "aspx", "ascx", "ashx", "asmx", "asax", "axd", "svc", "cshtml", "vbhtml",
            "soap", "rem");
    private static final Set<String> COLD_FUSION = Set.of("cfm", "cfml", "cfc");
    private static final Set<String> GATEWAY =
            Set.of("cgi", "fcgi", "fpl", "pl", "pm", "py", "wsgi", "rb", "ru", "lua", "tcl", "sh", "bash");
    private static final Set<String> ARCHIVE = Set.of("war", "ear");
    private static final Set<String> SETTINGS = Set.of(".htaccess", "web.config");
    private static final Set<String> GATEWAYS = Set.of("cgi-bin", "cgi", "fcgi-bin", "cgi-sys", "cgi-mod");
    private static final List<Pattern> JSP = List.of(
            Pattern.compile("getRuntime\\s{0,8}\\(\\s{0,8}\\)\\s{0,8}\\.\\s{0,8}exec\\s{0,8}\\("),
            Pattern.compile("new\\s{1,8}(?:java\\.lang\\.)?ProcessBuilder"),
            Pattern.compile(
                    "\\bdefineClass\\b|ScriptEngineManager|\\bGroovyShell\\b|bcel\\.internal|\\bELProcessor\\b"),
            // by reflection, also under a name that is put together
            Pattern.compile(
                    "\\b(?:get(?:Declared)?Method|invokeMethod)\\s{0,8}\\(\\s{0,8}\"(?:exec|start|defineClass|getRuntime)\""),
            Pattern.compile(
                    "\\bforName\\s{0,8}\\(\\s{0,8}(?:\"java\\.lang\\.(?:Runtime|Process\\w{0,8}|UNIXProcess)\"|new\\s{1,4}String\\s{0,4}\\()"),
            Pattern.compile(
                    "new\\s{1,8}(?:java\\.(?:io|net)\\.)?(?:FileOutputStream|FileWriter|RandomAccessFile|URLClassLoader|ObjectInputStream)\\s{0,8}\\([^;]{0,200}\\brequest\\s{0,4}\\."));
    private static final Pattern JOINED_BY_PLUS = Pattern.compile("\"\\s{0,8}\\+\\s{0,8}\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u++([0-9a-fA-F]{4})|\\\\.");
    private static final Pattern IGNORABLE = Pattern.compile("\\p{javaIdentifierIgnorable}++");
    private static final List<Pattern> ASP = List.of(
            Pattern.compile("(?:eval|execute|executeglobal)\\s{0,8}\\(?[^\\n]{0,100}request", Pattern.CASE_INSENSITIVE),
            Pattern.compile("wscript\\.shell|Process\\.Start\\s{0,8}\\(|ProcessStartInfo", Pattern.CASE_INSENSITIVE),
            Pattern.compile(
                    "\\bAssembly\\s{0,4}\\)?\\s{0,4}\\.\\s{0,4}Load\\s{0,4}\\(\\s{0,8}[^\"\\s]|\\bGetMethod\\s{0,8}\\(\\s{0,8}\"Load\""
                            + "|\\bCompileAssemblyFrom(?:Source|Dom)\\b|\\bScriptControl\\b"),
            Pattern.compile("\\bDeserialize\\s{0,8}\\([^;]{0,200}\\brequest\\b", Pattern.CASE_INSENSITIVE));
    private static final Pattern ASP_FILLED = Pattern.compile(
            "\\b([A-Za-z_]\\w{0,40})\\s{0,8}=\\s{0,8}[^\\n;=]{0,120}?\\brequest\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ASP_RUN =
            Pattern.compile("\\b(?:eval|execute|executeglobal)\\b([^\\n]{1,100})", Pattern.CASE_INSENSITIVE);
    private static final List<Pattern> CFM = List.of(
            Pattern.compile("<cfexecute\\b|\\bcfexecute\\s{0,8}\\(", Pattern.CASE_INSENSITIVE),
            Pattern.compile("java\\.lang\\.(?:Runtime|ProcessBuilder)", Pattern.CASE_INSENSITIVE),
            Pattern.compile(
                    "\\bevaluate\\s{0,8}\\([^\\n]{0,100}\\b(?:url|form|cookie)\\s{0,4}[.\\[]",
                    Pattern.CASE_INSENSITIVE));
    private static final String GIVEN =
            "(?:QUERY_STRING|HTTP_[A-Z_]{2,30}|param\\s{0,4}\\(|FieldStorage|getvalue|REQUEST_|parse_qs|CGI\\.new|CONTENT_LENGTH"
                    + "|get_uri_args|get_post_args|\\bcgi\\s{0,4}\\[)";
    private static final String RUNS =
            "(?:\\b(?:system|exec|popen\\w{0,2}|spawn|eval|execute|check_output|subprocess)\\b|\\bqx\\b|`|\\bopen\\s{0,4}\\()";
    private static final List<Pattern> CGI = List.of(
            Pattern.compile(RUNS + "[^\\n]{0,120}" + GIVEN),
            Pattern.compile(
                    "(?:^|[\\s;])(?:eval|(?:ba|da)?sh\\s{1,8}-c)\\s[^\\n]{0,80}(?:QUERY_STRING|HTTP_[A-Z_]{2,30})"),
            Pattern.compile("/dev/tcp/|\\b(?:ba|da)?sh\\s{1,4}-i\\b"));
    private static final Pattern FILLED =
            Pattern.compile("(?m)[$@]?\\b([A-Za-z_]\\w{0,40})\\s{0,8}=\\s{0,8}[^\\n]{0,120}?" + GIVEN);
    private static final Pattern RUN = Pattern.compile(RUNS + "([^\\n]{1,160})");

    private static final List<String> KNOWN_ROOTS =
            List.of("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html", "/home", "/usr/lib", "/usr/share");
    /** Where sites lie when no configuration says so, for endings that one gives away. */
    private static final List<String> USUAL_ROOTS =
            List.of("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html");

    /** Of files that a configuration gives to an interpreter, whatever they are called. */
    private static final WebScript ASSIGNED = new WebScript(true);

    private final boolean assigned;

    private WebScript(boolean assigned) {
        this.assigned = assigned;
    }

    /** Of the files that a server runs by habit. */
    public WebScript() {
        this(false);
    }

    @Override
    public boolean concerns(Status status) {
        return status.kind() != Kind.DIRECTORY;
    }

    @Override
    public boolean concerns(HostPath path, Status status) {
        return concerns(status) && (assigned || isConfiguration(path) || isOfGateway(path) || ending(path, EVERY));
    }

    @Override
    public boolean looksIntoPrograms() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (IisRoots.isConfiguration(file.path())) {
            return below(file);
        }
        if (isConfiguration(file.path())) {
            return new Parsed(List.of(), includes(file), 0);
        }
        if (ending(file.path(), ARCHIVE)) {
            return Parsed.of(List.of(Draft.of(file.name(), "", new Run.Itself())), 0);
        }
        List<String> shown = signs(file);
        if (shown.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        Draft draft = Draft.of(file.name(), String.join("\n", shown), new Run.Itself())
                .with(Trait.INLINE_SCRIPT, true)
                .with(Trait.DECODES, Suspicion.in(file.text()).contains(Trait.DECODES))
                .withUnshown(insidePicture(file.text()));
        return Parsed.of(List.of(draft), 0);
    }

    /** The page that begins within what is no text, as in a picture; empty where it is text from its beginning. */
    private static String insidePicture(String text) {
        int page = text.indexOf("<?");
        return page > 0 && text.lastIndexOf('\0', page) >= 0 ? text.substring(page) : "";
    }

    /** What IIS runs by the configuration of all of its sites. */
    private static Parsed below(SourceFile file) {
        Parsed usual = IisRoots.below(file.path(), file.text(), List.of("*"));
        Set<String> endings = others(WebHandlers.ofIis(file.text()).endings());
        if (endings.isEmpty()) {
            return usual;
        }
        Parsed given = IisRoots.below(
                file.path(),
                file.text(),
                endings.stream().map(each -> "*" + each).toList());
        List<Include> includes = new ArrayList<>(usual.includes());
        given.includes().stream()
                .filter(each -> each.path().contains("**"))
                .forEach(each -> includes.add(Include.of(each.path(), ASSIGNED)));
        return new Parsed(List.of(), includes, usual.malformed());
    }

    private static List<Include> includes(SourceFile file) {
        String path = file.path().text();
        boolean ofSite = SETTINGS.contains(file.name().toLowerCase(Locale.ROOT));
        WebHandlers handlers = file.name().equalsIgnoreCase("web.config")
                ? WebHandlers.ofIis(file.text())
                : path.contains("/nginx/")
                        ? WebHandlers.ofNginx(file.text())
                        : path.contains("/lighttpd/")
                                ? WebHandlers.ofLighttpd(file.text())
                                : WebHandlers.ofApache(file);
        List<Include> includes = new ArrayList<>();
        Set<String> roots = new LinkedHashSet<>();
        for (String root : handlers.roots()) {
            if (isOwn(root)) {
                roots.add(root);
                if (KNOWN_ROOTS.stream().noneMatch(known -> (root + "/").startsWith(known + "/"))) {
                    includes.add(Include.of(root + "/**/*"));
                }
            }
        }
        if (ofSite) {
            roots.clear();
            roots.add(file.path().parent().text());
        } else if (roots.isEmpty()) {
            roots.addAll(USUAL_ROOTS);
        }
        for (String ending : others(handlers.endings())) {
            roots.forEach(root -> includes.add(Include.of(root + "/**/*" + ending, ASSIGNED)));
        }
        for (String programs : handlers.programs()) {
            if (isOwn(programs)) {
                includes.add(Include.of(programs, ASSIGNED));
                includes.add(Include.of(programs + "/**/*", ASSIGNED));
            }
        }
        return includes;
    }

    /** A folder of sites, not the whole system or one of its trees. */
    private static boolean isOwn(String folder) {
        return folder.lastIndexOf('/') > 0
                && !folder.matches("/(?:etc|proc|sys|dev|run|boot)/.*|/(?:usr|var)/(?:lib|bin|sbin|share|log)");
    }

    /** Those that nobody runs by habit. */
    private static Set<String> others(Set<String> endings) {
        Set<String> others = new LinkedHashSet<>();
        for (String each : endings) {
            if (!EVERY.contains(each.substring(1))) {
                others.add(each);
            }
        }
        return others;
    }

    private static boolean isConfiguration(HostPath path) {
        return path.text().startsWith("/etc/")
                || SETTINGS.contains(path.nameText().toLowerCase(Locale.ROOT))
                || IisRoots.isConfiguration(path);
    }

    private static boolean isOfGateway(HostPath path) {
        List<byte[]> names = path.components();
        return names.subList(0, Math.max(0, names.size() - 1)).stream()
                .anyMatch(name ->
                        GATEWAYS.contains(new String(name, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)));
    }

    /** Whether one of these stands behind a dot of the name: {@code x.php.jpg} is run by what gives {@code php} away (mod_mime). */
    private static boolean ending(HostPath path, Set<String> endings) {
        String[] parts = path.nameText().toLowerCase(Locale.ROOT).split("\\.", 16);
        for (int i = 1; i < parts.length; i++) {
            if (endings.contains(parts[i])) {
                return true;
            }
        }
        return false;
    }

    private static final Set<String> EVERY = Stream.of(PHP, JAVA, DOT_NET, COLD_FUSION, GATEWAY, ARCHIVE)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private List<String> signs(SourceFile file) {
        String text = file.text();
        HostPath path = file.path();
        Set<String> shown = new LinkedHashSet<>();
        // Whatever else is read, a configuration gave away: how it begins says to what.
        boolean bare = assigned && !ending(path, EVERY) && !isOfGateway(path);
        if (ending(path, PHP) || (bare && text.contains("<?"))) {
            shown.addAll(PhpSigns.in(text));
        }
        boolean tags = bare && text.contains("<%");
        if (ending(path, JAVA) || tags) {
            String letters = unescaped(text);
            signs(joined(letters), JSP, shown);
            signs(joined(CodeComments.without(letters)), JSP, shown);
        }
        if (ending(path, DOT_NET) || tags || (bare && text.contains("runat="))) {
            signs(text, ASP, shown);
            signs(CodeComments.without(text), ASP, shown);
            if (shown.isEmpty()) {
                filledAndRun(text, ASP_FILLED, ASP_RUN, shown);
            }
        }
        if (ending(path, COLD_FUSION) || (bare && text.contains("<cf"))) {
            signs(text, CFM, shown);
        }
        if (ending(path, GATEWAY) || isOfGateway(path) || (bare && text.startsWith("#!"))) {
            signs(text, CGI, shown);
            if (shown.isEmpty()) {
                filledAndRun(text, FILLED, RUN, shown);
            }
        }
        return List.copyOf(shown);
    }

    /**
     * As a compiler of Java takes it: an escape stands for its character unless an odd number of backslashes is before it (JLS 3.3), a
     * character that is ignorable in names is passed over (JLS 3.8).
     */
    private static String unescaped(String text) {
        String letters = ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) == null
                                ? escape.group()
                                : Character.toString((char) Integer.parseInt(escape.group(1), 16))));
        return IGNORABLE.matcher(letters).replaceAll("");
    }

    /** Text in pieces is one. */
    private static String joined(String text) {
        return JOINED_BY_PLUS.matcher(text).replaceAll("");
    }

    private static void signs(String text, List<Pattern> patterns, Set<String> shown) {
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.find()) {
                shown.add(excerpt(text, matcher.start(), matcher.end()));
            }
        }
    }

    /** A variable that a request fills is run further on. */
    private static void filledAndRun(String text, Pattern fills, Pattern runs, Set<String> shown) {
        Set<String> filled = new LinkedHashSet<>();
        Matcher given = fills.matcher(text);
        while (given.find() && filled.size() < MAX_FILLED) {
            filled.add(given.group(1));
        }
        Matcher run = runs.matcher(text);
        while (!filled.isEmpty() && run.find()) {
            for (String word : run.group(1).split("\\W+", 40)) {
                if (filled.contains(word)) {
                    shown.add(excerpt(text, run.start(), run.end()));
                    return;
                }
            }
        }
    }

    private static String excerpt(String text, int start, int end) {
        String found = text.substring(start, Math.min(end, start + SHOWN));
        return found.replaceAll("\\s+", " ").strip();
    }
}
