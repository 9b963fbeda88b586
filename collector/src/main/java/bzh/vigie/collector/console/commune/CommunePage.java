package bzh.vigie.collector.console.commune;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.coverage.CoverageBar;
import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Filter;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.Listed;
import bzh.vigie.collector.store.Hosts.OfCommune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tokens;
import bzh.vigie.collector.store.Tokens.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Communes, and one of them: hosts enrolled and expected, what was watched in the last week, incidents, tokens. */
public final class CommunePage implements Section {
    private static final int COMMUNES = 200;

    /** Communes without a host that are shown of those that may be meant. */
    private static final int MOST_OTHERS = 20;

    private static final int ROWS = 50;

    /** Expected hosts without an agent, and hosts on no list, that are shown of an incident. */
    private static final int MOST_MATCHED = 200;

    /** Tokens that are shown, the newest first. */
    private static final int MOST_TOKENS = 200;

    /** A host of which nothing was heard for so long is quiet. */
    static final Duration QUIET = Duration.ofDays(3);

    private static final Duration AT_A_GLANCE = Duration.ofDays(7);

    /**
     * What the list shows.
     *
     * @param asked part of a name or of a code; empty for all of them
     * @param others communes that may be meant and have no host yet
     */
    public record ListModel(String asked, List<OfCommune> communes, Optional<String> next, List<Commune> others) {
        public ListModel {
            communes = List.copyOf(communes);
            others = List.copyOf(others);
        }
    }

    /** A host and what was watched on it in the last week. */
    public record Watched(Host host, int alerts, CoverageBar bar) {}

    /**
     * An incident of the commune, and its expected hosts.
     *
     * @param listed whether it has a list of hosts of this commune
     * @param expected how many hosts stand on lists
     * @param missing those of them without an agent, or of which it is not known which it is
     * @param unlisted hosts with an agent that stand on no list
     */
    public record Expected(
            Incident incident, boolean listed, int expected, List<Matched> missing, List<Host> unlisted) {
        public Expected {
            missing = List.copyOf(missing);
            unlisted = List.copyOf(unlisted);
        }
    }

    /** An enrolment token and how it stands. */
    public record TokenLine(Token token, Tokens.State state) {}

    /** What the page of a commune shows. */
    public record Model(
            OfCommune count,
            long machines,
            Window window,
            List<Watched> hosts,
            Optional<String> next,
            List<Expected> incidents,
            List<TokenLine> tokens,
            Form form) {
        public Model {
            hosts = List.copyOf(hosts);
            incidents = List.copyOf(incidents);
            tokens = List.copyOf(tokens);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/communes", Access.READ, this::list),
                Route.get("/communes/{commune}", Access.READ, CommunePage::show),
                Route.api("listCommunes", Method.GET, "/communes", Access.READ, this::listJson)
                        .query("q", "after"),
                Route.api("getCommune", Method.GET, "/communes/{commune}", Access.READ, this::json));
    }

    private static ListModel communes(Call call) {
        Instant quietSince = call.clock().instant().minus(QUIET);
        Optional<Commune> after = call.query("after").flatMap(CommunePage::commune);
        String asked = call.query("q").orElse("").strip();
        List<OfCommune> found = call.read(session -> session.hosts()
                .communes(call.scope(), quietSince, after, asked.isEmpty() ? COMMUNES + 1 : Integer.MAX_VALUE));
        CommuneNames names = call.view().names();
        Cursor<OfCommune> some = Cursor.of(
                asked.isEmpty()
                        ? found
                        : found.stream()
                                .filter(each -> names.isMeant(each.commune(), asked))
                                .limit(COMMUNES + 1)
                                .toList(),
                COMMUNES,
                each -> each.commune().insee());
        Set<Commune> withHosts = found.stream().map(OfCommune::commune).collect(Collectors.toSet());
        List<Commune> others = asked.isEmpty() || after.isPresent()
                ? List.of()
                : names.meant(asked)
                        .filter(each -> call.scope().allows(each) && !withHosts.contains(each))
                        .limit(MOST_OTHERS)
                        .toList();
        return new ListModel(asked, some.rows(), some.next(), others);
    }

