package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.persistence.windows.WindowsResolver.Search;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that run what their command line names: the shell, script hosts, rundll32 and its kin, and programs that only start
 * others. Names and options from Microsoft's own command reference. Pure but for looking whether files exist.
 */
final class Indirection {
    private static final int MAX_COMMANDS = 16;

    private Indirection() {}

    /**
     * What a program runs that it is told to.
     *
     * @param program its name, folded, without ending
     * @param rest its arguments as one text
     */
    static Optional<Resolved> of(Search search, String program, String rest, int depth) {
        return switch (program) {
            case "cmd" -> shell(search, rest, depth);
            case "rundll32" -> LibraryHosts.rundll32(search, rest, depth);
            case "regsvr32" -> LibraryHosts.regsvr32(search, CommandLine.arguments(rest));
            case "regsvcs", "regasm", "installutil" -> LibraryHosts.loaded(search, CommandLine.arguments(rest));
            case "odbcconf" -> LibraryHosts.odbcconf(search, CommandLine.arguments(rest));
            case "dllhost", "verclsid", "xwizard" -> LibraryHosts.ofClass(search, rest, depth);
            case "mshta", "hh", "msxsl" -> ScriptHosts.hypertext(search, rest);
            case "wscript", "cscript" -> ScriptHosts.windowsScript(search, rest);
            case "powershell" -> ScriptHosts.powershell(search, rest, false);
            case "pwsh", "powershell_ise" -> ScriptHosts.powershell(search, rest, true);
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
                    "autohotkey" -> ScriptHosts.interpreter(search, program, rest);
            case "msiexec" -> installer(search, CommandLine.arguments(rest));
            case "msbuild", "control", "cmstp", "mmc", "notepad", "infdefaultinstall" -> document(search, rest);
            case "diskshadow", "ftp" -> scripted(search, CommandLine.arguments(rest));
            case "wmic" -> instrumented(search, rest, depth);
            case "conhost", "pcalua", "forfiles", "explorer", "runas", "scriptrunner", "nohup", "nircmd", "hidden" ->
                wrapped(search, program, new Words(rest), depth);
            default -> Optional.empty();
        };
    }

    private static Optional<Resolved> shell(Search search, String rest, int depth) {
        return ShellLine.of(rest)
                .map(line -> search.among(line.commands().stream()
                                .limit(MAX_COMMANDS)
                                .map(each -> search.in(each.folder()).command(each.text(), depth + 1))
                                .toList())
                        .with(Trait.INLINE_SCRIPT, line.compound()));
    }

    private static Optional<Resolved> document(Search search, String rest) {
        String text = new Words(rest).skipOptions("/-", Set.of()).rest();
        int comma = text.indexOf(',');
        String file = comma < 0 || text.startsWith("\"") ? text : text.substring(0, comma);
        return file.isBlank() ? Optional.empty() : Optional.of(search.document(file));
    }

    /** A file of commands after {@code -s}. */
    private static Optional<Resolved> scripted(Search search, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String option = words.get(i).toLowerCase(Locale.ROOT);
            if (option.startsWith("-s:") || option.startsWith("/s:")) {
                return Optional.of(search.named(words.get(i).substring(3)));
            }
            if ((option.equals("-s") || option.equals("/s")) && i + 1 < words.size()) {
                return Optional.of(search.named(words.get(i + 1)));
            }
        }
        return Optional.empty();
    }

    /** {@code wmic process call create "command"}, or a style sheet that it runs. */
    private static Optional<Resolved> instrumented(Search search, String rest, int depth) {
        Words words = new Words(rest);
        while (!words.isAtEnd()) {
            String format = words.option("/");
            if (format.startsWith("/format:")) {
                return Optional.of(search.named(Words.unquoted(words.take()).substring("/format:".length())));
            }
            if (words.takes("create")) {
                String command = words.rest();
                boolean quoted = command.length() > 1 && command.startsWith("\"") && command.endsWith("\"");
                return Optional.of(
                        search.command(quoted ? command.substring(1, command.length() - 1) : command, depth + 1));
            }
            words.skip();
        }
        return Optional.empty();
    }

    private static Optional<Resolved> installer(Search search, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String option = words.get(i).toLowerCase(Locale.ROOT);
            if (option.length() < 2 || (option.charAt(0) != '-' && option.charAt(0) != '/')) {
                continue;
            }
            String name = option.substring(1);
            boolean takes = Set.of("i", "package", "update", "p", "y", "z", "a").contains(name)
                    || (name.startsWith("f") && name.length() < 10 && name.indexOf(':') < 0);
            if (takes && i + 1 < words.size()) {
                String file = words.get(i + 1);
                return file.startsWith("{") ? Optional.empty() : Optional.of(search.named(file));
            }
            if (name.length() > 2 && "iyz".indexOf(name.charAt(0)) >= 0 && name.indexOf('{') < 0) {
                return Optional.of(search.named(words.get(i).substring(2)));
            }
        }
        return Optional.empty();
    }

    /** Programs that start another with what follows their own options. */
    private static Optional<Resolved> wrapped(Search search, String program, Words words, int depth) {
        String line = switch (program) {
            case "pcalua" -> after(words, "-a", "/a");
            case "forfiles" -> Words.unquotedOnce(after(words, "/c", "-c"));
            case "scriptrunner" -> after(words, "-appvscript", "/appvscript");
            case "runas" -> Words.unquotedOnce(words.skipOptions("/", Set.of()).rest());
            case "explorer" -> shownByExplorer(words);
            case "nircmd" -> words.takes("exec") ? hiddenBy(words) : words.rest();
            default ->
                words.skipOptions("-0", Set.of("-width", "-height", "-signal", "-server"))
                        .rest();
        };
        boolean nothing = line.isBlank() || line.startsWith("/") || line.startsWith("-") || line.startsWith("::{");
        return nothing ? Optional.empty() : Optional.of(search.command(line, depth + 1));
    }

    private static String after(Words words, String option, String same) {
        while (!words.isAtEnd()) {
            if (words.takes(option) || words.takes(same)) {
                return words.rest();
            }
            words.skip();
        }
        return "";
    }

    private static String hiddenBy(Words words) {
        words.skip();
        return words.rest();
    }

    /** {@code explorer /root,"file"} opens the file; {@code /select} only shows it. */
    private static String shownByExplorer(Words words) {
        String option = words.option("/");
        if (option.startsWith("/root,")) {
            String word = words.rest();
            return word.substring(word.indexOf(',') + 1);
        }
        return words.skipOptions("/", Set.of()).rest();
    }
}
