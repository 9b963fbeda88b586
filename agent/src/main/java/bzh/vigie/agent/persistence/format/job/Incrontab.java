package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** What runs when something in a directory changes (incrontab(5)): path, events, command, of each a line. */
public final class Incrontab implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.of(file, "#")) {
            // a backslash keeps a blank in the path
            String[] parts = line.split("(?<!\\\\)\\s+", 3);
            if (parts.length < 3) {
                malformed++;
            } else {
                drafts.add(Commands.shell(parts[0] + " " + parts[1], line, parts[2]));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
