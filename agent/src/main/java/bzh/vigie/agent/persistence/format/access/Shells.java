package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** Which shells an account may take and log on with (shells(5)): an item for each, which is the target. */
public final class Shells implements Format {
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = ConfigLines.joined(file, "#").stream()
                .map(line -> line.replaceFirst("\\s*#.*", ""))
                .filter(line -> line.startsWith("/"))
                .distinct()
                .map(line -> Draft.of(line, line, new Run.Path(line)))
                .toList();
        return Parsed.of(drafts, 0);
    }
}
