package bzh.vigie.agent.persistence.format.integrity;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Rights;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;

/**
 * Programs that run with more rights than whoever starts them: setuid, setgid (inode(7)) and capabilities (capabilities(7)).
 * The value is the rights: {@code setuid 0}, {@code setgid 42}, {@code cap_net_raw=ep}.
 */
public final class SpecialRights implements Format {
    private static final int SETUID = 04000;
    private static final int SETGID = 02000;
    private static final int EXECUTABLE = 0111;
    private static final int GROUP_EXECUTABLE = 0010;

    @Override
    public boolean concerns(Status status) {
        return status.kind() == Kind.REGULAR
                && (status.mode() & EXECUTABLE) != 0
                && ((status.mode() & SETUID) != 0 || isSetgid(status));
    }

    @Override
    public boolean concernsCapabilities() {
        return true;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        Status status = file.status();
        StringBuilder rights = new StringBuilder();
        if ((status.mode() & SETUID) != 0) {
            rights.append("setuid ").append(status.uid());
        }
        if (isSetgid(status)) {
            rights.append(rights.isEmpty() ? "" : " ").append("setgid ").append(status.gid());
        }
        if (!file.capabilities().equals(Capabilities.NONE)) {
            rights.append(rights.isEmpty() ? "" : " ").append(file.capabilities());
        }
        boolean superuser = ((status.mode() & SETUID) != 0 && status.uid() == 0)
                || (isSetgid(status) && status.gid() == 0)
                || file.capabilities().asSuperuser();
        Draft draft = Draft.of(file.name(), rights.toString(), new Run.Itself());
        return Parsed.of(List.of(draft.about(superuser ? Rights.SUPERUSER : Rights.SOME)), 0);
    }

    /** Without the right to execute for the group it means mandatory locking instead. */
    private static boolean isSetgid(Status status) {
        return (status.mode() & SETGID) != 0 && (status.mode() & GROUP_EXECUTABLE) != 0;
    }
}
