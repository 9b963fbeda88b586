package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a configuration has a web server run: where sites lie, which endings are given to an interpreter, and folders of which every file
 * is a program. Apache (mod_mime, core, mod_alias, mod_proxy_fcgi), nginx (ngx_http_fastcgi_module and its like), lighttpd (mod_cgi,
 * mod_fastcgi) and IIS (system.webServer/handlers, httpHandlers). Pure and total; of each at most {@value #MOST}.
 *
 * @param roots folders of sites
 * @param endings with the dot, with {@code *} where only the beginning is said
 * @param programs folders, or files, that are run whatever they are called
 */
record WebHandlers(Set<String> roots, Set<String> endings, Set<String> programs) {
    static final int MOST = 24;

    private static final Pattern ENDING = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,15}\\*?");
    private static final Pattern FOLDER = Pattern.compile("/[^\\x00-\\x1f\"*?;${}<>]{1,400}");
    /** Handlers of Apache's own that run nothing. */
    private static final Set<String> NO_PROGRAM = Set.of(
            "type-map",
            "send-as-is",
            "server-status",
            "server-info",
            "default-handler",
            "imap-file",
            "ldap-status",
            "balancer-manager",
            "none");

    private static final Pattern TYPE_THAT_RUNS =
            Pattern.compile("(?i)application/x-(?:httpd-)?(?:php\\S*|cgi|perl|python|ruby|lua|jsp).*");
    private static final Pattern PASSES =
            Pattern.compile("(?:fastcgi|scgi|uwsgi)_pass|perl|js_content|content_by_lua\\w*|passenger_app_root");
    private static final Pattern LIGHTTPD_LIST = Pattern.compile(
            "(?s)\\b((?:cgi\\.assign|(?:fast|s)cgi\\.server|alias\\.url))\\s{0,16}\\+?=>?\\s{0,16}\\((.{0,8192}?)\\)\\s{0,16}(?:\\)|\\n"
                    + "|$)");
    private static final Pattern LIGHTTPD_ENTRY =
            Pattern.compile("\"([^\"\\n]{1,400})\"\\s{0,16}=>\\s{0,16}(?:\"([^\"\\n]{0,400})\")?");
    private static final Pattern LIGHTTPD_ROOT =
            Pattern.compile("server\\.document-root\\s{0,16}=\\s{0,16}\"([^\"\\n]{1,400})\"");
    private static final Pattern IIS_HANDLER = Pattern.compile("(?is)<add\\s([^<>]{1,2000}?)/?>");
    private static final Pattern IIS_PATH = Pattern.compile("(?i)\\bpath\\s{0,8}=\\s{0,8}[\"']([^\"'<>]{1,400})[\"']");
    private static final Pattern IIS_RUNS = Pattern.compile(
            "(?i)CgiModule|FastCgiModule|IsapiModule|scriptProcessor|PageHandlerFactory|SimpleHandlerFactory");

    WebHandlers {
        roots = Set.copyOf(roots);
        endings = Set.copyOf(endings);
        programs = Set.copyOf(programs);
    }

    /** What is gathered while a text is read. */
    private static final class Gathered {
        private final Set<String> roots = new LinkedHashSet<>();
        private final Set<String> endings = new LinkedHashSet<>();
        private final Set<String> programs = new LinkedHashSet<>();

        void root(String folder) {
            put(roots, folder);
        }

        void programs(String folder) {
            put(programs, folder);
        }

        private static void put(Set<String> to, String folder) {
            String plain = folder.replaceAll("/+", "/").replaceFirst("/$", "");
            if (to.size() < MOST && FOLDER.matcher(plain).matches() && !plain.contains("/../")) {
                to.add(plain);
            }
        }

        void ending(String ending) {
            String plain = ending.startsWith(".") ? ending.substring(1) : ending;
            if (endings.size() < MOST && ENDING.matcher(plain).matches()) {
                endings.add("." + plain.toLowerCase(Locale.ROOT));
            }
        }

        /** The endings that a regular expression asks for behind a dot; of what it does not write out the beginning. */
        void endings(String expression) {
            Matcher dot = Pattern.compile("\\\\\\.").matcher(expression);
            while (dot.find()) {
                String rest = expression.substring(dot.end()).replaceFirst("^\\((?:\\?[a-z]*:)?", "");
                for (String each : rest.split("[|]", MOST)) {
                    Matcher literal = Pattern.compile("^[A-Za-z0-9_-]{1,16}")
                            .matcher(each.replaceFirst("^\\(+(?:\\?[a-z]*:)?", ""));
                    if (literal.find()) {
                        String behind = each.substring(Math.min(
                                each.length(),
                                each.indexOf(literal.group()) + literal.group().length()));
                        boolean whole = behind.isEmpty() || behind.matches("[)]*(?:\\$|\\(/.*|/.*)?[)]*");
                        ending(literal.group() + (whole ? "" : "*"));
                    }
                    if (each.contains("$") || each.contains("/")) {
                        break;
                    }
                }
            }
        }

        WebHandlers made() {
            return new WebHandlers(roots, endings, programs);
        }
    }

    /** Of a configuration of Apache, or of the file of a folder. */
    static WebHandlers ofApache(SourceFile file) {
        Gathered gathered = new Gathered();
        boolean ofFolder = file.name().startsWith(".ht");
        String own = file.path().parent().text();
        Deque<String[]> sections = new ArrayDeque<>();
        String root = "";
        for (String line : ConfigLines.joined(file, "#")) {
            String stripped = line.strip();
            if (stripped.startsWith("</")) {
                sections.pollFirst();
                continue;
            }
            if (stripped.startsWith("<")) {
                List<String> words = words(stripped.replaceAll("^<|>$", ""));
                if (!words.isEmpty()) {
                    sections.addFirst(new String[] {
                        words.getFirst().toLowerCase(Locale.ROOT), words.size() > 1 ? words.getLast() : ""
                    });
                }
                continue;
            }
            List<String> words = words(stripped);
            if (words.size() < 2) {
                continue;
            }
            String first = words.get(1);
            String last = words.getLast();
            switch (words.getFirst().toLowerCase(Locale.ROOT)) {
                case "documentroot" -> {
                    root = first;
                    gathered.root(first);
                }
                case "alias", "aliasmatch" -> gathered.root(upTo(last));
                case "scriptalias", "scriptaliasmatch" -> gathered.programs(upTo(last));
                case "addhandler" -> {
                    if (!NO_PROGRAM.contains(first.toLowerCase(Locale.ROOT))) {
                        words.subList(2, words.size()).forEach(gathered::ending);
                    }
                }
                case "addtype" -> {
                    if (TYPE_THAT_RUNS.matcher(first).matches()) {
                        words.subList(2, words.size()).forEach(gathered::ending);
                    }
                }
                case "sethandler", "forcetype" -> {
                    boolean runs = words.getFirst().equalsIgnoreCase("sethandler")
                            ? !NO_PROGRAM.contains(first.toLowerCase(Locale.ROOT))
                            : TYPE_THAT_RUNS.matcher(first).matches();
                    if (runs) {
                        set(sections, ofFolder ? Optional.of(own) : Optional.empty(), root, gathered);
                    }
                }
                case "options" -> {
                    if (stripped.toLowerCase(Locale.ROOT).matches(".*[\\s+]execcgi\\b.*")) {
                        set(sections, ofFolder ? Optional.of(own) : Optional.empty(), root, gathered);
                    }
                }
                case "proxypassmatch" -> {
                    if (last.contains("fcgi:") || last.contains("scgi:") || last.contains("ajp:")) {
                        gathered.endings(first);
                    }
                }
                default -> {}
            }
        }
        return gathered.made();
    }

    /** Backslashes belong to regular expressions here. */
    private static List<String> words(String text) {
        return ShellText.words(text.replace('\\', '\0')).stream()
                .map(word -> word.replace('\0', '\\'))
                .toList();
    }

    /** A handler of whatever the innermost section is about. */
    private static void set(Deque<String[]> sections, Optional<String> own, String root, Gathered gathered) {
        for (String[] section : sections) {
            switch (section[0]) {
                case "files" -> {
                    int dot = section[1].lastIndexOf('.');
                    gathered.ending(dot < 0 ? "" : section[1].substring(dot));
                    own.ifPresent(folder -> gathered.programs(folder + "/" + section[1]));
                    return;
                }
                case "filesmatch" -> {
                    gathered.endings(section[1]);
                    return;
                }
                case "directory" -> {
                    gathered.programs(section[1]);
                    return;
                }
                case "location" -> {
                    gathered.programs(root + "/" + section[1]);
                    return;
                }
                case "locationmatch", "directorymatch" -> {
                    gathered.endings(section[1]);
                    return;
                }
                default -> {}
            }
        }
        own.ifPresent(gathered::programs);
    }

    /** What stands before a place that a match is put into. */
    private static String upTo(String path) {
        int at = path.indexOf('$');
        return at < 0 ? path : path.substring(0, Math.max(0, path.lastIndexOf('/', at)));
    }

    /** Of a configuration of nginx: blocks of braces, statements that end with semicolons. */
    static WebHandlers ofNginx(String text) {
        Gathered gathered = new Gathered();
        Deque<String> locations = new ArrayDeque<>();
        Deque<String> roots = new ArrayDeque<>();
        String root = "";
        StringBuilder statement = new StringBuilder();
        boolean comment = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (comment) {
                comment = c != '\n';
            } else if (quote != 0) {
                statement.append(c);
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
                statement.append(c);
            } else if (c == '#') {
                comment = true;
            } else if (c == '{' && !isCount(text, i)) {
                locations.push(statement.toString().strip());
                roots.push(root);
                statement.setLength(0);
            } else if (c == '}' && statement.toString().isBlank()) {
                if (!locations.isEmpty()) {
                    locations.pop();
                    root = roots.pop();
                }
                statement.setLength(0);
            } else if (c == ';') {
                root = statement(statement.toString().strip(), locations, root, gathered);
                statement.setLength(0);
            } else if (statement.length() < 4_096) {
                statement.append(c);
            }
        }
        return gathered.made();
    }

    /** A brace of a regular expression. */
    private static boolean isCount(String text, int at) {
        return at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    }

    private static String statement(String statement, Deque<String> locations, String root, Gathered gathered) {
        List<String> words = words(statement);
        if (words.size() < 2) {
            return root;
        }
        String location = locations.stream()
                .filter(each -> each.startsWith("location"))
                .findFirst()
                .orElse("");
        String first = words.getFirst();
        String last = words.getLast();
        if (first.equals("root") || first.equals("alias")) {
            gathered.root(last);
            return last;
        }
        if (first.equals("fastcgi_param") && words.get(1).equals("SCRIPT_FILENAME") && last.startsWith("/")) {
            gathered.programs(last);
        } else if (PASSES.matcher(first).matches()) {
            String[] at = location.split("\\s+", 4);
            boolean expression = at.length > 2 && at[1].startsWith("~");
            String where = at.length > 1 ? at[at.length - 1] : "";
            if (expression) {
                gathered.endings(where.replaceAll("^[\"']|[\"']$", ""));
            } else if (where.length() > 1) {
                gathered.programs(root + "/" + where);
            }
        }
        return root;
    }

    /** Of a configuration of lighttpd. */
    static WebHandlers ofLighttpd(String text) {
        Gathered gathered = new Gathered();
        String plain = text.replaceAll("(?m)^\\s{0,64}#.*$", "");
        Matcher root = LIGHTTPD_ROOT.matcher(plain);
        while (root.find()) {
            gathered.root(root.group(1));
        }
        Matcher list = LIGHTTPD_LIST.matcher(plain);
        while (list.find()) {
            boolean alias = list.group(1).startsWith("alias");
            Matcher entry = LIGHTTPD_ENTRY.matcher(list.group(2));
            while (entry.find()) {
                String key = entry.group(1);
                if (alias) {
                    gathered.root(Optional.ofNullable(entry.group(2)).orElse(""));
                } else if (key.startsWith(".")) {
                    gathered.ending(key);
                }
            }
        }
        return gathered.made();
    }

    /** Of a configuration of IIS or of one of its sites: only endings, the folders say {@link IisRoots}. */
    static WebHandlers ofIis(String text) {
        Gathered gathered = new Gathered();
        Matcher add = IIS_HANDLER.matcher(text);
        while (add.find()) {
            Matcher path = IIS_PATH.matcher(add.group(1));
            if (path.find() && IIS_RUNS.matcher(add.group(1)).find()) {
                for (String each : path.group(1).split(",", MOST)) {
                    if (each.strip().startsWith("*.")) {
                        gathered.ending(each.strip().substring(1));
                    }
                }
            }
        }
        return gathered.made();
    }
}
