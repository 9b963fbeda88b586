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
import bzh.vigie.collector.detect.returns.RelatedItems;
import bzh.vigie.collector.detect.returns.RelatedItems.Tie;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Marks what an alert shows, or items of a host, as the attacker's in one act: says first what that is, what is related to it, and what else
 * looks like it.
 */
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
     * @param others that were chosen with it, a line each
     * @param related to them, on the same host
     * @param features by what it would be known again; none where it could not be
     * @param like hosts that have something like it, where an incident was chosen
     */
    public record Model(
            String action,
            String back,
            String what,
            Map<String, String> fields,
            List<String> others,
            List<RelatedLine> related,
            List<String> features,
            List<Incident> incidents,
            String incident,
            Optional<Long> like,
            Form form) {
        public Model {
            fields = new TreeMap<>(fields);
            others = List.copyOf(others);
            related = List.copyOf(related);
            features = List.copyOf(features);
            incidents = List.copyOf(incidents);
        }
    }

    /**
     * A related item or process.
     *
     * @param key by which it is chosen
     * @param tie by what it is
     * @param chosen whether it is to be marked too
     */
    public record RelatedLine(String key, String what, Tie tie, boolean chosen) {}

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
     * @param marks of one host; none where it has no such item, or no more
     */
    private record Asked(List<Mark> marks, String action, String back) {}

    private static Asked ofAlert(Call call) {
        String id = call.path("alert");
        Mark mark = call.found(
                call.read(session -> session.alerts().find(call.scope(), id).map(alert -> Marking.of(session, alert))));
        String back = "/alerts/" + View.encoded(id);
        return new Asked(List.of(mark), back + "/mark", back);
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
        String back = "/hosts/" + host.id().text();
        return new Asked(
                call.read(session -> call.queries("key").stream()
                        .distinct()
                        .limit(RelatedItems.MOST)
                        .flatMap(key -> session.inventories().find(host.id(), key).stream())
                        .map(known -> Marking.of(host, known))
                        .toList()),
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
        Optional<Mark> first = asked.marks().stream().findFirst();
        List<Incident> incidents = first.map(mark -> incidents(call, mark)).orElse(List.of());
        String chosen = form.text("incident").isEmpty() ? call.query("incident").orElse("") : form.text("incident");
        Optional<Long> like = incidents.stream()
                .filter(each -> each.id().text().equals(chosen) && !form.bad())
                .findFirst()
                .flatMap(incident -> first.map(mark -> marks.like(call, incident, mark)));
        Map<String, String> fields = first.map(Mark::fields).orElse(Map.of());
        boolean again = !form.text("incident").isEmpty();
        List<RelatedLine> related = incidents.stream()
                .limit(1)
                .flatMap(incident -> marks.related(call, incident, asked.marks()).stream())
                .map(each -> new RelatedLine(
                        each.id(),
                        Marking.shown(each.mark().fields()),
                        each.tie(),
                        again
                                ? form.all("related").contains(each.id())
                                : each.tie().isProposed()))
                .toList();
        return Answer.page(
                "incident/mark",
                new Model(
                        asked.action(),
                        asked.back(),
                        first.isPresent() ? Marking.shown(fields) : "",
                        fields,
                        asked.marks().stream()
                                .skip(1)
                                .map(each -> Marking.shown(each.fields()))
                                .toList(),
                        related,
                        first.map(mark -> Sweep.features(fields, mark.host()).stream()
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
        Optional<Incident> incident = asked.marks().stream()
                .limit(1)
                .flatMap(mark -> incidents(call, mark).stream())
                .filter(each -> each.id().text().equals(chosen))
                .findFirst();
        if (incident.isEmpty()) {
            form.wrong("incident", "wrong.choice");
            return page(call, asked).unprocessable();
        }
        List<Mark> all = new ArrayList<>(asked.marks());
        if (form.text("account").equals("yes")) {
            all.replaceAll(Marking::withAccount);
        }
        List<String> also = form.all("related");
        marks.related(call, incident.get(), asked.marks()).stream()
                .filter(each -> also.contains(each.id()))
                .forEach(each -> all.add(each.mark()));
        Optional<Outcome.Marked> marked = marks.mark(call, incident.get(), all, Marking.MANY);
        return marked.isPresent()
                ? Marks.said(incident.get(), marked.get())
                : page(call, asked).unprocessable();
    }
}
