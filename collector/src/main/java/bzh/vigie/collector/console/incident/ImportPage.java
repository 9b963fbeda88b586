package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.incident.Drafts.Draft;
import bzh.vigie.collector.console.incident.Drafts.Ticked;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.WatchlistIntake;
import bzh.vigie.collector.detect.WatchlistIntake.Chosen;
import bzh.vigie.collector.detect.WatchlistIntake.Outcome;
import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.intel.WarningLists;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Indicators;
import bzh.vigie.collector.store.Indicators.Listed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes indicators into an incident's watchlist: a file, some lines, or a value from elsewhere. First it says what became of each; only
 * what is accepted, and what a person confirms by name, is written.
 */
public final class ImportPage {
    /** A folder of MISP warning lists in the collector's. */
    static final String WARNING_LISTS = "warning-lists";

    private static final int MOST_BYTES = 16 << 20;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2_000;

    private final Drafts drafts = new Drafts();
    private final Turns heavy;
    private final LookingBack back;
    private final Path warningLists;

    /** Of these parts. */
    ImportPage(Parts parts, Turns heavy, LookingBack back) {
        this.heavy = heavy;
        this.back = back;
        warningLists = parts.folder().resolve(WARNING_LISTS);
    }

    /**
     * What the page shows.
     *
     * @param value prefilled from elsewhere
     * @param lists warning lists that doubts are taken from
     */
    public record Model(
            Incident incident,
            boolean whole,
            Optional<ImportPreview> preview,
            String value,
            String kind,
            boolean lists,
            IncidentTexts texts,
            Form form) {
        public String path() {
            return IncidentPage.path(incident);
        }

        public List<Tlp> tlps() {
            return Arrays.asList(Tlp.values());
        }

        public String shown(Indicator indicator) {
            return WatchlistIntake.value(indicator.what());
        }
    }

