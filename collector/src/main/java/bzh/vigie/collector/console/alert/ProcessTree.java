package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.PageSearches;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryText;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The process of an alert's event, those above it and those that it started, out of the event history: also what started long before. Bounded, and
 * what is missing is said: a parent whose start was not seen, children that are not shown.
 */
public final class ProcessTree {
    /** Processes above that are asked for at most. */
    private static final int HIGHEST = 12;

    /** Children of one process that are shown. */
    private static final int CHILDREN = 20;

    /** Generations below. */
    private static final int DEEPEST = 3;

    /** Processes whose children are asked for at most: each is a search. */
    private static final int ASKED = 12;

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Events of a process that are looked through for its start. */
    private static final int LOOKED = 50;

    private final PageSearches searches;
    private final Call call;
    private final String host;
    private final Map<String, Hit> known = new LinkedHashMap<>();
    private final Set<String> shown = new HashSet<>();
    private int asked;

    /** Whether the last start that was not found was not looked for to the end. */
    private boolean unlooked;

    private ProcessTree(PageSearches searches, Call call, String host) {
        this.searches = searches;
        this.call = call;
        this.host = host;
    }

    /**
     * A process.
     *
     * @param started receipt of its start; empty where that was not seen
     * @param isIt whether the alert is about it
     * @param running whether it was there already when the agent began to watch
     * @param more whether it has children that are not shown
     * @param cut whether the search for its start, or where that was seen for its children, was not gone through: there may be some
     */
    public record Node(
            String image,
            String commandLine,
            String id,
            String user,
            Optional<Instant> started,
            boolean isIt,
            boolean running,
            List<Node> children,
            boolean more,
            boolean cut) {
        public Node {
            children = List.copyOf(children);
        }
    }

    /** What a search for events of a process gave; whole where there are no others. */
    private record Looked(List<Hit> hits, boolean whole) {}

    /** The topmost that is known of; empty where the alert's event is of no process, or is no longer in the history. */
    static Optional<Node> of(PageSearches searches, Call call, Alert alert, List<Hit> around) {
        Optional<String> it = around.stream()
                .filter(each -> each.id().equals(alert.firstEvent()))
                .map(each -> field(each, "ProcessKey"))
                .findFirst()
                .or(() -> Optional.ofNullable(alert.evidence().get("ProcessKey")))
                .filter(key -> !key.isEmpty());
        ProcessTree tree = new ProcessTree(searches, call, alert.host().text());
        around.stream()
                .filter(ProcessTree::isStart)
                .forEach(each -> tree.known.putIfAbsent(field(each, "ProcessKey"), each));
        String image = around.stream()
                .filter(each -> each.id().equals(alert.firstEvent()))
                .map(each -> field(each, "Image"))
                .findFirst()
                .orElse("");
        return it.flatMap(key -> tree.of(key, image));
    }

    private Optional<Node> of(String it, String image) {
        List<Hit> line = new ArrayList<>();
        Optional<Hit> start = start(it);
        Set<String> passed = new HashSet<>(Set.of(it));
        for (Optional<Hit> each = start; each.isPresent() && line.size() < HIGHEST; ) {
            line.addFirst(each.get());
            String parent = field(each.get(), "ParentProcessKey");
            each = parent.isEmpty() || !passed.add(parent) ? Optional.empty() : start(parent);
        }
        if (line.isEmpty()) {
            return unlooked
                    ? Optional.of(new Node(image, "", "", "", Optional.empty(), true, false, List.of(), false, true))
                    : Optional.empty();
        }
        boolean cut = unlooked;
        line.forEach(each -> shown.add(field(each, "ProcessKey")));
        Node node = down(line.getLast(), it, DEEPEST);
        for (int i = line.size() - 2; i >= 0; i--) {
            node = node(line.get(i), it, List.of(node), false, false);
        }
        String above = field(line.getFirst(), "ParentImage");
        boolean ends = line.size() == HIGHEST
                || (above.isEmpty()
                        && field(line.getFirst(), "ParentProcessKey").isEmpty());
        String id = field(line.getFirst(), "ParentProcessId");
        return Optional.of(
                ends ? node : new Node(above, "", id, "", Optional.empty(), false, false, List.of(node), false, cut));
    }

    private Node down(Hit hit, String it, int deeper) {
        String key = field(hit, "ProcessKey");
        boolean asking = deeper > 0 && asked < ASKED;
        Looked looked = asking ? children(key) : new Looked(List.of(), true);
        List<Hit> children = looked.hits();
        List<Node> nodes = new ArrayList<>();
        for (Hit child : children.stream().limit(CHILDREN).toList()) {
            if (shown.add(field(child, "ProcessKey"))) {
                nodes.add(down(child, it, deeper - 1));
            }
        }
        boolean many = children.size() > CHILDREN;
        return node(hit, it, nodes, many || (!asking && hasChild(key)), !many && !looked.whole());
    }

    /** Whether what is read anyway shows one. */
    private boolean hasChild(String key) {
        return known.values().stream()
                .anyMatch(each -> field(each, "ParentProcessKey").equals(key));
    }

    private static Node node(Hit hit, String it, List<Node> children, boolean more, boolean cut) {
        String key = field(hit, "ProcessKey");
        return new Node(
                field(hit, "Image"),
                field(hit, "CommandLine"),
                field(hit, "ProcessId"),
                field(hit, "User"),
                Optional.of(hit.received()),
                key.equals(it),
                field(hit, "AlreadyRunning").equals("true"),
                children,
                more,
                cut);
    }

    private Optional<Hit> start(String key) {
        Hit there = known.get(key);
        if (there != null) {
            return Optional.of(there);
        }
        Looked looked = find("ProcessKey", key, LOOKED);
        Optional<Hit> start =
                looked.hits().stream().filter(ProcessTree::isStart).findFirst();
        unlooked = start.isEmpty() && !looked.whole();
        return start;
    }

    private Looked children(String key) {
        asked++;
        return find("ParentProcessKey", key, CHILDREN + 1);
    }

    private Looked find(String field, String value, int limit) {
        Optional<Query> query = QueryText.ofField(field, value)
                .flatMap(test -> Timeline.parsed(
                        "host:" + host + " " + test, call.clock().instant()));
        if (query.isEmpty()) {
            return new Looked(List.of(), true);
        }
        return searches.find(query.get(), limit, PATIENCE)
                .map((Searches.Found found) -> new Looked(found.hits(), found.isWhole()))
                .orElse(new Looked(List.of(), false));
    }

    /** Only a start says whose child a process is. */
    private static boolean isStart(Hit hit) {
        return !field(hit, "ParentProcessKey").isEmpty()
                || !field(hit, "AlreadyRunning").isEmpty();
    }

    private static String field(Hit hit, String name) {
        return hit.fields().getOrDefault(name, "");
    }
}
