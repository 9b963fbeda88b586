package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.OneTime;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All incidents that the reader may see, and how a new one is opened. */
public final class IncidentsPage implements Section {
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_COMMUNES = 20_000;

    /**
     * An incident as one line.
     *
     * @param watch empty while the eviction goes on
     * @param undecided possible recurrences of which nobody said what they are
     */
    public record Line(Incident incident, Optional<Phase> phase, Optional<Watch> watch, long undecided) {}

    /** What the page shows. */
    public record Model(List<Line> lines, IncidentTexts texts, Form form) implements ForPrograms {
        public Model {
            lines = List.copyOf(lines);
        }

        /** Its phase in words. */
        public String phase(Line line) {
            return line.phase().map(phase -> texts.of("phase", phase)).orElse("–");
        }

        @Override
        public Object json() {
            return IncidentJson.of(this);
        }
    }

    private final OneTime once = new OneTime();

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents", Access.READ, this::show).program("listIncidents"),
                Route.post("/incidents", Access.WORK, once.of(this::open))
                        .program("openIncident", "title", "communes", "watch", "reason"));
    }

    private Answer.Page show(Call call) {
        Instant now = call.clock().instant();
        List<Line> lines = call.read(session -> session.incidents().list(call.scope()).stream()
                .map(incident -> line(session, call.scope(), incident, now))
                .toList());
        return Answer.page("incident/incidents", new Model(lines, new IncidentTexts(call.locale()), call.form()));
    }

    private static Line line(Store.Session session, Scope scope, Incident incident, Instant now) {
        return new Line(
                incident,
                Phases.of(session.incidents().phases(scope, incident.id())).at(now),
                Watch.after(
                        Evictions.of(session.incidents().evictions(scope, incident.id()))
                                .all(),
                        incident.watchDays()),
                session.tombstones().undecided(scope, incident.id()));
    }

    private Answer open(Call call) {
        Form form = call.form();
        String title = form.required("title", LONGEST_TITLE);
        Set<Commune> communes = communes(call, form);
        int days = days(form);
        form.required("reason", 2_000);
        if (form.bad()) {
            return show(call).unprocessable();
        }
        Incident opened = call.decide((session, author) -> session.incidents().open(title, communes, days, author));
        return Answer.seeOther("/incidents/" + opened.id().text())
                .saying("opened", opened.id().text());
    }

    /** Codes between blanks and commas, each of which the caller may see. */
    private static Set<Commune> communes(Call call, Form form) {
        Set<Commune> communes = new LinkedHashSet<>();
        for (String code : Arrays.stream(
                        form.required("communes", LONGEST_COMMUNES).split("[\\s,;]+", -1))
                .filter(part -> !part.isEmpty())
                .toList()) {
            Optional<Commune> commune = commune(code);
            if (commune.filter(call.scope()::allows).isEmpty()) {
                form.wrong("communes", "wrong.commune", code);
            }
            commune.ifPresent(communes::add);
        }
        return communes;
    }

    /** The commune of that code; empty where it is none. */
    static Optional<Commune> commune(String code) {
        try {
            return Optional.of(new Commune(code));
        } catch (IllegalArgumentException noCode) {
            return Optional.empty();
        }
    }

    private static int days(Form form) {
        String text = form.required("watch", 4);
        if (text.matches("[0-9]{1,4}")) {
            int days = Integer.parseInt(text);
            if (days >= 1 && days <= Incidents.LONGEST_WATCH) {
                return days;
            }
        }
        form.wrong("watch", "wrong.days");
        return 1;
    }
}
