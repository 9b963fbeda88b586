package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.Set;

/** Questions to WMI that decide on which machines a group policy holds ({@code msWMI-Som}): an item for each. */
public final class PolicyFilters implements DirectoryFormat {
    @Override
    public Set<String> classes() {
        return Set.of("msWMI-Som");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(
                Query.below(
                        "CN=System," + pass.domain().head(),
                        "(objectClass=msWMI-Som)",
                        "objectClass",
                        "msWMI-Name",
                        "msWMI-Parm2",
                        "whenChanged"),
                entry -> {
                    String value = entry.text("msWMI-Name") + "; " + entry.text("msWMI-Parm2");
                    pass.found(entry, Draft.of(entry.name(), value, new Run.Nothing()));
                    return true;
                });
    }
}
