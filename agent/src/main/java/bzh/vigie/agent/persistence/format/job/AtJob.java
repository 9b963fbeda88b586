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
import java.util.OptionalInt;
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
 * the commands, and one for each variable of that environment that makes code run.
 */
public final class AtJob implements Format {
    private static final Pattern NAME = Pattern.compile("([=a-zA-Z])([0-9a-f]{5})([0-9a-f]{8})");
    private static final Pattern OWNER = Pattern.compile("# atrun uid=(\\d{1,10}) gid=\\d{1,10}");
    private static final Pattern EXPORTED = Pattern.compile("([A-Za-z_]\\w{0,100})=(.*); export \\1");
    private static final Pattern DOCUMENT = Pattern.compile("\\S{1,100}\\s<<\\s?'?([\\w.]{1,100})'?");
    private static final String WAY_IN = "Execution directory inaccessible";

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

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
        int body = afterPreamble(lines);
        List<Draft> drafts = new ArrayList<>();
        String owner = "";
        for (String line : lines.subList(0, body)) {
            Matcher atrun = OWNER.matcher(line);
            Matcher exported = EXPORTED.matcher(line);
            if (atrun.matches()) {
                owner = " uid " + atrun.group(1);
            } else if (exported.matches() && !exported.group(1).equals("SHELL")) {
                String value = exported.group(2).replace("\\", "");
                Variables.draft(exported.group(1), value, exported.group(1) + "=" + value)
                        .ifPresent(drafts::add);
            }
        }
        String commands = String.join("\n", commands(lines.subList(body, lines.size())));
        Instant time = Instant.ofEpochSecond(Long.parseLong(named.group(3), 16) * 60);
        String name = "job " + Integer.parseInt(named.group(2), 16) + " queue " + named.group(1);
        Draft job = Draft.of(name, time + owner + "\n" + commands, new Run.Shell(commands, Commands.PATH));
        drafts.addFirst(job.suspectedBy(commands).enabled(file.isExecutable()));
        return Parsed.of(drafts, 0);
    }

    /** The line after the way into the directory; without one, the first that is neither comment nor export. */
    private static int afterPreamble(List<String> lines) {
        OptionalInt way = OptionalInt.empty();
        for (int i = 0; i < lines.size() && way.isEmpty(); i++) {
            way = lines.get(i).contains(WAY_IN) ? OptionalInt.of(i) : way;
        }
        int at = way.orElse(0);
        if (way.isPresent()) {
            while (at < lines.size() && !lines.get(at).startsWith("}")) {
                at++;
            }
            return Math.min(at + 1, lines.size());
        }
        while (at < lines.size()
                && (lines.get(at).startsWith("#")
                        || EXPORTED.matcher(lines.get(at)).matches())) {
            at++;
        }
        return at;
    }

    /** Those of a here-document are its lines. */
    private static List<String> commands(List<String> body) {
        List<String> commands = new ArrayList<>(body.stream()
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
