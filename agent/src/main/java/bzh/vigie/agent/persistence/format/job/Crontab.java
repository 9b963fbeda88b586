package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What system and user crontabs (crontab(5)) have in common; they differ in the user column. */
final class Crontab {
    /** Where cron looks for programs by default. */
    private static final List<String> PATH = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    private static final Pattern VARIABLE = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*|\"[^\"]+\")\\s*=\\s*(.*)");
    private static final Pattern FIELD = Pattern.compile("[0-9A-Za-z*,/~-]+");
    private static final Pattern NICKNAME =
            Pattern.compile("@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_\\w+|\\d+)");
    private static final Set<String> VARIABLES_THAT_RUN =
            Set.of("SHELL", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "BASH_ENV", "ENV", "PYTHONSTARTUP");

    private final boolean userColumn;
    private final List<Draft> drafts = new ArrayList<>();
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
                    unquoted(variable.group(2).strip()),
                    line);
            return;
        }
        Optional<Draft> job = job(line);
        job.ifPresentOrElse(drafts::add, () -> {
            // cron does not run it, somebody wanted it to
            malformed++;
            drafts.add(Draft.of(line, line, new Run.Nothing()).enabled(false).suspectedBy(line));
        });
    }

    private void variable(String name, String value, String line) {
        if (name.equals("PATH")) {
            path = List.of(value.split(":"));
        }
        if (VARIABLES_THAT_RUN.contains(name)) {
            drafts.add(Draft.of(name, line, value.isEmpty() ? new Run.Nothing() : new Run.Path(value))
                    .suspectedBy(line));
        }
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
        // An unescaped % ends the command; what follows is its standard input.
        String command = rest.replaceAll("(?<!\\\\)%", "\n")
                .lines()
                .findFirst()
                .orElse("")
                .replace("\\%", "%");
        return Optional.of(Draft.of(rest, line, new Run.Shell(command, path)).suspectedBy(rest));
    }

    private static int endOfWord(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
