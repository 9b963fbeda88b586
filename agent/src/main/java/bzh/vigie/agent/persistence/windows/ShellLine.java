package bzh.vigie.agent.persistence.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the command shell is given to run ({@code cmd /?}, and Microsoft's reference of its commands): the commands of a line
 * that {@code &}, {@code &&}, {@code |} and {@code ||} join, with carets, redirections and what only says how a command is run
 * taken away. Commands that the shell carries out itself start no program and are left out. Goes over the text a fixed number of
 * times. Pure and total.
 *
 * @param compound whether more than one command stands there, or a file or pipe is written or read
 */
record ShellLine(List<Command> commands, boolean compound) {
    private static final int MAX_PREFIXES = 16;
    private static final Set<String> ITS_OWN = Set.of(
            "assoc",
            "break",
            "cls",
            "color",
            "copy",
            "date",
            "del",
            "dir",
            "dpath",
            "echo",
            "endlocal",
            "erase",
            "exit",
            "ftype",
            "goto",
            "md",
            "mkdir",
            "mklink",
            "move",
            "path",
            "pause",
            "popd",
            "prompt",
            "rd",
            "rem",
            "ren",
            "rename",
            "rmdir",
            "set",
            "setlocal",
            "shift",
            "time",
            "title",
            "type",
            "ver",
            "verify",
            "vol");
    private static final Set<String> COMPARE = Set.of("equ", "neq", "lss", "leq", "gtr", "geq", "==");

    ShellLine {
        commands = List.copyOf(commands);
    }

    /**
     * One of them.
     *
     * @param folder where it is run, as the commands before it say; empty where they do not
     */
    record Command(String text, String folder) {}

    /** What follows {@code /c}, {@code /k} or {@code /r} in the shell's own arguments, without the quotes around it. */
    static Optional<ShellLine> of(String arguments) {
        for (int i = 0; i + 1 < arguments.length(); i++) {
            boolean option = arguments.charAt(i) == '/';
            if (option && "cCkKrR".indexOf(arguments.charAt(i + 1)) >= 0) {
                boolean plain =
                        !arguments.substring(0, i).toLowerCase(Locale.ROOT).contains("/s");
                return Optional.of(
                        ofCommands(withoutQuotes(arguments.substring(i + 2).strip(), plain)));
            }
        }
        return Optional.empty();
    }

    /** Two quotes with a blank and nothing special between them stay; otherwise the first and the last go. */
    private static String withoutQuotes(String line, boolean plain) {
        int last = line.lastIndexOf('"');
        if (last <= 0 || line.charAt(0) != '"') {
            return line;
        }
        boolean single = line.indexOf('"', 1) == last;
        String inner = line.substring(1, last);
        boolean special = inner.chars().anyMatch(c -> "&<>()@^|".indexOf(c) >= 0);
        return plain && single && !special && inner.indexOf(' ') >= 0 ? line : inner + line.substring(last + 1);
    }

    private static ShellLine ofCommands(String line) {
        Splitter splitter = new Splitter(line);
        List<Command> commands = new ArrayList<>();
        String folder = "";
        for (String each : splitter.split()) {
            String command = bare(each);
            Words words = new Words(command);
            String name = words.isAtEnd() ? "" : words.take().toLowerCase(Locale.ROOT);
            if (name.equals("cd") || name.equals("chdir") || name.equals("pushd")) {
                String to =
                        Words.unquoted(words.skipOptions("/", Set.of()).rest()).strip();
                folder = to.indexOf(':') >= 0 || to.startsWith("\\") ? to : folder;
            } else if (!name.isEmpty() && !isItsOwn(name)) {
                commands.add(new Command(command, folder));
            }
        }
        return new ShellLine(commands, splitter.compound);
    }

    private static boolean isItsOwn(String name) {
        int letters = 0;
        while (letters < name.length() && Character.isLetter(name.charAt(letters))) {
            letters++;
        }
        boolean ends = letters == name.length() || "./\\:=,;+(".indexOf(name.charAt(letters)) >= 0;
        String word = name.substring(0, letters);
        boolean folders = word.equals("cd") || word.equals("chdir");
        boolean program = name.length() > letters + 1 && (word.equals("path") || name.charAt(letters) == ':');
        return name.startsWith("::") || (ends && !program && (folders || ITS_OWN.contains(word)));
    }

    /** A command without what says when and how it is run: {@code @ ( call start if for}. */
    private static String bare(String command) {
        String text = command;
        for (int i = 0; i < MAX_PREFIXES; i++) {
            text = withoutMarks(text);
            Words words = new Words(text);
            if (words.takes("call")) {
                text = words.rest();
            } else if (words.takes("start")) {
                text = started(words);
            } else if (words.takes("if")) {
                text = conditional(words);
            } else if (words.takes("for")) {
                text = repeated(words.rest());
            } else {
                return text;
            }
        }
        return text;
    }

    private static String withoutMarks(String text) {
        int at = 0;
        while (at < text.length() && " \t\r,;=@(".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return text.substring(at);
    }

    private static String started(Words words) {
        if (words.beginsWith("\"")) {
            words.skip();
        }
        return words.skipOptions("/", Set.of("d", "node", "affinity")).rest();
    }

    private static String conditional(Words words) {
        words.skipOptions("/", Set.of()).skip("not");
        boolean one = words.takes("exist") || words.takes("defined") || words.takes("errorlevel");
        String first = words.take();
        if (!one && !first.contains("==") && !words.isAtEnd()) {
            String second = words.take();
            if (COMPARE.contains(second.toLowerCase(Locale.ROOT))) {
                words.skip();
            }
        }
        return words.rest();
    }

    private static String repeated(String text) {
        Words words = new Words(text);
        while (!words.isAtEnd()) {
            if (words.takes("do")) {
                return words.rest();
            }
            words.skip();
        }
        return "";
    }

    /** Takes a line apart where no quote and no caret keeps it together. */
    private static final class Splitter {
        private final String line;
        private final List<String> commands = new ArrayList<>();
        private final StringBuilder command = new StringBuilder();
        private int at;
        private int open;
        private boolean compound;

        Splitter(String line) {
            this.line = line;
        }

        List<String> split() {
            boolean quoted = false;
            while (at < line.length()) {
                char c = line.charAt(at++);
                if (c == '"' || (quoted && c != '\n')) {
                    quoted ^= c == '"';
                    command.append(c);
                } else if (c == '^') {
                    escaped();
                } else if (c == '&' || c == '|' || c == '\n') {
                    quoted = false;
                    compound = true;
                    end();
                } else if (c == '<' || c == '>') {
                    redirected();
                } else if (c == ')' && open > 0) {
                    open--;
                } else {
                    open += c == '(' ? 1 : 0;
                    command.append(c);
                }
            }
            end();
            return commands;
        }

        private void escaped() {
            if (at < line.length()) {
                command.append(line.charAt(at++));
            }
        }

        private void end() {
            if (!command.toString().isBlank()) {
                commands.add(command.toString().strip());
            }
            command.setLength(0);
        }

        /** Away with the handle before, and the file or handle after. */
        private void redirected() {
            compound = true;
            int last = command.length() - 1;
            boolean handle = last >= 0
                    && Character.isDigit(command.charAt(last))
                    && (last == 0 || command.charAt(last - 1) == ' ');
            command.setLength(handle ? last : last + 1);
            while (at < line.length() && "><& \t".indexOf(line.charAt(at)) >= 0) {
                at++;
            }
            boolean quoted = false;
            while (at < line.length() && (quoted || " \t&|<>\n".indexOf(line.charAt(at)) < 0)) {
                quoted ^= line.charAt(at++) == '"';
            }
            command.append(' ');
        }
    }
}
