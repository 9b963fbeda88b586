package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Domains;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.PasswordList;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Moment;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When passwords of directories' accounts were set, by what agents read of them and by lists that persons imported. What a domain has is an
 * account's by its SID, or by its name within that domain; a list says of none of which domain it is.
 *
 * @param told of each commune, by folded name
 * @param domains that hosts say to be in
 */
public record DirectoryPasswords(Map<Commune, Map<String, List<Told>>> told, Map<AgentId, String> domains) {
    static final DirectoryPasswords NONE = new DirectoryPasswords(Map.of(), Map.of());

    /**
     * What one directory or list says of an account.
     *
     * @param source DNS name of the domain, or name of the list
     * @param domain the same; empty of a list
     * @param certain whether the SID is known to be one of that domain: another host of the commune than its reader says to be in it, or the
     *     SID is like that of its one krbtgt and like none that another domain of the commune tells
     * @param sid empty of a list
     */
    public record Told(String source, String domain, boolean certain, String sid, Aged aged) {
        boolean isOfList() {
            return domain.isEmpty();
        }
    }

    public DirectoryPasswords {
        told = Map.copyOf(told);
        domains = Map.copyOf(domains);
    }

    /** What says most against it; empty where nothing is told. */
    static Optional<Aged> worst(Collection<Told> told) {
        return told.stream().map(Told::aged).reduce(Aged::worse);
    }

    /** Whether two of them say otherwise. */
    static boolean differ(Collection<Told> told) {
        return told.stream()
                        .map(each -> List.of(each.aged().enabled(), each.aged().set()))
                        .distinct()
                        .count()
                > 1;
    }

    /** Everything of that folded name in a commune. */
    List<Told> named(Commune commune, String name) {
        return told.getOrDefault(commune, Map.of()).getOrDefault(name, List.of());
    }

    /**
     * Of the account of that folded name that logged on so. Of each SID, or else each domain, that it logged on with there has to be one:
     * otherwise the ones that are there are of others of the same name, and only lists count. A SID in a domain by another name than it logged
     * on with, which its reader alone says to be in, may be made up, unless it is {@linkplain Told#certain certain}.
     */
    List<Told> of(Commune commune, String name, List<Use> uses) {
        List<Told> all = named(commune, name);
        Set<String> sids =
                uses.stream().map(Use::sid).filter(sid -> !sid.isEmpty()).collect(Collectors.toSet());
        Set<String> wanted = sids.isEmpty() ? uses.stream().map(this::domain).collect(Collectors.toSet()) : sids;
        List<Told> own = all.stream()
                .filter(each -> !each.isOfList()
                        && (sids.isEmpty() ? wanted.contains(label(each.domain())) : isBySid(each, uses)))
                .toList();
        Set<String> found = own.stream()
                .map(each -> sids.isEmpty() ? label(each.domain()) : each.sid())
                .collect(Collectors.toSet());
        return all.stream()
                .filter(each -> each.isOfList() || (own.contains(each) && found.containsAll(wanted)))
                .toList();
    }

    private static boolean isBySid(Told told, List<Use> uses) {
        return uses.stream()
                .anyMatch(use -> use.sid().equals(told.sid())
                        && (told.certain() || HostNames.shortKey(use.domain()).equals(label(told.domain()))));
    }

    /** Of the computer account of that folded name of a host, which is in the domain that the host says to be in. */
    List<Told> of(Host host, String name) {
        Optional<String> domain = Optional.ofNullable(domains.get(host.id()));
        return named(host.commune(), name).stream()
                .filter(each -> each.isOfList()
                        || domain.filter(is -> !is.equals(each.domain())).isEmpty())
                .toList();
    }

    private String domain(Use use) {
        return use.domain().isEmpty() ? label(domains.getOrDefault(use.host(), "")) : HostNames.shortKey(use.domain());
    }

    /** The NetBIOS name of a domain, where it was left as it comes from the DNS name: the first part, cut as names of hosts are. */
    private static String label(String domain) {
        return HostNames.shortKey(domain);
    }

    /** What the SIDs of a domain begin with; the SID of one of its accounts, without its last number. */
    private static String begin(String sid) {
        return sid.substring(0, Math.max(0, sid.lastIndexOf('-')));
    }