    List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/watchlist/import", Access.WORK, this::show),
                Route.post("/incidents/{incident}/watchlist/import", Access.WORK, this::read),
                Route.post("/incidents/{incident}/watchlist", Access.WORK, this::add),
                Route.api("addIndicators", Method.POST, "/incidents/{incident}/watchlist", Access.WORK, this::addJson)
                        .body(
                                "content",
                                "name",
                                "tlp",
                                "source",
                                "confidence",
                                "until",
                                "collector-only",
                                "confirm",
                                "dry-run",
                                "reason"));
    }

    private Answer show(Call call) {
        Incident incident = IncidentPage.incident(call);
        Optional<String> asked = call.query("draft");
        Optional<Draft> draft = asked.flatMap(id ->
                drafts.find(id, call.who().name(), incident.id(), call.clock().instant()));
        if (asked.isPresent() && draft.isEmpty()) {
            call.form().wrong("file", "draft-gone");
        }
        return page(call, incident, draft);
    }

    private Answer.Page page(Call call, Incident incident, Optional<Draft> draft) {
        return Answer.page(
                "incident/import",
                new Model(
                        incident,
                        IncidentForms.isWhole(call, incident),
                        draft.map(each -> ImportPreview.of(call, each, drafts.ticked(each))),
                        call.query("value").orElse(""),
                        call.query("kind").orElse(""),
                        Files.isDirectory(warningLists),
                        new IncidentTexts(call.locale()),
                        call.form()));
    }

    private Answer read(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        Optional<Read> read = imported(call);
        if (read.isEmpty()) {
            return page(call, incident, Optional.empty()).unprocessable();
        }
        Draft draft = drafts.keep(
                call.who().name(),
                incident.id(),
                read.get().name(),
                read.get().imported(),
                call.clock().instant());
        return Answer.seeOther(IncidentPage.path(incident) + "/watchlist/import?draft=" + draft.id());
    }

    private record Read(String name, Imported imported) {}

    /** What was sent, as it was understood; empty where the form is wrong, which says why. */
    private Optional<Read> imported(Call call) {
        Form form = call.form();
        Optional<Tlp> tlp = Tlp.of(form.text("tlp"));
        if (tlp.isEmpty()) {
            form.wrong("tlp", "wrong.choice");
        }
        Optional<Instant> until = IncidentForms.timeIfAny(call, "until");
        int confidence = IncidentForms.number(form, "confidence", ImportOptions.USUAL_CONFIDENCE, 0, 100);
        String source = form.optional("source", LONGEST_NAME);
        String named = form.optional("name", LONGEST_NAME);
        Optional<Form.Upload> list = byHand(form)
                .or(() -> form.list(
                        "file", "content", named.isEmpty() ? call.who().name() : named, MOST_BYTES));
        if (form.bad() || list.isEmpty() || tlp.isEmpty()) {
            return Optional.empty();
        }
        String name = cut(named.isEmpty() ? list.get().name() : named);
        String who = byHand(form).isPresent() ? call.who().name() : name;
        ImportOptions options = new ImportOptions(
                source.isBlank() ? (who.isBlank() ? "-" : who) : source,
                tlp.get(),
                confidence,
                until,
                !form.text("collector-only").isEmpty(),
                heavy.take(call.who().name(), this::warningLists));
        Imported imported = heavy.take(call.who().name(), () -> {
            try {
                byte[] bytes = list.get().bytes();
                return IndicatorFile.read(() -> new ByteArrayInputStream(bytes), options);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (imported.broken().isPresent()) {
            form.wrong("file", "wrong.broken", name, imported.broken().get().in(call.locale()));
            return Optional.empty();
        }
        return Optional.of(new Read(name, imported));
    }

    /** One that was typed in its own fields, as a table of one row. */
    private static Optional<Form.Upload> byHand(Form form) {
        String value = form.optional("value", Indicator.LONGEST * 4);
        String kind = form.text("kind");
        if (value.isEmpty() || form.file("file").isPresent()) {
            return Optional.empty();
        }
        String row = "type,value\n" + quoted(kind.isEmpty() ? "any" : kind) + "," + quoted(value) + "\n";
        return Optional.of(new Form.Upload(value, row.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    private WarningLists warningLists() {
        try {
            return Files.isDirectory(warningLists) ? WarningLists.read(warningLists) : WarningLists.none();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer add(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        Optional<Draft> draft = drafts.find(
                form.text("draft"),
                call.who().name(),
                incident.id(),
                call.clock().instant());
        if (draft.isEmpty()) {
            Optional<Drafts.Used> before = drafts.used(
                    form.text("draft"),
                    call.who().name(),
                    incident.id(),
                    call.clock().instant());
            if (before.isPresent()) {
                return Answer.seeOther(IncidentPage.path(incident) + "/watchlist")
                        .saying(
                                "watch-added-before",
                                Integer.toString(before.get().fresh()));
            }
            form.wrong("file", "draft-gone");
            return page(call, incident, Optional.empty())
                    .status(form.text("draft").isEmpty() ? 422 : 409);
        }
        Ticked ticked = ImportPreview.ticked(call, draft.get(), drafts.ticked(draft.get()));
        if (!form.text("page").isEmpty()) {
            int next = IncidentForms.number(form, "page", 0, 0, Integer.MAX_VALUE);
            drafts.tick(draft.get(), ticked);
            return Answer.seeOther(IncidentPage.path(incident) + "/watchlist/import?draft="
                    + draft.get().id() + "&doubts=" + next);
        }
        form.required("reason", LONGEST_REASON);
        Chosen chosen = WatchlistIntake.chosen(draft.get().imported(), ticked.places(), form.all("confirm"));
        if (!chosen.unknown().isEmpty()) {
            form.wrong("confirm", "wrong.nothing-waits", chosen.unknown().getFirst());
        } else if (chosen.indicators().isEmpty()) {
            form.wrong("confirm", "wrong.nothing-chosen");
        }
        if (form.bad()) {
            return page(call, incident, draft).unprocessable();
        }
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        return switch (add(call, incident, chosen.indicators(), draft.get().name())) {
            case Outcome.Full _ -> Answer.problem(409, "wrong.full", Integer.toString(Indicators.MOST));
            case Outcome.Added added -> {
                drafts.used(draft.get(), added.fresh().size(), call.clock().instant());
                yield Answer.seeOther(IncidentPage.path(incident) + "/watchlist")
                        .saying(
                                "watch-added",
                                Integer.toString(added.fresh().size()),
                                Integer.toString(added.known()),
                                Integer.toString(added.reopened()));
            }
        };
    }

    private Outcome add(Call call, Incident incident, List<Indicator> chosen, String subject) {
        Outcome outcome = call.decide((session, author) ->
                WatchlistIntake.add(session, Optional.of(incident.id().text()), chosen, subject, author));
        if (outcome instanceof Outcome.Added added) {
            back.begin(incident.id().text(), call.scope(), added.fresh());
        }
        return outcome;
    }

    /** The same in one step, for programs: what waits is named in {@code confirm}, as the answer of a trial calls it. */
    private Answer addJson(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<Read> read = imported(call);
        Optional<Chosen> chosen = read.map(each -> WatchlistIntake.chosen(each.imported(), form.all("confirm")));
        chosen.flatMap(each -> each.unknown().stream().findFirst())
                .ifPresent(value -> form.wrong("confirm", "wrong.nothing-waits", value));
        if (form.bad() || read.isEmpty() || chosen.isEmpty()) {
            return page(call, incident, Optional.empty()).unprocessable();
        }
        Map<String, Object> answer = json(call, read.get().imported());
        if (!form.text("dry-run").isEmpty()) {
            return Answer.json(answer);
        }
        return switch (add(call, incident, chosen.get().indicators(), read.get().name())) {
            case Outcome.Full _ -> Answer.problem(409, "wrong.full", Integer.toString(Indicators.MOST));
            case Outcome.Added added -> {
                answer.put("added", added.fresh().stream().map(Listed::id).toList());
                answer.put("known", added.known());
                answer.put("reopened", added.reopened());
                yield Answer.json(answer);
            }
        };
    }

    private static Map<String, Object> json(Call call, Imported imported) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("format", imported.format().name().toLowerCase(java.util.Locale.ROOT));
        answer.put("accepted", imported.accepted().size());
        answer.put(
                "to_confirm",
                imported.toConfirm().stream()
                        .map(each -> Map.of(
                                "place",
                                each.place(),
                                "type",
                                each.indicator().what().type(),
                                "value",
                                WatchlistIntake.value(each.indicator().what()),
                                "reason",
                                each.why().in(call.locale())))
                        .toList());
        answer.put(
                "refused",
                imported.refused().stream()
                        .map(each -> Map.of(
                                "place",
                                each.place(),
                                "value",
                                each.value(),
                                "code",
                                each.code().word(),
                                "reason",
                                each.why().in(call.locale())))
                        .toList());
        return answer;
    }
}
