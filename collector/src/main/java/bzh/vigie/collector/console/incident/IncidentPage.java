package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.CoverageTable;
import bzh.vigie.collector.conclusion.LoosenedTexts;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.HistorySearchTexts;
import bzh.vigie.collector.detect.RecurrenceTexts;
import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.detect.RevisionTexts;
import bzh.vigie.collector.detect.returns.Artefacts;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.Evictions.Move;
import bzh.vigie.collector.incident.Evictions.Watch;
import bzh.vigie.collector.incident.HistorySearch;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.Tombstones.Withdrawn;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One incident: its phases, its eviction, what was seen again and what it is, and every decision. */
public final class IncidentPage implements Section {
    private static final int LONGEST_REASON = 2_000;
    private static final int MOST_SHOWN = 200;
    private static final int HUNDRED = 100;

    private final AlertTexts texts;

    /** Made of these parts. */
    public IncidentPage(Parts parts) {
        texts = parts.texts();
    }

    /** A phase on the line of phases. */
    public record Step(Phase phase, Optional<Instant> since, boolean here) {}

    /** What was seen again, and what was said of it. */
    public record Again(Recurrence recurrence, String title, String nature) {
        /** What a form sends back of it. */
        public String seen() {
            return Natures.seen(recurrence);
        }
    }

    /** A host with an eviction of its own. */
    public record Own(AgentId host, String hostname, Interval interval) {}

    /** What is read of it. */
    record State(
            boolean whole,
            long seen,
            Phases phases,
            Evictions evictions,
            List<Move> moves,
            List<Recurrence> recurrences,
            List<Tombstone> tombstones,
            List<Withdrawn> withdrawn,
            List<OnHost> artefacts,
            CoverageTable table,
            HistorySearch search,
            List<Reading> domains,
            List<Audit.Entry> decisions,
            long decided) {}

