package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
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
            "msDS-GroupManagedServiceAccount");

    private static final String GIVEN = "defaultSecurityDescriptor";

    /** Computers of a domain, and those of its guests' group. */
    private static final Set<Long> MORE = Set.of(514L, 515L);

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
                    SecurityDescriptor given =
                            SddlReader.read(entry.text(GIVEN), pass.domain().sid());
                    if (given.malformed() > 0) {
                        pass.malformed(entry);
                    }
                    boolean opens = entry.has(GIVEN)
                            && Grant.of(given).stream().anyMatch(grant -> grant.givesAll() && isOdd(grant.trustee()));
                    pass.found(
                            entry,
                            Draft.of(entry.text("lDAPDisplayName"), entry.text(GIVEN), new Run.Nothing())
                                    .with(Trait.SUPERUSER, opens));
                    return true;
                });
    }

    /** Whom no schema gives everything: many, and a single account or group that is none of those each domain has. */
    private static boolean isOdd(Sid sid) {
        return Principals.isAnybody(sid) || (sid.isOfDomain() && (sid.rid() >= 1_000 || MORE.contains(sid.rid())));
    }
}
