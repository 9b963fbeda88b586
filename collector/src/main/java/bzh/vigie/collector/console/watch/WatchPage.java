package bzh.vigie.collector.console.watch;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.AlertFeed;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.EventStream;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.MoveForm;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Place;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.OfCommune;
import bzh.vigie.collector.store.Hosts.Presence;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Veille, the first page: what needs a person now. Live by server-sent events; decisions about whole groups, and undoing them. */
public final class WatchPage implements Section {
    private static final int ROWS = 50;
    private static final int HUNDRED = 100;

    /** Of each of the short lists beside the alerts. */
    private static final int FEW = 10;

    /** A PC is off over a weekend; what is silent for longer, somebody looks at. */
    private static final Duration SILENT = Duration.ofDays(3);

    /** How long one stream is served; the browser asks again by itself. */
    private static final Duration STREAM = Duration.ofMinutes(10);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private final AlertTexts texts;
    private final Store store;
    private final InstantSource clock;
    private final AlertFeed feed;

    public WatchPage(Parts parts, AlertFeed feed) {
        this.feed = feed;
        texts = parts.texts();
        store = parts.store();
        clock = parts.clock();
    }

    /** A group as one line. */
    public record Row(Group group, String title) {}

    /** An incident and the phase that it is in. */
    public record InPhase(Incident incident, Optional<Phase> phase, Optional<Instant> since) {}

    /**
     * A host that is silent.
     *
     * @param heard when it was last heard; when it was enrolled where it never was
     */
    public record Silent(Host host, Instant heard) {
        /** Whether nothing at all was heard of it. */
        public boolean never() {
            return host.lastSeen().isEmpty();
        }
    }

    /** An alert that the reader has. */
    public record Mine(Alert alert, String title) {}

    /**
     * What a list of groups takes into account.
     *
     * @param line number of the last decision
     * @param last sequence number of the last alert
     */
    public record Seen(long line, long last, Instant at) {
        /** What came back with the form; where that is missing or no number, nothing was seen. */
        static Seen of(Form form) {
            return new Seen(
                    number(form.text("seen")).orElse(0L),
                    number(form.text("last")).orElse(0L),
                    time(form.text("at")));
        }

