package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.Set;

/**
 * Settings of a domain and its forest that decide who may do what without being anybody: how many machines anybody may add ({@code
 * ms-DS-MachineAccountQuota}), and what is switched in {@code dSHeuristics} (MS-ADTS 6.1.1.2.4.1.2). An item for each that is set.
 */
public final class DomainSettings implements DirectoryFormat {
    private static final String QUOTA = "ms-DS-MachineAccountQuota";
    private static final String SWITCHES = "dSHeuristics";

    @Override
    public Set<String> classes() {
        return Set.of("domainDNS", "nTDSService");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(Query.of(pass.domain().head(), "objectClass", QUOTA, "whenChanged"), entry -> {
            setting(pass, entry, QUOTA, "10");
            return true;
        });
        pass.ask(
                Query.of(
                        "CN=Directory Service,CN=Windows NT,CN=Services,"
                                + pass.domain().configuration(),
                        "objectClass",
                        SWITCHES,
                        "tombstoneLifetime",
                        "whenChanged"),
                entry -> {
                    if (entry.has(SWITCHES)) {
                        String switches = entry.text(SWITCHES);
                        pass.found(
                                entry,
                                Draft.of(SWITCHES, switches, new Run.Nothing()).made(!letsSomebodyIn(switches)));
                    }
                    return true;
                });
    }

    /** The seventh switch lets anybody ask without a name, the sixteenth takes groups out of protection. */
    private static boolean letsSomebodyIn(String switches) {
        boolean anonymous = switches.length() >= 7 && switches.charAt(6) == '2';
        boolean unprotected = switches.length() >= 16 && switches.charAt(15) != '0';
        return anonymous || unprotected;
    }

    private static void setting(Pass pass, Entry entry, String name, String shipped) {
        if (entry.has(name)) {
            pass.found(
                    entry,
                    Draft.of(name, entry.text(name), new Run.Nothing())
                            .made(entry.text(name).equals(shipped)));
        }
    }
}
