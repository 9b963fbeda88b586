package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.Marking.Sought;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.incident.MarkWithdrawal;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.collector.store.Tombstones.Withdrawn;
import bzh.vigie.event.ItemFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is marked as the attacker's, by whom and why, and what was seen of it since: sure returns, suspected ones, what was not removed. */
public final class TombstonesPage implements Section {
    private static final int ROWS = 100;
    private static final int SHOWN = 200;

    private final AlertTexts texts;
    private final Marks marks;

    /**
     * Of these parts.
     *
     * @param heavy turns of what reads the whole of an incident
     */
    public TombstonesPage(Parts parts, Turns heavy) {
        texts = parts.texts();
        marks = new Marks(parts, heavy);
    }

    /**
     * A mark as one line.
     *
     * @param features by what it would be known again
     * @param awaits whether it was taken back and a second person has yet to do the same
     */
    public record Row(Tombstone tombstone, String what, String features, boolean awaits) {}

    /**
     * What was seen again, of one kind.
     *
     * @param rule that says so
     * @param more that are not shown
     */
    public record Seen(String rule, List<IncidentPage.Again> again, int more) {
        public Seen {
            again = List.copyOf(again);
        }
    }

    /** What the page shows. */
    public record Model(
            Incident incident,
            List<Row> rows,
            Optional<String> next,
            boolean all,
            List<Seen> seen,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            rows = List.copyOf(rows);
            seen = List.copyOf(seen);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put(
                    "items",
                    rows.stream()
                            .map(row -> {
                                Map<String, Object> each = new LinkedHashMap<>();
                                each.put("id", row.tombstone().id());
                                each.put("commune", row.tombstone().commune().insee());
                                each.put("host", row.tombstone().host().map(AgentId::text));
                                each.put("key", row.tombstone().key());
                                each.put("what", row.what());
                                each.put("marked", row.tombstone().marked());
                                each.put("standing", row.tombstone().standing());
                                each.put("awaits_approval", row.awaits());
                                each.put("removal", row.tombstone().removal());
                                each.put("author", row.tombstone().author().name());
                                each.put("reason", row.tombstone().author().reason());
                                return each;
                            })
                            .toList());
            told.put("next", next);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/tombstones", Access.READ, this::show)
                        .program("listTombstones")
                        .query("all", "after"),
                Route.post("/incidents/{incident}/tombstones", Access.WORK, this::mark)
                        .program("markAsAttackers", "alert", "account", "host", "key", "removal", "anyway", "reason"),
                Route.post("/incidents/{incident}/tombstones/natures", Access.WORK, this::natures),
                Route.post("/incidents/{incident}/tombstones/take-back", Access.WORK, this::takeBack));
    }

    private Answer show(Call call) {
        return page(call, IncidentPage.incident(call));
    }

    private Answer.Page page(Call call, Incident incident) {
        boolean all = call.query("all").isPresent();
        long after = call.query("after")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
        Set<Tombstone> awaiting =
                call.read(session -> session.tombstones().withdrawn(call.scope(), incident.id())).stream()
                        .filter(Withdrawn::awaitsApproval)
                        .map(Withdrawn::tombstone)
                        .collect(Collectors.toSet());
        Cursor<Tombstone> some = Cursor.of(
                call.read(session -> session.tombstones().list(call.scope(), incident.id())).reversed().stream()
                        .filter(each -> each.number() < after && (all || each.standing() || awaiting.contains(each)))
                        .limit(ROWS + 1L)
                        .toList(),
                ROWS,
                each -> Long.toString(each.number()));
        IncidentTexts words = new IncidentTexts(call.locale());
        List<Recurrence> recurrences = call.read(
                        session -> session.tombstones().recurrences(call.scope(), incident.id()))
                .reversed();
        return Answer.page(
                "incident/tombstones",
                new Model(
                        incident,
                        some.rows().stream()
                                .map(each -> row(each, awaiting.contains(each), call.locale()))
                                .toList(),
                        some.next(),
                        all,
                        List.of(
                                seen("vigie-return", recurrences, words, call.locale()),
                                seen("vigie-suspected-return", recurrences, words, call.locale()),
                                seen("vigie-not-removed", recurrences, words, call.locale()),
                                seen(Tombstones.SAME_ATTACK, recurrences, words, call.locale())),
                        words,
                        call.form()));
    }

    private static Row row(Tombstone tombstone, boolean awaits, Locale locale) {
        return new Row(
                tombstone,
                Marking.shown(tombstone.fields()),
                String.join(
                        ", ",
                        Sweep.features(tombstone.fields(), tombstone.host()).stream()
                                .map(feature -> AlertTexts.code("matched", ItemFields.word(feature), locale))
                                .toList()),
                awaits);
    }

    private Seen seen(String rule, List<Recurrence> recurrences, IncidentTexts words, Locale locale) {
        List<Recurrence> some = recurrences.stream()
                .filter(each -> each.alert().rule().equals(rule))
                .toList();
        return new Seen(
                rule,
                some.stream()
                        .limit(SHOWN)
                        .map(each -> IncidentPage.again(each, texts, words, locale))
                        .toList(),
                Math.max(0, some.size() - SHOWN));
    }

    /** For programs, and for whoever knows the key of an item: what an alert shows, or an item of a host. */
    private Answer mark(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        Optional<Mark> mark = Optional.empty();
        if (!form.text("alert").isEmpty()) {
            mark = marks.in(call, incident).ofAlert(form.text("alert"));
            if (mark.isEmpty()) {
                form.wrong("alert", "wrong.no-alert");
            }
            mark = form.text("account").equals("yes") ? mark.map(Marking::withAccount) : mark;
        } else {
            String key = form.required("key", 1_000);
            Optional<Host> host = IncidentForms.host(call, incident, "host");
            if (!form.bad() && host.isPresent()) {
                switch (marks.in(call, incident).ofItems(host.get().id(), List.of(key), Optional.empty(), List.of())) {
                    case Sought.Items items -> mark = Optional.of(items.marks().getFirst());
                    case Sought.NoHost _, Sought.NoItem _, Sought.Several _ -> form.wrong("key", "wrong.no-item");
                }
            }
        }
        Optional<Outcome.Marked> marked = mark.flatMap(each -> marks.mark(call, incident, List.of(each), Marking.MANY));
        return marked.isPresent()
                ? Marks.said(incident, marked.get())
                : page(call, incident).unprocessable();
    }

    private Answer natures(Call call) {
        Incident incident = IncidentPage.incident(call);
        return Natures.say(call, incident, "/tombstones", () -> page(call, incident));
    }

    private Answer takeBack(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", 2_000);
        List<String> chosen = form.all("tombstone");
        if (chosen.size() != 1) {
            form.wrong("tombstone", chosen.isEmpty() ? "wrong.none" : "wrong.one-mark");
        }
        if (form.bad()) {
            return page(call, incident).unprocessable();
        }
        // Only those of this incident: a mark's id may be any.
        MarkWithdrawal.Outcome outcome =
                call.decide((session, author) -> session.tombstones().list(call.scope(), incident.id()).stream()
                        .filter(each -> each.id().equals(chosen.getFirst()))
                        .findFirst()
                        .map(each -> MarkWithdrawal.takeBack(session, call.scope(), each.id(), author))
                        .orElseGet(MarkWithdrawal.Outcome.NoMark::new));
        return switch (outcome) {
            case MarkWithdrawal.Outcome.Written(boolean awaits, long undecided) ->
                Answer.seeOther(IncidentPage.path(incident) + "/tombstones")
                        .saying(awaits ? "mark-taken-back" : "mark-withdrawal-approved", Long.toString(undecided));
            case MarkWithdrawal.Outcome.NoMark _, MarkWithdrawal.Outcome.Already _ -> Answer.problem(409, "marks-gone");
            case MarkWithdrawal.Outcome.SameReason _ -> {
                form.wrong("reason", "wrong.mark-same-reason");
                yield page(call, incident).unprocessable();
            }
        };
    }
}
