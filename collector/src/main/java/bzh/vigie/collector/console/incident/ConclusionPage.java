package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.Concluding;
import bzh.vigie.collector.conclusion.Concluding.Outcome;
import bzh.vigie.collector.conclusion.Conclusion;
import bzh.vigie.collector.conclusion.Conclusion.Word;
import bzh.vigie.collector.conclusion.Criterion;
import bzh.vigie.collector.conclusion.LoosenedTexts;
import bzh.vigie.collector.conclusion.Signed;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Kept;
import bzh.vigie.collector.console.route.Kept.Found;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.report.ReportMaking;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.Conclusions.Decision;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be concluded about an incident, criterion by criterion, what is missing for each, and who stands for it. */
public final class ConclusionPage implements Section {
    private static final int LONGEST_REASON = 2_000;
    private static final int KEPT = 4;
    private static final int WORKING = 202;
    private static final int REPORTS = 50;

    /** What agents tell is in no ledger: nothing older is told as what is so now. */
    private static final Duration LASTS = Duration.ofMinutes(1);

    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AlertTexts texts;
    private final Store store;
    private final Turns heavy;
    private final Kept<Asked, Concluded> kept;

    /** What a conclusion is of. */
    private record Asked(Incident incident, Scope scope) {}

    /**
     * Made of these parts.
     *
     * @param heavy turns of what reads the whole of an incident
     * @param apart turns of what is shown as of when it was worked out
     */
    public ConclusionPage(Parts parts, Turns heavy, Turns apart) {
        this.heavy = heavy;
        texts = parts.texts();
        store = parts.store();
        kept = new Kept<>(apart, KEPT, LASTS, QUICK, PATIENCE, _ -> true);
    }

    /** A decision of an analyst. */
    public record Decided(Conclusions.Line line, String word) {}

    /**
     * What the page shows.
     *
     * @param word that could be said at that time
     * @param current false where something was decided or raised since, or it is older than what agents tell may be
     * @param horizon whole days of the longest dormancy that is excluded on every host
     * @param reopened what speaks against what was signed
     * @param decidedBy sentences: who said what of what was seen again, and what of the criteria was loosened
     * @param checked what hosts said of what they looked for themselves
     */
    public record Model(
            Incident incident,
            Word word,
            String said,
            Instant at,
            boolean current,
            int hosts,
            long horizon,
            List<IncidentTexts.Told> missing,
            List<IncidentTexts.Told> met,
            List<Decided> decided,
            List<String> reopened,
            List<Audit.Entry> reports,
            Checked checked,
            ArtefactTable artefacts,
            List<String> decidedBy,
            Form form)
            implements ForPrograms {
        public Model {
            missing = List.copyOf(missing);
            met = List.copyOf(met);
            decided = List.copyOf(decided);
            reopened = List.copyOf(reopened);
            reports = List.copyOf(reports);
            decidedBy = List.copyOf(decidedBy);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        /** The key of the words for which document a report is, by the name of its file. */
        public static String document(Audit.Entry report) {
            String file = report.action().split(" ", 3)[1];
            return file.endsWith("-log-book.csv")
                    ? "document.log-book-csv"
                    : file.endsWith("-log-book.pdf") ? "document.log-book" : "document.report";
        }

        /** Where what is missing for a criterion can be seen and mended; empty where that is on no page. */
        public Optional<String> mended(Criterion.Kind kind) {
            return switch (kind) {
                case NO_RECURRENCE -> Optional.of(path() + "/tombstones");
                case EVICTION_ENDED, WATCH_COMPLETE, TWICE_THE_BEACON -> Optional.of(path());
                case ARTEFACTS_GONE -> Optional.of(path());
                case HISTORY_SEARCHED -> Optional.of(path() + "/watchlist");
                case FINDINGS_DECIDED -> Optional.of("/");
                case REBUILT_WHERE_PRIVILEGED,
                        DOMAIN_NOT_TAKEN,
                        AUTHORITY_KEY_SAFE,
                        ACCOUNTS_RENEWED,
                        ATTESTED,
                        USERS_LOGGED_ON -> Optional.of(path() + "/attestations");
                case EXPECTED_HOSTS_KNOWN, ESSENTIAL_HOSTS_WATCHED, WORKSTATIONS_WATCHED ->
                    Optional.of(path() + "/hosts");
                case NO_UNWATCHED_MACHINE,
                        NO_LONG_GAP,
                        SOURCES_WATCHED,
                        FULL_STARTS,
                        PASSES_REGULAR,
                        PROFILES_READ,
                        NOT_BLINDED -> Optional.of("/hosts");
                case DIRECTORY_READ, KRBTGT_SEEN_RESET, PRIVILEGED_RENEWED -> Optional.of(path() + "/domains");
                case REVIEW_DECIDED -> Optional.of(path() + "/review");
                case NOT_CONTRADICTED -> Optional.of(path() + "/witnesses");
                case EVIDENCE_SOUND, TABLE_SIGNED -> Optional.empty();
            };
        }

        @Override
        public Object json() {
            return IncidentJson.of(this);
        }
    }

    /** What the page shows while a conclusion is worked out for the first time. */
    public record Working(Incident incident) implements ForPrograms {
        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("incident", incident.id().text());
            told.put("current", false);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/conclusion", Access.READ, this::show)
                        .program("getConclusion"),
                Route.post("/incidents/{incident}/conclusion", Access.DECIDE, this::decide));
    }

