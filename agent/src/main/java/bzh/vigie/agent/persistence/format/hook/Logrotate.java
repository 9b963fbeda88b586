package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Scripts that logrotate(8) runs around a rotation, and the programs it compresses with; includes are followed. */
public final class Logrotate implements Format {
    private static final Pattern SCRIPT =
            Pattern.compile("(prerotate|postrotate|firstaction|lastaction|preremove)\\b.*");
    private static final Pattern PROGRAM = Pattern.compile("(compresscmd|uncompresscmd)\\s+(\\S.*)");
    private static final Pattern INCLUDE = Pattern.compile("include\\s+(\\S.*)");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        StringBuilder logs = new StringBuilder();
        StringBuilder script = new StringBuilder();
        String kind = "";
        boolean inBlock = false;
        for (String line : ConfigLines.of(file, "#")) {
            Matcher begins = SCRIPT.matcher(line);
            Matcher program = PROGRAM.matcher(line);
            Matcher include = INCLUDE.matcher(line);
            if (!kind.isEmpty()) {
                if (line.startsWith("endscript")) {
                    drafts.add(script(kind, logs, script));
                    kind = "";
                } else {
                    script.append(line).append('\n');
                }
            } else if (begins.matches()) {
                kind = begins.group(1);
                script.setLength(0);
            } else if (program.matches()) {
                drafts.add(Commands.exec(program.group(1), program.group(2), program.group(2)));
            } else if (include.matches()) {
                String path = ConfigLines.path(file, include.group(1));
                includes.add(path);
                includes.add(path + "/*");
            } else if (line.startsWith("}")) {
                inBlock = false;
                logs.setLength(0);
            } else if (!inBlock
                    && (line.startsWith("/") || line.startsWith("\"") || line.startsWith("~") || line.contains("{"))) {
                int brace = line.indexOf('{');
                logs.append(brace < 0 ? line : line.substring(0, brace)).append(' ');
                inBlock = brace >= 0;
            } else if (line.equals("{")) {
                inBlock = true;
            }
        }
        int unended = 0;
        if (!kind.isEmpty()) {
            drafts.add(script(kind, logs, script));
            unended = 1;
        }
        return Parsed.including(drafts, includes, unended);
    }

    private static Draft script(String kind, StringBuilder logs, StringBuilder script) {
        String text = script.toString().strip();
        String of = logs.toString().strip().replaceAll("\\s+", " ");
        return Commands.shell(of.isEmpty() ? kind : kind + " " + of, text, text);
    }
}