    /**
     * What the page shows.
     *
     * @param seen what its forms send back
     * @param passed how much of the watch, in hundredths
     * @param decidedBy sentences: who said what of what was seen again, and what of the criteria was loosened
     * @param domains that agents of the communes say to be in
     */
    public record Model(
            Incident incident,
            boolean whole,
            long seen,
            List<Step> steps,
            Optional<Interval> eviction,
            int own,
            List<Own> owns,
            Optional<PhasePicture> picture,
            Optional<Watch> watch,
            int passed,
            List<Again> again,
            int seenAgain,
            List<String> decidedBy,
            long tombstones,
            ArtefactTable artefacts,
            List<Reading> domains,
            List<Audit.Entry> decisions,
            int moreDecisions,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            steps = List.copyOf(steps);
            owns = List.copyOf(owns);
            again = List.copyOf(again);
            decidedBy = List.copyOf(decidedBy);
            domains = List.copyOf(domains);
            decisions = List.copyOf(decisions);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        /** Phases to choose from, by the word of the form. */
        public Map<String, String> phases() {
            return choices(Phase.class, "phase");
        }

        private <E extends Enum<E>> Map<String, String> choices(Class<E> type, String prefix) {
            return Arrays.stream(type.getEnumConstants())
                    .collect(Collectors.toMap(
                            IncidentPage::word, each -> texts.of(prefix, each), (a, b) -> a, LinkedHashMap::new));
        }

        @Override
        public Object json() {
            return IncidentJson.of(this);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}", Access.READ, this::show).program("getIncident"),
                Route.post("/incidents/{incident}/phase", Access.WORK, this::phase),
                Route.post("/incidents/{incident}/eviction", Access.WORK, this::eviction),
                Route.post("/incidents/{incident}/watch", Access.WORK, this::watch),
                Route.post("/incidents/{incident}/extend", Access.WORK, this::extend)
                        .program("extendIncident", "commune", "reason"),
                Route.post("/incidents/{incident}/natures", Access.WORK, this::natures));
    }

    /** The incident that the path names, as far as the caller sees it. */
    static Incident incident(Call call) {
        IncidentId id;
        try {
            id = new IncidentId(call.path("incident"));
        } catch (IllegalArgumentException noNumber) {
            return call.found(Optional.empty());
        }
        return call.found(call.read(session -> session.incidents().find(call.scope(), id)));
    }

    static String path(Incident incident) {
        return "/incidents/" + incident.id().text();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Answer.Page show(Call call) {
        Incident incident = incident(call);
        Scope scope = call.scope();
        Instant now = call.clock().instant();
        State state = call.read(session -> state(session, scope, incident, now));
        IncidentTexts words = new IncidentTexts(call.locale());
        Optional<Phase> here = state.phases().at(now);
        Optional<Watch> watch = Watch.after(state.evictions().all(), incident.watchDays());
        return Answer.page(
                "incident/incident",
                new Model(
                        incident,
                        state.whole(),
                        state.seen(),
                        Arrays.stream(Phase.values())
                                .map(phase ->
                                        new Step(phase, state.phases().since(phase), here.equals(Optional.of(phase))))
                                .toList(),
                        state.evictions().all(),
                        state.evictions().own().size(),
                        owns(call, state.evictions()),
                        PhasePicture.of(
                                state.phases(),
                                state.evictions().all(),
                                watch,
                                state.recurrences().stream()
                                        .map(each -> each.alert().time())
                                        .toList(),
                                now),
                        watch,
                        watch.map(each -> passed(each, now)).orElse(0),
                        state.recurrences().reversed().stream()
                                .limit(MOST_SHOWN)
                                .map(each -> again(each, texts, words, call.locale()))
                                .toList(),
                        state.recurrences().size(),
                        Stream.of(
                                        HistorySearchTexts.sentence(state.search(), call.locale(), call.view()::time)
                                                .stream(),
                                        new RecurrenceTexts(call.locale()).lines(state.recurrences()).stream(),
                                        new RevisionTexts(call.locale(), call.view()::time)
                                                        .lines(
                                                                state.withdrawn(),
                                                                state.moves(),
                                                                id -> hostname(call, id))
                                                        .stream(),
                                        new LoosenedTexts(call.locale())
                                                .sentence(state.table(), incident.watchDays()).stream())
                                .flatMap(Function.identity())
                                .toList(),
                        state.tombstones().stream().filter(Tombstone::standing).count(),
                        new ArtefactTable(state.artefacts()),
                        state.domains(),
                        state.decisions(),
                        Math.toIntExact(state.decided() - state.decisions().size()),
                        words,
                        call.form()));
    }

    private static State state(Store.Session session, Scope scope, Incident incident, Instant now) {
        boolean whole = session.incidents().whole(scope, incident.id());
        String id = incident.id().text();
        List<EvictionLine> dated = session.incidents().evictions(scope, incident.id());
        return new State(
                whole,
                IncidentForms.seen(session, incident),
                Phases.of(session.incidents().phases(scope, incident.id())),
                Evictions.of(dated),
                Evictions.moves(dated),
                session.tombstones().recurrences(scope, incident.id()).stream()
                        .filter(each -> !each.sameAttack())
                        .toList(),
                session.tombstones().list(scope, incident.id()),
                session.tombstones().withdrawn(scope, incident.id()),
                Artefacts.of(session, scope, incident.id(), now),
                new CoverageTable(session.thresholds().lines(scope, incident.id())),
                HistorySearch.of(session, incident),
                session.directoryAccounts().readings(scope).stream()
                        .filter(reading -> incident.communes().contains(reading.commune()))
                        .toList(),
                whole ? session.audit().about(id, "", MOST_SHOWN) : List.of(),
                whole ? session.audit().count(id) : 0);
    }

    private static String hostname(Call call, AgentId id) {
        return call.read(session -> session.hosts().find(id))
                .map(Host::hostname)
                .orElse(id.text());
    }

    private static List<Own> owns(Call call, Evictions evictions) {
        return call.read(session -> evictions.own().entrySet().stream()
                .limit(MOST_SHOWN)
                .map(each -> new Own(
                        each.getKey(),
                        session.hosts().find(each.getKey()).map(Host::hostname).orElse(""),
                        each.getValue()))
                .sorted(Comparator.comparing(Own::hostname))
                .toList());
    }

    /** What was seen again, in words. */
    static Again again(Recurrence recurrence, AlertTexts texts, IncidentTexts words, Locale locale) {
        return new Again(
                recurrence,
                texts.of(recurrence.alert(), locale).title(),
                recurrence
                        .nature()
                        .map(line -> words.of("nature", line.nature()) + " ("
                                + line.author().name() + ")")
                        .orElse(recurrence.sameAttack() ? words.of("nature", "same-attack") : ""));
    }

    private static int passed(Watch watch, Instant now) {
        long whole = Duration.between(watch.start(), watch.end()).toMinutes();
        long gone = Duration.between(watch.start(), now).toMinutes();
        return Math.clamp(gone * HUNDRED / Math.max(1, whole), 0, HUNDRED);
    }

    private Answer phase(Call call) {
        Incident incident = incident(call);
        Form form = call.form();
        Optional<Phase> phase = form.oneOf("phase", Phase.class);
        boolean withdraw = !form.text("withdraw").isEmpty();
        Optional<Instant> since = withdraw ? Optional.empty() : IncidentForms.past(call, "since");
        form.required("reason", LONGEST_REASON);
        if (form.bad() || phase.isEmpty()) {
            return show(call).unprocessable();
        }
        return IncidentForms.unwritten(
                        call,
                        incident,
                        "incident-phase ",
                        () -> show(call),
                        (session, author) ->
                                session.incidents().phase(call.scope(), incident.id(), phase.get(), since, author))
                .orElseGet(() -> Answer.seeOther(path(incident))
                        .saying(
                                withdraw ? "phase-withdrawn" : "phase-begun",
                                new IncidentTexts(call.locale()).of("phase", phase.get())));
    }

    private Answer eviction(Call call) {
        Incident incident = incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        boolean withdraw = !form.text("withdraw").isEmpty();
        Optional<AgentId> host = form.text("host").isEmpty()
                ? Optional.empty()
                : IncidentForms.host(call, incident, "host").map(Host::id);
        Optional<Interval> interval = withdraw ? Optional.empty() : interval(call, incident, host);
        if (form.bad()) {
            return show(call).unprocessable();
        }
        return IncidentForms.unwritten(
                        call,
                        incident,
                        "incident-eviction " + host.map(AgentId::text).orElse("all") + " ",
                        () -> show(call),
                        (session, author) ->
                                session.incidents().eviction(call.scope(), incident.id(), host, interval, author))
                .orElseGet(() ->
                        Answer.seeOther(path(incident)).saying(withdraw ? "eviction-withdrawn" : "eviction-dated"));
    }

    /** As the form says it; where it gives no start, with that which stands. */
    private static Optional<Interval> interval(Call call, Incident incident, Optional<AgentId> host) {
        Form form = call.form();
        Optional<Instant> start = Optional.empty();
        if (form.text("start").isEmpty() && !form.text("end").isEmpty()) {
            Evictions evictions =
                    Evictions.of(call.read(session -> session.incidents().evictions(call.scope(), incident.id())));
            start = (host.isPresent() ? evictions.forHost(host.get()) : evictions.all()).map(Interval::start);
        }
        start = start.or(() -> IncidentForms.past(call, "start"));
        Optional<Instant> end = form.text("end").isEmpty() ? Optional.empty() : IncidentForms.past(call, "end");
        if (start.isPresent() && end.filter(start.get()::isAfter).isPresent()) {
            form.wrong("end", "wrong.order");
        }
        return form.bad() ? Optional.empty() : start.map(begin -> new Interval(begin, end));
    }

    private Answer watch(Call call) {
        Incident incident = incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        form.required("days", 4);
        int days = IncidentForms.number(form, "days", 1, 1, Incidents.LONGEST_WATCH);
        if (form.bad()) {
            return show(call).unprocessable();
        }
        return IncidentForms.unwritten(
                        call,
                        incident,
                        "incident-watch ",
                        () -> show(call),
                        (session, author) -> session.incidents().watch(call.scope(), incident.id(), days, author))
                .orElseGet(() -> Answer.seeOther(path(incident)).saying("watch-set", Integer.toString(days)));
    }

    /** It was found to concern another commune: what it knows of the attacker is held against what was approved there before. */
    private Answer extend(Call call) {
        Incident incident = incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<Commune> commune =
                IncidentsPage.commune(form.required("commune", 5)).filter(call.scope()::allows);
        if (commune.isEmpty()) {
            form.wrong("commune", "wrong.commune", form.text("commune"));
        }
        if (form.bad()) {
            return show(call).unprocessable();
        }
        Optional<Integer> reopened = call.decide(
                (session, author) -> Reopening.extend(session, call.scope(), incident, commune.orElseThrow(), author));
        return reopened.isPresent()
                ? Answer.seeOther(path(incident))
                        .saying("extended", commune.get().insee(), Integer.toString(reopened.get()))
                : Answer.problem(409, "not-whole");
    }

    private Answer natures(Call call) {
        return Natures.say(call, incident(call), "", () -> show(call));
    }
}
