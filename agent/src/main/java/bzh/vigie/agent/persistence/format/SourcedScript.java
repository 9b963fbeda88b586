package bzh.vigie.agent.persistence.format;

import java.util.List;

/** A script that another program reads and runs itself, so that it need not be executable; otherwise as {@link Script}. */
public final class SourcedScript implements Format {
    private final Script script = new Script();

    @Override
    public boolean needsContent(SourceFile file) {
        return script.needsContent(file);
    }

    @Override
    public Parsed program(SourceFile file) {
        return parse(file);
    }

    @Override
    public Parsed parse(SourceFile file) {
        Parsed parsed = script.parse(file);
        List<Draft> drafts =
                parsed.drafts().stream().map(draft -> draft.enabled(true)).toList();
        return Parsed.of(drafts, parsed.malformed());
    }
}
