package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.CloudIntake;
import bzh.vigie.collector.detect.ExternalLogs;
import bzh.vigie.collector.detect.ExternalLogs.Kept;
import bzh.vigie.collector.detect.ExternalLogs.Reading;
import bzh.vigie.collector.detect.ExternalLogs.Times;
import bzh.vigie.collector.detect.cloud.CloudReading;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.WatchedLines;
import bzh.vigie.collector.incident.WitnessIntake;
import bzh.vigie.collector.incident.WitnessReader.DayMonth;
import bzh.vigie.collector.store.CloudExports.Summary;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.collector.store.Witnesses.Kind;
import bzh.vigie.collector.store.Witnesses.SignedIn;
import bzh.vigie.collector.store.Witnesses.Told;
import bzh.vigie.event.ItemFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What VPN gateways, firewalls and mail services tell of who came: exports that were imported, and what of them is on the watchlist. */
public final class WitnessesPage implements Section {
    private static final int SHOWN = 100;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2_000;
    private static final int MOST_BYTES = 1 << 30;
    private static final int FIRST_YEAR = 1_990;
    private static final int LAST_YEAR = 2_200;

    private final Parts parts;
    private final Turns heavy;

    /**
     * The page.
     *
     * @param heavy turns of what reads much
     */
    public WitnessesPage(Parts parts, Turns heavy) {
        this.parts = parts;
        this.heavy = heavy;
    }

