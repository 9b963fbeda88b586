package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a domain keeps its names (MS-DNSP 2.3): in a container of its own, and in two naming contexts of which a controller need not have a
 * copy.
 */
final class DnsZones {
    /** Class of a zone. */
    static final String ZONE = "dnsZone";

    /** Its settings. */
    static final String PROPERTY = "dNSProperty";

    private DnsZones() {}

    /** What the names of the domain that the controller has lie below. */
    static List<String> places(Pass pass) throws Refused {
        List<String> places =
                new ArrayList<>(List.of("CN=System," + pass.domain().head()));
        pass.ask(Query.of("", "namingContexts"), root -> {
            root.texts("namingContexts").stream()
                    .filter(context -> isContext(pass, context))
                    .forEach(places::add);
            return false;
        });
        return places;
    }

    private static boolean isContext(Pass pass, String dn) {
        return dn.equalsIgnoreCase("DC=DomainDnsZones," + pass.domain().head())
                || dn.equalsIgnoreCase("DC=ForestDnsZones," + pass.domain().forest());
    }

    /** Whether an object is one of them, or what they lie in. */
    static boolean isOne(Pass pass, Entry entry) {
        String dn = entry.dn();
        return Dn.isIn(dn, "DC=DomainDnsZones," + pass.domain().head())
                || Dn.isIn(dn, "DC=ForestDnsZones," + pass.domain().forest())
                || Dn.isIn(dn, "CN=MicrosoftDNS,CN=System," + pass.domain().head());
    }

    /** Questions for all of them and what they lie in. */
    static List<Query> queries(Pass pass, String... attributes) throws Refused {
        List<Query> queries = new ArrayList<>();
        for (String place : places(pass)) {
            if (isContext(pass, place)) {
                queries.add(Query.of(place, attributes));
            }
            queries.add(Query.below(place, "(|(cn=MicrosoftDNS)(objectClass=" + ZONE + "))", attributes));
        }
        return queries;
    }

    /** The group that has them from the day a server of names was set up; it has no number of its own. */
    static Optional<Sid> administrators(Pass pass) throws Refused {
        List<Sid> found = new ArrayList<>();
        pass.ask(
                Query.below(pass.domain().head(), "(&(objectClass=group)(sAMAccountName=DnsAdmins))", "objectSid"),
                group -> {
                    group.sid("objectSid").ifPresent(found::add);
                    return false;
                });
        return found.stream().findFirst();
    }
}
