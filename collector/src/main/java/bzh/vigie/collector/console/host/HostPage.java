package bzh.vigie.collector.console.host;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.AskedWindow;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.SourceCoverage;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.host.AgentVersion;
import bzh.vigie.collector.host.HostClock;
import bzh.vigie.collector.host.HostDecision;
import bzh.vigie.collector.host.Outdated;
import bzh.vigie.collector.host.UpgradeWay;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Hosts.FormerName;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.Event;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One host: what it says it is, what is watched on it and what was not, and what was decided about it. */
public final class HostPage implements Section {
    /** The newest that are shown. */
    private static final int ALERTS = 50;

    private final AlertTexts texts;
    private final AgentVersion current;
    private final ZoneId zone;

    public HostPage(Parts parts) {
        current = AgentVersion.parse(parts.version()).orElseThrow();
        zone = parts.zone();
        texts = parts.texts();
    }

    /**
     * A source's state as it was told last.
     *
     * @param why in words; empty where nothing is to be said
     */
    public record SourceLine(String source, WatchState state, String why, Instant since) {}

    /** An alert as one line. */
    public record AlertLine(Alert alert, String title) {}

    /** Something that the host says of itself. */
    public record Fact(String name, String value) {}

    /** What the page shows. */
    public record Model(
            Host host,
            List<Fact> facts,
            List<FormerName> formerNames,
            String clock,
            String upgrade,
            List<SourceLine> sources,
            CoverageModel coverage,
            List<AlertLine> alerts,
            List<HostDecision> decisions,
            List<Audit.Entry> decided,
            Form form) {
        public Model {
            facts = List.copyOf(facts);
            formerNames = List.copyOf(formerNames);
            sources = List.copyOf(sources);
            alerts = List.copyOf(alerts);
            decisions = List.copyOf(decisions);
            decided = List.copyOf(decided);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/hosts/{host}", Access.READ, this::show),
                Route.post("/hosts/{host}/decision", Access.WORK, call -> decide(call, false)),
                Route.api("getHost", Method.GET, "/hosts/{host}", Access.READ, this::json),
                Route.api("getHostCoverage", Method.GET, "/hosts/{host}/coverage", Access.READ, this::coverageJson)
                        .query("from", "to"),
                Route.api("decideHost", Method.POST, "/hosts/{host}/decision", Access.WORK, call -> decide(call, true))
                        .body("decision", "reason"));
    }

    /** The host that the path names; no other commune's. */
    static Host host(Call call) {
        return call.found(call.read(session -> session.hosts().find(call.scope(), call.path("host"))));
    }

    private Answer.Page show(Call call) {
        Host host = host(call);
        Locale locale = call.locale();
        HostCoverage coverage = coverage(call, host);
        return call.read(session -> Answer.page(
                "host/host",
                new Model(
                        host,
                        facts(host, locale),
                        session.hosts().formerNames(host.id()),
                        HostClock.wrong(host, locale).orElse(""),
                        Outdated.isOlder(host, current) ? UpgradeWay.of(host).sentence(1, locale) : "",
                        session.coverage().states(host.id()).stream()
                                .map(state -> line(state, locale))
                                .toList(),
                        CoverageModel.of(coverage, zone, locale),
                        session
                                .alerts()
                                .list(call.scope(), Alerts.Filter.NONE.ofHost(host.id()), Optional.empty(), ALERTS)
                                .stream()
                                .map(alert -> new AlertLine(
                                        alert, texts.of(alert, locale).title()))
                                .toList(),
                        Arrays.stream(HostDecision.values())
                                .filter(decision -> decision.isUseful(host.state()))
                                .toList(),
                        session.audit().about(host.id().text()),
                        call.form())));
    }

    private HostCoverage coverage(Call call, Host host) {
        Window window = AskedWindow.of(call, zone);
        return call.read(session -> HostCoverage.of(host, window, session.coverage()));
    }

    private static String said(String name, String value, Locale locale) {
        return name.equals("memory_bytes") && value.matches("\\d{1,18}")
                ? String.format(
                        locale,
                        locale.getLanguage().equals("fr") ? "%.1f Gio" : "%.1f GiB",
                        Long.parseLong(value) / (double) (1 << 30))
                : value;
    }

