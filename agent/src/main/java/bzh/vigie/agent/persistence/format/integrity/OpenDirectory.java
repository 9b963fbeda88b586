package bzh.vigie.agent.persistence.format.integrity;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.List;

/**
 * A directory in which more than the superuser may put files that are then run or loaded. One that only the superuser may write
 * is no item: this is how the machine is set up, not something that was planted.
 */
public final class OpenDirectory implements Format {
    private static final int GROUP_WRITES = 0020;
    private static final int ALL_WRITE = 0002;

    @Override
    public boolean concerns(Status status) {
        return status.kind() == Kind.DIRECTORY && isOpen(status);
    }

    @Override
    public boolean concernsDirectories() {
        return true;
    }

    @Override
    public boolean asksForAccess() {
        return true;
    }

    @Override
    public boolean concernsAccess(HostPath path, AccessList access) {
        return !ExposedFile.others(access, AccessList.WRITE).isEmpty();
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        Status status = file.status();
        String value = "mode=%o uid=%d gid=%d".formatted(status.mode(), status.uid(), status.gid())
                + ExposedFile.granted(file.access(), AccessList.WRITE);
        Draft draft = Draft.of(file.path().text(), value, new Run.Nothing())
                .with(Trait.WORLD_WRITABLE, (status.mode() & ALL_WRITE) != 0);
        return Parsed.of(List.of(draft), 0);
    }

    private static boolean isOpen(Status status) {
        return status.uid() != 0
                || (status.mode() & ALL_WRITE) != 0
                || ((status.mode() & GROUP_WRITES) != 0 && status.gid() != 0);
    }
}
