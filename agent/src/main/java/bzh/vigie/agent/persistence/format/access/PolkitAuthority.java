package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/** Who may do what, as polkit had it before its rules (pklocalauthority(8)): an item for each section. */
public final class PolkitAuthority implements Format {
    private static final String ADMINISTRATORS = "AdminIdentities";

    @Override
    public Parsed parse(SourceFile file) {
        Ini ini = Ini.parse(file.lines());
        List<Draft> drafts = new ArrayList<>();
        for (String section :
                ini.lines().stream().map(Ini.Line::section).distinct().toList()) {
            String administrators = ini.value(section, ADMINISTRATORS);
            if (!administrators.isEmpty()) {
                drafts.add(Draft.of(ADMINISTRATORS, administrators, new Run.Nothing())
                        .with(Trait.SUPERUSER, true));
                continue;
            }
            String action = ini.value(section, "Action");
            String results = "any=%s inactive=%s active=%s"
                    .formatted(
                            ini.value(section, "ResultAny"),
                            ini.value(section, "ResultInactive"),
                            ini.value(section, "ResultActive"));
            boolean opens = results.contains("=yes") || results.contains("=auth_self");
            drafts.add(Draft.of(
                            section,
                            "identity=%s action=%s %s".formatted(ini.value(section, "Identity"), action, results),
                            new Run.Nothing())
                    .with(Trait.SUPERUSER, opens && PolkitGrant.givesRoot(List.of(action.split(";", -1)))));
        }
        return Parsed.of(drafts, ini.malformed());
    }
}
