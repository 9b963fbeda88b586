package bzh.vigie.collector.hunt;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Names of hosts, as they are called now. Immutable. */
public final class HostDirectory {
    private final Map<AgentId, String> names = new LinkedHashMap<>();

    private HostDirectory(Collection<Host> hosts) {
        hosts.forEach(host -> names.put(host.id(), host.hostname()));
    }

    /** Those of the hosts in the scope. */
    public static HostDirectory of(Store store, Scope scope) {
        return new HostDirectory(store.read(session -> session.hosts().all(scope)));
    }

    /** One that knows no host. */
    public static HostDirectory empty() {
        return new HostDirectory(Set.of());
    }

    /** What a host is called; its id where that is not known. */
    public String name(AgentId host) {
        return names.getOrDefault(host, host.text());
    }

    /** Ids of the hosts whose name matches. */
    public Set<String> matching(TextPattern pattern) {
        Set<String> ids = new HashSet<>();
        names.forEach((id, name) -> {
            if (pattern.matches(TextPattern.fold(name))) {
                ids.add(id.text());
            }
        });
        return ids;
    }
}
