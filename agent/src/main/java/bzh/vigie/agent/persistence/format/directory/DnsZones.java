package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.ByteReader;
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

    private static final long ALLOW_UPDATE = 2;

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

    /**
     * Whether a setting of a zone lets whoever reaches the server change names: length of data u32, of name u32, flags u32, version u32,
     * number u32 (2: {@code DSPROPERTY_ZONE_ALLOW_UPDATE}), data, of which 1 is "not only who is known". MS-DNSP 2.3.2.1 and 2.2.6.1.1.
     */
    static boolean letsAnybodyWrite(byte[] property) {
        ByteReader in = ByteReader.of(property);
        long length = in.u32();
        in.skip(12);
        long number = in.u32();
        return !in.failed() && number == ALLOW_UPDATE && length >= 1 && in.remaining() > 0 && in.bytes(1)[0] == 1;
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
