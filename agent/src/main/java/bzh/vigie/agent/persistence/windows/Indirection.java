package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.persistence.format.WindowsSuspicion;
import bzh.vigie.agent.persistence.windows.WindowsResolver.Search;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Programs that run what their command line names: the shell, script hosts, rundll32 and its kin. Names and options from
 * Microsoft's own command reference. Pure but for looking whether files exist.
 */
final class Indirection {
    private static final int SHOWN = 2_000;
    private static final Pattern SHELL = Pattern.compile("(?is)^(?:[^\"]*?\\s)?/[ckr]\\s*(.*)$");
    private static final Pattern ENCODED = Pattern.compile(
            "(?i)(?:^|\\s)[-/]e(?:c|nc?|nco(?:d(?:e(?:d(?:c\\w{0,6})?)?)?)?)?\\s+\"?([A-Za-z0-9+/=]{8,})");
    private static final Pattern FILE =
            Pattern.compile("(?i)(?:^|\\s)[-/]f(?:i(?:le?)?)?\\s+(?:\"([^\"]+)\"|'([^']+)'|(\\S+))");
    private static final Pattern SCRIPT =
            Pattern.compile("(?i)(?:\"([^\"]+\\.ps1)\"|'([^']+\\.ps1)'|(\\S+\\.ps1))(?=$|[\\s;,)\"'])");
    private static final Pattern CLASS_ID =
            Pattern.compile("(\\{[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\\})");
    private static final Pattern INLINE =
            Pattern.compile("(?i)^\\s*\"?(?:javascript|vbscript|about):.*", Pattern.DOTALL);

    private Indirection() {}

    /**
     * What a program runs that it is told to.
     *
     * @param program its name, folded, without ending
     * @param rest its arguments as one text
     */
    static Optional<Resolved> of(Search search, String program, String rest, int depth) {
        List<String> words = CommandLine.arguments(rest);
        return switch (program) {
            case "cmd" -> shell(search, rest, depth);
            case "rundll32" -> library(search, rest);
            case "regsvr32", "regsvcs", "regasm", "installutil", "msbuild", "odbcconf" -> last(search, words);
            case "mshta", "hh", "msxsl" -> hypertext(search, rest, words);
            case "wscript", "cscript" -> first(search, words);
            case "powershell", "pwsh", "powershell_ise" -> powershell(search, rest);
            case "msiexec" -> installer(search, words);
            case "conhost", "pcalua", "forfiles", "start", "explorer", "runas", "nohup", "hidden", "nircmd" ->
                wrapped(search, program, rest, depth);
            case "dllhost" -> classId(search, rest, depth);
            case "control", "mmc", "cmstp", "notepad" -> first(search, words);
            case "java",
                    "javaw",
                    "python",
                    "pythonw",
                    "python3",
                    "py",
                    "perl",
                    "ruby",
                    "node",
                    "php",
                    "autoit3",
                    "autohotkey" -> interpreter(search, words);
            default -> Optional.empty();
        };
    }

    private static Optional<Resolved> shell(Search search, String rest, int depth) {
        Matcher matcher = SHELL.matcher(rest);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String line = matcher.group(1).strip();
        boolean wrapped = line.length() > 1 && line.startsWith("\"") && line.endsWith("\"");
        String inner =
                wrapped && line.indexOf('"', 1) < line.length() - 1 ? line.substring(1, line.length() - 1) : line;
        String command = inner.replaceFirst("(?i)^@?(?:start\\s+(?:\"[^\"]*\"\\s+)?(?:/\\w+\\s+)*|call\\s+)", "");
        // of several commands the first
        String one = command.split("\\s&{1,2}\\s|\\s\\|\\s", 2)[0];
        return Optional.of(search.command(one.isBlank() ? command : one, depth + 1))
                .map(found -> found.with(Trait.INLINE_SCRIPT, command.matches("(?s).*[&|><].*")));
    }

    private static Optional<Resolved> library(Search search, String rest) {
        if (INLINE.matcher(rest).matches()) {
            return Optional.of(script(rest));
        }
        String text = rest.strip().replaceFirst("(?i)^(?:/\\w+\\s+)+", "");
        String file = text.startsWith("\"")
                ? text.substring(1, Math.max(1, end(text, "\"", 1)))
                : text.substring(0, Math.min(end(text, ",", 0), unquotedEnd(text)));
        return file.isBlank() ? Optional.empty() : Optional.of(search.library(file));
    }

    /** An unquoted library's name ends at the blank before the name of what is called. */
    private static int unquotedEnd(String text) {
        Matcher ending = Pattern.compile("(?i)\\.(?:dll|cpl|ocx|exe)(?=[\\s,])").matcher(text);
        if (ending.find()) {
            return ending.end();
        }
        return text.indexOf(',') >= 0 ? text.indexOf(',') : end(text, " ", 0);
    }

