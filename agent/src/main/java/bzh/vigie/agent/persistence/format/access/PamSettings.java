package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/**
 * What modules of PAM go by, in {@code /etc/security}: who may enter from where (access.conf(5)), who gets which groups without
 * being a member (group.conf(5)), what pam_namespace(8) runs as the superuser for each session (namespace.init).
 */
public final class PamSettings implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        if (file.name().equals("namespace.init")) {
            return new Script().parse(file);
        }
        boolean groups = file.name().equals("group.conf");
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.joined(file, "#")) {
            String bare = line.replaceFirst("\\s#.*", "").strip().replaceAll("\\s+", " ");
            String[] f = bare.split(groups ? ";" : ":", -1);
            if (groups && f.length == 5) {
                drafts.add(Draft.of(f[0].strip() + ";" + f[1].strip() + ";" + f[2].strip(), bare, new Run.Nothing())
                        .with(
                                Trait.SUPERUSER,
                                List.of(f[4].strip().split("[ ,]+", -1)).stream()
                                        .anyMatch(Group::isPowerful)));
            } else if (!groups && f.length >= 3) {
                drafts.add(Draft.of(bare, bare, new Run.Nothing()));
            } else {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
