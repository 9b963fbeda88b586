package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/** {@code /etc/ld.so.preload}: libraries loaded into every program, separated by blanks or colons (ld.so(8)). */
public final class PreloadList implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : file.lines()) {
            int comment = line.indexOf('#');
            for (String library : (comment < 0 ? line : line.substring(0, comment)).split("[\\s:]+", -1)) {
                if (!library.isEmpty()) {
                    drafts.add(Draft.of(library, library, new Run.Path(library)).with(Trait.LOADER_VARIABLE, true));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }
}
