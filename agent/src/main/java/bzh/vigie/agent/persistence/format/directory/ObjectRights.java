package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Denial;
import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.EntraAccounts;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may change objects on which a domain hangs, or do with them what is for few: an item for each right, those that a directory has by
 * itself as shipped; and from whom one is kept that everybody may see. Rights that come from above are told where they are given; where no place that is read gives them, where they are.
 */
public final class ObjectRights implements DirectoryFormat {
    private static final String MANAGED = "msDS-GroupManagedServiceAccount";
    private static final String POLICY = "groupPolicyContainer";
    private static final Sid ANONYMOUS = Sid.of("S-1-5-7");
    private static final String UNIT = "organizationalUnit";
    private static final String CONTROLLERS = "OU=Domain Controllers,";

    /** Passwords of LAPS and keys of BitLocker: who keeps others from reading them protects them, and they are not read. */
    private static final Set<String> SECRETS = Set.of("ms-Mcs-AdmPwd", "msLAPS-", "msFVE-");

    /** With which the domain is had at once. */
    private static final List<Sid> BUILTIN = List.of(Sid.of("S-1-5-32-544"));

    /** As many are known to have been told; those of the first questions are the first. */
    private static final int MOST_TOLD = 20_000;

    private static final List<Long> WHOLE = List.of(512L, 518L, 519L);

    /** What is asked for, in its order: an object that two of them find is told once. */
    @FunctionalInterface
    private interface Queries {
        List<Query> of(Pass pass) throws Refused;
    }

    private final Set<String> classes;
    private final Queries queries;
    private final boolean isOfTheDomain;

    private ObjectRights(Set<String> classes, boolean isOfTheDomain, Queries queries) {
        this.classes = classes;
        this.isOfTheDomain = isOfTheDomain;
        this.queries = queries;
    }

    /** The domain's head, the pattern for protected accounts, the controllers' unit, and what the forest shares. */
    public static ObjectRights ofDomain() {
        return new ObjectRights(
                Set.of(
                        "domainDNS",
                        "container",
                        "configuration",
                        UNIT,
                        "site",
                        "server",
                        "nTDSDSA",
                        "nTDSService",
                        "crossRefContainer",
                        "trustedDomain",
                        "dnsZone"),
                true,
                pass -> {
                    String head = pass.domain().head();
                    String configuration = pass.domain().configuration();
                    List<Query> queries = new ArrayList<>(List.of(
                            Query.of(head, attributes()),
                            Query.of("CN=AdminSDHolder,CN=System," + head, attributes()),
                            Query.of(CONTROLLERS + head, attributes()),
                            Query.of("CN=System," + head, attributes()),
                            Query.of("CN=Policies,CN=System," + head, attributes()),
                            Query.of(pass.domain().configuration(), attributes()),
                            Query.of(pass.domain().schema(), attributes()),
                            Query.of("CN=Sites," + pass.domain().configuration(), attributes()),
                            Query.below(
                                    "CN=Sites," + pass.domain().configuration(),
                                    "(|(objectClass=site)(objectClass=server)(objectClass=nTDSDSA))",
                                    attributes()),
                            Query.children("CN=System," + head, "(objectClass=trustedDomain)", attributes()),
                            named(head, "CN=SOM,CN=WMIPolicy,CN=System," + head),
                            named(configuration, "CN=Partitions," + configuration),
                            named(configuration, "CN=DisplaySpecifiers," + configuration),
                            named(configuration, "CN=Directory Service,CN=Windows NT,CN=Services," + configuration),
                            named(
                                    configuration,
                                    "CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,"
                                            + configuration)));
                    queries.addAll(DnsZones.queries(pass, attributes()));
                    return queries;
                });
    }

    /** An object that need not be there, asked from above: a base that is not there is an error. */
    private static Query named(String base, String dn) {
        return Query.below(base, "(distinguishedName=" + Query.escaped(dn) + ")", attributes())
                .ofOne();
    }

    /**
     * Accounts and groups that are or were protected, powerful groups that nothing protects, the controllers, the ticket's account, and
     * those between the directory and Entra. First those that are what they are by their number, or in a group that holds the domain: who makes
     * others in thousands of places takes from none of them that it is looked above. Then who holds the domain by a right alone, machines of
     * certification authorities, and accounts whose password the directory makes.
     */
    public static ObjectRights ofProtected() {
        return new ObjectRights(Set.of("user", "computer", "group"), true, pass -> {
            String head = pass.domain().head();
            List<Query> queries = new ArrayList<>(List.of(
                    Query.below(head, holders(pass), attributes()),
                    Query.below(
                            head,
                            "(|(adminCount=1)(primaryGroupID=516)(primaryGroupID=521)(sAMAccountName=krbtgt*)"
                                    + EntraAccounts.FILTER + PrivilegedGroups.filters(pass) + ")",
                            attributes())));
            pass.tierZero().filters().forEach(any -> queries.add(Query.below(head, "(|" + any + ")", attributes())));
            CertificateServices.machines(pass)
                    .forEach(sid -> queries.add(Query.below(head, Query.having(sid), attributes())));
            queries.add(Query.below(
                    head,
                    "(|(objectClass=" + MANAGED + ")(objectClass=msDS-DelegatedManagedServiceAccount))",
                    attributes()));
            return queries;
        });
    }