    private static int end(String text, String mark, int from) {
        int at = text.indexOf(mark, from);
        return at < 0 ? text.length() : at;
    }

    private static Optional<Resolved> last(Search search, List<String> words) {
        Optional<Resolved> remote = words.stream()
                .map(word -> word.replaceFirst("(?i)^[-/]i:", ""))
                .filter(word -> word.matches("(?i)https?:.*"))
                .findFirst()
                .map(search::file);
        Optional<Resolved> file = words.stream()
                .filter(word -> !word.startsWith("/") && !word.startsWith("-"))
                .reduce((a, b) -> b)
                .map(search::library);
        return file.map(f -> remote.map(r -> f.with(Trait.NETWORK_TOOL, true)).orElse(f))
                .or(() -> remote);
    }

    private static Optional<Resolved> hypertext(Search search, String rest, List<String> words) {
        if (INLINE.matcher(rest).matches()) {
            return Optional.of(script(rest));
        }
        return first(search, words);
    }

    private static Resolved script(String text) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return Resolved.text(shown)
                .with(Trait.INLINE_SCRIPT, true)
                .with(Trait.NETWORK_TOOL, text.matches("(?is).*https?:.*"));
    }

    private static Optional<Resolved> first(Search search, List<String> words) {
        return words.stream()
                .filter(word -> !(word.startsWith("/") || word.startsWith("-")))
                .findFirst()
                .map(search::named);
    }

    private static Optional<Resolved> interpreter(Search search, List<String> words) {
        boolean inline = words.stream().anyMatch(word -> word.matches("-[cem]") || word.equals("-r"));
        Optional<Resolved> file = inline ? Optional.empty() : first(search, words);
        return file.or(() -> Optional.of(Resolved.NOTHING.with(Trait.INLINE_SCRIPT, inline)));
    }

    private static Optional<Resolved> powershell(Search search, String rest) {
        Matcher encoded = ENCODED.matcher(rest);
        if (encoded.find()) {
            return Optional.of(decoded(encoded.group(1))
                    .map(text -> {
                        Resolved shown = Resolved.text(text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
                        for (Trait trait : WindowsSuspicion.in(text)) {
                            shown = shown.with(trait, true);
                        }
                        return shown.then(scriptIn(search, text).orElse(Resolved.NOTHING));
                    })
                    .orElse(Resolved.NOTHING)
                    .with(Trait.DECODES, true)
                    .with(Trait.INLINE_SCRIPT, true));
        }
        Matcher file = FILE.matcher(rest);
        if (file.find()) {
            return Optional.of(search.named(group(file)));
        }
        return scriptIn(search, rest)
                .or(() -> Optional.of(Resolved.NOTHING.with(Trait.INLINE_SCRIPT, !rest.isBlank())));
    }

    private static Optional<Resolved> scriptIn(Search search, String text) {
        Matcher script = SCRIPT.matcher(text);
        return script.find() ? Optional.of(search.named(group(script))) : Optional.empty();
    }

    private static String group(Matcher matcher) {
        return matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
    }

    /** An encoded command is UTF-16, little end first, in base 64. */
    static Optional<String> decoded(String base64) {
        try {
            int whole = base64.length() - base64.length() % 4;
            byte[] bytes = Base64.getDecoder().decode(base64.substring(0, whole));
            return bytes.length == 0 ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_16LE));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Resolved> installer(Search search, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String option = words.get(i).toLowerCase(Locale.ROOT);
            boolean takes = option.matches("[-/](?:i|package|f\\w*|update|p|y|z)");
            if (takes && i + 1 < words.size() && !words.get(i + 1).startsWith("{")) {
                return Optional.of(search.named(words.get(i + 1)));
            }
            if (option.matches("[-/](?:i|y|z)\\S+") && !option.contains("{")) {
                return Optional.of(search.named(words.get(i).substring(2)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Resolved> wrapped(Search search, String program, String rest, int depth) {
        String line = switch (program) {
            case "pcalua" -> rest.replaceFirst("(?is)^.*?-a\\s+", "").replaceFirst("(?is)\\s-c\\s.*$", "");
            case "forfiles" -> rest.replaceFirst("(?is)^.*?/c\\s+", "").replaceAll("^\"|\"$", "");
            default -> rest.replaceFirst("(?i)^(?:[-/]{1,2}\\w+(?::\\S+)?\\s+)+", "");
        };
        boolean nothing = line.isBlank() || line.startsWith("/") || line.startsWith("-") || line.startsWith("::{");
        return nothing ? Optional.empty() : Optional.of(search.command(line, depth + 1));
    }

    private static Optional<Resolved> classId(Search search, String rest, int depth) {
        Matcher id = CLASS_ID.matcher(rest);
        return id.find() ? Optional.of(search.comClass(id.group(1), depth + 1)) : Optional.empty();
    }
}
