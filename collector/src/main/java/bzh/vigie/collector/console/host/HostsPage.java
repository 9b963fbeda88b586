package bzh.vigie.collector.console.host;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.host.AgentVersion;
import bzh.vigie.collector.host.Outdated;
import bzh.vigie.collector.host.UpgradeWay;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Filter;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.Listed;
import bzh.vigie.collector.store.Hosts.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Hosts over communes: those that are enrolled, with filters, and those whose agent is older than this collector. */
public final class HostsPage implements Section {
    private static final int ROWS = 100;

    /** Hosts shown of one way of upgrading. */
    private static final int MOST_OUTDATED = 200;

    /** Hosts told to a program at once. */
    private static final int MOST_OLD = 1_000;

    private static final int LONGEST_QUIET_DAYS = 3_650;

    private final AgentVersion current;
    private final String version;

    public HostsPage(Parts parts) {
        version = parts.version();
        current = AgentVersion.parse(version).orElseThrow();
    }

    /**
     * A host as one line.
     *
     * @param old whether its agent is older than this collector
     */
    public record Line(Host host, int alerts, boolean old) {}

    /** What the list shows; the filters as they were asked for. */
    public record Model(
            List<Line> lines,
            Optional<String> next,
            String commune,
            String state,
            String name,
            String quiet,
            boolean alerts,
            List<State> states) {
        public Model {
            lines = List.copyOf(lines);
            states = List.copyOf(states);
        }
    }

    /** A host on an old version. */
    private record Old(Host host, UpgradeWay way) {}

    /** A way of upgrading, and the first of its hosts. */
    public record Way(String sentence, int count, List<Host> hosts) {
        public Way {
            hosts = List.copyOf(hosts);
        }
    }

    /** What the page of old versions shows. */
    public record OutdatedModel(String version, List<Way> ways) {
        public OutdatedModel {
            ways = List.copyOf(ways);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/hosts", Access.READ, this::show),
                Route.get("/hosts/outdated", Access.READ, this::outdated),
                Route.api("listHosts", Method.GET, "/hosts", Access.READ, this::json)
                        .query("commune", "state", "name", "quiet", "alerts", "after"),
                Route.api("listOutdatedHosts", Method.GET, "/hosts/outdated", Access.READ, this::outdatedJson)
                        .query("after"));
    }

    private Cursor<Listed> found(Call call) {
        Filter filter = new Filter(
                call.query("commune").map(text -> commune(call, text)),
                call.query("state").flatMap(HostsPage::state),
                call.query("name")
                        .map(name -> name.substring(0, Math.min(name.length(), 255)))
                        .orElse(""),
                call.query("quiet")
                        .map(days -> call.clock()
                                .instant()
                                .minus(Duration.ofDays(call.number("quiet", 1, 0, LONGEST_QUIET_DAYS)))),
                call.query("alerts").isPresent());
        Optional<AgentId> after = call.query("after").flatMap(HostsPage::agent);
        return Cursor.of(
                call.read(session -> session.hosts().list(call.scope(), filter, after, ROWS + 1)),
                ROWS,
                listed -> listed.host().id().text());
    }

    /** A commune that is none is not found. */
    static Commune commune(Call call, String text) {
        try {
            return new Commune(text.strip());
        } catch (IllegalArgumentException notACommune) {
            return call.found(Optional.empty());
        }
    }

    private static Optional<State> state(String text) {
        return Arrays.stream(State.values())
                .filter(state -> word(state).equals(text))
                .findFirst();
    }

    private static Optional<AgentId> agent(String text) {
        try {
            return Optional.of(new AgentId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Answer show(Call call) {
        Cursor<Listed> found = found(call);
        return Answer.page(
                "host/hosts",
                new Model(
                        found.rows().stream()
                                .map(each ->
                                        new Line(each.host(), each.alerts(), Outdated.isOlder(each.host(), current)))
                                .toList(),
                        found.next(),
                        call.query("commune").orElse(""),
                        call.query("state").orElse(""),
                        call.query("name").orElse(""),
                        call.query("quiet").orElse(""),
                        call.query("alerts").isPresent(),
                        List.of(State.values())));
    }

    private Answer json(Call call) {
        Cursor<Listed> found = found(call);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                found.rows().stream()
                        .map(each -> {
                            Map<String, Object> row = HostJson.of(each.host());
                            row.put("open_alerts", each.alerts());
                            return row;
                        })
                        .toList());
        all.put("next", found.next());
        return Answer.json(all);
    }

    private Map<UpgradeWay, List<Host>> old(Call call) {
        return call.read(session -> Outdated.of(session, call.scope(), current));
    }

    private Answer outdated(Call call) {
        List<Way> ways = new ArrayList<>();
        old(call)
                .forEach((way, hosts) -> ways.add(new Way(
                        way.sentence(hosts.size(), call.locale()),
                        hosts.size(),
                        hosts.stream().limit(MOST_OUTDATED).toList())));
        return Answer.page("host/outdated", new OutdatedModel(version, ways));
    }

    private Answer outdatedJson(Call call) {
        List<Map<String, Object>> items = new ArrayList<>();
        String after = call.query("after").orElse("");
        List<Old> old = old(call).entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(host -> new Old(host, each.getKey())))
                .filter(each -> each.host().id().text().compareTo(after) > 0)
                .sorted(Comparator.comparing(each -> each.host().id()))
                .limit(MOST_OLD + 1L)
                .toList();
        Cursor<Old> page = Cursor.of(old, MOST_OLD, each -> each.host().id().text());
        page.rows().forEach(each -> {
            Map<String, Object> row = HostJson.of(each.host());
            row.put("upgrade", each.way().word());
            items.add(row);
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("than", version);
        all.put("items", items);
        all.put("next", page.next());
        return Answer.json(all);
    }
}