    private static List<Fact> facts(Host host, Locale locale) {
        try {
            return FlatJson.fields(host.facts()).entrySet().stream()
                    .filter(fact -> fact.getValue().stream().anyMatch(value -> !value.isBlank()))
                    .map(fact ->
                            new Fact(fact.getKey(), said(fact.getKey(), String.join(", ", fact.getValue()), locale)))
                    .toList();
        } catch (IOException notOurs) {
            return List.of(new Fact("?", host.facts()));
        }
    }

    static SourceLine line(Event.SourceState state, Locale locale) {
        List<String> why = new ArrayList<>();
        if (state.reason() != ReasonCode.NONE) {
            why.add(AlertTexts.code("reason", ItemFields.word(state.reason()), locale));
        }
        if (!state.detail().isEmpty()) {
            why.add(SourceText.say(state.detail(), locale));
        }
        return new SourceLine(
                state.source(),
                state.state(),
                String.join(" – ", why),
                state.at().wall());
    }

    private Answer decide(Call call, boolean program) {
        Host host = host(call);
        Form form = call.form();
        Optional<HostDecision> decision = form.oneOf("decision", HostDecision.class);
        form.required("reason", 2_000);
        // A program may take away, and lets nobody in.
        if (form.bad() || (program && decision.orElseThrow() != HostDecision.REVOKE)) {
            return program ? Answer.problem(422, "decision.wrong") : show(call).unprocessable();
        }
        Instant now = call.clock().instant();
        boolean done = call.decide((session, author) -> {
            // As it stands now: somebody may have decided meanwhile.
            Host as = session.hosts().find(host.id()).orElseThrow();
            return decision.orElseThrow().on(session, as, now, author);
        });
        if (!done) {
            return Answer.problem(
                    409, "decision.not-now", call.view().say("state", host(call).state()));
        }
        if (program) {
            return json(call);
        }
        String name = call.view().shown(host.hostname(), 80);
        return call.read(session -> session.tokens().openOf(host.id(), now))
                .filter(token -> decision.orElseThrow() == HostDecision.REVOKE)
                .map(token -> Answer.seeOther("/hosts/" + host.id()).saying("done.revoke-its-token", name, token.id()))
                .orElseGet(() -> Answer.seeOther("/hosts/" + host.id())
                        .saying("done." + ItemFields.word(decision.orElseThrow()), name));
    }

    private Answer json(Call call) {
        Host host = host(call);
        Map<String, Object> row = HostJson.of(host);
        call.read(session -> {
            row.put(
                    "sources",
                    session.coverage().states(host.id()).stream()
                            .map(state -> {
                                Map<String, Object> source = new LinkedHashMap<>();
                                source.put("source", state.source());
                                source.put("state", state.state());
                                source.put("reason", state.reason());
                                source.put("detail", SourceText.say(state.detail(), call.locale()));
                                source.put("since", state.at().wall());
                                return source;
                            })
                            .toList());
            return row;
        });
        return Answer.json(row);
    }

    private Answer coverageJson(Call call) {
        HostCoverage coverage = coverage(call, host(call));
        List<Map<String, Object>> sources = new ArrayList<>();
        sources.add(source(coverage, coverage.agent()));
        coverage.sources().forEach(source -> sources.add(source(coverage, source)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("from", coverage.window().from());
        all.put("to", coverage.window().to());
        all.put("lost_events", coverage.lost());
        all.put("sources", sources);
        return Answer.json(all);
    }

    private static Map<String, Object> source(HostCoverage coverage, SourceCoverage source) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("source", source.source());
        row.put("seconds", coverage.window().length().toSeconds());
        row.put("watched_seconds", source.watched().length().toSeconds());
        row.put("limited_seconds", source.limited().length().toSeconds());
        row.put(
                "holes",
                source.holes().stream()
                        .map(hole -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("from", hole.window().from());
                            each.put("to", hole.window().to());
                            each.put("cause", hole.cause());
                            each.put("reason", hole.reason());
                            return each;
                        })
                        .toList());
        return row;
    }
}
