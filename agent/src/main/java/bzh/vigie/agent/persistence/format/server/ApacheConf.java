package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Configuration of Apache, of which an item is what it loads and runs: modules, programs behind logs, rewrites and filters,
 * handlers that make scripts of files, what PHP runs before each page, and the servers to which it hands requests (mod_proxy);
 * in its configuration and in {@code .htaccess}. Includes are followed, names that {@code Define} gives in the same file are
 * replaced.
 */
public final class ApacheConf implements Format {
    private static final List<String> MODULES = List.of(
            "/usr/lib/apache2/modules/",
            "/usr/lib64/httpd/modules/",
            "/usr/lib/httpd/modules/",
            "/etc/httpd/modules/",
            "/usr/libexec/apache2/");
    private static final Pattern HANDLER = Pattern.compile("(?i).*(?:php|cgi|perl|python|lua|wsgi|jsp).*");
    private static final Pattern PHP_RUNS =
            Pattern.compile("(?i)auto_prepend_file|auto_append_file|extension|zend_extension"
                    + "|allow_url_include|open_basedir|disable_functions|include_path");

    private static final Pattern DEFINED = Pattern.compile("\\$\\{([^}]{1,64})}");
    private static final Pattern PROXY_FLAG =
            Pattern.compile("(?i)\\[(?:[^]]{0,200},)?\\s{0,8}(?:P|proxy)(?:\\s{0,8},[^]]{0,200})?]");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        boolean ofDirectory = file.name().startsWith(".ht");
        Map<String, String> defined = new HashMap<>();
        for (String written : ConfigLines.joined(file, "#")) {
            String line = ConfigLines.replaced(written, DEFINED, defined);
            List<String> words = ShellText.words(line);
            if (words.size() == 3 && words.getFirst().equalsIgnoreCase("define")) {
                defined.put(words.get(1), words.get(2));
            }
            if (words.size() > 1) {
                directive(file, words, line, ofDirectory, drafts, includes);
            }
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static void directive(
            SourceFile file,
            List<String> words,
            String line,
            boolean ofDirectory,
            List<Draft> drafts,
            List<String> includes) {
        String key = words.getFirst().toLowerCase(Locale.ROOT);
        String first = words.get(1);
        String last = words.getLast();
        switch (key) {
            case "loadmodule", "loadfile" -> {
                // what lies in the server's own directory is a place by itself
                if (last.startsWith("/") && MODULES.stream().noneMatch(last::startsWith)) {
                    drafts.add(Commands.file(words.getFirst() + " " + first, line, last));
                }
            }
            case "customlog", "errorlog", "transferlog", "globallog", "forensiclog" -> {
                if (first.startsWith("|")) {
                    String command = first.replaceFirst("^\\|[|$]?", "");
                    drafts.add(Commands.shell(words.getFirst() + " " + command, line, command));
                }
            }
            case "rewritemap" -> {
                if (last.startsWith("prg:")) {
                    drafts.add(Commands.exec("RewriteMap " + first, line, last.substring(4)));
                }
            }
            case "extfilterdefine" ->
                words.stream()
                        .filter(w -> w.startsWith("cmd="))
                        .forEach(w -> drafts.add(Commands.exec("ExtFilterDefine " + first, line, w.substring(4))));
            case "scriptalias", "scriptaliasmatch" -> drafts.add(Commands.shown(words.getFirst() + " " + first, line));
            case "wsgiscriptalias",
                    "fcgidwrapper",
                    "fastcgiserver",
                    "perlrequire",
                    "perlpostconfigrequire",
                    "perlconfigrequire",
                    "luamaphandler",
                    "wsgiimportscript" -> {
                String path = words.stream()
                        .filter(w -> w.startsWith("/") && w.length() > 1)
                        .reduce((a, b) -> b)
                        .orElse(last);
                drafts.add(Commands.file(words.getFirst() + " " + first, line, path));
            }
            case "perlmodule", "perlhandler", "perlresponsehandler", "pythonhandler", "action", "defineexternalauth" ->
                drafts.add(Commands.shown(words.getFirst() + " " + first, line));
            case "addexternalauth", "setexternalauthmethod", "securescript" ->
                drafts.add(Commands.shell(words.getFirst() + " " + first, line, last));
            case "addhandler", "sethandler", "addtype", "forcetype", "adddefaulthandler" -> {
                if (HANDLER.matcher(first).matches()) {
                    drafts.add(Commands.shown(
                            words.getFirst() + " " + String.join(" ", words.subList(1, words.size())), line));
                }
            }
            case "php_value", "php_admin_value", "php_flag", "php_admin_flag" -> {
                if (words.size() > 2 && PHP_RUNS.matcher(first).matches()) {
                    boolean path = last.startsWith("/");
                    drafts.add(
                            path && !first.endsWith("path") && !first.endsWith("basedir")
                                    ? Commands.file(first, line, last)
                                    : Commands.shown(first, line));
                }
            }
            case "rewriterule" -> {
                if (words.size() > 2
                        && ((ofDirectory && isElsewhere(words.get(2)))
                                || PROXY_FLAG.matcher(last).matches())) {
                    drafts.add(Commands.shown("RewriteRule " + first, line));
                }
            }
            case "proxypass", "proxypassmatch", "balancermember", "proxyremote" ->
                drafts.add(Commands.shown(words.getFirst() + " " + first, line));
            case "options" -> {
                if (ofDirectory && line.toLowerCase(Locale.ROOT).contains("execcgi")) {
                    drafts.add(Commands.shown("Options ExecCGI", line));
                }
            }
            case "include", "includeoptional" -> includes.add(included(file, first));
            default -> {
                if (key.startsWith("luahook")) {
                    drafts.add(Commands.file(words.getFirst(), line, first));
                }
            }
        }
    }

    /** To a script that is not the usual front page, or to another host. */
    private static boolean isElsewhere(String target) {
        boolean script = target.matches("(?i).*\\.(?:php\\d?|phtml|phar|cgi|pl|py|jpe?g|gif|png|ico|txt)(?:[?/].*)?");
        boolean front =
                target.matches("(?i)(?:/?(?:[\\w-]+/){0,64}|\\./|%\\{.*})?(?:index|app|app_dev)\\.php(?:[?/].*)?");
        return target.matches("(?i)https?://(?!%\\{).*") || (script && !front);
    }

    private static String included(SourceFile file, String path) {
        if (path.startsWith("/")) {
            return path;
        }
        // relative to ServerRoot
        String own = file.path().text();
        String root =
                own.startsWith("/etc/httpd/") ? "/etc/httpd/" : own.startsWith("/etc/apache2/") ? "/etc/apache2/" : "";
        return root.isEmpty() ? ConfigLines.path(file, path) : root + path;
    }
}
