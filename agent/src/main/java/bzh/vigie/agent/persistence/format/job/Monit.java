package bzh.vigie.agent.persistence.format.job;

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

/**
 * What monit starts, stops and runs when a check says so (monit(1)): an item for each command, named after the check it stands in;
 * includes are followed.
 */
public final class Monit implements Format {
    private static final Pattern CHECK =
            Pattern.compile("check\\s{1,8}(\\w{1,32}\\s{1,8}\\S{1,256}).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMAND = Pattern.compile(
            "\\b(exec|start|stop|restart|path)(?:\\s{1,8}program)?\\s{0,8}=?\\s{0,8}(?:\"([^\"]{1,4096})\"|'([^']{1,4096})')",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern INCLUDE = Pattern.compile("include\\s{1,8}(\\S.{0,1024})", Pattern.CASE_INSENSITIVE);

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        String check = "";
        for (String line : ConfigLines.of(file, "#")) {
            Matcher checked = CHECK.matcher(line);
            Matcher include = INCLUDE.matcher(line);
            if (checked.matches()) {
                check = checked.group(1).replaceAll("\\s+", " ") + " ";
            } else if (include.matches()) {
                includes.add(ConfigLines.path(file, include.group(1)));
            }
            Matcher command = COMMAND.matcher(line);
            while (command.find()) {
                String text = command.group(2) != null ? command.group(2) : command.group(3);
                drafts.add(Commands.exec(check + command.group(1), text, text));
            }
        }
        return Parsed.including(drafts, includes, 0);
    }
}
