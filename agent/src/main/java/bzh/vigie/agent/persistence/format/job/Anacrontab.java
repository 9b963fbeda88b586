package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /etc/anacrontab} (anacrontab(5)): period, delay, a job's name, and its command, which has no user column and no %. */
public final class Anacrontab implements Format {
    private static final Pattern JOB = Pattern.compile("(\\d+|@\\w+)\\s+(\\d+)\\s+(\\S+)\\s+(.+)");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> path = Crontab.PATH;
        int malformed = 0;
        for (String line : ConfigLines.spliced(file)) {
            Matcher job = JOB.matcher(line);
            Matcher variable = Crontab.VARIABLE.matcher(line);
            if (job.matches()) {
                String command = job.group(4);
                drafts.add(Draft.of(job.group(3), line, new Run.Shell(command, path))
                        .suspectedBy(command));
            } else if (variable.matches()) {
                String value = ConfigLines.unquoted(variable.group(2).strip());
                if (variable.group(1).equals("PATH")) {
                    path = List.of(value.split(":", -1));
                }
                Variables.draft(variable.group(1), value, line).ifPresent(drafts::add);
            } else {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
