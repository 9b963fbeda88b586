package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.DomainPolicies;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.MoveForm;
import bzh.vigie.collector.console.route.OneTime;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertText;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.LocalCollection;
import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.host.HandedOut;
import bzh.vigie.collector.host.PolicyReader;
import bzh.vigie.collector.hunt.QueryText;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** An alert with all that is known around it and what can be decided. */
public final class AlertPage implements Section {
    private static final int FEW = 12;
    private static final int MOST_ON_HOST = 100;
    private static final int WATCH_DAYS = 90;

    /** What is in so many communes of the region is usual. */
    private static final int USUAL = 10;

    /** Techniques that the section's words explain. */
    private static final Set<String> EXPLAINED = Set.of(
            "t1021", "t1027", "t1036", "t1037", "t1053", "t1059", "t1070", "t1078", "t1090", "t1098", "t1134", "t1136",
            "t1137", "t1218", "t1219", "t1222", "t1484", "t1505", "t1542", "t1543", "t1546", "t1547", "t1548", "t1550",
            "t1553", "t1556", "t1558", "t1562", "t1564", "t1574");

    private final OneTime once = new OneTime();
    private final Searches searches;
    private final DomainPolicies policies;
    private final AlertTexts texts;

    public AlertPage(Parts parts, Searches searches, DomainPolicies policies) {
        this.searches = searches;
        this.policies = policies;
        texts = parts.texts();
    }

    /** An alert as one line. */
    public record Row(Alert alert, String title) {}

    /** What was of an item before, and what is. */
    public record Change(String field, String before, String now) {}

    /**
     * How common an item is, for who does not see the region.
     *
     * @param communes of those that the reader sees
     * @param usual whether it is in so many communes of the region that it tells of none
     */
    public record Spread(int communes, boolean usual) {}