    /**
     * An import.
     *
     * @param cloud what it has, where it is an export of Microsoft 365 or Entra
     */
    public record Imported(Import of, Optional<Summary> cloud) {
        /** Operations that nobody judges, each with its rows. */
        public String notJudged() {
            return cloud.stream()
                    .flatMap(summary -> summary.notJudged().entrySet().stream())
                    .limit(SHOWN)
                    .map(each -> each.getKey() + " (" + each.getValue() + ")")
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * What the page shows.
     *
     * @param imports that stand
     * @param matches the newest lines on the watchlist, the newest first
     * @param matching how many there are
     * @param both accounts that signed in before the eviction ended and since
     */
    public record Model(
            Incident incident,
            List<Imported> imports,
            List<Told> matches,
            long matching,
            List<SignedIn> both,
            int moreBoth,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            imports = List.copyOf(imports);
            matches = List.copyOf(matches);
            both = List.copyOf(both);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        public List<Kind> kinds() {
            return Arrays.asList(Kind.values());
        }

        public List<DayMonth> orders() {
            return Arrays.asList(DayMonth.values());
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("items", imports.stream().map(WitnessesPage::json).toList());
            told.put("on_the_watchlist", matching);
            told.put("accounts_before_and_since", both.size() + moreBoth);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/witnesses", Access.READ, this::show)
                        .program("listWitnesses"),
                Route.post("/incidents/{incident}/witnesses", Access.WORK, this::take)
                        .program("addWitness", "content", "name", "kind", "commune", "zone", "dates", "year", "reason")
                        .largeFile(),
                Route.post("/incidents/{incident}/witnesses/withdraw", Access.WORK, this::takeBack));
    }

    private static Map<String, Object> json(Imported imported) {
        Import each = imported.of();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", each.name());
        told.put("commune", each.commune().insee());
        told.put("witness", ItemFields.word(each.kind()));
        told.put("lines", each.lines());
        told.put("unread", each.unread());
        told.put("first", each.first());
        told.put("last", each.last());
        told.put("author", each.author().name());
        imported.cloud().ifPresent(summary -> {
            told.put("rows", summary.rows());
            told.put("sign_ins", summary.signIns());
            told.put("records", summary.kept());
            told.put("rows_not_judged", summary.unjudged());
            told.put("not_judged", summary.notJudged());
            told.put("summed", summary.summed());
            told.put(
                    "refused",
                    summary.refused().stream()
                            .map(of -> Map.of("reason", of.reason(), "rows", of.rows(), "numbers", of.numbers()))
                            .toList());
        });
        return told;
    }

    private Answer show(Call call) {
        return page(call, IncidentPage.incident(call));
    }

    private Answer.Page page(Call call, Incident incident) {
        return heavy.take(
                call.who().name(),
                () -> call.read(session -> {
                    WatchedLines watched = WatchedLines.of(session, call.scope(), incident.id(), SHOWN);
                    Optional<Instant> end = Evictions.of(session.incidents().evictions(call.scope(), incident.id()))
                            .all()
                            .flatMap(Interval::end);
                    List<SignedIn> both = session.witnesses().signedIn(call.scope(), incident.id()).stream()
                            .filter(each -> end.filter(at -> each.first().isBefore(at)
                                            && !each.last().isBefore(at))
                                    .isPresent())
                            .toList();
                    return Answer.page(
                            "incident/witnesses",
                            new Model(
                                    incident,
                                    session.witnesses().imports(call.scope(), incident.id()).stream()
                                            .filter(each -> each.current() && each.hasContent())
                                            .map(each -> new Imported(
                                                    each, session.cloudExports().summary(each.number())))
                                            .toList(),
                                    watched.newest(),
                                    watched.count(),
                                    both.stream().limit(SHOWN).toList(),
                                    Math.max(0, both.size() - SHOWN),
                                    new IncidentTexts(call.locale()),
                                    call.form()));
                }));
    }

    private Answer take(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<Kind> kind = form.oneOf("kind", Kind.class);
        Optional<Commune> commune = IncidentForms.commune(form, incident);
        Optional<DayMonth> order =
                form.text("dates").isEmpty() ? Optional.empty() : form.oneOf("dates", DayMonth.class);
        ZoneId zone = zone(call);
        int year = IncidentForms.number(form, "year", 0, FIRST_YEAR, LAST_YEAR);
        Optional<Form.Upload> file = form.list("file", "content", form.text("name"), MOST_BYTES);
        String called = IncidentForms.called(form, file, LONGEST_NAME);
        if (form.bad() || file.isEmpty() || kind.isEmpty() || commune.isEmpty()) {
            return page(call, incident).unprocessable();
        }
        CloudIntake intake = new CloudIntake(parts.rules().get());
        Times times = new Times(zone, order, year == 0 ? OptionalInt.empty() : OptionalInt.of(year));
        CloudReading cloud = call.read(session -> intake.reading(session, commune.get()));
        Reading read = heavy.take(call.who().name(), () -> read(file.get(), times, cloud));
        read.refusal()
                .ifPresent(why -> form.wrong(
                        "file",
                        "wrong.witness." + ItemFields.word(why),
                        called,
                        Integer.toString(WitnessIntake.lines(read.result())),
                        Integer.toString(read.result().unreadLines())));
        call.read(session -> WitnessIntake.same(session, call.scope(), incident.id(), commune.get(), read.sha256()))
                .ifPresent(same -> form.wrong("file", "wrong.witness-same", same.name()));
        if (!IncidentForms.takesBack(call, "replaces")) {
            call.read(session -> WitnessIntake.standing(session, call.scope(), incident.id(), commune.get(), called))
                    .ifPresent(before -> form.wrong(
                            "name",
                            "wrong.witness-stands",
                            Integer.toString(before.lines()),
                            call.view().time(before.written())));
        }
        if (form.bad()) {
            return page(call, incident).unprocessable();
        }
        Optional<Kept> kept = call.decide((session, author) -> ExternalLogs.keep(
                session,
                call.scope(),
                incident.id(),
                commune.get(),
                called,
                kind.get(),
                read,
                intake,
                author,
                parts.clock().instant()));
        return read.cloud().isEmpty()
                ? IncidentForms.said(
                        incident,
                        "/witnesses",
                        kept.isPresent(),
                        "witness-taken",
                        called,
                        Integer.toString(read.result().lines().size()),
                        Integer.toString(read.result().unreadLines()),
                        zone.toString())
                : IncidentForms.said(
                        incident,
                        "/witnesses",
                        kept.isPresent(),
                        "cloud-taken",
                        called,
                        Integer.toString(cloud.summary().rows()),
                        Integer.toString(kept.map(Kept::raised).orElse(0)),
                        refused(call, cloud));
    }

    private static Reading read(Form.Upload file, Times times, CloudReading cloud) {
        try {
            return ExternalLogs.read(file::open, times, cloud);
        } catch (IOException e) {
            throw new UncheckedIOException("a file that was sent cannot be read", e);
        }
    }

    /** Rows that were refused: how many, why, and their numbers. */
    private static String refused(Call call, CloudReading cloud) {
        return cloud.refused().isEmpty()
                ? "0"
                : cloud.refused().stream()
                        .map(each -> each.rows() + " – " + call.view().say("cloud-problem." + each.reason()) + " ("
                                + call.view().shown(each.numbers(), SHOWN) + ")")
                        .collect(Collectors.joining(" ; "));
    }

    private static ZoneId zone(Call call) {
        String text = call.form().text("zone");
        try {
            return text.isEmpty() ? call.view().zone() : ZoneId.of(text);
        } catch (DateTimeException noZone) {
            call.form().wrong("zone", "wrong.zone");
            return call.view().zone();
        }
    }

    private Answer takeBack(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        String called = form.required("name", LONGEST_NAME);
        Optional<Commune> commune = IncidentForms.commune(form, incident);
        Optional<Import> there = commune.flatMap(each ->
                call.read(session -> WitnessIntake.standing(session, call.scope(), incident.id(), each, called)));
        if (there.isEmpty()) {
            form.wrong("name", "wrong.no-list");
        }
        if (form.bad() || there.isEmpty()) {
            return page(call, incident).unprocessable();
        }
        return IncidentForms.said(
                incident,
                "/witnesses",
                call.decide((session, author) -> session.witnesses()
                        .add(
                                call.scope(),
                                incident.id(),
                                commune.orElseThrow(),
                                called,
                                there.get().kind(),
                                "",
                                0,
                                List.of(),
                                author)
                        .isPresent()),
                "list-withdrawn",
                called);
    }
}
