package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job that at(1) or batch(1) keeps until its time. The file's name is
 *
 * <pre>
 * queue   1 character: a to z for at, A to Z for batch, = while it runs
 * number  5 hexadecimal digits
 * time    8 hexadecimal digits: minutes since 1970 UTC
 * </pre>
 *
 * Its content is a script: {@code # atrun uid=… gid=…}, which atd(8) compares with the file's owner, then the environment of who
 * asked for it, then the way into a directory, then the commands, as they are or as a here-document of a shell. One item for
 * the commands, and one for each variable of that environment that makes code run. Only the lines that at writes by itself, in
 * the form that it writes them (at.c of 3.2.5), are no commands: whoever writes the file by hand hides none among them.
 */
public final class AtJob implements Format {
    private static final Pattern NAME = Pattern.compile("([=a-zA-Z])([0-9a-f]{5})([0-9a-f]{8})");
    private static final Pattern OWNER = Pattern.compile("# atrun uid=(\\d{1,10}) gid=\\d{1,10}");
    private static final Pattern HEAD = Pattern.compile(
            "#!\\s?/bin/(?:ba)?sh|# atrun uid=\\d{1,10} gid=\\d{1,10}|# mail [^\\n]{1,300}|umask [0-7]{1,4}");
    private static final Pattern ASSIGNED = Pattern.compile("([A-Za-z_]\\w{0,100})=");
    private static final Pattern CHANGE = Pattern.compile("cd (.*) \\|\\| \\{");
    private static final Pattern DOCUMENT = Pattern.compile("\\S{1,100}\\s<<\\s?'?([\\w.]{1,100})'?");
    private static final List<String> NO_WAY = List.of("echo 'Execution directory inaccessible' >&2", "exit 1", "}");

    /** Characters that at(1) leaves as they are. */
    private static final String PLAIN = "%/{}[]=@+#,.:-_";

    /** A value with line ends in it stands on as many lines. */
    private static final int MAX_JOINED = 100;

    @Override
    public boolean needsContent(SourceFile file) {
        return NAME.matcher(file.name()).matches();
    }

    @Override
    public Parsed parse(SourceFile file) {
        Matcher named = NAME.matcher(file.name());
        if (!named.matches()) {
            return Parsed.of(List.of(), 0);
        }
        List<String> lines = file.lines();
        List<Draft> drafts = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        String owner = "";
        boolean inside = false;
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            Matcher atrun = OWNER.matcher(line);
            if (inside) {
                commands.add(line);
            } else if (isWayIn(lines, at)) {
                at += NO_WAY.size();
                inside = true;
            } else if (atrun.matches() && owner.isEmpty()) {
                owner = " uid " + atrun.group(1);
            } else if (!HEAD.matcher(line).matches()) {
                int end = exportedTo(lines, at);
                if (end > at) {
                    variable(String.join("\n", lines.subList(at, end))).ifPresent(drafts::add);
                    at = end - 1;
                } else {
                    commands.add(line);
                }
            }
        }
        String text = String.join("\n", withoutDocument(commands));
        Instant time = Instant.ofEpochSecond(Long.parseLong(named.group(3), 16) * 60);
        String name = "job " + Integer.parseInt(named.group(2), 16) + " queue " + named.group(1);
        Draft job = Draft.of(name, time + owner + "\n" + text, new Run.Shell(text, Commands.PATH));
        drafts.addFirst(job.suspectedBy(text).enabled(file.isExecutable()));
        return Parsed.of(drafts, 0);
    }

    /** Whether the lines from there on are what at writes for the directory that it was called in. */
    private static boolean isWayIn(List<String> lines, int at) {
        Matcher change = CHANGE.matcher(lines.get(at));
        return at + NO_WAY.size() < lines.size()
                && change.matches()
                && isEscaped(change.group(1))
                && lines.subList(at + 1, at + 1 + NO_WAY.size()).stream()
                        .map(String::strip)
                        .toList()
                        .equals(NO_WAY);
    }

    /** The line after the export of a variable that begins there; the same line where none does. */
    private static int exportedTo(List<String> lines, int at) {
        Matcher assigned = ASSIGNED.matcher(lines.get(at));
        if (!assigned.lookingAt()) {
            return at;
        }
        String export = "; export " + assigned.group(1);
        for (int end = at + 1; end <= Math.min(lines.size(), at + MAX_JOINED); end++) {
            if (lines.get(end - 1).endsWith(export)) {
                String whole = String.join("\n", lines.subList(at, end));
                return isEscaped(whole.substring(assigned.end(), whole.length() - export.length())) ? end : at;
            }
            if (!lines.get(end - 1).endsWith("\"")) {
                return at;
            }
        }
        return at;
    }

    /** Whether a shell takes the text as one word with nothing to expand, as at writes a value or a path. */
    private static boolean isEscaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || text.startsWith("\"\n\"", i)) {
                i += c == '\\' ? 1 : 2;
            } else if (!Character.isLetterOrDigit(c) && PLAIN.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Draft> variable(String exported) {
        int equals = exported.indexOf('=');
        String name = exported.substring(0, equals);
        String value = exported.substring(equals + 1, exported.lastIndexOf("; export "))
                .replace("\"\n\"", "\n")
                .replace("\\", "");
        return name.equals("SHELL") ? Optional.empty() : Variables.draft(name, value, name + "=" + value);
    }

    /** The commands; where they stand in a here-document, its lines. */
    private static List<String> withoutDocument(List<String> lines) {
        List<String> commands = new ArrayList<>(lines.stream()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList());
        if (!commands.isEmpty()) {
            Matcher document = DOCUMENT.matcher(commands.getFirst());
            if (document.matches()) {
                commands.removeFirst();
                int end = commands.indexOf(document.group(1));
                if (end >= 0) {
                    commands.remove(end);
                }
            }
        }
        return commands;
    }
}