    private static Optional<Commune> commune(String text) {
        try {
            return Optional.of(new Commune(text));
        } catch (IllegalArgumentException notACommune) {
            return Optional.empty();
        }
    }

    private Answer list(Call call) {
        return Answer.page("commune/communes", communes(call));
    }

    private Answer listJson(Call call) {
        ListModel communes = communes(call);
        CommuneNames names = call.view().names();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "items",
                communes.communes().stream().map(each -> row(each, names)).toList());
        all.put("next", communes.next());
        return Answer.json(all);
    }

    /** The page, with what was typed into its forms. */
    static Answer.Page show(Call call) {
        Commune commune = new Commune(call.path("commune"));
        Instant now = call.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Window window = new Window(now.minus(AT_A_GLANCE), now);
        Filter filter = new Filter(Optional.of(commune), Optional.empty(), "", Optional.empty(), false);
        Optional<AgentId> after = call.query("after").flatMap(CommunePage::agent);
        boolean works = call.view().may(Access.WORK);
        return call.read(session -> {
            Cursor<Listed> hosts = Cursor.of(
                    session.hosts().list(call.scope(), filter, after, ROWS + 1),
                    ROWS,
                    listed -> listed.host().id().text());
            return Answer.page(
                    "commune/commune",
                    new Model(
                            session.hosts().count(call.scope(), commune, now.minus(QUIET)),
                            SeenMachines.of(session, call.scope(), commune).stream()
                                    .filter(machine -> machine.exempted().isEmpty())
                                    .count(),
                            window,
                            hosts.rows().stream()
                                    .map(listed -> new Watched(
                                            listed.host(),
                                            listed.alerts(),
                                            CoverageBar.of(HostWatch.of(listed.host(), window, session.coverage()))))
                                    .toList(),
                            hosts.next(),
                            incidents(session, call, commune),
                            works ? tokens(session, call, commune, now) : List.of(),
                            call.form()));
        });
    }

    private static Optional<AgentId> agent(String text) {
        try {
            return Optional.of(new AgentId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static List<Expected> incidents(Store.Session session, Call call, Commune commune) {
        return session.incidents().list(call.scope()).stream()
                .filter(incident -> incident.communes().contains(commune))
                .map(incident -> {
                    HostMatching matching = HostMatching.of(session, call.scope(), incident, commune);
                    return new Expected(
                            incident,
                            matching.without().isEmpty(),
                            matching.expected().size(),
                            matching.expected().stream()
                                    .filter(each -> each.agents().isEmpty()
                                            || each.doubt().isPresent())
                                    .limit(MOST_MATCHED)
                                    .toList(),
                            matching.unlisted().stream().limit(MOST_MATCHED).toList());
                })
                .toList();
    }

    private static List<TokenLine> tokens(Store.Session session, Call call, Commune commune, Instant now) {
        return session.tokens().list(call.scope()).reversed().stream()
                .filter(token -> token.commune().equals(commune))
                .limit(MOST_TOKENS)
                .map(token -> new TokenLine(token, token.state(now)))
                .toList();
    }

    private Answer json(Call call) {
        Commune commune = new Commune(call.path("commune"));
        Instant quietSince = call.clock().instant().minus(QUIET);
        return call.read(session -> {
            Map<String, Object> row = row(
                    session.hosts().count(call.scope(), commune, quietSince),
                    call.view().names());
            row.put(
                    "incidents",
                    incidents(session, call, commune).stream()
                            .map(each -> {
                                Map<String, Object> incident = new LinkedHashMap<>();
                                incident.put("incident", each.incident().id().text());
                                incident.put("expected", each.expected());
                                incident.put(
                                        "missing",
                                        each.missing().stream()
                                                .map(matched -> matched.host().name())
                                                .toList());
                                incident.put(
                                        "unlisted",
                                        each.unlisted().stream()
                                                .map(host -> host.id().text())
                                                .toList());
                                return incident;
                            })
                            .toList());
            return Answer.json(row);
        });
    }

    private static Map<String, Object> row(OfCommune count, CommuneNames names) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("commune", count.commune().insee());
        row.put("name", names.name(count.commune()));
        row.put("hosts", count.hosts());
        row.put("connected", count.connected());
        row.put("waiting", count.waiting());
        row.put("quiet", count.quiet());
        return row;
    }
}