    /**
     * What the page of an alert shows.
     *
     * @param items that it sums up, as many as are listed
     * @param inCommune of the same cause in the alert's commune alone
     * @param onHost alerts of the same cause on its host, as many as were looked for
     * @param policies whose word it is what group policies of its host's domain hand out
     * @param handedOut what of it is called like it, or has its content
     * @param directory of which domain's directory it is; empty where it is of none
     * @param onPcs a search for PCs on which there is what a policy hands out
     * @param overtaken what somebody else decided since the reader looked
     * @param group of the same cause, where one is open
     * @param forgotten when somebody had what its host sent removed
     */
    public record Model(
            Alert alert,
            AlertText text,
            Standing standing,
            List<Listed> items,
            List<Line> lines,
            Map<String, String> techniques,
            Map<String, String> evidence,
            List<Change> changes,
            Optional<Prevalence> prevalence,
            Optional<Spread> spread,
            Optional<Group> group,
            Optional<Group> inCommune,
            int onHost,
            List<Row> elsewhere,
            int hosts,
            Near near,
            List<String> collection,
            List<Incident> incidents,
            boolean never,
            Optional<PolicyReader> policies,
            List<HandedOut.Setting> handedOut,
            Optional<OfDirectory> directory,
            Optional<String> onPcs,
            Optional<Line> overtaken,
            Optional<Instant> forgotten,
            Form form) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/alerts/{alert}", Access.READ, this::show),
                Route.post("/alerts/{alert}/decide", Access.WORK, this::decide),
                Route.post("/alerts/{alert}/incident", Access.WORK, once.of(this::incident))
                        .program("takeAlertToIncident", "incident", "title", "reason"),
                Route.api("getAlertSurroundings", Method.GET, "/alerts/{alert}/around", Access.READ, this::aroundJson),
                Route.api("getAlert", Method.GET, "/alerts/{alert}", Access.READ, this::json),
                Route.api("decideAlert", Method.POST, "/alerts/{alert}/decisions", Access.WORK, this::decideJson)
                        .body("step", "version", "count", "assignee", "closing", "reason"));
    }

    private Answer json(Call call) {
        Alert alert = alert(call);
        Map<String, Object> said = AlertJson.of(
                alert,
                texts,
                call.locale(),
                call.found(call.read(s -> s.alerts().standing(call.scope(), alert.id()))));
        said.put(
                "decisions",
                call.read(s -> s.alerts().lines(call.scope(), alert.id())).stream()
                        .map(AlertJson::of)
                        .toList());
        said.put(
                "items",
                call.read(s -> s.alerts().listed(call.scope(), alert.id(), Alerts.MOST_LISTED)).stream()
                        .map(AlertJson::of)
                        .toList());
        said.put("hosts", call.read(s -> s.alerts().countHosts(call.scope(), alert.id())));
        return Answer.json(said);
    }

    private Answer decideJson(Call call) {
        Alert alert = alert(call);
        Form form = call.form();
        Optional<Move> move = form.oneOf("step", Step.class).flatMap(step -> MoveForm.read(step, form));
        if (form.bad() || move.isEmpty()) {
            return Answer.problem(
                    422, "wrong.decision", String.join(" ", form.errors().values()));
        }
        Optional<Outcome> outcome = decide(call, alert, move.get());
        if (outcome.isEmpty()) {
            return Answer.problem(409, "wrong.again");
        }
        return switch (outcome.get()) {
            case Outcome.Done ignored -> json(call);
            case Outcome.Unknown ignored -> Answer.notFound();
            case Outcome.Overtaken since ->
                Answer.problem(
                        409,
                        "overtaken",
                        since.last().author().name(),
                        call.view().say("step", since.last().step()),
                        since.last().written().toString(),
                        since.last().author().reason());
            case Outcome.NotNow ignored -> Answer.problem(409, "wrong.not-now");
        };
    }

    /** Empty where it would close what came again since the author looked. */
    private static Optional<Outcome> decide(Call call, Alert alert, Move move) {
        OptionalLong version =
                number(call.form().text("version")).map(OptionalLong::of).orElse(OptionalLong.of(0));
        long count = number(call.form().text("count")).orElse(0L);
        return call.decide((s, author) -> {
            boolean again = s.alerts().find(call.scope(), alert.id()).stream().anyMatch(now -> now.count() > count);
            Optional<Standing> is = s.alerts().standing(call.scope(), alert.id());
            return move.step() == Step.CLOSED
                            && again
                            && is.stream().anyMatch(each -> each.version() == version.getAsLong())
                    ? Optional.<Outcome>empty()
                    : Optional.of(s.alerts().decide(call.scope(), alert.id(), version, move, author));
        });
    }

    private List<Row> rows(List<Alert> alerts, Locale locale) {
        return alerts.stream()
                .map(each -> new Row(each, texts.of(each, locale).title()))
                .toList();
    }

    private Answer show(Call call) {
        return page(call, Optional.empty());
    }

    private Alert alert(Call call) {
        return call.found(call.read(s -> s.alerts()
                        .find(call.scope(), call.path("alert"))
                        .map(found -> CalmDay.now(s, call.scope(), found))))
                .shown(call.scope());
    }

    private Answer aroundJson(Call call) {
        return Answer.json(AlertJson.of(Near.of(searches, call, alert(call))));
    }

    private Answer.Page page(Call call, Optional<Line> overtaken) {
        Alert alert = alert(call);
        // A form that comes back was read already: nobody waits for the history again.
        Near near = overtaken.isPresent() || call.form().bad() ? Near.NOT_LOOKED : Near.of(searches, call, alert);
        Optional<HandedOut> directory =
                OfDirectory.isPolicy(alert) ? policies.by(call, alert.host()) : Optional.empty();
        DomainPolicies.Told told = HandedOut.isOfPc(HandedOut.Thing.of(alert.evidence()))
                ? call.read(session -> session.hosts().find(alert.host()))
                        .map(host -> policies.to(call, host))
                        .orElse(DomainPolicies.Told.NOTHING)
                : DomainPolicies.Told.NOTHING;
        return Answer.page(
                "alert/alert",
                call.read(session ->
                        model(call, session, alert, near, told, OfDirectory.of(session, alert, directory), overtaken)));
    }

    private Model model(
            Call call,
            Store.Session session,
            Alert alert,
            Near near,
            DomainPolicies.Told told,
            Optional<OfDirectory> directory,
            Optional<Line> overtaken) {
        Scope scope = call.scope();
        Standing standing = call.found(session.alerts().standing(scope, alert.id()));
        String shape = alert.evidence().getOrDefault("shape", "");
        HandedOut.Thing thing = HandedOut.Thing.of(alert.evidence());
        boolean region = scope instanceof Scope.All;
        Optional<Prevalence> prevalence =
                Optional.of(shape).filter(text -> !text.isEmpty()).map(session.inventories()::prevalence);
        return new Model(
                alert,
                texts.of(alert, call.locale()),
                standing,
                session.alerts().listed(scope, alert.id(), Alerts.MOST_LISTED),
                session.alerts().lines(scope, alert.id()),
                techniques(call, alert),
                new TreeMap<>(AlertTexts.named(alert.evidence(), call.locale())),
                changes(AlertTexts.inWords(AlertTexts.named(alert.evidence(), call.locale()), call.locale())),
                prevalence.filter(each -> region),
                prevalence
                        .filter(each -> !region)
                        .map(each ->
                                new Spread(session.inventories().communes(scope, shape), each.communes() >= USUAL)),
                session.alerts().group(scope, standing.group()),
                session.alerts().group(scope, Optional.of(alert.commune()), standing.group()),
                session.alerts()
                        .list(
                                scope,
                                Filter.NONE.ofGroup(standing.group()).ofHost(alert.host()),
                                Optional.empty(),
                                MOST_ON_HOST)
                        .size(),
                rows(
                        session
                                .alerts()
                                .list(scope, Filter.NONE.ofGroup(standing.group()), Optional.empty(), FEW + 1)
                                .stream()
                                .filter(each -> !each.id().equals(alert.id()))
                                .limit(FEW)
                                .toList(),
                        call.locale()),
                session.alerts().countHosts(scope, alert.id()),
                near,
                LocalCollection.lines(alert),
                session.incidents().list(scope),
                NeverExcepted.is(alert),
                told.reader(),
                told.like(thing),
                directory,
                HandedOut.onPcs(thing).flatMap(AlertPage::query),
                overtaken,
                session.hosts().forgotten(alert.host()),
                call.form());
    }

    /** A search for events of items of a Windows that have these values. */
    private static Optional<String> query(Map<String, String> values) {
        String query = "kind:item";
        for (Map.Entry<String, String> each : values.entrySet()) {
            Optional<String> test = QueryText.ofField(each.getKey(), each.getValue());
            if (test.isEmpty()) {
                return Optional.empty();
            }
            query = QueryText.and(query, test.get());
        }
        return Optional.of(query);
    }

    /** The alert's techniques, each in words of our own where there are some, otherwise in none. */
    private static Map<String, String> techniques(Call call, Alert alert) {
        Map<String, String> words = new TreeMap<>();
        for (String each : alert.techniques()) {
            String key = each.toLowerCase(Locale.ROOT).split("\\.", 2)[0];
            words.put(each, EXPLAINED.contains(key) ? call.say("technique." + key) : "");
        }
        return words;
    }

    private static List<Change> changes(Map<String, String> named) {
        Map<String, String> evidence = new TreeMap<>(named);
        return evidence.entrySet().stream()
                .filter(each -> each.getKey().startsWith("before."))
                .map(each -> {
                    String field = each.getKey().substring("before.".length());
                    return new Change(field, each.getValue(), evidence.getOrDefault(field, ""));
                })
                .toList();
    }

    private Answer decide(Call call) {
        Alert alert = alert(call);
        Form form = call.form();
        Optional<Move> move = form.oneOf("step", Step.class).flatMap(step -> MoveForm.read(step, form));
        if (form.bad() || move.isEmpty()) {
            return page(call, Optional.empty()).unprocessable();
        }
        Optional<Outcome> outcome = decide(call, alert, move.get());
        if (outcome.isEmpty()) {
            form.wrong("step", "wrong.again");
            return page(call, Optional.empty()).status(409);
        }
        String here = "/alerts/" + alert.id();
        return switch (outcome.get()) {
            case Outcome.Done done -> {
                Answer.SeeOther answer = Answer.seeOther(here).saying("written");
                yield move.get().step() == Step.UNDONE
                        ? answer
                        : answer.undo(
                                here + "/decide",
                                Map.of(
                                        "step",
                                        "undone",
                                        "version",
                                        Long.toString(done.line().number())));
            }
            case Outcome.Unknown ignored -> Answer.notFound();
            case Outcome.Overtaken since ->
                page(call, Optional.of(since.last())).status(409);
            case Outcome.NotNow ignored -> {
                form.wrong("step", "wrong.not-now");
                yield page(call, Optional.empty()).status(409);
            }
        };
    }

    /** Opens an incident for the alert's commune, or has one reach it. */
    private Answer incident(Call call) {
        Alert alert = alert(call);
        Form form = call.form();
        String join = form.text("incident");
        form.required("reason", 2_000);
        String title = join.isEmpty() ? form.required("title", 200) : "";
        Optional<IncidentId> id = join.isEmpty() ? Optional.empty() : id(join);
        if (!join.isEmpty() && id.isEmpty()) {
            form.wrong("incident", "wrong.choice");
        }
        if (form.bad()) {
            return page(call, Optional.empty()).unprocessable();
        }
        if (id.isEmpty()) {
            IncidentId opened = call.decide((s, author) -> s.incidents()
                    .open(title, Set.of(alert.commune()), WATCH_DAYS, author)
                    .id());
            return Answer.seeOther("/alerts/" + alert.id()).saying("incident.opened", opened.text());
        }
        boolean joined = call.decide((s, author) -> s.incidents().find(call.scope(), id.get()).stream()
                .anyMatch(each -> each.communes().contains(alert.commune())
                        || Reopening.extend(s, call.scope(), each, alert.commune(), author)
                                .isPresent()));
        if (!joined) {
            form.wrong("incident", "wrong.incident");
            return page(call, Optional.empty()).unprocessable();
        }
        return Answer.seeOther("/alerts/" + alert.id())
                .saying("incident.joined", id.get().text());
    }

    private static Optional<IncidentId> id(String text) {
        try {
            return Optional.of(new IncidentId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
