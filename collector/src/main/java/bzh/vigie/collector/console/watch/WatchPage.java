package bzh.vigie.collector.console.watch;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.EventStream;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.incident.Phases;
import bzh.vigie.collector.store.AlertExceptions.Excepting;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Outcome;
import bzh.vigie.collector.store.Alerts.Place;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Step;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.Presence;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Veille, the first page: what needs a person now. Live by server-sent events; decisions about whole groups, and undoing them. */
public final class WatchPage implements Section {
    private static final int ROWS = 50;

    /** Alerts of one decision at most. */
    private static final int MOST = 10_000;

    /** Of each of the short lists beside the alerts. */
    private static final int FEW = 10;

    /** A PC is off over a weekend; what is silent for longer, somebody looks at. */
    private static final Duration SILENT = Duration.ofDays(3);

    /** How long one stream is served; the browser asks again by itself. */
    private static final Duration STREAM = Duration.ofMinutes(10);

    private static final long LOOK_MILLIS = 1_000;

    private final AlertTexts texts;
    private final Store store;
    private final InstantSource clock;

    public WatchPage(Parts parts) {
        texts = parts.texts();
        store = parts.store();
        clock = parts.clock();
    }

    /** A group as one line. */
    public record Row(Group group, String title) {}

    /** An incident and the phase that it is in. */
    public record InPhase(Incident incident, Optional<Phase> phase, Optional<Instant> since) {}

    /** A host that was last heard then. */
    public record Silent(Host host, Instant heard) {}

    /** An alert that the reader has. */
    public record Mine(Alert alert, String title) {}

    /**
     * The list of groups.
     *
     * @param seen number of the last decision that it takes into account
     * @param form what was typed, where it comes back
     */
    public record Groups(
            List<Row> rows, Optional<String> next, long seen, Optional<Severity> least, boolean fresh, Form form) {
        public Groups {
            rows = List.copyOf(rows);
        }
    }

