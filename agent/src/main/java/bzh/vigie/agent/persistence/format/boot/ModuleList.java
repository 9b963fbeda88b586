package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** Kernel modules that are loaded at start, one a line with its options (modules-load.d(5), modules(5)). */
public final class ModuleList implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != ';') {
                String name = line.split("\\s", 2)[0];
                drafts.add(Draft.of(name, line, new Run.Module(name, true)));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