    private static String holders(Pass pass) throws Refused {
        StringBuilder groups = new StringBuilder("(|");
        BUILTIN.forEach(sid -> groups.append(Query.having(sid)));
        WHOLE.forEach(number -> groups.append(Query.having(pass.domain().child(number))));
        StringBuilder holders = new StringBuilder("(|(primaryGroupID=516)(primaryGroupID=521)")
                .append(Query.having(pass.domain().child(500)))
                .append(Query.having(pass.domain().child(502)))
                .append(PrivilegedGroups.filters(pass));
        pass.ask(Query.below(pass.domain().head(), groups.append(')').toString(), "objectClass"), group -> {
            holders.append("(memberOf=").append(Query.escaped(group.dn())).append(')');
            return true;
        });
        return holders.append(')').toString();
    }

    /** Every organisational unit and container in which accounts may lie, but for the controllers' unit, which holds the domain. */
    public static ObjectRights ofUnits() {
        return new ObjectRights(
                Set.of(UNIT, "container"),
                false,
                pass -> List.of(
                        Query.below(pass.domain().head(), "(objectClass=" + UNIT + ")", attributes()),
                        Query.children(
                                pass.domain().head(),
                                "(&(|(objectClass=container)(objectClass=builtinDomain))(!(cn=System)))",
                                attributes())));
    }

    /** Group policies. */
    public static ObjectRights ofPolicies() {
        return new ObjectRights(
                Set.of(POLICY),
                true,
                pass -> List.of(Query.below(
                        "CN=Policies,CN=System," + pass.domain().head(),
                        "(objectClass=groupPolicyContainer)",
                        attributes())));
    }

    /** What certificates are made and trusted by, but for templates, whose rights are told with them. */
    public static ObjectRights ofCertificates() {
        return new ObjectRights(
                Set.of(CertificateServices.SERVICE, "certificationAuthority", "msPKI-Enterprise-Oid"),
                true,
                pass -> List.of(Query.below(
                        CertificateServices.base(pass),
                        "(!(objectClass=" + CertificateServices.TEMPLATE + "))",
                        attributes())));
    }

    private static String[] attributes() {
        return new String[] {Query.DESCRIPTOR, "objectClass", "objectSid", "displayName", "whenChanged"};
    }

    @Override
    public Set<String> classes() {
        return classes;
    }

    @Override
    public void read(Pass pass) throws Refused {
        Set<Sid> authorities =
                classes.contains(CertificateServices.SERVICE) ? CertificateServices.machines(pass) : Set.of();
        Optional<Sid> dnsAdmins = classes.contains("dnsZone") ? DnsZones.administrators(pass) : Optional.empty();
        Set<String> told = new HashSet<>();
        for (Query query : queries.of(pass)) {
            pass.ask(query, entry -> {
                boolean isTwice = !isOfTheDomain
                        && entry.dn()
                                .equalsIgnoreCase(CONTROLLERS + pass.domain().head());
                boolean isNew =
                        told.size() >= MOST_TOLD ? !told.contains(Dn.key(entry.dn())) : told.add(Dn.key(entry.dn()));
                if (!isTwice && isNew) {
                    rights(pass, entry, authorities, dnsAdmins);
                }
                return true;
            });
        }
    }

    private void rights(Pass pass, Entry entry, Set<Sid> authorities, Optional<Sid> dnsAdmins) throws Refused {
        Optional<byte[]> bytes = entry.first(Query.DESCRIPTOR);
        if (bytes.isEmpty()) {
            pass.unreadable(entry);
            return;
        }
        Optional<SecurityDescriptor> descriptor = SecurityDescriptor.parse(bytes.get());
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        if (descriptor.isPresent()) {
            pass.above().remember(entry, descriptor.get());
            for (Grant grant : Grant.of(descriptor.get())) {
                if (!grant.isInherited() || isGivenHere(pass, entry, descriptor.get(), grant)) {
                    grant(pass, entry, grant, authorities, dnsAdmins);
                }
            }
            if (isOfTheDomain) {
                anonymous(pass, entry, descriptor.get());
            }
            for (Denial denial : Denial.of(descriptor.get())) {
                denial(pass, entry, denial);
            }
        }
    }

    /** Who has no account at all is let in by name: no directory has that by itself. */
    private static void anonymous(Pass pass, Entry entry, SecurityDescriptor descriptor) throws Refused {
        boolean isLetIn = descriptor.dacl().orElse(List.of()).stream()
                .anyMatch(ace ->
                        ace.isAllowing() && !ace.isInherited() && ace.sid().equals(ANONYMOUS));
        if (isLetIn) {
            pass.found(
                    entry,
                    Draft.of(
                                    ANONYMOUS + " read",
                                    pass.who(ANONYMOUS) + ": read" + " over " + shown(pass, entry),
                                    new Run.Nothing())
                            .with(Trait.MISMATCH, true));
        }
    }

