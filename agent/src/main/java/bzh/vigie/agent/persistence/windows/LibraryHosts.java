package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.windows.WindowsResolver.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Programs of Windows that load the library, class or scriptlet which their arguments name: rundll32, regsvr32 and their kin
 * (Microsoft's command reference, and the entry points that hand a command on). Pure but for looking whether files exist.
 */
final class LibraryHosts {
    /** Functions of Windows' own libraries that run or open what follows them, by the beginning of their names. */
    private static final List<String> HAND_ON = List.of(
            "shellexec_rundll",
            "control_rundll",
            "fileprotocolhandler",
            "openurl",
            "openas_rundll",
            "routethecall",
            "launchapplication",
            "launchinfsection",
            "installhinfsection",
            "setupinfobjectinstallaction",
            "registerocx",
            "shopenverb",
            "printhtml");

    private static final List<String> ENDINGS = List.of(".dll", ".cpl", ".ocx", ".exe", ".tlb", ".ax");
    private static final int MAX_BLANKS = 16;
    private static final int MAX_FILES = 8;

    private LibraryHosts() {}

    /** {@code rundll32 [options] library,function [arguments]}, a class, or a script where the library should be. */
    static Optional<Resolved> rundll32(Search search, String rest, int depth) {
        if (ScriptHosts.isInline(rest)) {
            return Optional.of(ScriptHosts.script(search, rest));
        }
        Words words = new Words(rest);
        while (words.beginsWith("-/")) {
            String option = Words.unquoted(words.take()).toLowerCase(Locale.ROOT);
            if (option.substring(1).equals("sta") || option.substring(1).equals("localserver")) {
                return Optional.of(search.comClass(ComClasses.idIn(words.rest()).orElse(""), depth + 1));
            }
        }
        String text = words.rest();
        int end = endOfLibrary(search, text);
        String file = Words.unquoted(text.substring(0, end)).strip();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(search.library(file).then(handedOn(search, text.substring(end), depth)));
    }

    /** The library ends at its quote or comma; with neither at the blank after something that is there or ends like one. */
    private static int endOfLibrary(Search search, String text) {
        if (text.startsWith("\"")) {
            int quote = text.indexOf('"', 1);
            return quote < 0 ? text.length() : quote + 1;
        }
        int comma = text.indexOf(',');
        String head = comma < 0 ? text : text.substring(0, comma);
        int first = -1;
        int like = -1;
        int blanks = 0;
        for (int at = head.indexOf(' '); at >= 0 && blanks < MAX_BLANKS; at = head.indexOf(' ', at + 1)) {
            blanks++;
            first = first < 0 ? at : first;
            String candidate = head.substring(0, at);
            like = like < 0 && ENDINGS.stream().anyMatch(WindowsPath.fold(candidate)::endsWith) ? at : like;
            if (search.isThere(candidate)) {
                return at;
            }
        }
        if (like >= 0) {
            return like;
        }
        return comma < 0 && first >= 0 ? first : head.length();
    }

    private static Resolved handedOn(Search search, String after, int depth) {
        String text = withoutLeading(after, ", \t");
        Words words = new Words(text);
        String function = words.take().toLowerCase(Locale.ROOT);
        int comma = function.indexOf(',');
        String name = comma < 0 ? function : function.substring(0, comma);
        if (HAND_ON.stream().noneMatch(name::startsWith)) {
            return Resolved.NOTHING;
        }
        String handed = words.rest();
        if (name.startsWith("shellexec_rundll")
                || name.startsWith("launchapplication")
                || name.startsWith("routethecall")) {
            return search.command(handed, depth + 1);
        }
        return name.startsWith("installhinfsection") ? last(search, handed) : search.document(beforeComma(handed));
    }

    private static Resolved last(Search search, String text) {
        List<String> words = CommandLine.arguments(text);
        return words.isEmpty() ? Resolved.NOTHING : search.document(words.getLast());
    }

    /** {@code regsvr32 [/u] [/s] [/n] [/i[:command]] library…}: scrobj.dll runs the scriptlet that {@code /i:} names. */
    static Optional<Resolved> regsvr32(Search search, List<String> words) {
        List<Resolved> libraries = new ArrayList<>();
        String command = "";
        boolean scriptlet = false;
        for (String word : words) {
            if (isOption(word)) {
                boolean given = word.regionMatches(true, 1, "i:", 0, 2);
                command = given ? word.substring(3) : command;
            } else if (libraries.size() < MAX_FILES) {
                libraries.add(search.library(word));
                scriptlet |= WindowsPath.fold(word).endsWith("scrobj.dll")
                        || WindowsPath.fold(word).endsWith("scrobj");
            }
        }
        boolean remote = search.isRemote(command);
        Resolved runs = !command.isBlank() && (scriptlet || remote) ? search.document(command) : Resolved.NOTHING;
        boolean none = libraries.isEmpty() && runs.chain().isEmpty();
        return none ? Optional.empty() : Optional.of(search.among(libraries).then(runs));
    }

    /** Tools that load one assembly or library that is no option. */
    static Optional<Resolved> loaded(Search search, List<String> words) {
        return words.stream()
                .filter(word -> !isOption(word))
                .reduce((a, b) -> b)
                .map(word -> search.library(word));
    }

    /** {@code odbcconf /a {REGSVR library}}, or {@code /f} and a file of such lines. */
    static Optional<Resolved> odbcconf(Search search, List<String> words) {
        return words.stream()
                .filter(word -> !isOption(word) && !word.startsWith("{"))
                .findFirst()
                .map(word -> word.endsWith("}") ? word.substring(0, word.length() - 1) : word)
                .map(word -> WindowsPath.fold(word).endsWith(".rsp") ? search.document(word) : search.library(word));
    }

    /** A class that the arguments name by its id. */
    static Optional<Resolved> ofClass(Search search, String rest, int depth) {
        return ComClasses.idIn(rest).map(id -> search.comClass(id, depth + 1));
    }

    private static boolean isOption(String word) {
        return word.startsWith("/") || word.startsWith("-");
    }

    private static String beforeComma(String text) {
        int comma = text.indexOf(',');
        return comma < 0 || text.startsWith("\"") ? text : text.substring(0, comma);
    }

    private static String withoutLeading(String text, String marks) {
        int at = 0;
        while (at < text.length() && marks.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return text.substring(at);
    }
}
