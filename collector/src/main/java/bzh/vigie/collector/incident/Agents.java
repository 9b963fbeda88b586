package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.HostMatching.Doubt;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.ExpectedHosts.IdentityLine;
import bzh.vigie.collector.store.Hosts.FormerName;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of who agents are besides the name that they give themselves, in one incident and one reading of the store. */
final class Agents {
    private final Store.Session session;
    private final List<Attestations.Line> attestations;
    private final Map<AgentId, IdentityLine> identities = new HashMap<>();

    private Agents(Store.Session session, List<Attestations.Line> attestations) {
        this.session = session;
        this.attestations = attestations;
    }

    static Agents of(Store.Session session, Scope scope, IncidentId id) {
        Agents agents = new Agents(session, session.attestations().lines(scope, id));
        // Of the lines about one host the last counts.
        session.expectedHosts().identities(scope, id).forEach(line -> agents.identities.put(line.host(), line));
        return agents;
    }

    /** Whether an analyst says which expected host it is; what was said before it called itself otherwise does not count. */
    boolean isIdentified(Host host) {
        return identity(host).isPresent();
    }

    /** That of the expected host that it is, or what it calls itself. */
    String name(Host host) {
        return identity(host).flatMap(IdentityLine::name).orElse(host.hostname());
    }

    private Optional<IdentityLine> identity(Host host) {
        return Optional.ofNullable(identities.get(host.id()))
                .filter(line -> line.name().isPresent())
                .filter(line -> renamings(host).stream()
                        .noneMatch(former -> former.dropped().isAfter(line.written())));
    }

    private List<FormerName> renamings(Host host) {
        return session.hosts().formerNames(host.id()).stream()
                .filter(former -> !HostNames.same(former.name(), host.hostname()))
                .toList();
    }

    /**
     * Why those agents do not tell that the expected host is watched; empty also where there is none.
     *
     * @param many whether names of several expected hosts begin alike, as far as NetBIOS shows them
     */
    Optional<Doubt> doubt(String key, List<Host> agents, boolean many) {
        List<Host> there = agents.stream()
                .filter(host -> !Attestations.isGone(attestations, host))
                .toList();
        if (there.size() > 1) {
            return Optional.of(Doubt.SEVERAL_AGENTS);
        }
        Optional<Host> unidentified =
                there.stream().filter(host -> !isIdentified(host)).findFirst();
        if (unidentified.filter(host -> !renamings(host).isEmpty()).isPresent()) {
            return Optional.of(Doubt.RENAMED);
        }
        return unidentified
                .filter(host -> many && !HostNames.key(host.hostname()).equals(key))
                .map(host -> Doubt.SEVERAL_HOSTS);
    }
}
