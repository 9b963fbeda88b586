package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/** What runs before the system does: a kernel, an initramfs, an EFI program. An item by its digest; a link says where it leads. */
public final class BootImage implements Format {
    @Override
    public boolean concerns(Status status) {
        return status.kind() == Kind.REGULAR || status.kind() == Kind.LINK;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        Draft draft = file.link()
                .map(link -> Draft.of(file.name(), "-> " + link, new Run.Nothing()))
                .orElseGet(() -> Draft.of(file.name(), file.status().size() + " bytes", new Run.Itself()));
        return Parsed.of(List.of(draft), 0);
    }
}
