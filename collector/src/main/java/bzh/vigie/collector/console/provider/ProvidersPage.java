package bzh.vigie.collector.console.provider;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.provider.RemoteTools;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who helps a commune from elsewhere, by which tools and whose instances: of its hosts now, and what alerts tell of them. */
public final class ProvidersPage implements Section {
    private static final int ALERTS = 50;
    private static final int OF_A_RULE = 20;

    /** Rules about tools of remote access and tunnels. */
    private static final List<String> RULES = List.of(
            "vigie-windows-remote-tool-added",
            "vigie-windows-remote-tool-present",
            "vigie-event-remote-tool-from-user-folder",
            "vigie-event-remote-tool-renamed",
            "vigie-event-remote-tool-service",
            "vigie-event-remote-tool-started");

    private final AlertTexts texts;

    public ProvidersPage(Parts parts) {
        texts = parts.texts();
    }

    /** An alert as one line. */
    public record AlertLine(Alert alert, String title) {}

    /**
     * What the page shows.
     *
     * @param names of hosts
     * @param alerts about such tools, the newest first
     * @param more whether there are more of them
     */
    public record Model(
            Commune commune,
            RemoteTools tools,
            Map<AgentId, String> names,
            List<Incident> incidents,
            List<AlertLine> alerts,
            boolean more) {
        public Model {
            names = Map.copyOf(names);
            incidents = List.copyOf(incidents);
            alerts = List.copyOf(alerts);
        }

        /** What a host is called. */
        public String name(AgentId host) {
            return names.getOrDefault(host, host.text());
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/communes/{commune}/providers",
                        Access.READ,
                        call -> Answer.page("provider/providers", model(call))),
                Route.api(
                        "getCommuneProviders",
                        Method.GET,
                        "/communes/{commune}/providers",
                        Access.READ,
                        call -> Answer.json(json(model(call)))));
    }

    private Model model(Call call) {
        Commune commune = new Commune(call.path("commune"));
        return call.read(session -> {
            RemoteTools tools = RemoteTools.of(session, call.scope(), commune);
            Map<AgentId, String> names = session.hosts()
                    .names(tools.instances().stream()
                            .flatMap(each -> each.hosts().stream())
                            .collect(Collectors.toSet()));
            List<List<Alert>> ofRules = RULES.stream()
                    .map(rule -> session.alerts()
                            .list(call.scope(), Filter.NONE.ofRule(rule).in(commune), Optional.empty(), OF_A_RULE + 1))
                    .toList();
            List<Alert> alerts = ofRules.stream()
                    .flatMap(each -> each.stream().limit(OF_A_RULE))
                    .sorted(Comparator.comparing(Alert::lastTime).reversed())
                    .toList();
            return new Model(
                    commune,
                    tools,
                    names,
                    session.incidents().list(call.scope()).stream()
                            .filter(incident -> incident.communes().contains(commune))
                            .toList(),
                    alerts.stream()
                            .limit(ALERTS)
                            .map(alert -> new AlertLine(
                                    alert, texts.of(alert, call.locale()).title()))
                            .toList(),
                    alerts.size() > ALERTS || ofRules.stream().anyMatch(each -> each.size() > OF_A_RULE));
        });
    }

    private static Map<String, Object> json(Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("commune", model.commune().insee());
        all.put(
                "items",
                model.tools().instances().stream()
                        .map(each -> {
                            Map<String, Object> row = new LinkedHashMap<>();
                            row.put("product", each.product());
                            row.put("instance", each.instance());
                            row.put("settings", each.settings());
                            row.put(
                                    "hosts",
                                    each.hosts().stream().map(AgentId::text).toList());
                            row.put("first_seen", each.first());
                            row.put("last_seen", each.last());
                            row.put("standing", each.standing());
                            Map<String, Object> after = new LinkedHashMap<>();
                            each.after()
                                    .forEach((incident, hosts) -> after.put(
                                            incident,
                                            hosts.stream().map(AgentId::text).toList()));
                            row.put("after_eviction", after);
                            return row;
                        })
                        .toList());
        all.put("alerts", model.alerts().stream().map(each -> each.alert().id()).toList());
        all.put("alerts_more", model.more());
        return all;
    }
}