        private static Instant time(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                return Instant.EPOCH;
            }
        }
    }

    /**
     * The list of groups.
     *
     * @param seen what it takes into account
     * @param filter what it is narrowed to
     * @param form what was typed, where it comes back
     */
    public record Groups(List<Row> rows, Optional<String> next, Seen seen, WatchFilter filter, Form form) {
        public Groups {
            rows = List.copyOf(rows);
        }

        /** Rules of the lines, to choose from. */
        public List<String> rules() {
            return rows.stream()
                    .map(row -> row.group().newest().rule())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /**
     * A commune at a glance, in hundredths of its active hosts.
     *
     * @param connected now
     * @param quiet not heard for days
     */
    public record Glance(OfCommune commune, int connected, int quiet) {
        static Glance of(OfCommune commune) {
            int all = Math.max(1, commune.hosts());
            return new Glance(
                    commune,
                    Math.min(HUNDRED, commune.connected() * HUNDRED / all),
                    Math.min(HUNDRED, Math.ceilDiv(commune.quiet() * HUNDRED, all)));
        }
    }

    /** What the page shows. */
    public record Model(
            Groups groups,
            List<Mine> mine,
            List<InPhase> incidents,
            Presence presence,
            List<Glance> glances,
            List<Silent> silent,
            List<Excepting> ending)
            implements ForPrograms {
        public Model {
            glances = List.copyOf(glances);
            mine = List.copyOf(mine);
            incidents = List.copyOf(incidents);
            silent = List.copyOf(silent);
            ending = List.copyOf(ending);
        }

        /** So many of a hundred active hosts are connected. */
        public int watched() {
            return presence.active() == 0 ? 0 : (int) (100L * presence.connected() / presence.active());
        }

        @Override
        public Object json() {
            return WatchJson.of(this);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/", Access.READ, this::show),
                Route.get("/watch/events", Access.READ, this::events),
                Route.api("listGroups", Method.GET, "/watch", Access.READ, this::show)
                        .query("severity", "status", "commune", "rule", "assignee", "new", "after"),
                Route.post("/watch/decide", Access.WORK, this::decide)
                        .program(
                                "decideGroups", "group", "seen", "last", "at", "step", "assignee", "closing", "reason"),
                Route.post("/watch/undo", Access.WORK, this::undo).program("undoDecision", "from", "to", "reason"));
    }

    private Answer show(Call call) {
        return page(call);
    }

    private Answer.Page page(Call call) {
        return Answer.page("watch/watch", call.read(session -> model(call, session)));
    }

    private Model model(Call call, Store.Session session) {
        Scope scope = call.scope();
        Instant now = clock.instant();
        return new Model(
                groups(call, session),
                session.alerts().list(scope, Filter.open().of(call.who().name()), Optional.empty(), FEW).stream()
                        .map(alert -> new Mine(alert, title(alert, call.locale())))
                        .toList(),
                session.incidents().list(scope).stream()
                        .map(incident -> inPhase(session, scope, incident, now))
                        .filter(each -> each.phase().isEmpty() || each.phase().get() != Phase.CLOSURE)
                        .limit(FEW)
                        .toList(),
                session.hosts().presence(scope, now.minus(SILENT)),
                session.hosts().quietest(scope, now.minus(SILENT), FEW).stream()
                        .map(Glance::of)
                        .toList(),
                session.hosts().silent(scope, now.minus(SILENT), FEW).stream()
                        .map(host -> new Silent(host, host.lastSeen().orElse(host.enrolled())))
                        .toList(),
                session.alertExceptions().ending(scope, now, FEW));
    }

    private static InPhase inPhase(Store.Session session, Scope scope, Incident incident, Instant now) {
        Phases phases = Phases.of(session.incidents().phases(scope, incident.id()));
        Optional<Phase> phase = phases.at(now);
        return new InPhase(incident, phase, phase.flatMap(phases::since));
    }

    private Groups groups(Call call, Store.Session session) {
        WatchFilter filter = WatchFilter.of(call);
        Seen seen = new Seen(session.alerts().lastLine(), session.alerts().last(), clock.instant());
        Cursor<Group> groups = Cursor.of(
                session.alerts()
                        .groups(
                                call.scope(),
                                filter.groups(),
                                call.query("after").map(WatchPage::place).orElse(Place.BEGINNING),
                                ROWS + 1),
                ROWS,
                group -> group.place().rank() + "-" + group.place().newest());
        return new Groups(
                groups.rows().stream()
                        .map(group -> new Row(group, title(group.newest(), call.locale())))
                        .toList(),
                groups.next(),
                seen,
                filter,
                call.form());
    }

    private String title(Alert alert, Locale locale) {
        return texts.of(alert, locale).title();
    }

    /** What is no place is the beginning. */
    private static Place place(String text) {
        try {
            String[] parts = text.split("-", 2);
            return new Place(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Place.BEGINNING;
        }
    }

    /** Says that something changed: the page asks for itself anew. */
    private Answer events(Call call) {
        Scope scope = call.scope();
        Turns.Turn turn;
        try {
            turn = feed.begin(call.who().name());
        } catch (BusyException e) {
            return Answer.problem(429, "problem.rate");
        }
        return Answer.events(events -> {
            try (turn) {
                stream(scope, events);
            }
        });
    }

    private void stream(Scope scope, EventStream events) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Seen seen = store.read(session ->
                new Seen(session.alerts().lastLine(), session.alerts().last(), clock.instant()));
        AlertFeed.Seen known = new AlertFeed.Seen(seen.last(), seen.line());
        events.send("", "");
        while (System.nanoTime() - begun < STREAM.toNanos()) {
            AlertFeed.Seen now = feed.await(known, SIGN_OF_LIFE);
            // One whose alerts are not to be seen tells nothing: not even that there is one.
            boolean fresh = !feed.after(scope, known).alerts().isEmpty();
            boolean decided = now.line() > known.line() && scope instanceof Scope.All;
            events.send(fresh || decided ? "alerts" : "", fresh || decided ? "changed" : "");
            known = now;
        }
    }

    private Answer decide(Call call) {
        Form form = call.form();
        Optional<Step> step = form.oneOf("step", Step.class);
        Map<Long, Long> groups = Bulk.groups(form);
        if (groups.isEmpty()) {
            form.wrong("group", "wrong.nothing-chosen");
        }
        if (groups.size() > Bulk.MOST_GROUPS) {
            form.wrong("group", "wrong.too-many", Integer.toString(Bulk.MOST_GROUPS));
        }
        Optional<Move> move = step.flatMap(each -> move(each, form));
        if (form.bad() || move.isEmpty()) {
            return page(call).unprocessable();
        }
        WatchFilter filter = WatchFilter.of(call);
        Bulk.Decided decided = call.decide((session, author) -> Bulk.decide(
                session, call.scope(), filter.groups().commune(), groups, Seen.of(form), move.get(), author));
        if (decided.refused()) {
            form.wrong("group", "wrong.one-recurrence");
            return page(call).unprocessable();
        }
        String many = Integer.toString(decided.done().size());
        String others = Integer.toString(decided.others().size() + decided.left());
        Answer.SeeOther answer = Answer.seeOther("/" + filter.query());
        if (decided.done().isEmpty()) {
            return decided.left() > 0
                    ? answer.saying("decided.came", others)
                    : decided.others().isEmpty()
                            ? answer.saying("decided.none")
                            : answer.saying(
                                    "decided.by-others", decided.others().getFirst());
        }
        return (decided.left() > 0
                        ? answer.saying("decided.left", many, others)
                        : decided.others().isEmpty()
                                ? answer.saying("decided", many)
                                : answer.saying(
                                        "decided.some",
                                        many,
                                        others,
                                        decided.others().getFirst()))
                .undo(
                        "/watch/undo",
                        Map.of(
                                "from", Long.toString(decided.done().getFirst().number()),
                                "to", Long.toString(decided.done().getLast().number())));
    }

    /** What may be decided of a whole line at once. */
    private static Optional<Move> move(Step step, Form form) {
        return switch (step) {
            case ACKNOWLEDGED, ASSIGNED, CLOSED -> MoveForm.read(step, form);
            case COMMENTED, REOPENED, UNDONE -> {
                form.wrong("step", "wrong.choice");
                yield Optional.empty();
            }
        };
    }

    /** Takes back one decision of this person, soon after it, where nobody decided since. */
    private Answer undo(Call call) {
        Optional<Long> from = number(call.form().text("from"));
        Optional<Long> to = number(call.form().text("to"));
        if (from.isEmpty()
                || to.isEmpty()
                || from.get() < 1
                || to.get() < from.get()
                || to.get() - from.get() >= Bulk.MOST) {
            return page(call).unprocessable();
        }
        Optional<Integer> undone = call.decide((session, author) -> {
            List<Line> lines = session.alerts().lines(from.get() - 1, (int) (to.get() - from.get() + 1));
            if (lines.isEmpty()
                    || lines.getLast().number() != to.get()
                    || !Bulk.isOne(lines, author.name(), clock.instant())) {
                return Optional.<Integer>empty();
            }
            return Optional.of((int) lines.stream()
                    .filter(line -> session.alerts()
                                    .decide(
                                            call.scope(),
                                            line.alert(),
                                            OptionalLong.of(line.number()),
                                            Move.of(Step.UNDONE),
                                            author)
                            instanceof Outcome.Done)
                    .count());
        });
        return undone.isEmpty()
                ? Answer.problem(409, "undo.late", Long.toString(Bulk.UNDONE_WITHIN.toMinutes()))
                : Answer.seeOther("/").saying("undone", undone.get().toString());
    }

    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
