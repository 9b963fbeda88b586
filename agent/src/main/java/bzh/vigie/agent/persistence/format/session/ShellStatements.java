package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a shell's start file without comments, here-documents being left out, lines that a backslash continues joined; a
 * function of several lines is told with its body. Good enough for POSIX shells, fish and csh.
 */
final class ShellStatements {
    private static final int MAX_BODY_LINES = 60;
    private static final int MAX_BODY = 2_000;

    /** {@code <<word}, but not {@code <<<}. */
    private static final Pattern HERE = Pattern.compile("(?<!<)<<-?\\s{0,8}\\\\?[\"']?(\\w{1,64})");

    private static final Pattern FUNCTION = Pattern.compile(
            "(?:function\\s+)?([A-Za-z_][\\w.:+-]{0,63}|\\[)\\s*\\(\\s*\\)\\s*\\{?.*|function\\s+([\\w.:+-]{1,64})\\b.*");

    /**
     * A line, or a function.
     *
     * @param function name of the function that it defines, empty if none
     * @param body the text of that function without its first line
     */
    record Statement(String line, String function, String body) {
        String whole() {
            return body.isEmpty() ? line : line + "\n" + body;
        }
    }

    private final List<String> lines;
    private int at;

    private ShellStatements(List<String> lines) {
        this.lines = lines;
    }

    static List<Statement> of(SourceFile file) {
        return new ShellStatements(ConfigLines.joined(file, "#")).cut();
    }

    private List<Statement> cut() {
        List<Statement> statements = new ArrayList<>();
        while (at < lines.size()) {
            String line = lines.get(at++);
            Matcher here = HERE.matcher(line);
            if (here.find()) {
                skipTo(here.group(1));
            }
            Matcher function = FUNCTION.matcher(line);
            if (function.matches()) {
                String name = function.group(1) != null ? function.group(1) : function.group(2);
                statements.add(new Statement(line, name, body(line)));
            } else {
                statements.add(new Statement(line, "", ""));
            }
        }
        return statements;
    }

    private void skipTo(String end) {
        int from = at;
        while (at < lines.size()) {
            if (lines.get(at++).equals(end)) {
                return;
            }
        }
        // no end: then it was none
        at = from;
    }

    /** What follows up to the closing brace, or fish's {@code end}; these lines are looked at by themselves too. */
    private String body(String first) {
        if (first.endsWith("}") || first.endsWith("; end")) {
            return "";
        }
        StringBuilder body = new StringBuilder();
        for (int i = at; i < Math.min(lines.size(), at + MAX_BODY_LINES) && body.length() < MAX_BODY; i++) {
            body.append(lines.get(i)).append('\n');
            if (lines.get(i).equals("}") || lines.get(i).equals("end")) {
                break;
            }
        }
        String text = body.toString().strip();
        return text.length() <= MAX_BODY ? text : text.substring(0, MAX_BODY) + "…";
    }
}
