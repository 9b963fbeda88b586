package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is a member of which group (group(5)): an item for each membership, named {@code group/member}; also those that an account
 * has by its first group alone (passwd(5)), where that gives the rights of the superuser.
 */
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

    private static final List<String> ACCOUNTS = List.of("/etc/passwd", "/var/lib/extrausers/passwd");

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Map<String, String> powerful = new HashMap<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.split(":", -1);
            if (f.length == 4 && !f[0].isEmpty() && Passwd.isId(f[2])) {
                members(f, drafts);
                // Of the group of root itself the account is told.
                if (isPowerful(f[0], f[2]) && !isOfRoot(f[2])) {
                    String ignored = powerful.putIfAbsent(f[2], f[0]);
                }
            } else if (!line.isBlank() && "+-#".indexOf(line.charAt(0)) < 0) {
                malformed++;
            }
        }
        Format firstGroups = new FirstGroups(powerful);
        return new Parsed(
                drafts, ACCOUNTS.stream().map(a -> Include.of(a, firstGroups)).toList(), malformed);
    }

    /**
     * Accounts of passwd(5) whose first group is one of these; what is not understood is told where accounts are.
     *
     * @param names by gid
     */
    private record FirstGroups(Map<String, String> names) implements Format {
        FirstGroups {
            names = Map.copyOf(names);
        }

        @Override
        public boolean isOfTheMachine() {
            return true;
        }

        @Override
        public Parsed parse(SourceFile file) {
            List<Draft> drafts = new ArrayList<>();
            for (String line : file.lines()) {
                String[] f = line.split(":", -1);
                if (f.length == 7 && names.containsKey(f[3]) && !f[2].equals("0")) {
                    drafts.add(Draft.of(
                                    names.get(f[3]) + "/" + f[0],
                                    "gid=%s first-group".formatted(f[3]),
                                    new Run.Nothing())
                            .with(Trait.SUPERUSER, true));
                }
            }
            return Parsed.of(drafts, 0);
        }
    }

    /** Whether members of the group can become the superuser. */
    public static boolean isPowerful(String group) {
        return SUPERUSER_GROUPS.contains(group);
    }

    /** The same, of one with this number: a group with that of root is root's whatever its name. */
    static boolean isPowerful(String group, String gid) {
        return isPowerful(group) || isOfRoot(gid);
    }

    private static boolean isOfRoot(String gid) {
        return Passwd.isId(gid) && Long.parseLong(gid) == 0;
    }

    private static void members(String[] f, List<Draft> drafts) {
        boolean superuser = isPowerful(f[0], f[2]);
        if (isOfRoot(f[2]) && !f[0].equals("root")) {
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
