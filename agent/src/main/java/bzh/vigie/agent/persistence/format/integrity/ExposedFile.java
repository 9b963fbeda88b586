package bzh.vigie.agent.persistence.format.integrity;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.AccessList.Entry;
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
import java.util.regex.Pattern;

/**
 * A file that says who is superuser or what runs as such, and that more than the superuser may write, or a secret that an access control list
 * or anybody's rights let others read. One that only the superuser may write is no item. The value is the mode and what a list grants:
 * {@code mode=664 uid=0 gid=0 user:1000:rw-} (acl(5)).
 */
public final class ExposedFile implements Format {
    private static final int GROUP_WRITES = 0020;
    private static final int ALL_WRITE = 0002;
    private static final int ALL_READ = 0004;
    private static final Pattern SECRET =
            Pattern.compile("/etc/g?shadow-?|/etc/ssh/ssh_host_\\w+_key|/root/\\.ssh/id_\\w+(?<!\\.pub)");

    /** Packages ship a file's content: whom it is open to, the machine says. */
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public boolean concerns(HostPath path, Status status) {
        return status.kind() == Kind.REGULAR
                && (status.uid() != 0
                        || (status.mode() & ALL_WRITE) != 0
                        || ((status.mode() & GROUP_WRITES) != 0 && status.gid() != 0)
                        || ((status.mode() & ALL_READ) != 0 && isSecret(path)));
    }

    @Override
    public boolean asksForAccess() {
        return true;
    }

    @Override
    public boolean concernsAccess(HostPath path, AccessList access) {
        return !others(access, asked(path)).isEmpty();
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        Status status = file.status();
        String value = "mode=%o uid=%d gid=%d".formatted(status.mode(), status.uid(), status.gid())
                + granted(file.access(), asked(file.path()));
        Draft draft = Draft.of(file.path().text(), value, new Run.Nothing())
                .with(Trait.WORLD_WRITABLE, (status.mode() & ALL_WRITE) != 0);
        return Parsed.of(List.of(draft), 0);
    }

    private static boolean isSecret(HostPath path) {
        return SECRET.matcher(path.text()).matches();
    }

    private static int asked(HostPath path) {
        return isSecret(path) ? AccessList.READ : AccessList.WRITE;
    }

    /** Named others than the superuser and its group that have this right. */
    static List<Entry> others(AccessList access, int right) {
        return access.named(right).stream().filter(entry -> entry.id() != 0).toList();
    }

    /** What they have, each with a blank before it; empty for nobody. */
    static String granted(AccessList access, int right) {
        StringBuilder granted = new StringBuilder();
        others(access, right).forEach(entry -> granted.append(' ').append(entry));
        return granted.toString();
    }
}
