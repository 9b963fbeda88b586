package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** A BPF program, map or link that is pinned in the BPF file system (bpf(2)), so that it outlives who loaded it. */
public final class Pinned implements Format {
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public boolean concerns(Status status) {
        return status.kind() == Kind.REGULAR || status.kind() == Kind.OTHER;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        String value = "pinned uid=" + file.status().uid();
        return Parsed.of(List.of(Draft.of(file.name(), value, new Run.Nothing())), 0);
    }
}
