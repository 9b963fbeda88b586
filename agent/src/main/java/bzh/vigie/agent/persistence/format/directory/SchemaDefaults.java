package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.StockSchema;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rights that each new object of a class gets ({@code defaultSecurityDescriptor}, MS-ADTS 3.1.1.2.4.8), for the classes on which a domain
 * hangs: an item for each class. Who writes there has a right over every account, group, unit and policy that is made from then on.
 */
public final class SchemaDefaults implements DirectoryFormat {
    private static final List<String> CLASSES = List.of(
            "user",
            "inetOrgPerson",
            "computer",
            "group",
            "organizationalUnit",
            "groupPolicyContainer",
            "domainDNS",
            "container",
            "msDS-GroupManagedServiceAccount",
            "msDS-DelegatedManagedServiceAccount");

    private static final String GIVEN = "defaultSecurityDescriptor";

    @Override
    public Set<String> classes() {
        return Set.of("classSchema");
    }

    @Override
    public void read(Pass pass) throws Refused {
        StringBuilder filter = new StringBuilder("(&(objectClass=classSchema)(|");
        CLASSES.forEach(name -> filter.append("(lDAPDisplayName=").append(name).append(')'));
        pass.ask(
                Query.children(
                        pass.domain().schema(),
                        filter.append("))").toString(),
                        "objectClass",
                        "lDAPDisplayName",
                        GIVEN,
                        "whenChanged"),
                entry -> {
                    given(pass, entry);
                    return true;
                });
    }

    private static void given(Pass pass, Entry entry) {
        String objectClass = entry.text("lDAPDisplayName");
        Sid domain = pass.domain().sid();
        SecurityDescriptor given = SddlReader.read(entry.text(GIVEN), domain);
        if (given.malformed() > 0) {
            pass.malformed(entry);
        }
        List<SecurityDescriptor> stock = StockSchema.ofNew(objectClass, domain);
        boolean isStock = given.malformed() == 0
                && entry.has(GIVEN)
                && stock.stream().anyMatch(each -> list(each).equals(list(given)));
        Set<Grant> known = new HashSet<>();
        stock.forEach(each -> known.addAll(Grant.of(each)));
        boolean opens = entry.has(GIVEN)
                && Grant.of(given).stream()
                        .anyMatch(grant -> pass.defaults().isGrave(grant, List.of(objectClass))
                                && !pass.defaults().isHolder(grant.trustee())
                                && !known.contains(grant));
        pass.found(
                entry,
                Draft.of(objectClass, entry.text(GIVEN), new Run.Nothing())
                        .made(isStock)
                        .with(Trait.SUPERUSER, opens));
    }

    private static Set<Ace> list(SecurityDescriptor descriptor) {
        return new HashSet<>(descriptor.dacl().orElse(List.of()));
    }
}