    /** Of the communes of an incident, whose hosts these are. */
    static DirectoryPasswords of(
            Store.Session session,
            Scope scope,
            Incident incident,
            Collection<Host> hosts,
            Mistrusted mistrusted,
            Evictions evictions) {
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        Optional<Instant> first = evictions.firstEnd();
        Map<Commune, Map<String, List<Told>>> told = new HashMap<>();
        Map<AgentId, String> domains = new HashMap<>();
        hosts.forEach(host -> Domains.of(host).ifPresent(domain -> domains.put(host.id(), domain)));
        Set<String> doubtful = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (Reading reading : session.directoryAccounts().readings(communes)) {
            if (mistrusted.isWord(reading)) {
                doubtful.add(reading.commune() + " " + reading.domain());
            }
            if (hosts.stream()
                    .anyMatch(host -> host.commune().equals(reading.commune())
                            && !host.id().equals(reading.reader())
                            && reading.domain().equals(domains.get(host.id())))) {
                shared.add(reading.commune() + " " + reading.domain());
            }
        }
        List<Known> accounts = session.directoryAccounts().accounts(communes);
        Set<String> own = own(accounts);
        for (Known each : accounts) {
            Aged aged = aged(each.account());
            String domain = each.commune() + " " + each.domain();
            add(
                    told,
                    each.commune(),
                    new Told(
                            each.domain(),
                            each.domain(),
                            shared.contains(domain)
                                    || own.contains(
                                            domain + " " + begin(each.account().sid())),
                            each.account().sid(),
                            doubtful.contains(domain) ? doubted(aged, first) : aged));
        }
        for (PasswordList list : session.passwordLists().lists(scope, incident.id())) {
            if (list.current()) {
                session.passwordLists()
                        .accounts(scope, list.number())
                        .forEach(aged -> add(told, list.commune(), new Told(list.name(), "", false, "", aged)));
            }
        }
        return new DirectoryPasswords(told, domains);
    }

    /** Of each domain that tells of one krbtgt, and whose SIDs no other domain of the commune tells: commune, domain and what they begin with. */
    private static Set<String> own(List<Known> accounts) {
        Map<String, Set<String>> tickets = new HashMap<>();
        Map<String, Set<String>> telling = new HashMap<>();
        for (Known each : accounts) {
            String sid = each.account().sid();
            String domain = each.commune() + " " + each.domain();
            telling.computeIfAbsent(each.commune() + " " + begin(sid), k -> new HashSet<>())
                    .add(domain);
            if (sid.endsWith(DomainPeople.TICKETS)) {
                tickets.computeIfAbsent(domain, k -> new HashSet<>()).add(each.commune() + " " + begin(sid));
            }
        }
        return tickets.entrySet().stream()
                .filter(one -> one.getValue().size() == 1)
                .flatMap(one -> one.getValue().stream()
                        .filter(begin -> telling.getOrDefault(begin, Set.of()).size() == 1)
                        .map(begin -> one.getKey() + " " + begin.substring(begin.indexOf(' ') + 1)))
                .collect(Collectors.toSet());
    }

    private static void add(Map<Commune, Map<String, List<Told>>> told, Commune commune, Told each) {
        told.computeIfAbsent(commune, of -> new HashMap<>())
                .computeIfAbsent(each.aged().account(), name -> new ArrayList<>(1))
                .add(each);
    }

    /** Of what whoever is mistrusted tells: that it can be used, and when its password was set where that is not in its favour. */
    private static Aged doubted(Aged told, Optional<Instant> first) {
        return new Aged(
                told.account(),
                told.kind(),
                true,
                told.set().filter(set -> first.filter(set::isBefore).isPresent()),
                told.dayOnly());
    }

    /** An account of a directory as a list would have it. */
    private static Aged aged(DirectoryAccount account) {
        String name = LetterCase.fold(account.name());
        return new Aged(
                name,
                name.startsWith("krbtgt")
                        ? PasswordLists.Kind.KERBEROS
                        : switch (account.kind()) {
                            case USER, MANAGED -> PasswordLists.Kind.ACCOUNT;
                            case COMPUTER -> PasswordLists.Kind.MACHINE;
                            case TRUST -> PasswordLists.Kind.TRUST;
                        },
                account.isEnabled(),
                account.passwordSetMicros().stream().mapToObj(Moment::instant).findFirst(),
                false);
    }
}
