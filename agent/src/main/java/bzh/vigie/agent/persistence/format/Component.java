package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.List;

/** A program or library that something else runs or loads: an item of its own, whose content is only hashed. */
public final class Component implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        return Parsed.of(List.of(Draft.of(file.name(), file.link().orElse(""), new Run.Itself())), 0);
    }
}
