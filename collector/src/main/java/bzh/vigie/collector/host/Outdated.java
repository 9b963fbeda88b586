package bzh.vigie.collector.host;

import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Hosts whose agent is older than a version. Those that were revoked or uninstalled are left out. */
public final class Outdated {
    private Outdated() {}

    /** By the way in which a person brings them up to date; a version that cannot be read counts as old. */
    public static Map<UpgradeWay, List<Host>> of(Store.Session session, Scope scope, AgentVersion current) {
        Map<UpgradeWay, List<Host>> found = new EnumMap<>(UpgradeWay.class);
        for (Host host : session.hosts().otherThan(scope, current.text())) {
            if (isOlder(host, current)) {
                found.computeIfAbsent(UpgradeWay.of(host), way -> new ArrayList<>())
                        .add(host);
            }
        }
        return found;
    }

    /** Whether its agent is older. */
    public static boolean isOlder(Host host, AgentVersion current) {
        return AgentVersion.parse(host.version())
                .map(version -> version.compareTo(current) < 0)
                .orElse(true);
    }
}