    private Answer show(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        return page(call, incident, kept(call, incident));
    }

    /** The page with what is wrong about a form on it. */
    Answer refused(Call call, Incident incident) {
        return page(call, incident, kept(call, incident)).unprocessable();
    }

    /** Once for all who ask alike; empty where it is being worked out for the first time. */
    private Optional<Found<Concluded>> kept(Call call, Incident incident) {
        Concluding concluding = new Concluding(store, call.scope(), incident, call.clock());
        return kept.find(
                call.who().name(),
                new Asked(incident, call.scope()),
                concluding.point(),
                call.clock(),
                () -> new Concluded(concluding.now(), texts));
    }

    private Answer.Page page(Call call, Incident incident, Optional<Found<Concluded>> found) {
        return found.map(each -> page(call, incident, each.value(), each.current()))
                .orElseGet(() ->
                        Answer.page("incident/working", new Working(incident)).status(WORKING));
    }

    private Answer.Page page(Call call, Incident incident, Concluded concluded, boolean current) {
        Conclusion conclusion = concluded.conclusion();
        Concluded.Shown shown = concluded.in(call.locale());
        IncidentTexts words = new IncidentTexts(call.locale());
        List<Conclusions.Line> lines =
                call.read(session -> session.conclusions().lines(call.scope(), incident.id()));
        return Answer.page(
                "incident/conclusion",
                new Model(
                        incident,
                        conclusion.word(),
                        words.of("word", conclusion.word()),
                        conclusion.facts().at(),
                        current,
                        conclusion.facts().hosts().size(),
                        concluded.horizon(),
                        shown.missing(),
                        shown.met(),
                        lines.reversed().stream()
                                .map(line -> new Decided(line, words.of("word", line.word())))
                                .toList(),
                        Signed.of(conclusion, lines)
                                .map(signed -> words.lines(signed.reopened(), texts))
                                .orElse(List.of()),
                        call.read(session -> session.audit().about(incident.id().text(), ReportMaking.MADE, REPORTS)),
                        shown.checked(),
                        new ArtefactTable(conclusion.facts().artefacts()),
                        LoosenedTexts.firstPage(conclusion.facts(), call.locale(), call.view()::time),
                        call.form()));
    }

    private Answer decide(Call call) {
        Incident incident = IncidentPage.incident(call);
        if (!IncidentForms.isWhole(call, incident)) {
            return Answer.problem(409, "not-whole");
        }
        Form form = call.form();
        Concluding concluding = new Concluding(store, call.scope(), incident, call.clock());
        Optional<Decision> decision = form.oneOf("decision", Decision.class);
        Optional<Word> seen = form.oneOf("word", Word.class);
        form.required("reason", LONGEST_REASON);
        if (form.bad() || decision.isEmpty() || seen.isEmpty()) {
            return refused(call, incident);
        }
        return switch (heavy.take(call.who().name(), () -> concluding.decide(decision.get(), seen, call.author()))) {
            case Outcome.Written _ ->
                Answer.seeOther(IncidentPage.path(incident) + "/conclusion")
                        .saying("decided." + IncidentPage.word(decision.get()));
            case Outcome.Another(Conclusion conclusion) -> {
                form.wrong("word", "wrong.another");
                yield page(call, incident, new Concluded(conclusion, texts), true)
                        .status(409);
            }
            case Outcome.Busy _ -> Answer.problem(409, "busy");
        };
    }
}
