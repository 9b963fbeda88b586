package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.WindowsSuspicion;
import bzh.vigie.agent.persistence.windows.WindowsResolver.Search;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that run a script which their arguments name or hold: PowerShell, mshta, the script hosts, interpreters. Pure but for
 * looking whether files exist.
 */
final class ScriptHosts {
    private static final int SHOWN = 2_000;
    private static final List<String> SCHEMES = List.of("javascript:", "vbscript:", "jscript:", "about:");

    private ScriptHosts() {}

    /** Whether a script stands where a file or an address would. */
    static boolean isInline(String rest) {
        String text = rest.stripLeading();
        int at = text.startsWith("\"") ? 1 : 0;
        return SCHEMES.stream().anyMatch(scheme -> text.regionMatches(true, at, scheme, 0, scheme.length()));
    }

    /** A script as what runs, with what it shows and the file that it names. */
    static Resolved script(Search search, String text) {
        return shown(text)
                .with(Trait.INLINE_SCRIPT, true)
                .with(Trait.NETWORK_TOOL, text.toLowerCase(Locale.ROOT).contains("http"))
                .then(mentioned(search, text));
    }

    private static Resolved shown(String text) {
        Resolved shown = Resolved.text(text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
        for (Trait trait : WindowsSuspicion.in(text)) {
            shown = shown.with(trait, true);
        }
        return shown;
    }

    private static Resolved mentioned(Search search, String text) {
        return MentionedFiles.firstOf(text).map(search::named).orElse(Resolved.NOTHING);
    }

    /** {@code mshta} takes all that follows for one file or address; {@code hh} and {@code msxsl} take files. */
    static Optional<Resolved> hypertext(Search search, String rest) {
        if (isInline(rest)) {
            return Optional.of(script(search, rest));
        }
        String text = new Words(rest).skipOptions("-", Set.of()).rest();
        return text.isBlank() ? Optional.empty() : Optional.of(search.document(text));
    }

    /** {@code wscript [//options] script [arguments]}. */
    static Optional<Resolved> windowsScript(Search search, String rest) {
        return document(search, new Words(rest).skipOptions("/-", Set.of()));
    }

    /** An interpreter's first argument that is no option; Java's library where it is given one. */
    static Optional<Resolved> interpreter(Search search, String program, String rest) {
        Words words = new Words(rest);
        boolean java = program.startsWith("java");
        while (words.beginsWith("-")) {
            String option = Words.unquoted(words.take()).toLowerCase(Locale.ROOT);
            if (java && Set.of("-jar", "-cp", "-classpath", "--class-path").contains(option)) {
                String path = Words.unquoted(words.take());
                int end = path.indexOf(';');
                return Optional.of(search.document(end < 0 ? path : path.substring(0, end)));
            }
            if (!java && Set.of("-c", "-e", "-m", "-r", "--eval").contains(option)) {
                return Optional.of(script(search, words.rest()));
            }
        }
        return document(search, words);
    }

    private static Optional<Resolved> document(Search search, Words words) {
        return words.isAtEnd() ? Optional.empty() : Optional.of(search.document(words.rest()));
    }

    /** PowerShell's encoded command, script or command. */
    static Optional<Resolved> powershell(Search search, String rest, boolean scriptFirst) {
        return switch (PowerShellLine.of(CommandLine.arguments(rest), scriptFirst)) {
            case PowerShellLine.Encoded(String base64) ->
                Optional.of(decoded(base64)
                        .map(text -> shown(text).then(mentioned(search, text)))
                        .orElse(Resolved.NOTHING)
                        .with(Trait.DECODES, true)
                        .with(Trait.INLINE_SCRIPT, true));
            case PowerShellLine.ScriptFile(String path) ->
                path.isBlank() || path.equals("-") ? Optional.empty() : Optional.of(search.named(path));
            case PowerShellLine.Command(String text) -> Optional.of(command(search, text));
            case PowerShellLine.Nothing ignored -> Optional.empty();
        };
    }

    /** A command that only names a script runs it; any other is a script on the command line. */
    private static Resolved command(Search search, String text) {
        Resolved file = mentioned(search, text);
        boolean calls = file.target()
                .filter(script -> WindowsPath.fold(script.nameText()).endsWith(".ps1"))
                .isPresent();
        Resolved told = Resolved.NOTHING.with(Trait.INLINE_SCRIPT, !calls && !text.isBlank());
        for (Trait trait : WindowsSuspicion.in(text)) {
            told = told.with(trait, true);
        }
        return told.then(file);
    }

    /** An encoded command is UTF-16, little end first, in base 64; blanks in it do not count. */
    static Optional<String> decoded(String base64) {
        StringBuilder digits = new StringBuilder(base64.length());
        base64.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> digits.append((char) c));
        try {
            int whole = digits.length() - digits.length() % 4;
            byte[] bytes = Base64.getDecoder().decode(digits.substring(0, whole));
            return bytes.length == 0 ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_16LE));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
