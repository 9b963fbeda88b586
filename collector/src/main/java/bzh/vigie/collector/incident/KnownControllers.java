package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.HostList;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which machines are controllers of a domain by another word than their own: that of the directory as its reader told it, and that of an
 * analyst who listed them for an incident. Names are compared, and a machine says its own: who calls itself like a controller while that
 * one is away is not told apart. Immutable.
 *
 * @param isRead whether the directory told of its computers; otherwise nobody knows who its controllers are
 */
public record KnownControllers(boolean isRead, List<String> names) {
    public KnownControllers {
        names = List.copyOf(names);
    }

    /** Those of a domain of a commune. */
    public static KnownControllers of(Store.Session session, Commune commune, String domain) {
        Scope scope = new Scope.Communes(Set.of(commune));
        List<DirectoryAccount> computers =
                session.directoryAccounts().accounts(scope, DirectoryAccount.Kind.COMPUTER).stream()
                        .filter(known -> known.domain().equals(domain))
                        .map(Known::account)
                        .toList();
        List<String> names = new ArrayList<>();
        computers.stream()
                .filter(computer -> computer.isController() && computer.isEnabled())
                .map(computer -> computer.name().replaceFirst("\\$$", ""))
                .forEach(names::add);
        for (Incident incident : session.incidents().list(scope)) {
            for (HostList list : session.expectedHosts().lists(scope, incident.id())) {
                if (list.current() && list.commune().equals(commune)) {
                    session.expectedHosts().hosts(scope, list.number()).stream()
                            .filter(expected -> expected.role() == Role.DOMAIN_CONTROLLER)
                            .map(Expected::name)
                            .forEach(names::add);
                }
            }
        }
        return new KnownControllers(!computers.isEmpty(), names);
    }

    /** Whether one that says to be a controller is to be taken for one. */
    public boolean agree(String hostname) {
        return !isRead || names.stream().anyMatch(name -> HostNames.same(name, hostname));
    }
}
