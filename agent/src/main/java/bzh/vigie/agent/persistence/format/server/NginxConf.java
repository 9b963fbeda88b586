package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Configuration of nginx, of which an item is what it loads and runs: dynamic modules, Lua, JavaScript and Perl in its
 * configuration, what PHP is told to run before each page, and the servers to which it hands requests (ngx_http_proxy_module
 * and its like). Includes are followed, variables that {@code set} names in the same file are replaced.
 */
public final class NginxConf implements Format {
    private static final List<String> MODULES = List.of(
            "/usr/lib/nginx/modules/", "/usr/share/nginx/modules/", "/usr/lib64/nginx/modules/", "/etc/nginx/modules/");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w{1,64})}|(\\w{1,64}))");
    private static final int MAX_WORDS = 256;

    @Override
    public Parsed parse(SourceFile file) {
        return new Reader(file.text()).read();
    }

    private static final class Reader {
        private final String text;
        private final List<Draft> drafts = new ArrayList<>();
        private final List<String> includes = new ArrayList<>();
        private final Map<String, String> set = new HashMap<>();
        private List<String> words = new ArrayList<>();
        private boolean upstream;
        private int at;
        private int depth;
        private int malformed;

        Reader(String text) {
            this.text = text;
        }

        Parsed read() {
            while (at < text.length()) {
                char c = text.charAt(at);
                switch (c) {
                    case '#' -> skipTo('\n');
                    case ';' -> end();
                    case '{' -> open();
                    case '}' -> {
                        at++;
                        depth--;
                        upstream = false;
                        words = new ArrayList<>();
                    }
                    default -> {
                        if (Character.isWhitespace(c)) {
                            at++;
                        } else {
                            word();
                        }
                    }
                }
            }
            malformed += depth == 0 && words.isEmpty() ? 0 : 1;
            return Parsed.including(drafts, includes, malformed);
        }

        private void word() {
            StringBuilder word = new StringBuilder();
            char first = text.charAt(at);
            boolean quoted = first == '"' || first == '\'';
            at += quoted ? 1 : 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    word.append(text.charAt(at + 1));
                    at += 2;
                    continue;
                }
                if (quoted ? c == first : Character.isWhitespace(c) || c == ';' || (c == '{' && !variable())) {
                    at += quoted ? 1 : 0;
                    break;
                }
                word.append(c);
                at++;
                if (c == '{' && !quoted) {
                    int end = text.indexOf('}', at);
                    end = end < 0 ? text.length() : end + 1;
                    word.append(text, at, end);
                    at = end;
                }
            }
            if (words.size() < MAX_WORDS) {
                words.add(word.toString());
            }
        }

        private boolean variable() {
            return at > 0 && text.charAt(at - 1) == '$';
        }

        private void open() {
            at++;
            String key = words.isEmpty() ? "" : words.getFirst();
            if (!key.endsWith("_by_lua_block")) {
                upstream |= key.equals("upstream");
                depth++;
                words = new ArrayList<>();
                return;
            }
            int start = at;
            for (int open = 1; at < text.length() && open > 0; at++) {
                char c = text.charAt(at);
                open += c == '{' ? 1 : c == '}' ? -1 : 0;
            }
            String code = text.substring(start, Math.max(start, at - 1)).strip();
            drafts.add(
                    Draft.of(String.join(" ", words), code, new Run.Nothing()).suspectedBy(code));
            words = new ArrayList<>();
        }

        private void end() {
            at++;
            if (words.size() > 1) {
                statement();
            }
            words = new ArrayList<>();
        }

        private void statement() {
            String key = words.getFirst();
            String first = words.get(1);
            String line = String.join(" ", words);
            switch (key) {
                case "load_module" -> {
                    // what lies in the server's own directory is a place by itself
                    if (first.startsWith("/") && MODULES.stream().noneMatch(first::startsWith)) {
                        drafts.add(Commands.file(key + " " + first, line, first));
                    }
                }
                case "include" -> includes.add(first.startsWith("/") ? first : "/etc/nginx/" + first);
                case "perl_require", "js_include", "js_import", "lua_load_resty_core" -> {
                    String path = words.getLast();
                    drafts.add(path.startsWith("/") ? Commands.file(key, line, path) : Commands.shown(key, line));
                }
                case "perl_modules", "perl", "perl_set", "lua_package_path", "lua_package_cpath" ->
                    drafts.add(Commands.shown(key + " " + first, line));
                case "fastcgi_param", "uwsgi_param", "scgi_param" -> {
                    String folded = line.toLowerCase(Locale.ROOT);
                    if (folded.contains("auto_prepend_file") || folded.contains("auto_append_file")) {
                        drafts.add(Commands.shown(key + " " + first, line));
                    }
                }
                case "set" -> set.put(first.replaceFirst("^\\$", ""), words.getLast());
                case "proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "mirror", "sub_filter" ->
                    drafts.add(Commands.shown(key + " " + first, ConfigLines.replaced(line, VARIABLE, set)));
                case "server" -> {
                    if (upstream) {
                        drafts.add(Commands.shown("upstream " + first, line));
                    }
                }
                default -> {
                    if (key.endsWith("_by_lua_file")) {
                        drafts.add(Commands.file(key, line, words.getLast()));
                    } else if (key.endsWith("_by_lua")) {
                        drafts.add(Draft.of(key, line, new Run.Nothing()).suspectedBy(line));
                    }
                }
            }
        }

        private void skipTo(char end) {
            int found = text.indexOf(end, at);
            at = found < 0 ? text.length() : found + 1;
        }
    }
}
