package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.access.Group;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Accounts that are made at start (sysusers.d(5)): those with uid 0 besides root, and members of groups that give rights. */
public final class Sysusers implements Format {
    private static final Set<String> RIGHTS = Set.of(
            "root", "sudo", "wheel", "admin", "adm", "docker", "lxd", "incus", "libvirt", "disk", "shadow", "kmem",
            "sys");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String raw : file.lines()) {
            String line = raw.strip();
            List<String> words = line.startsWith("#") ? List.of() : ShellText.words(line);
            if (words.size() < 3) {
                continue;
            }
            String name = words.get(1);
            boolean superuser =
                    words.getFirst().startsWith("u") && words.get(2).matches("0+(?::.*)?") && !name.equals("root");
            boolean member = words.getFirst().equals("m") && RIGHTS.contains(words.get(2));
            if (superuser || member) {
                Run shell = superuser && words.size() > 5 ? new Run.Path(words.get(5)) : new Run.Nothing();
                drafts.add(Draft.of(member ? name + " in " + words.get(2) : name, line, shell)
                        .with(Trait.SUPERUSER, superuser || Group.isPowerful(words.get(2))));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
