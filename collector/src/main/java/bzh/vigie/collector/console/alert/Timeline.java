package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the host told a quarter of an hour before and after an alert, and the processes around it. */
public final class Timeline {
    /** Events that a page shows at most. */
    private static final int MOST = 300;

    private static final Duration AROUND = Duration.ofMinutes(15);
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final int DEEPEST = 12;
    private static final List<String> SHOWN = List.of(
            "action",
            "change",
            "Image",
            "CommandLine",
            "location",
            "name",
            "value",
            "target",
            "account",
            "source_address",
            "User",
            "DestinationIp",
            "DestinationPort",
            "QueryName",
            "Channel",
            "EventID",
            "status",
            "state",
            "reason",
            "detail");

    private Timeline() {}

    /** A process in the tree, so many steps below the first that is known. */
    public record Node(int depth, String image, String commandLine, String id, boolean isIt) {}

    /** Oldest first; the nearest where there are too many. */
    static List<Hit> around(Searches searches, Call call, Alert alert) {
        Instant from = alert.time().minus(AROUND);
        Instant to = alert.time().plus(AROUND);
        if (!(QueryParser.parse("host:" + alert.host().text(), alert.time()) instanceof Parsed.Understood host)) {
            return List.of();
        }
        Query query = new Query.And(
                List.of(host.query(), new Query.Received(new ValueTest.Times(Optional.of(from), Optional.of(to)))));
        List<Hit> hits =
                new ArrayList<>(searches.find(call, query, 10 * MOST, TIME).hits());
        hits.sort(Comparator.comparing(
                hit -> Duration.between(alert.time(), hit.received()).abs()));
        return hits.stream()
                .limit(MOST)
                .sorted(Comparator.comparing(Hit::received).thenComparing(Hit::id))
                .toList();
    }

    /** The process of the alert's event with those above it and those that it started, as far as these events show them. */
    static List<Node> tree(List<Hit> events, Alert alert) {
        Map<String, Hit> byKey = new HashMap<>();
        for (Hit each : events) {
            if (!field(each, "ParentProcessKey").isEmpty()) {
                byKey.putIfAbsent(field(each, "ProcessKey"), each);
            }
        }
        Optional<String> it = events.stream()
                .filter(each -> each.id().equals(alert.firstEvent()))
                .map(each -> field(each, "ProcessKey"))
                .filter(key -> !key.isEmpty())
                .findFirst();
        if (it.isEmpty()) {
            return List.of();
        }
        String top = it.get();
        Set<String> passed = new HashSet<>();
        while (passed.add(top) && byKey.containsKey(parent(byKey, top)) && passed.size() < DEEPEST) {
            top = parent(byKey, top);
        }
        List<Node> tree = new ArrayList<>();
        Set<String> shown = new HashSet<>();
        down(byKey, top, 0, it.get(), tree, shown);
        return tree;
    }

    private static void down(
            Map<String, Hit> byKey, String key, int depth, String it, List<Node> tree, Set<String> shown) {
        Hit hit = byKey.get(key);
        if (hit == null || depth > DEEPEST || tree.size() >= MOST || !shown.add(key)) {
            return;
        }
        tree.add(new Node(
                depth, field(hit, "Image"), field(hit, "CommandLine"), field(hit, "ProcessId"), key.equals(it)));
        byKey.entrySet().stream()
                .filter(each -> field(each.getValue(), "ParentProcessKey").equals(key))
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> down(byKey, each.getKey(), depth + 1, it, tree, shown));
    }

    /** What a line about an event says: of its usual fields those that it has. */
    public static String line(Hit hit) {
        return SHOWN.stream()
                .map(name -> field(hit, name))
                .filter(value -> !value.isEmpty())
                .distinct()
                .collect(Collectors.joining("  "));
    }

    private static String parent(Map<String, Hit> byKey, String key) {
        Hit hit = byKey.get(key);
        return hit == null ? "" : field(hit, "ParentProcessKey");
    }

    private static String field(Hit hit, String name) {
        return hit.fields().getOrDefault(name, "");
    }
}
