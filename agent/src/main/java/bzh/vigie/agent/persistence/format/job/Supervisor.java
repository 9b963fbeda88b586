package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What supervisord starts and keeps running (its manual, "Configuration File"): the command of each program, and the variables of
 * its environment that make code run; files that it includes are followed.
 */
public final class Supervisor implements Format {
    private static final Pattern STARTED = Pattern.compile("(?:program|eventlistener|fcgi-program):.{1,256}");
    private static final Pattern COMMENT = Pattern.compile("\\s;.*");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (Entry entry : ConfigLines.entries(ConfigLines.indented(file, ";#"))) {
            String value = COMMENT.matcher(entry.value()).replaceFirst("");
            boolean started = STARTED.matcher(entry.section()).matches();
            if (started && entry.key().equals("command")) {
                drafts.add(Commands.exec(entry.section(), value, value));
            } else if (entry.key().equals("environment")
                    && (started || entry.section().equals("supervisord"))) {
                drafts.addAll(
                        Variables.words(entry.section() + " environment ", ShellText.words(value.replace(',', ' '))));
            } else if (entry.section().equals("include") && entry.key().equals("files")) {
                for (String path : value.split("\\s+", -1)) {
                    includes.add(ConfigLines.path(file, path));
                }
            }
        }
        return Parsed.including(drafts, includes, 0);
    }
}
