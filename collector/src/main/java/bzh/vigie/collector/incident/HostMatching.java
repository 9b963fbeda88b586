package bzh.vigie.collector.incident;

import bzh.vigie.collector.neighbour.DirectoryComputers;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.HostList;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The hosts that communes of an incident should have against those that have an agent, by name within a commune.
 *
 * @param expected what stands on current lists, each host once for a commune
 * @param unlisted hosts with an agent that stand on no list of a commune that has one
 * @param directories that were read of these communes: their computers in use are a list like another, named as the domain
 * @param without communes of the incident that have no list: of them nothing can be said to be missing
 * @param untold communes of which directories alone tell: whoever rules the host that reads one may have left out what he likes
 */
public record HostMatching(
        List<Matched> expected,
        List<Host> unlisted,
        List<Commune> without,
        List<DirectoryComputers> directories,
        List<Commune> untold) {

    public HostMatching {
        directories = List.copyOf(directories);
        expected = List.copyOf(expected);
        unlisted = List.copyOf(unlisted);
        without = List.copyOf(without);
        untold = List.copyOf(untold);
    }

    /**
     * A host that should be there.
     *
     * @param lists names of the lists that have it
     * @param domains those of the directories that have it, whose names are among these of lists
     * @param agents hosts of that name, the one enrolled last first: several where it was enrolled again or two share it; or those of
     *     which an analyst says so
     * @param doubt why it is not known which agent is that of this host, until an analyst says
     */
    public record Matched(
            Commune commune,
            Expected host,
            List<String> lists,
            List<String> domains,
            List<Host> agents,
            Optional<Doubt> doubt) {
        public Matched {
            lists = List.copyOf(lists);
            domains = List.copyOf(domains);
            agents = List.copyOf(agents);
        }

        /** A person's list may be called as a domain. */
        private boolean isOnlyOn(Set<List<String>> directories) {
            return lists.size() == domains.size()
                    && domains.stream().allMatch(domain -> directories.contains(List.of(commune.insee(), domain)));
        }
    }

    /** Why a name does not tell which agent is that of an expected host: whoever rules a host chooses its name. */
    public enum Doubt {
        /** Several agents call themselves so. */
        SEVERAL_AGENTS,
        /** Its agent called itself otherwise before. */
        RENAMED,
        /** Its agent's name, as NetBIOS cuts names off, is the beginning of several expected hosts' names. */
        SEVERAL_HOSTS
    }

    /**
     * The same without the computers of directories that are none, and with the communes without a list that have only the directory of whoever is
     * mistrusted: that a host is missing may be its word, that none is may not.
     */
    public HostMatching believing(Predicate<Reading> isNone, Predicate<Reading> isMistrusted) {
        Set<List<String>> none = lists(isNone);
        Set<List<String>> mistrusted = lists(isNone.or(isMistrusted));
        List<Matched> kept =
                expected.stream().filter(each -> !each.isOnlyOn(none)).toList();
        Set<Commune> all = new LinkedHashSet<>(without);
        expected.stream()
                .map(Matched::commune)
                .distinct()
                .filter(commune -> expected.stream()
                        .filter(each -> each.commune().equals(commune))
                        .allMatch(each -> each.isOnlyOn(mistrusted)))
                .forEach(all::add);
        return new HostMatching(
                kept,
                unlisted,
                List.copyOf(all),
                directories.stream()
                        .filter(each -> !isNone.test(each.reading()))
                        .toList(),
                untold.stream().filter(commune -> !all.contains(commune)).toList());
    }

    private Set<List<String>> lists(Predicate<Reading> which) {
        return directories.stream()
                .map(DirectoryComputers::reading)
                .filter(which)
                .map(reading -> List.of(reading.commune().insee(), reading.domain()))
                .collect(Collectors.toSet());
    }

    /** Whether a list names that host, as names of hosts are compared. */
    public boolean isExpected(String name) {
        return expected.stream()
                .anyMatch(each -> HostNames.key(each.host().name()).equals(HostNames.key(name)));
    }

    /** The list of that name with something in it, which can be taken back. */
    public static Optional<HostList> standing(
            Store.Session session, Scope scope, IncidentId id, Commune commune, String list) {
        return session.expectedHosts().lists(scope, id).stream()
                .filter(each -> each.commune().equals(commune)
                        && each.name().equals(list)
                        && each.current()
                        && each.hosts() > 0)
                .findFirst();
    }

    /** Of an incident; empty where there is none that may be seen. */
    public static Optional<HostMatching> of(Store.Session session, Scope scope, IncidentId id) {
        return session.incidents().find(scope, id).map(incident -> of(session, scope, incident, incident.communes()));
    }

    /** Of one commune of an incident as it was found in that scope. */
    public static HostMatching of(Store.Session session, Scope scope, Incident incident, Commune commune) {
        return of(session, scope, incident, List.of(commune));
    }

    private static HostMatching of(Store.Session session, Scope scope, Incident incident, List<Commune> communes) {
        List<HostList> lists = session.expectedHosts().lists(scope, incident.id()).stream()
                .filter(list -> list.current() && list.hosts() > 0)
                .toList();
        Agents agents = Agents.of(session, scope, incident.id());
        List<Matched> matched = new ArrayList<>();
        List<Host> unlisted = new ArrayList<>();
        List<Commune> without = new ArrayList<>();
        List<Commune> untold = new ArrayList<>();
        List<DirectoryComputers> directories =
                DirectoryComputers.of(session, new Scope.Communes(Set.copyOf(communes))).stream()
                        .filter(each -> scope.allows(each.reading().commune())
                                && !each.inUse().isEmpty())
                        .toList();
        for (Commune commune : communes) {
            List<DirectoryComputers> read = directories.stream()
                    .filter(each -> each.reading().commune().equals(commune))
                    .toList();
            List<HostList> own = lists.stream()
                    .filter(list -> list.commune().equals(commune))
                    .toList();
            if (own.isEmpty() && read.isEmpty()) {
                without.add(commune);
            } else {
                match(session, scope, agents, commune, own, read, matched, unlisted);
                if (own.isEmpty()) {
                    untold.add(commune);
                }
            }
        }
        return new HostMatching(matched, unlisted, without, directories, untold);
    }

    private static void match(
            Store.Session session,
            Scope scope,
            Agents known,
            Commune commune,
            List<HostList> lists,
            List<DirectoryComputers> directories,
            List<Matched> matched,
            List<Host> unlisted) {
        // One that was never let in watches nothing, whatever name it asked under.
        List<Host> enrolled = session.hosts().all(new Scope.Communes(Set.of(commune))).stream()
                .filter(Host::wasAdmitted)
                .toList();
        Map<String, List<Host>> byName = new HashMap<>();
        enrolled.forEach(host -> byName.computeIfAbsent(HostNames.shortKey(known.name(host)), k -> new ArrayList<>())
                .add(host));
        Map<String, Expected> expected = new LinkedHashMap<>();
        Map<String, List<String>> on = new HashMap<>();
        Map<String, List<String>> domains = new HashMap<>();
        BiConsumer<String, Expected> add = (list, host) -> {
            String key = HostNames.key(host.name());
            // A role that is more than that of a PC, and an account in use, count whichever list says so.
            expected.merge(key, host, HostMatching::both);
            on.computeIfAbsent(key, k -> new ArrayList<>()).add(list);
        };
        for (HostList list : lists) {
            session.expectedHosts().hosts(scope, list.number()).forEach(host -> add.accept(list.name(), host));
        }
        for (DirectoryComputers directory : directories) {
            for (DirectoryAccount computer : directory.inUse()) {
                boolean isListed = expected.containsKey(HostNames.key(DirectoryComputers.name(computer)));
                add.accept(directory.reading().domain(), expected(computer, isListed));
                domains.computeIfAbsent(HostNames.key(DirectoryComputers.name(computer)), k -> new ArrayList<>())
                        .add(directory.reading().domain());
            }
        }
        Map<String, Long> alike =
                expected.keySet().stream().collect(Collectors.groupingBy(HostNames::shortKey, Collectors.counting()));
        Set<AgentId> found = new HashSet<>();
        expected.forEach((key, host) -> {
            List<Host> named = byName.getOrDefault(HostNames.shortKey(key), List.of()).stream()
                    .filter(agent -> known.isIdentified(agent)
                            ? HostNames.key(known.name(agent)).equals(key)
                            : HostNames.same(agent.hostname(), key))
                    .sorted(Comparator.comparing(Host::enrolled).reversed())
                    .toList();
            List<Host> identified = named.stream().filter(known::isIdentified).toList();
            List<Host> agents = identified.isEmpty() ? named : identified;
            agents.forEach(agent -> found.add(agent.id()));
            boolean many = alike.getOrDefault(HostNames.shortKey(key), 0L) > 1;
            matched.add(new Matched(
                    commune,
                    host,
                    on.getOrDefault(key, List.of()),
                    domains.getOrDefault(key, List.of()),
                    agents,
                    known.doubt(key, agents, many)));
        });
        enrolled.stream().filter(host -> !found.contains(host.id())).forEach(unlisted::add);
    }

    /**
     * A computer of a directory as a list has it, by what the directory says that it is. What system it has it says itself: one that is no
     * Windows for workstations is taken for a server, unless a list says that it is none.
     */
    static Expected expected(DirectoryAccount computer, boolean isListed) {
        String system = computer.system().strip().toLowerCase(Locale.ROOT);
        boolean isWindows = system.startsWith("windows");
        boolean isServer = isWindows ? system.contains("server") : !isListed;
        return new Expected(
                DirectoryComputers.name(computer),
                computer.isController() ? Role.DOMAIN_CONTROLLER : isServer ? Role.SERVER : Role.WORKSTATION,
                true);
    }

    /** One of both: the first's name, the graver role, in use where either is. */
    static Expected both(Expected a, Expected b) {
        return new Expected(
                a.name(), a.role().compareTo(b.role()) >= 0 ? a.role() : b.role(), a.enabled() || b.enabled());
    }
}
