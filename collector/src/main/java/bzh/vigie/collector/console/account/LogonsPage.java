package bzh.vigie.collector.console.account;

import bzh.vigie.collector.account.HostAddresses;
import bzh.vigie.collector.account.LogonGraph;
import bzh.vigie.collector.account.LogonSeen;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.AskedWindow;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.hunt.ValueTest;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who logged on from where to which host, in a commune or in those of an incident: a picture, and a table with the same. */
public final class LogonsPage implements Section {
    /** Logons that are read at most: the newest of the time that is asked about. */
    private static final int LOGONS = 3_000;

    /** Lines of the table at most. */
    private static final int ROWS = 300;

    /** Communes of an incident that are looked through at once. */
    private static final int MOST_COMMUNES = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Logons of people from elsewhere: no tickets, no services, no computers' accounts, nothing from the host itself. */
    private static final String QUERY = "(kind:logon action:logon type:(ssh or rdp or network or interactive))"
            + " or (EventID:4624 LogonType:(3 or 7 or 8 or 10 or 12) not TargetUserName:*$"
            + " not IpAddress:(\"-\" or \"::1\" or \"127.0.0.1\"))";

    private final Searches searches;
    private final ZoneId zone;

    public LogonsPage(Parts parts, Searches searches) {
        this.searches = searches;
        zone = parts.zone();
    }

    /**
     * What the page shows.
     *
     * @param incident where it is of one
     * @param communes that were looked through
     * @param others communes of the incident that were not
     * @param cut since when at the earliest it is whole, where there were more logons than are read
     * @param more lines that the table does not have
     */
    public record Model(
            Optional<Incident> incident,
            List<Commune> communes,
            List<Commune> others,
            Window window,
            LocalDate from,
            LocalDate to,
            LogonGraph graph,
            LogonGraph.Picture picture,
            List<LogonGraph.Edge> rows,
            int more,
            boolean cut,
            Optional<Instant> since) {
        public Model {
            communes = List.copyOf(communes);
            others = List.copyOf(others);
            rows = List.copyOf(rows);
        }

        /** Where it is asked for again. */
        public String path() {
            return incident.map(each -> "/incidents/" + each.id().text())
                            .orElseGet(() -> "/communes/" + communes.getFirst().insee())
                    + "/logons";
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/communes/{commune}/logons", Access.READ, call -> show(ofCommune(call))),
                Route.get("/incidents/{incident}/logons", Access.READ, call -> show(ofIncident(call))),
                Route.api(
                                "getCommuneLogons",
                                Method.GET,
                                "/communes/{commune}/logons",
                                Access.READ,
                                call -> json(ofCommune(call)))
                        .query("from", "to"),
                Route.api(
                                "getIncidentLogons",
                                Method.GET,
                                "/incidents/{incident}/logons",
                                Access.READ,
                                call -> json(ofIncident(call)))
                        .query("from", "to", "commune"));
    }

    private static Answer show(Model model) {
        return Answer.page("account/logons", model);
    }

    private static Incident incident(Call call) {
        try {
            IncidentId id = new IncidentId(call.path("incident"));
            return call.found(call.read(session -> session.incidents().find(call.scope(), id)));
        } catch (IllegalArgumentException noNumber) {
            return call.found(Optional.empty());
        }
    }

    private Model model(Call call, Optional<Incident> incident, List<Commune> all) {
        Window window = AskedWindow.of(call, zone);
        List<Commune> asked = all.stream()
                .filter(commune -> call.query("commune")
                        .filter(text -> incident.isPresent() && !text.equals(commune.insee()))
                        .isEmpty())
                .toList();
        List<Commune> communes = asked.stream().limit(MOST_COMMUNES).toList();
        HostAddresses places = call.read(session -> HostAddresses.of(session, call.scope(), communes));
        Instant now = call.clock().instant();
        Searches.Found found = searches.find(
                call,
                new Query.And(List.of(
                        new Query.Or(communes.stream()
                                .map(commune -> parsed("commune:" + commune.insee(), now))
                                .toList()),
                        parsed(QUERY, now),
                        new Query.Received(new ValueTest.Times(Optional.of(window.from()), Optional.of(window.to()))))),
                LOGONS,
                PATIENCE);
        LogonGraph graph = LogonGraph.of(
                found.hits().stream().flatMap(hit -> LogonSeen.of(hit).stream()).toList(), places);
        boolean cut = !found.isWhole();
        return new Model(
                incident,
                communes,
                all.stream().filter(each -> !communes.contains(each)).toList(),
                window,
                LocalDate.ofInstant(window.from(), zone),
                LocalDate.ofInstant(window.to().minusMillis(1), zone),
                graph,
                graph.picture(),
                graph.edges().stream().limit(ROWS).toList(),
                Math.max(0, graph.edges().size() - ROWS),
                cut,
                found.hits().isEmpty() || !cut || found.anew()
                        ? Optional.empty()
                        : Optional.of(found.hits().getLast().received()));
    }

    private Model ofCommune(Call call) {
        return model(call, Optional.empty(), List.of(new Commune(call.path("commune"))));
    }

    private Model ofIncident(Call call) {
        Incident incident = incident(call);
        return model(call, Optional.of(incident), incident.communes());
    }

    private static Query parsed(String text, Instant now) {
        return switch (QueryParser.parse(text, now)) {
            case Parsed.Understood understood -> understood.query();
            case Parsed.Fault fault -> throw new IllegalStateException("a query of this page: " + text);
        };
    }

    private static Answer json(Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("from", model.window().from());
        all.put("to", model.window().to());
        all.put("communes", model.communes().stream().map(Commune::insee).toList());
        all.put("others", model.others().stream().map(Commune::insee).toList());
        all.put("cut", model.cut());
        all.put("since", model.since());
        all.put(
                "items",
                model.graph().edges().stream()
                        .map(edge -> {
                            Map<String, Object> row = new LinkedHashMap<>();
                            row.put("origin", edge.from().origin());
                            row.put(
                                    "origin_host",
                                    edge.from().host().map(host -> host.id().text()));
                            row.put("device", edge.from().device().map(device -> ItemFields.word(device.kind())));
                            row.put("host", edge.to().id().text());
                            row.put("hostname", edge.to().hostname());
                            row.put("account", edge.account().text());
                            row.put("kind", ItemFields.word(edge.kind()));
                            row.put("count", edge.count());
                            row.put("first", edge.first());
                            row.put("last", edge.last());
                            return row;
                        })
                        .toList());
        return Answer.json(all);
    }
}
