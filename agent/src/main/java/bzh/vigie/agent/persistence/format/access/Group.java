package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who is a member of which group (group(5)): an item for each membership, named {@code group/member}. */
public final class Group implements Format {
    /** Groups whose members can become the superuser, by rule or by what the group may write. */
    private static final Set<String> SUPERUSER_GROUPS = Set.of(
            "root",
            "sudo",
            "wheel",
            "admin",
            "docker",
            "lxd",
            "lxc",
            "incus-admin",
            "libvirt",
            "disk",
            "shadow",
            "kmem",
            "podman");

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.split(":", -1);
            if (f.length == 4 && !f[0].isEmpty() && Passwd.isId(f[2])) {
                members(f, drafts);
            } else if (!line.isBlank() && "+-#".indexOf(line.charAt(0)) < 0) {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }

    /** Whether members of the group can become the superuser. */
    public static boolean isPowerful(String group) {
        return SUPERUSER_GROUPS.contains(group);
    }

    private static void members(String[] f, List<Draft> drafts) {
        boolean superuser = SUPERUSER_GROUPS.contains(f[0]) || Long.parseLong(f[2]) == 0;
        if (Long.parseLong(f[2]) == 0 && !f[0].equals("root")) {
            drafts.add(Draft.of(f[0], "gid=0", new Run.Nothing()).with(Trait.SUPERUSER, true));
        }
        for (String member : f[3].split(",", -1)) {
            if (!member.isBlank()) {
                drafts.add(Draft.of(f[0] + "/" + member.strip(), "gid=" + f[2], new Run.Nothing())
                        .with(Trait.SUPERUSER, superuser));
            }
        }
    }
}