    /** What people call the object. */
    private static String shown(Pass pass, Entry entry) {
        String dn = entry.dn();
        if (dn.equalsIgnoreCase(pass.domain().head())) {
            return "the domain";
        }
        if (dn.equalsIgnoreCase(pass.domain().configuration())) {
            return "the configuration of the forest";
        }
        if (dn.equalsIgnoreCase(pass.domain().schema())) {
            return "the schema of the forest";
        }
        return entry.is(POLICY) && entry.has("displayName") ? entry.text("displayName") : entry.name();
    }

    private static void denial(Pass pass, Entry entry, Denial denial) throws Refused {
        String about = denial.about().map(pass.names()::name).orElse("");
        if (SECRETS.stream().anyMatch(about::startsWith)) {
            return;
        }
        String heirs = denial.inheritedBy().map(pass.names()::name).orElse("");
        String what = "deny-" + denial.what().name().toLowerCase(Locale.ROOT).replace('_', '-')
                + (about.isEmpty() ? "" : " " + about);
        pass.found(
                entry,
                Draft.of(
                        denial.trustee() + " " + what + (heirs.isEmpty() ? "" : " of " + heirs)
                                + (denial.isForChildrenOnly() ? " below" : ""),
                        pass.who(denial.trustee()) + ": " + what + " over " + shown(pass, entry)
                                + (heirs.isEmpty() ? "" : ", for " + heirs)
                                + (denial.isForChildrenOnly() ? ", for what lies below" : ""),
                        new Run.Nothing()));
    }

    /** Whether a right that is said to come from above does not, as far as is read, and has the domain. */
    private static boolean isGivenHere(Pass pass, Entry entry, SecurityDescriptor descriptor, Grant grant)
            throws Refused {
        return !DnsZones.isOne(pass, entry)
                && pass.defaults().isGrave(grant, entry.texts("objectClass"))
                && !pass.defaults().has(entry.dn(), entry.texts("objectClass"), grant)
                && comesFromNowhere(pass, entry, descriptor, grant);
    }

    /** Whether no place above gives what is said to come from there; where that is not known, it is said of the object. */
    static boolean comesFromNowhere(Pass pass, Entry entry, SecurityDescriptor descriptor, Grant grant) throws Refused {
        return switch (pass.above().of(entry, descriptor, grant)) {
            case TOLD -> false;
            case NONE -> true;
            case UNKNOWN -> {
                pass.tooMany(entry);
                yield false;
            }
        };
    }

    private void grant(Pass pass, Entry entry, Grant grant, Set<Sid> authorities, Optional<Sid> dnsAdmins)
            throws Refused {
        String about = grant.about().map(pass.names()::name).orElse("");
        String heirs = grant.inheritedBy().map(pass.names()::name).orElse("");
        String right = grant.right().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String name = grant.trustee() + " " + right + (about.isEmpty() ? "" : " " + about)
                + (heirs.isEmpty() ? "" : " of " + heirs) + (grant.isForChildrenOnly() ? " below" : "")
                + (grant.isInherited() ? " from above" : "");
        List<String> objectClasses = entry.texts("objectClass");
        boolean isDefault = pass.defaults().has(entry.dn(), objectClasses, grant)
                || CertificateServices.isOwn(pass, entry, grant, authorities)
                || (dnsAdmins.filter(grant.trustee()::equals).isPresent() && DnsZones.isOne(pass, entry));
        String who = pass.who(grant.trustee());
        String value = who + ": " + right + (about.isEmpty() ? "" : " " + about) + " over "
                + shown(pass, entry)
                + (heirs.isEmpty() ? "" : ", for " + heirs)
                + (grant.isForChildrenOnly() ? ", for what lies below" : "")
                + (grant.isInherited() ? ", said to come from above, where it is not" : "")
                + RightUse.of(grant, about, entry.is(POLICY));
        boolean givesDomain =
                isOfTheDomain && isHeld(pass, entry) && pass.defaults().isGrave(grant, objectClasses);
        pass.found(
                entry,
                Draft.of(name, value, new Run.Nothing())
                        .enabled(!pass.isOff(grant.trustee()))
                        .made(isDefault)
                        .with(Trait.SUPERUSER, givesDomain && !isDefault));
    }

    /** Whether with the object the domain is had: not with each account whose password the directory makes. */
    private static boolean isHeld(Pass pass, Entry entry) throws Refused {
        boolean isManaged = entry.is(MANAGED) || entry.is("msDS-DelegatedManagedServiceAccount");
        Optional<Sid> sid = entry.sid("objectSid");
        return !isManaged || (sid.isPresent() && pass.tierZero().has(sid.get()));
    }
}
