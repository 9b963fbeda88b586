package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Settings of a domain and its forest that decide who may do what without being anybody: how many machines anybody may add ({@code
 * ms-DS-MachineAccountQuota}), and what is switched in {@code dSHeuristics} (MS-ADTS 6.1.1.2.4.1.2; the 28th and 29th as KB5008383 has
 * them). An item for each that is set, and one for each switch that lets somebody in or lets something be hidden.
 */
public final class DomainSettings implements DirectoryFormat {
    private static final String QUOTA = "ms-DS-MachineAccountQuota";
    private static final String SWITCHES = "dSHeuristics";

    /** Which of them are out of protection, by the bits of the sixteenth switch. */
    private static final List<String> UNPROTECTED =
            List.of("Account Operators", "Server Operators", "Print Operators", "Backup Operators");

    /**
     * A switch that opens something.
     *
     * @param at its place, from 1
     * @param open how it stands then; empty for anything but 0
     */
    private record Switch(int at, String open, String name, String value) {
        boolean isOpen(String switches) {
            return switches.length() >= at
                    && (open.isEmpty() ? switches.charAt(at - 1) != '0' : switches.startsWith(open, at - 1));
        }
    }

    private static final List<Switch> OPENING = List.of(
            new Switch(3, "1", "list-object", "objects can be hidden one by one from who may list what they lie in"),
            new Switch(7, "2", "anonymous", "anybody may ask the directory without a name, as far as rights allow"),
            new Switch(8, "", "anonymous-address-book", "anybody may read the address book without a name"),
            new Switch(16, "", "unprotected-groups", "no longer protected as administrators are"),
            new Switch(21, "", "names-not-unique", "two accounts may have one name of a person or a service"),
            new Switch(28, "2", "add-unchecked", "who may make a computer may set any attribute of it meanwhile"),
            new Switch(29, "2", "owner-unchecked", "who made a computer may change who may do what with it"));

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
                        OPENING.stream()
                                .filter(each -> each.isOpen(switches))
                                .forEach(each -> pass.found(entry, opening(each, switches)));
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

    private static Draft opening(Switch each, String switches) {
        String value = each.at() == 16 ? groups(switches.charAt(15)) + " are " + each.value() : each.value();
        return Draft.of(SWITCHES + " " + each.name(), value, new Run.Nothing());
    }

    private static String groups(char mask) {
        int bits = Math.max(0, Character.digit(mask, 16));
        return IntStream.range(0, UNPROTECTED.size())
                .filter(bit -> (bits & (1 << bit)) != 0)
                .mapToObj(UNPROTECTED::get)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), names -> names.isEmpty() ? "groups by \"" + mask + "\"" : names));
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
