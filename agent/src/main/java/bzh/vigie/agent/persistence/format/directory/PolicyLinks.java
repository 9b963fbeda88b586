package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where group policies hold (MS-GPOL 2.2.2): an item for each link of the domain, an organisational unit or a site, and one for each unit
 * that lets nothing in from above. Of several links of one place the first in order wins.
 */
public final class PolicyLinks implements DirectoryFormat {
    private static final int DISABLED = 1;
    private static final int ENFORCED = 2;
    private static final int MOST = 1_000;
    private static final Pattern LINK =
            Pattern.compile("\\[LDAP://([^\\[\\];]{1,2000});(\\d{1,9})\\]", Pattern.CASE_INSENSITIVE);
    private static final String DEFAULT_DOMAIN = "{31b2f340-016d-11d2-945f-00c04fb984f9}";
    private static final String DEFAULT_CONTROLLERS = "{6ac1786c-016f-11d2-945f-00c04fb984f9}";

    @Override
    public Set<String> classes() {
        return Set.of("domainDNS", "organizationalUnit", "site");
    }

    @Override
    public void read(Pass pass) throws Refused {
        PolicyNames names = PolicyNames.of(pass);
        String[] attributes = {"objectClass", "gPLink", "gPOptions", "whenChanged"};
        String filter = "(|(gPLink=*)(gPOptions=1))";
        for (Query query : List.of(
                Query.below(pass.domain().head(), filter, attributes),
                Query.children("CN=Sites," + pass.domain().configuration(), filter, attributes))) {
            pass.ask(query, entry -> {
                links(pass, names, entry);
                return true;
            });
        }
    }

    private static void links(Pass pass, PolicyNames names, Entry entry) {
        if ((entry.bits("gPOptions") & 1) != 0) {
            pass.found(
                    entry,
                    Draft.of("inheritance", "nothing comes in from above but what is enforced", new Run.Nothing()));
        }
        String text = entry.text("gPLink");
        Matcher link = LINK.matcher(text);
        List<String> policies = new ArrayList<>();
        List<Integer> options = new ArrayList<>();
        int end = 0;
        boolean isWhole = true;
        while (link.find() && policies.size() < MOST) {
            isWhole &= text.substring(end, link.start()).isBlank();
            policies.add(link.group(1));
            options.add(Integer.parseInt(link.group(2)));
            end = link.end();
        }
        if (!isWhole || !text.substring(end).isBlank()) {
            pass.malformed(entry);
        }
        boolean isForAll = isForAll(pass, entry.dn());
        // The last that is written is the first in order (MS-GPOL 3.2.5.1.5).
        for (int i = policies.size() - 1; i >= 0; i--) {
            String guid = PolicyNames.guid(Dn.name(policies.get(i)));
            String policy = guid.isEmpty() ? pass.domain().shown(policies.get(i)) : names.shown(guid);
            int option = options.get(i);
            String value = policy + "; order " + (policies.size() - i)
                    + ((option & ENFORCED) != 0 ? "; enforced" : "")
                    + ((option & DISABLED) != 0 ? "; switched off" : "")
                    + (names.has(guid) ? "" : "; the computer may not read it, or it is gone");
            pass.found(
                    entry,
                    Draft.of(guid.isEmpty() ? policy : guid, value, new Run.Nothing())
                            .enabled((option & DISABLED) == 0)
                            .made(isOfNewDomain(pass, entry.dn(), guid))
                            .with(Trait.SUPERUSER, isForAll && !isOfNewDomain(pass, entry.dn(), guid)));
        }
    }

    /** What is linked here holds for the whole domain or for its controllers. */
    private static boolean isForAll(Pass pass, String dn) {
        String head = pass.domain().head();
        return dn.equalsIgnoreCase(head)
                || dn.equalsIgnoreCase("OU=Domain Controllers," + head)
                || Dn.isIn(dn, pass.domain().configuration());
    }

    /** The two that each domain is made with. */
    private static boolean isOfNewDomain(Pass pass, String dn, String guid) {
        String head = pass.domain().head();
        return switch (guid.toLowerCase(Locale.ROOT)) {
            case DEFAULT_DOMAIN -> dn.equalsIgnoreCase(head);
            case DEFAULT_CONTROLLERS -> dn.equalsIgnoreCase("OU=Domain Controllers," + head);
            default -> false;
        };
    }
}
