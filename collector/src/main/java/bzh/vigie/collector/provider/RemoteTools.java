package bzh.vigie.collector.provider;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Inventories.OnHost;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remote-access tools and tunnels of a commune, as its hosts' inventories have them now: one line for each instance, that is a product with its
 * account, tenant, tunnel or relay. Providers use the same products as attackers; the instance tells them apart.
 *
 * @param instances by product and instance
 * @param hosts how many hosts of the commune have any
 */
public record RemoteTools(List<Instance> instances, int hosts) {
    /** Instances at most. */
    public static final int MOST = 500;

    private static final String LOCATIONS = ".remote.";

    public RemoteTools {
        instances = List.copyOf(instances);
    }

    /** What was decided about an instance in the commune. */
    public enum Standing {
        /** Somebody marked it as the attacker's. */
        ATTACKER,
        /** Approved, and in a signed baseline. */
        BASELINE,
        /** Approved, but in no signed baseline yet. */
        APPROVED,
        /** It may stay and is looked at again. */
        WATCH,
        /** On some of its hosts this, on others that. */
        MIXED,
        /** Nobody decided. */
        UNDECIDED
    }

    /**
     * An instance of a product.
     *
     * @param product as the agents' catalogue calls it
     * @param instance account, tenant, tunnel or relay; empty where nothing says
     * @param settings what is told of it besides, of one of its hosts; secrets are digests
     * @param hosts that have it
     * @param first when the first of them told anything there first
     * @param after incidents whose eviction had ended on a host when it was first seen there, by number, with those hosts
     */
    public record Instance(
            String product,
            String instance,
            List<String> settings,
            Set<AgentId> hosts,
            Instant first,
            Instant last,
            Standing standing,
            Map<String, Set<AgentId>> after) {
        public Instance {
            settings = List.copyOf(settings);
            hosts = new LinkedHashSet<>(hosts);
            after = new LinkedHashMap<>(after);
        }
    }

    /** Those of a commune that may be seen. */
    public static RemoteTools of(Store.Session session, Scope scope, Commune commune) {
        Map<List<String>, List<OnHost>> same = new LinkedHashMap<>();
        Set<AgentId> hosts = new TreeSet<>();
        for (OnHost each : session.inventories().now(scope, commune, LOCATIONS)) {
            Item item = each.known().item();
            hosts.add(each.host());
            same.computeIfAbsent(List.of(product(item), LetterCase.fold(instance(item))), key -> new ArrayList<>())
                    .add(each);
        }
        List<Incident> incidents = session.incidents().list(scope).stream()
                .filter(incident -> incident.communes().contains(commune))
                .toList();
        Map<Incident, Evictions> evictions = new LinkedHashMap<>();
        incidents.forEach(incident ->
                evictions.put(incident, Evictions.of(session.incidents().evictions(scope, incident.id()))));
        List<Instance> instances = new ArrayList<>();
        same.values().stream()
                .limit(MOST)
                .forEach(each -> instances.add(instance(session, scope, commune, evictions, each)));
        instances.sort(Comparator.comparing(Instance::product).thenComparing(Instance::instance));
        return new RemoteTools(instances, hosts.size());
    }

    private static Instance instance(
            Store.Session session,
            Scope scope,
            Commune commune,
            Map<Incident, Evictions> evictions,
            List<OnHost> same) {
        Item item = same.getFirst().known().item();
        Set<AgentId> hosts = new LinkedHashSet<>();
        Map<String, Set<AgentId>> after = new LinkedHashMap<>();
        Set<String> groups = new LinkedHashSet<>();
        for (OnHost each : same) {
            hosts.add(each.host());
            groups.add(GroupKey.of(each.known().item()));
            evictions.forEach((incident, when) -> when.forHost(each.host())
                    .flatMap(Interval::end)
                    .filter(end -> !each.known().firstSeen().isBefore(end))
                    .ifPresent(end -> after.computeIfAbsent(incident.id().text(), id -> new LinkedHashSet<>())
                            .add(each.host())));
        }
        return new Instance(
                product(item),
                instance(item),
                item.value().lines().limit(20).toList(),
                hosts,
                same.stream()
                        .map(each -> each.known().firstSeen())
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                same.stream()
                        .map(each -> each.known().lastSeen())
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                standing(session, scope, commune, evictions.keySet(), groups),
                after);
    }

    private static Standing standing(
            Store.Session session, Scope scope, Commune commune, Set<Incident> incidents, Set<String> groups) {
        Set<Standing> all = new TreeSet<>();
        for (String group : groups) {
            Optional<Decision> last = incidents.stream()
                    .flatMap(incident -> session.reviews().lines(scope, incident.id(), group).stream())
                    .filter(line -> line.commune().equals(commune))
                    .max(Comparator.comparingLong(Line::number))
                    .map(Line::decision);
            all.add(
                    switch (last.orElse(Decision.REOPENED)) {
                        case ATTACKER -> Standing.ATTACKER;
                        case WATCH -> Standing.WATCH;
                        case REOPENED -> Standing.UNDECIDED;
                        case APPROVED ->
                            session.reviews().baselined(commune, group).isPresent()
                                    ? Standing.BASELINE
                                    : Standing.APPROVED;
                    });
        }
        return all.contains(Standing.ATTACKER)
                ? Standing.ATTACKER
                : all.size() == 1 ? all.iterator().next() : Standing.MIXED;
    }

    /** Items are named by their product and what tells its instance. */
    private static String product(Item item) {
        int blank = item.name().indexOf(' ');
        return blank < 0 ? item.name() : item.name().substring(0, blank);
    }

    private static String instance(Item item) {
        int blank = item.name().indexOf(' ');
        return blank < 0 ? "" : item.name().substring(blank + 1);
    }
}
