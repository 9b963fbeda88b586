package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What apt runs on an occasion, which programs it uses, and whether it trusts what it fetches (apt.conf(5)). An option is named
 * in full whatever braces it stands in: {@code DPkg::Post-Invoke}. What {@code #include} names is read too.
 */
public final class AptConf implements Format {
    private static final int MAX_DEPTH = 64;
    private static final String INCLUDE = "#include";
    private static final Pattern HOOK = named("DPkg::(?:Pre|Post)-Invoke|DPkg::Pre-Install-Pkgs"
            + "|APT::Update::(?:Pre|Post)-Invoke(?:-Success|-Stats)?|AptCli::Hooks::.*|[A-Za-z-]+::.*-Invoke(?:-Success)?"
            + "|Acquire::.*Proxy-?Auto-?Detect(?:-Command)?");
    private static final Pattern PROGRAM = named("Dir::Bin(?:::.*)?|APT::Solver.*|DPkg::Chroot-Directory|DPkg::Path");
    private static final Pattern STEERED = named("DPkg::Options|Acquire::[^:]*(?:::[^:]*)?::?Proxy(?:::.*)?");
    private static final Pattern TRUSTING = named("APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories"
            + "|Acquire::AllowWeakRepositories|Acquire::AllowDowngradeToInsecureRepositories");
    private static final Pattern NOT_VERIFYING = named("Acquire::.*Verify-(?:Peer|Host)|Acquire::Check-Valid-Until");

    @Override
    public Parsed parse(SourceFile file) {
        return new Reader(file.text()).read();
    }

    private static Pattern named(String name) {
        return Pattern.compile(name, Pattern.CASE_INSENSITIVE);
    }

    private static Optional<Draft> option(String name, String value) {
        if (HOOK.matcher(name).matches()) {
            return Optional.of(Commands.shell(name, value, value));
        }
        if (PROGRAM.matcher(name).matches()) {
            return Optional.of(
                    value.startsWith("/") && !value.endsWith("/")
                            ? Commands.file(name, value, value)
                            : Commands.shown(name, value));
        }
        if (STEERED.matcher(name).matches()) {
            return Optional.of(Commands.shown(name, Commands.withoutPassword(value)));
        }
        boolean on = value.matches("(?i)1|true|yes|on|with|enable");
        if ((on && TRUSTING.matcher(name).matches())
                || (!on && NOT_VERIFYING.matcher(name).matches())) {
            return Optional.of(Commands.shown(name, value));
        }
        return Optional.empty();
    }

    /** Words, strings, braces and semicolons one after the other. */
    private static final class Reader {
        private final String text;
        private final Deque<String> scopes = new ArrayDeque<>();
        private final List<Draft> drafts = new ArrayList<>();
        private final List<String> includes = new ArrayList<>();
        private final StringBuilder name = new StringBuilder();
        private Optional<String> value = Optional.empty();
        private int at;
        private int malformed;

        Reader(String text) {
            this.text = text;
        }

        Parsed read() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (text.startsWith(INCLUDE, at)) {
                    int from = at + INCLUDE.length();
                    at = after("\n");
                    include(text.substring(from, at));
                } else if (c == '#' || text.startsWith("//", at)) {
                    at = after("\n");
                } else if (text.startsWith("/*", at)) {
                    at = after("*/");
                } else if (c == '"') {
                    string();
                } else {
                    at++;
                    sign(c);
                }
            }
            if (!scopes.isEmpty() || !name.isEmpty()) {
                malformed++;
            }
            end();
            return Parsed.including(drafts, includes, malformed);
        }

        /** A file, or with a slash at the end a directory of them; apt takes what stands there up to a semicolon. */
        private void include(String rest) {
            String path = rest.replaceFirst(";.*", "").replace("\"", "").strip();
            if (path.startsWith("/")) {
                includes.add(path.endsWith("/") ? path + "*" : path);
            }
        }

        private void sign(char c) {
            switch (c) {
                case '{' -> {
                    if (scopes.size() < MAX_DEPTH) {
                        scopes.push(full());
                    } else {
                        malformed++;
                    }
                    name.setLength(0);
                }
                case '}' -> {
                    end();
                    if (scopes.isEmpty()) {
                        malformed++;
                    } else {
                        scopes.pop();
                    }
                }
                case ';' -> end();
                default -> {
                    if (!Character.isWhitespace(c)) {
                        name.append(c);
                    } else if (!name.isEmpty() && name.length() < 1_024) {
                        name.append(' ');
                    }
                }
            }
        }

        private void string() {
            int end = at + 1;
            StringBuilder string = new StringBuilder();
            while (end < text.length() && text.charAt(end) != '"') {
                if (text.charAt(end) == '\\' && end + 1 < text.length()) {
                    end++;
                }
                string.append(text.charAt(end++));
            }
            malformed += end < text.length() ? 0 : 1;
            value = Optional.of(value.orElse("") + string);
            at = end + 1;
        }

        private void end() {
            String whole = name.toString().strip();
            if (value.isEmpty() && whole.contains(" ")) {
                // a value without quotes
                value = Optional.of(whole.substring(whole.indexOf(' ') + 1).strip());
                name.setLength(0);
                name.append(whole, 0, whole.indexOf(' '));
            }
            value.ifPresent(v -> option(full(), v).ifPresent(drafts::add));
            value = Optional.empty();
            name.setLength(0);
        }

        private String full() {
            String scope = scopes.isEmpty() ? "" : scopes.peek();
            String own = name.toString().strip().replaceAll("(?:::)++$", "");
            return scope.isEmpty() || own.isEmpty() ? scope + own : scope + "::" + own;
        }

        private int after(String end) {
            int found = text.indexOf(end, at);
            return found < 0 ? text.length() : found + end.length();
        }
    }
}
