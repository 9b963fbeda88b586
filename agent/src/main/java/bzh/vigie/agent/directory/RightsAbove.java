package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rights places give to what lies below them, as far as they are told there. That an entry of a list comes from above is a bit that
 * whoever writes the list sets: it counts where a place above has the right, is read, and hands it down. At most {@value #MOST} places of one
 * connection are kept, those that were not come by are asked for, {@value #MOST_ASKED} at most; of what is beyond nothing is known, and that
 * is said.
 * Used by one thread.
 */
public final class RightsAbove {
    private static final int MOST = 5_000;
    private static final int MOST_GRANTS = 10_000;
    private static final int MOST_ASKED = 2_000;
    private static final int MOST_ABOVE = 64;

    /** Who makes an object, in the rights that places hand down. */
    private static final Sid MAKER = Sid.of("S-1-3-0");

    private static final List<String> OF_SITES = List.of("site", "server", "nTDSDSA");
    private static final List<String> CONTAINERS = List.of("container", "builtinDomain");

    private final Directory directory;
    private final Domain domain;
    private final DefaultGrants defaults;
    private final Map<String, List<Grant>> given = new HashMap<>();
    private int asked;
    private int grants;

    /** Those of a domain. */
    public RightsAbove(Directory directory, Domain domain, DefaultGrants defaults) {
        this.directory = directory;
        this.domain = domain;
        this.defaults = defaults;
    }

    /** Takes note of what an object hands down, whose rights are told. */
    public void remember(Entry entry, SecurityDescriptor descriptor) {
        keep(entry.dn(), handedDown(entry, descriptor));
    }

    private void keep(String place, List<Grant> handedDown) {
        if (given.size() < MOST && grants + handedDown.size() <= MOST_GRANTS) {
            List<Grant> before = given.put(Dn.key(place), handedDown);
            grants += handedDown.size() - (before == null ? 0 : before.size());
        }
    }

    /** What is known of a right that an object is said to have from above. */
    public enum Source {
        /** A place above gives it, where it is told. */
        TOLD,
        /** No place above that is read gives it. */
        NONE,
        /** Not every place above was looked at: there are too many. */
        UNKNOWN
    }

    /**
     * Whether a right that an object is said to have from above is told above.
     *
     * @throws Refused where the server does not answer
     */
    public Source of(Entry entry, SecurityDescriptor descriptor, Grant grant) throws Refused {
        String place = entry.dn();
        boolean isUnknown = false;
        for (int i = 0; i < MOST_ABOVE; i++) {
            place = isHead(place) ? "" : Dn.parent(place);
            if (place.isEmpty()) {
                return isUnknown ? Source.UNKNOWN : Source.NONE;
            }
            Optional<List<Grant>> given = of(place);
            isUnknown |= given.isEmpty();
            if (given.orElse(List.of()).stream().anyMatch(source -> isSource(source, entry, descriptor, grant))) {
                return Source.TOLD;
            }
        }
        return Source.UNKNOWN;
    }

    private boolean isSource(Grant source, Entry entry, SecurityDescriptor descriptor, Grant grant) {
        boolean isOfSame = source.trustee().equals(grant.trustee())
                // Who made the object has what the place gives to its makers.
                || (source.trustee().equals(MAKER)
                        && descriptor.owner().filter(grant.trustee()::equals).isPresent());
        boolean isForIt = source.inheritedBy().isEmpty()
                || source.inheritedBy().equals(grant.inheritedBy())
                || entry.texts("objectClass").stream().map(StockSchema::guid).anyMatch(source.inheritedBy()::equals);
        return isOfSame
                && isForIt
                && source.right() == grant.right()
                && source.about().equals(grant.about());
    }

    /** What a place hands down; empty where it is not known, and no more are asked for. */
    private Optional<List<Grant>> of(String place) throws Refused {
        List<Grant> known = given.get(Dn.key(place));
        if (known != null || asked >= MOST_ASKED) {
            return Optional.ofNullable(known);
        }
        asked++;
        List<Grant> found = List.of();
        Optional<Entry> entry = Domain.one(
                directory,
                Query.below(
                        head(place),
                        "(distinguishedName=" + Query.escaped(place) + ")",
                        Query.DESCRIPTOR,
                        "objectClass"));
        if (entry.isPresent() && isRead(entry.get())) {
            Entry above = entry.get();
            found = above.first(Query.DESCRIPTOR)
                    .flatMap(SecurityDescriptor::parse)
                    .map(descriptor -> handedDown(above, descriptor))
                    .orElse(List.of());
        }
        keep(place, found);
        return Optional.of(found);
    }

    private List<Grant> handedDown(Entry entry, SecurityDescriptor descriptor) {
        List<Ace> list = descriptor.dacl().orElse(List.of()).stream()
                .filter(ace -> ace.isForBelow() && !ace.isInherited())
                .toList();
        return Grant.of(new SecurityDescriptor(
                        Optional.empty(), Optional.empty(), Optional.of(list), Optional.empty(), 0))
                .stream()
                .filter(grant -> grant.trustee().equals(MAKER) || !defaults.isHolder(grant.trustee(), entry.dn()))
                .toList();
    }

    /** Whether a place is one whose own rights are told: the heads, units, containers of the domain, sites and servers, certificate services. */
    private boolean isRead(Entry entry) {
        String dn = entry.dn();
        String head = domain.head();
        String sites = "CN=Sites," + domain.configuration();
        String services = "CN=Public Key Services,CN=Services," + domain.configuration();
        return isHead(dn)
                || dn.equalsIgnoreCase("CN=Policies,CN=System," + head)
                || dn.equalsIgnoreCase(sites)
                || (Dn.isIn(dn, sites) && OF_SITES.stream().anyMatch(entry::is))
                || (Dn.isIn(dn, services) && !entry.is("pKICertificateTemplate"))
                || (Dn.isIn(dn, head) && !domain.isShared(dn) && entry.is("organizationalUnit"))
                || (Dn.parent(dn).equalsIgnoreCase(head) && CONTAINERS.stream().anyMatch(entry::is));
    }

    private String head(String dn) {
        if (Dn.isIn(dn, domain.schema())) {
            return domain.schema();
        }
        return domain.isShared(dn) ? domain.configuration() : domain.head();
    }

    /** What lies above it is another partition's, of which nothing is handed down. */
    private boolean isHead(String dn) {
        return dn.equalsIgnoreCase(domain.head())
                || dn.equalsIgnoreCase(domain.configuration())
                || dn.equalsIgnoreCase(domain.schema());
    }
}
