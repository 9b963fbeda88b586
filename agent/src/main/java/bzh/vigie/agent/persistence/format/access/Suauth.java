package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/** Who may become whom by su (suauth(5)): lines of {@code to:from:DENY|NOPASS|OWNPASS}. */
public final class Suauth implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.joined(file, "#")) {
            String[] f = line.split(":", -1);
            if (f.length == 3) {
                boolean opens = f[2].strip().equals("NOPASS") || f[2].strip().equals("OWNPASS");
                drafts.add(Draft.of(f[0].strip() + ":" + f[1].strip(), line, new Run.Nothing())
                        .with(Trait.SUPERUSER, opens && f[0].matches(".*\\b(?:root|ALL)\\b.*")));
            } else {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
