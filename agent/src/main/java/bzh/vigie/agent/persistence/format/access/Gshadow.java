package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** Who may enter a group with a password or let others in (gshadow(5)): an item for each group that has either. */
public final class Gshadow implements Format {
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.split(":", -1);
            if (f.length == 4 && !f[0].isEmpty()) {
                boolean hasPassword = !f[1].isEmpty() && !f[1].startsWith("!") && !f[1].startsWith("*");
                if (hasPassword || !f[2].isBlank()) {
                    String value = "password=%s administrators=%s members=%s"
                            .formatted(Shadow.state(f[1].isEmpty() ? "!" : f[1]), f[2], f[3]);
                    drafts.add(Draft.of(f[0], value, new Run.Nothing()));
                }
            } else if (!line.isBlank()) {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
