package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.OneTime;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.report.Look;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.ReportMaking;
import bzh.vigie.collector.report.ReportMaking.Kind;
import bzh.vigie.collector.store.Incidents.Incident;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The report of an incident and its log book: looked at unsigned, taken away signed; who took one away stands in the audit log. */
public final class ReportPage implements Section {
    private static final int LONGEST_TITLE = 200;

    /** Documents that a second click gets again, each of some megabytes. */
    private static final int KEPT = 4;

    private final Parts parts;
    private final Turns heavy;
    private final ConclusionPage conclusion;
    private final OneTime once = new OneTime(KEPT);

    /**
     * Of these parts.
     *
     * @param heavy turns of what reads the whole of an incident
     * @param conclusion the page on which its form stands
     */
    public ReportPage(Parts parts, Turns heavy, ConclusionPage conclusion) {
        this.conclusion = conclusion;
        this.parts = parts;
        this.heavy = heavy;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/report", Access.READ, this::look)
                        .program("previewReport")
                        .query("document"),
                Route.post("/incidents/{incident}/report", Access.WORK, once.of(this::make))
                        .program("makeReport", "document", "from", "to", "part", "title", "reason"));
    }

    /** The document without its signature, called a preview. */
    private Answer look(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        Kind kind = call.query("document").equals(Optional.of("log-book")) ? Kind.LOG_BOOK : Kind.REPORT;
        Request request = request(call, incident, call.say("report-preview") + " – " + incident.title(), now(call));
        return made(call, request, kind)
                .<Answer>map(made -> {
                    byte[] bytes = made.unsigned();
                    return Answer.shown(name(incident, kind), "application/pdf", out -> out.write(bytes));
                })
                .orElseGet(() -> Answer.problem(409, "report-nothing"));
    }

    private static Instant now(Call call) {
        return call.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private Request request(Call call, Incident incident, String title, Instant now) {
        Instant start = call.read(session -> ReportMaking.begin(session, call.scope(), incident));
        return request(call, incident, title, start.isBefore(now) ? start : now.minusSeconds(1), now, now);
    }

    private Request request(Call call, Incident incident, String title, Instant from, Instant to, Instant now) {
        return new Request(
                incident.id().text(),
                title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE),
                incident.communes(),
                from,
                to,
                now,
                call.who().name(),
                parts.version(),
                new Look(call.locale(), parts.zone(), call.view().names()));
    }

    private Optional<ReportMaking> made(Call call, Request request, Kind kind) {
        return heavy.take(call.who().name(), () -> {
            try {
                return ReportMaking.of(parts.store(), request, kind, parts.texts());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String name(Incident incident, Kind kind) {
        return "vigie-" + incident.id().text()
                + switch (kind) {
                    case REPORT -> "-report.pdf";
                    case LOG_BOOK -> "-log-book.pdf";
                    case LOG_BOOK_CSV -> "-log-book.csv";
                };
    }

    /** Whether the period leaves out some of the incident, which has to be meant: who reads it takes it for the whole. Fields that are wrong say so. */
    private static boolean isPart(Call call, Incident incident, Instant begin, Instant from, Instant to) {
        Form form = call.form();
        Optional<Instant> evicted = Evictions.of(
                        call.read(session -> session.incidents().evictions(call.scope(), incident.id())))
                .lastEnd();
        if (from.isBefore(begin)) {
            form.wrong("from", "wrong.report-early", call.view().time(begin));
        } else if (!from.isBefore(to)) {
            form.wrong("to", "wrong.order");
        } else if (from.isAfter(begin) || evicted.filter(to::isBefore).isPresent()) {
            if (form.text("part").isEmpty()) {
                form.wrong(
                        from.isAfter(begin) ? "from" : "to",
                        from.isAfter(begin) ? "wrong.report-late" : "wrong.report-short",
                        call.view().time(from.isAfter(begin) ? begin : evicted.orElseThrow()));
            }
            return true;
        }
        return false;
    }

    /** The document, signed as the command line signs it. */
    private Answer make(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        Form form = call.form();
        Optional<Kind> kind = form.oneOf("document", Kind.class);
        form.required("reason", 2_000);
        String typed = form.optional("title", LONGEST_TITLE);
        String title = typed.isBlank() ? incident.title() : typed;
        Instant now = now(call);
        Request usual = request(call, incident, title, now);
        Instant from = IncidentForms.timeIfAny(call, "from").orElse(usual.from());
        Instant to =
                form.text("to").isEmpty() ? now : IncidentForms.past(call, "to").orElse(now);
        boolean part = !form.bad() && isPart(call, incident, usual.from(), from, to);
        if (form.bad() || kind.isEmpty()) {
            return conclusion.refused(call, incident);
        }
        Request request = request(call, incident, part ? call.say("report-part", title) : title, from, to, now);
        Optional<ReportMaking> made = made(call, request, kind.get());
        if (made.isEmpty()) {
            return Answer.problem(409, "report-nothing");
        }
        byte[] bytes;
        try {
            bytes = kind.get() == Kind.LOG_BOOK_CSV
                    ? made.get().unsigned()
                    : made.get().signed(parts.reports().apply(request.made()));
        } catch (IdentityException e) {
            return Answer.problem(503, "report-unsigned", e.in(call.locale()));
        }
        String name = name(incident, kind.get());
        call.change((session, author) -> ReportMaking.note(session, author, request, name, bytes));
        return Answer.file(
                name,
                kind.get() == Kind.LOG_BOOK_CSV ? "text/csv; charset=utf-8" : "application/pdf",
                out -> out.write(bytes));
    }
}
