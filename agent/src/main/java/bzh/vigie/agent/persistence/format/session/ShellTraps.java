package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.session.ShellStatements.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a shell's start file has run when a signal comes, a command fails or is about to run, or the shell ends: {@code trap} of POSIX
 * shells, {@code TRAPEXIT} and its like of zsh, {@code --on-signal} of fish, {@code onintr} of csh. Nothing else of the file.
 */
public final class ShellTraps implements Format {
    private static final Pattern TRAP =
            Pattern.compile("(?:^|[;&|{]\\s*|\\bthen\\s+|\\bdo\\s+)(?:builtin\\s+|command\\s+)?trap\\s+(.+)");
    private static final Pattern OF_ZSH = Pattern.compile("TRAP[A-Z0-9]{2,10}");
    private static final Pattern OF_FISH =
            Pattern.compile("--on-signal[ =]+(\\S+)|--on-event[ =]+(fish_exit)|--on-process-exit");

    /** It is told as a start file, which every one of these is too. */
    @Override
    public Parsed program(SourceFile file) {
        return Parsed.of(List.of(), 0);
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (Statement statement : ShellStatements.of(file)) {
            Matcher trap = TRAP.matcher(statement.line());
            Matcher fish = OF_FISH.matcher(statement.line());
            if (OF_ZSH.matcher(statement.function()).matches()
                    || (!statement.function().isEmpty() && fish.find())) {
                add(drafts, "trap " + statement.function(), statement.whole(), inside(statement.whole()));
            } else if (trap.find()) {
                trap(trap.group(1), statement.line(), drafts);
            } else if (statement.line().startsWith("onintr ")) {
                add(drafts, statement.line(), statement.line(), "");
            }
        }
        return Parsed.of(drafts, 0);
    }

    /** Whether a line sets a trap. */
    static boolean isTrap(String line) {
        return TRAP.matcher(line).find();
    }

    private static void trap(String arguments, String line, List<Draft> drafts) {
        List<String> words = ShellText.words(arguments);
        // "--" ends options; "-l" and "-p" only show; "-" and "" take a trap away
        List<String> rest = !words.isEmpty() && words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
        if (rest.size() < 2 || rest.getFirst().isEmpty() || rest.getFirst().startsWith("-")) {
            return;
        }
        String signals = String.join(" ", rest.subList(1, Math.min(rest.size(), 12)));
        int end = signals.indexOf(';');
        add(drafts, "trap " + (end < 0 ? signals : signals.substring(0, end)), line, rest.getFirst());
    }

    private static String inside(String text) {
        int brace = text.indexOf('{');
        int line = text.indexOf('\n');
        return text.substring(brace >= 0 ? brace + 1 : Math.max(line, 0));
    }

    private static void add(List<Draft> drafts, String name, String value, String command) {
        Run run = command.isBlank() ? new Run.Nothing() : new Run.Shell(command, Commands.PATH);
        drafts.add(Draft.of(name, value, run).suspectedBy(value));
    }
}
