package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What system and user crontabs (crontab(5)) have in common; they differ in the user column. */
final class Crontab {
    /** Where cron looks for programs by default. */
    static final List<String> PATH = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    static final Pattern VARIABLE = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*|\"[^\"]+\")\\s*=\\s*(.*)");
    private static final Pattern FIELD = Pattern.compile("[0-9A-Za-z*,/~-]+");
    private static final Pattern NICKNAME =
            Pattern.compile("@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_\\w+|\\d+)");
    private static final Pattern READS_COMMANDS =
            Pattern.compile("(?:\\S{0,200}/)?(?:(?:ba|da|z|k|a)?sh)(?: -[a-z]{1,8})?(?: -)?");

    private final boolean userColumn;
    private final List<Draft> drafts = new ArrayList<>();
    private final StringBuilder environment = new StringBuilder();
    private List<String> path = PATH;
    private int malformed;

    private Crontab(boolean userColumn) {
        this.userColumn = userColumn;
    }

    static Parsed parse(SourceFile file, boolean userColumn) {
        Crontab table = new Crontab(userColumn);
        file.lines().forEach(table::line);
        return Parsed.of(table.drafts, table.malformed);
    }

    private void line(String raw) {
        String line = raw.strip();
        if (line.isEmpty() || line.charAt(0) == '#') {
            return;
        }
        Matcher variable = VARIABLE.matcher(line);
        if (variable.matches()) {
            variable(
                    variable.group(1).replace("\"", ""),
                    ConfigLines.unquoted(variable.group(2).strip()),
                    line);
            return;
        }
        Optional<Draft> job = job(line);
        job.map(draft -> draft.withUnshown(environment.toString())).ifPresentOrElse(drafts::add, () -> {
            // cron does not run it, somebody wanted it to
            malformed++;
            drafts.add(Draft.of(line, line, new Run.Nothing()).enabled(false).suspectedBy(line));
        });
    }

    private void variable(String name, String value, String line) {
        if (name.equals("PATH")) {
            path = List.of(value.split(":", -1));
        }
        environment.append(line).append('\n');
        Variables.draft(name, value, line).ifPresent(drafts::add);
    }

    private Optional<Draft> job(String line) {
        // "-" before a line keeps it out of the log (SUSE, cronie)
        String rest = line.charAt(0) == '-' ? line.substring(1) : line;
        int fields = rest.startsWith("@") ? 1 : 5;
        for (int i = 0; i < fields; i++) {
            int end = endOfWord(rest);
            String field = rest.substring(0, end);
            if (!(fields == 1 ? NICKNAME : FIELD).matcher(field).matches()) {
                return Optional.empty();
            }
            rest = rest.substring(end).stripLeading();
        }
        if (userColumn) {
            int end = endOfWord(rest);
            rest = end == rest.length() ? "" : rest.substring(end).stripLeading();
        }
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Draft.of(rest, line, new Run.Shell(given(rest), path)).suspectedBy(rest));
    }

    /**
     * What the shell gets: an unescaped % ends the command and, further on, a line of its standard input. That input counts
     * where the command is a shell that takes its commands from there.
     */
    private static String given(String written) {
        String lines = written.replaceAll("(?<!\\\\)%", "\n").replace("\\%", "%");
        int end = lines.indexOf('\n');
        if (end < 0) {
            return lines;
        }
        String command = lines.substring(0, end);
        List<List<String>> commands = ShellText.commands(command);
        boolean reads = !commands.isEmpty()
                && READS_COMMANDS.matcher(String.join(" ", commands.getLast())).matches();
        return reads ? lines : command;
    }

    private static int endOfWord(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
