package bzh.vigie.agent.persistence.format.integrity;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** A module of an interpreter as a file, whatever is in it: what counts is whose it is and whether it is as shipped. */
public final class InterpreterModule implements Format {
    @Override
    public boolean concerns(Status status) {
        return status.kind() == Kind.REGULAR;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        return Parsed.of(List.of(Draft.of(file.name(), "", new Run.Itself())), 0);
    }
}
