package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Marks what an alert shows, or an item of a host, as the attacker's: says first what that is, and what else looks like it. */
public final class MarkPage implements Section {
    private final Marks marks;

    /**
     * Of these parts.
     *
     * @param heavy turns of what reads the whole of an incident
     */
    public MarkPage(Parts parts, Turns heavy) {
        marks = new Marks(parts, heavy);
    }

    /**
     * What the page shows.
     *
     * @param back the page that it was asked from
     * @param features by what it would be known again; none where it could not be
     * @param like hosts that have something like it, where an incident was chosen
     */
    public record Model(
            String action,
            String back,
            String what,
            Map<String, String> fields,
            List<String> features,
            List<Incident> incidents,
            String incident,
            Optional<Long> like,
            Form form) {
        public Model {
            fields = new TreeMap<>(fields);
            features = List.copyOf(features);
            incidents = List.copyOf(incidents);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/alerts/{alert}/mark", Access.WORK, call -> show(call, ofAlert(call))),
                Route.post("/alerts/{alert}/mark", Access.WORK, call -> mark(call, ofAlert(call))),
                Route.get("/hosts/{host}/mark", Access.WORK, call -> show(call, ofItem(call))),
                Route.post("/hosts/{host}/mark", Access.WORK, call -> mark(call, ofItem(call))));
    }

    /**
     * What is to be marked.
     *
     * @param mark empty where the host has no such item, or no more
     */
    private record Asked(Optional<Mark> mark, String action, String back) {}

    private static Asked ofAlert(Call call) {
        String id = call.path("alert");
        Mark mark = call.found(
                call.read(session -> session.alerts().find(call.scope(), id).map(alert -> Marking.of(session, alert))));
        String back = "/alerts/" + View.encoded(id);
        return new Asked(Optional.of(mark), back + "/mark", back);
    }

    private static Asked ofItem(Call call) {
        Host host;
        try {
            AgentId id = new AgentId(call.path("host"));
            host = call.found(call.read(session -> session.hosts().find(id))
                    .filter(each -> call.scope().allows(each.commune())));
        } catch (IllegalArgumentException noId) {
            return call.found(Optional.empty());
        }
        String key = call.query("key").orElse("");
        String back = "/hosts/" + host.id().text();
        return new Asked(
                call.read(session -> session.inventories().find(host.id(), key))
                        .map(known ->
                                new Mark(host.commune(), Optional.of(host.id()), key, Sweep.fields(known.item()))),
                call.view().here(),
                back + "/inventory");
    }

    /** Incidents that concern its commune. */
    private static List<Incident> incidents(Call call, Mark mark) {
        return call.read(session -> session.incidents().list(call.scope())).stream()
                .filter(each -> each.communes().contains(mark.commune()))
                .toList();
    }

    private Answer show(Call call, Asked asked) {
        return page(call, asked);
    }

    private Answer.Page page(Call call, Asked asked) {
        Form form = call.form();
        List<Incident> incidents =
                asked.mark().map(mark -> incidents(call, mark)).orElse(List.of());
        String chosen = form.text("incident").isEmpty() ? call.query("incident").orElse("") : form.text("incident");
        Optional<Long> like = incidents.stream()
                .filter(each -> each.id().text().equals(chosen) && !form.bad())
                .findFirst()
                .flatMap(incident -> asked.mark().map(mark -> marks.like(call, incident, mark)));
        Map<String, String> fields = asked.mark().map(Mark::fields).orElse(Map.of());
        return Answer.page(
                "incident/mark",
                new Model(
                        asked.action(),
                        asked.back(),
                        asked.mark().isPresent() ? Marking.shown(fields) : "",
                        fields,
                        asked.mark()
                                .map(mark -> Sweep.features(fields, mark.host()).stream()
                                        .map(feature ->
                                                AlertTexts.code("matched", ItemFields.word(feature), call.locale()))
                                        .toList())
                                .orElse(List.of()),
                        incidents,
                        chosen,
                        like,
                        form));
    }

    private Answer mark(Call call, Asked asked) {
        Form form = call.form();
        String chosen = form.required("incident", 100);
        Optional<Incident> incident = asked.mark().stream()
                .flatMap(mark -> incidents(call, mark).stream())
                .filter(each -> each.id().text().equals(chosen))
                .findFirst();
        if (incident.isEmpty()) {
            form.wrong("incident", "wrong.choice");
        }
        Optional<Outcome.Marked> marked =
                incident.flatMap(each -> asked.mark().flatMap(mark -> marks.mark(call, each, mark, Marking.MANY)));
        return marked.isPresent()
                ? Marks.said(incident.orElseThrow(), marked.get())
                : page(call, asked).unprocessable();
    }
}