    /** What the page shows. */
    public record Model(
            Groups groups,
            List<Mine> mine,
            List<InPhase> incidents,
            Presence presence,
            List<Silent> silent,
            List<Excepting> ending) {
        public Model {
            mine = List.copyOf(mine);
            incidents = List.copyOf(incidents);
            silent = List.copyOf(silent);
            ending = List.copyOf(ending);
        }

        /** So many of a hundred active hosts are connected. */
        public int watched() {
            return presence.active() == 0 ? 0 : (int) (100L * presence.connected() / presence.active());
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/", Access.READ, this::show),
                Route.get("/watch/events", Access.READ, this::events),
                Route.post("/watch/decide", Access.WORK, this::decide),
                Route.post("/watch/undo", Access.WORK, this::undo));
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
                session.hosts().silent(scope, now.minus(SILENT), FEW).stream()
                        .map(host -> new Silent(host, host.lastSeen().orElse(now)))
                        .toList(),
                session.alertExceptions().list(scope).stream()
                        .filter(each -> each.isEnding(now))
                        .limit(FEW)
                        .toList());
    }

    private static InPhase inPhase(Store.Session session, Scope scope, Incident incident, Instant now) {
        Phases phases = Phases.of(session.incidents().phases(scope, incident.id()));
        Optional<Phase> phase = phases.at(now);
        return new InPhase(incident, phase, phase.flatMap(phases::since));
    }

    private Groups groups(Call call, Store.Session session) {
        Optional<Severity> least = call.query("severity").flatMap(WatchPage::severity);
        boolean fresh = call.query("new").isPresent();
        long seen = session.alerts().lastLine();
        Cursor<Group> groups = Cursor.of(
                session.alerts()
                        .groups(
                                call.scope(),
                                least.orElse(Severity.INFORMATIONAL),
                                fresh,
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
                least,
                fresh,
                call.form());
    }

    private String title(Alert alert, Locale locale) {
        return texts.of(alert, locale).title();
    }

    private static Optional<Severity> severity(String word) {
        for (Severity each : Severity.values()) {
            if (each.name().equals(word.toUpperCase(Locale.ROOT))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
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
        return Answer.events(events -> stream(scope, events));
    }

    private void stream(Scope scope, EventStream events) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long alerts = store.read(session -> session.alerts().last());
        long lines = store.read(session -> session.alerts().lastLine());
        events.send("", "");
        for (int looks = 1; System.nanoTime() - begun < STREAM.toNanos(); looks++) {
            Thread.sleep(LOOK_MILLIS);
            long after = alerts;
            long lastLine = store.read(session -> session.alerts().lastLine());
            // One whose alerts are not to be seen tells nothing: not even that there is one.
            boolean fresh = store.<Boolean>read(
                    session -> !session.alerts().after(scope, after, 1).isEmpty());
            alerts = fresh ? store.read(session -> session.alerts().last()) : alerts;
            if (fresh || (lastLine > lines && scope instanceof Scope.All)) {
                events.send("alerts", "changed");
            } else if (looks % 15 == 0) {
                events.send("", "");
            }
            lines = lastLine;
        }
    }

    private Answer decide(Call call) {
        Form form = call.form();
        Optional<Step> step = form.oneOf("step", Step.class);
        List<Long> groups = new ArrayList<>();
        for (String each : form.all("group")) {
            number(each).ifPresent(groups::add);
        }
        if (groups.isEmpty()) {
            form.wrong("group", "wrong.nothing-chosen");
        }
        Optional<Move> move = step.flatMap(each -> move(each, form));
        if (form.bad() || move.isEmpty()) {
            return page(call).unprocessable();
        }
        long seen = number(form.text("seen")).orElse(Long.MAX_VALUE);
        Decided decided =
                call.decide((session, author) -> decide(session, call.scope(), groups, seen, move.get(), author));
        if (decided.done().isEmpty()) {
            return decided.others().isEmpty()
                    ? Answer.seeOther("/").saying("decided.none")
                    : Answer.seeOther("/")
                            .saying("decided.by-others", decided.others().getFirst());
        }
        Answer.SeeOther answer = Answer.seeOther("/");
        String many = Integer.toString(decided.done().size());
        return (decided.others().isEmpty()
                        ? answer.saying("decided", many)
                        : answer.saying(
                                "decided.some",
                                many,
                                Integer.toString(decided.others().size()),
                                decided.others().getFirst()))
                .undo(
                        "/watch/undo",
                        Map.of(
                                "from", Long.toString(decided.done().getFirst().number()),
                                "to", Long.toString(decided.done().getLast().number())));
    }

    /** What became of a decision about groups, and who had decided about others of their alerts since. */
    private record Decided(List<Line> done, List<String> others) {}

    private static Decided decide(
            Store.Session session, Scope scope, List<Long> groups, long seen, Move move, Author author) {
        List<Line> done = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (long group : groups) {
            for (Alert alert :
                    session.alerts().list(scope, Filter.open().ofGroup(group), Optional.empty(), MOST - done.size())) {
                List<Line> lines = session.alerts().lines(scope, alert.id());
                if (!lines.isEmpty() && lines.getLast().number() > seen) {
                    others.add(lines.getLast().author().name());
                } else if (session.alerts().decide(scope, alert.id(), move, author) instanceof Outcome.Done one) {
                    done.add(one.line());
                }
                if (done.size() >= MOST) {
                    return new Decided(done, others);
                }
            }
        }
        if (done.isEmpty() && others.isEmpty()) {
            // Nothing of them is open any more: who closed the last.
            for (long group : groups) {
                session.alerts()
                        .list(scope, Filter.NONE.ofGroup(group), Optional.empty(), 1)
                        .forEach(alert -> session.alerts().lines(scope, alert.id()).stream()
                                .filter(line -> line.number() > seen)
                                .forEach(line -> others.add(line.author().name())));
            }
        }
        return new Decided(done, others);
    }

    private static Optional<Move> move(Step step, Form form) {
        return switch (step) {
            case ACKNOWLEDGED -> Optional.of(Move.of(step));
            case ASSIGNED -> {
                String person = form.required("assignee", 200);
                yield form.bad() ? Optional.empty() : Optional.of(Move.assign(person));
            }
            case CLOSED -> {
                Optional<Closing> closing = form.oneOf("closing", Closing.class);
                if (closing.equals(Optional.of(Closing.OTHER))) {
                    form.required("reason", 2_000);
                }
                yield form.bad() ? Optional.empty() : closing.map(Move::close);
            }
            case COMMENTED, REOPENED, UNDONE -> {
                form.wrong("step", "wrong.choice");
                yield Optional.empty();
            }
        };
    }

    /** Takes back what this person decided in those lines, where nobody decided since. */
    private Answer undo(Call call) {
        Optional<Long> from = number(call.form().text("from"));
        Optional<Long> to = number(call.form().text("to"));
        if (from.isEmpty() || to.isEmpty() || to.get() < from.get()) {
            return page(call).unprocessable();
        }
        int undone = call.decide((session, author) -> {
            int many = 0;
            for (Line line : session.alerts().lines(from.get() - 1, MOST)) {
                if (line.number() <= to.get()
                        && line.author().name().equals(author.name())
                        && session.alerts()
                                        .decide(
                                                call.scope(),
                                                line.alert(),
                                                OptionalLong.of(line.number()),
                                                Move.of(Step.UNDONE),
                                                author)
                                instanceof Outcome.Done) {
                    many++;
                }
            }
            return many;
        });
        return Answer.seeOther("/").saying("undone", Integer.toString(undone));
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
