package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Where a forest keeps what certificates are made and trusted by (MS-WCCE 2.2.2.11, MS-CRTD), and what of it others need. */
final class CertificateServices {
    /** Class of an authority that issues by templates. */
    static final String SERVICE = "pKIEnrollmentService";

    /** Class of what certificates are made by. */
    static final String TEMPLATE = "pKICertificateTemplate";

    /** Which templates it issues by. */
    static final String OFFERED = "certificateTemplates";

    /** The machine that it runs on. */
    static final String HOST = "dNSHostName";

    /** Which group a certificate under an issuance policy makes its holder a member of. */
    static final String GROUP = "msDS-OIDToGroupLink";

    /** The number of a policy or template. */
    static final String NUMBER = "msPKI-Cert-Template-OID";

    private static final int MOST_SERVICES = 100;
    private static final int MOST_HOSTS = 2;
    private static final int MOST_OFFERED = 1_000;
    private static final int MOST_TEMPLATES = 10_000;
    private static final int MOST_POLICIES = 1_000;

    /** Containers in which an authority's own machine keeps its things up to date. */
    private static final List<String> OF_AUTHORITIES = List.of("AIA", "CDP", "KRA", "Enrollment Services");

    private CertificateServices() {}

    /** What all of it lies below. */
    static String base(Pass pass) {
        return "CN=Public Key Services,CN=Services," + pass.domain().configuration();
    }

    /** Names of authorities by the name of the template that they issue by, in lower case. */
    static Map<String, List<String>> publishers(Pass pass) throws Refused {
        Map<String, List<String>> publishers = new HashMap<>();
        services(
                pass,
                service -> bounded(pass, service, OFFERED, MOST_OFFERED)
                        .forEach(template -> publishers
                                .computeIfAbsent(template.toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                                .add(service.name())));
        return publishers;
    }

    /** Names of the templates that the computer can see, in lower case. */
    static Set<String> templates(Pass pass) throws Refused {
        Set<String> names = new HashSet<>();
        pass.ask(Query.below(base(pass), "(objectClass=" + TEMPLATE + ")", "objectClass"), template -> {
            names.add(template.name().toLowerCase(Locale.ROOT));
            return isMore(pass, names.size(), MOST_TEMPLATES);
        });
        return names;
    }

    /** Groups by the number of the issuance policy that they are linked to. */
    static Map<String, String> groups(Pass pass) throws Refused {
        Map<String, String> groups = new HashMap<>();
        pass.ask(Query.below(base(pass), "(" + GROUP + "=*)", "objectClass", NUMBER, GROUP), policy -> {
            groups.put(policy.text(NUMBER), policy.text(GROUP));
            return isMore(pass, groups.size(), MOST_POLICIES);
        });
        return groups;
    }

    /**
     * The accounts of machines of this domain that authorities run on, where one account alone says to be that machine.
     *
     * @param isHidden the computer may not read which authorities there are
     * @param cut authorities that say more than is taken
     * @param isCut there are more than are taken
     */
    private record Machines(Set<Sid> accounts, boolean isHidden, List<Entry> cut, boolean isCut) {}

    /**
     * Those accounts, asked for once over a connection; none where the forest has no certificate services. Where they may not be read, or are
     * too many, it is said to each pass.
     */
    static Set<Sid> machines(Pass pass) throws Refused {
        Machines machines = pass.once(Machines.class, () -> asked(pass));
        if (machines.isHidden()) {
            pass.partlyUnreadable(new Entry(pass.domain().head(), Map.of()), new Entry(base(pass), Map.of()));
        }
        machines.cut().forEach(pass::tooMany);
        if (machines.isCut()) {
            pass.tooMany();
        }
        return machines.accounts();
    }

    private static Machines asked(Pass pass) throws Refused {
        Set<String> hosts = new HashSet<>();
        List<Entry> cut = new ArrayList<>();
        int[] count = {0};
        try {
            // Asked from above, since a base that is not there, or hidden, is an error.
            pass.ask(
                    Query.below(pass.domain().configuration(), "(objectClass=" + SERVICE + ")", "objectClass", HOST),
                    service -> {
                        if (Dn.isIn(service.dn(), base(pass))) {
                            List<String> names = service.texts(HOST);
                            if (names.size() > MOST_HOSTS) {
                                cut.add(service);
                            }
                            hosts.addAll(names.subList(0, Math.min(names.size(), MOST_HOSTS)));
                            count[0]++;
                        }
                        return count[0] < MOST_SERVICES;
                    });
        } catch (Refused e) {
            if (e.reason() != ReasonCode.NO_RIGHT) {
                throw e;
            }
            return new Machines(Set.of(), true, List.of(), false);
        }
        Set<Sid> machines = new HashSet<>();
        for (String host : hosts) {
            machines.addAll(accounts(pass, host));
        }
        return new Machines(machines, false, cut, count[0] >= MOST_SERVICES);
    }

    /** The account of a machine; none where a second one says to be it, which is somebody's who would have its rights. */
    private static Set<Sid> accounts(Pass pass, String host) throws Refused {
        Set<Sid> accounts = new HashSet<>();
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(&(objectClass=computer)(" + HOST + "=" + Query.escaped(host) + "))",
                        "objectClass",
                        "objectSid"),
                machine -> {
                    machine.sid("objectSid").ifPresent(accounts::add);
                    return accounts.size() < 2;
                });
        return accounts.size() == 1 ? accounts : Set.of();
    }

    /** Whether it is a right that the machine of an authority has by itself, over what it publishes about itself. */
    static boolean isOwn(Pass pass, Entry object, Grant grant, Set<Sid> machines) {
        return machines.contains(grant.trustee())
                && OF_AUTHORITIES.stream().anyMatch(name -> Dn.isIn(object.dn(), "CN=" + name + "," + base(pass)));
    }

    private static void services(Pass pass, Consumer<Entry> each) throws Refused {
        int[] count = {0};
        pass.ask(Query.below(base(pass), "(objectClass=" + SERVICE + ")", "objectClass", OFFERED, HOST), service -> {
            each.accept(service);
            return isMore(pass, ++count[0], MOST_SERVICES);
        });
    }

    private static List<String> bounded(Pass pass, Entry entry, String attribute, int most) {
        List<String> all = entry.texts(attribute);
        if (all.size() > most) {
            pass.tooMany(entry);
        }
        return all.subList(0, Math.min(all.size(), most));
    }

    /** Whether there is room; where there is none, that is said. */
    private static boolean isMore(Pass pass, int count, int most) {
        if (count >= most) {
            pass.tooMany();
        }
        return count < most;
    }
}
