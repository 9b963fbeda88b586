package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** A file named after an account whose units run from start to stop of the machine, logged on or not (loginctl(1)). */
public final class Linger implements Format {
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        return Parsed.of(List.of(Draft.of(file.name(), "user units run without a session", new Run.Nothing())), 0);
    }
}
