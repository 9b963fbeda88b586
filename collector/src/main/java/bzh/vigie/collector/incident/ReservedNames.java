package bzh.vigie.collector.incident;

import bzh.vigie.collector.neighbour.DirectoryComputers;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Names that a machine takes only with a person's word: whoever rules it chooses what it is called. */
public final class ReservedNames {
    private ReservedNames() {}

    /**
     * Whether a current list, of any incident, or the directory of the commune has that name as that of more than a workstation, which a
     * conclusion cannot do without.
     */
    public static boolean isExpected(Store.Session session, Commune commune, String name) {
        Map<String, Expected> expected = new HashMap<>();
        session.expectedHosts()
                .current(commune)
                .forEach(host -> expected.merge(HostNames.key(host.name()), host, HostMatching::both));
        Set<String> listed = Set.copyOf(expected.keySet());
        DirectoryComputers.of(session, new Scope.Communes(Set.of(commune))).stream()
                .flatMap(directory -> directory.inUse().stream())
                .forEach(computer -> {
                    String key = HostNames.key(DirectoryComputers.name(computer));
                    expected.merge(key, HostMatching.expected(computer, listed.contains(key)), HostMatching::both);
                });
        return expected.values().stream()
                .anyMatch(host -> host.role() != Role.WORKSTATION && HostNames.same(host.name(), name));
    }

    /** Whether one of these names is that one. */
    public static boolean isOneOf(Collection<String> names, String name) {
        return names.stream().anyMatch(each -> HostNames.same(each, name));
    }
}
