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
import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.Reopening;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewGroup.State;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.review.Reviewing;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What waits for a decision after the eviction: one line for the same thing on many hosts, the rarest first. */
public final class ReviewPage implements Section {
    private static final int ROWS = 100;
    private static final int LONGEST_REASON = 2_000;

    /** Marking as the attacker's looks for each thing everywhere: a few at a time. */
    private static final int MARKED_AT_ONCE = 10;

    private final Turns heavy;
    private final Marks marks;

    /**
     * The page.
     *
     * @param heavy turns of what reads the whole of an incident
     */
    public ReviewPage(Parts parts, Turns heavy) {
        this.heavy = heavy;
        marks = new Marks(parts, heavy);
    }

    /** A group as one line. */
    public record Line(ReviewGroup group, String vouched, String state, boolean accused) {}

    /**
     * What the page shows.
     *
     * @param more groups of this state that are not shown
     */
    public record Model(
            Incident incident,
            Matter matter,
            State state,
            List<Line> lines,
            int more,
            int hosts,
            long items,
            Map<State, Long> states,
            int unread,
            boolean accused,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            lines = List.copyOf(lines);
            states = new LinkedHashMap<>(states);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        public List<State> all() {
            return Arrays.asList(State.values());
        }

        @Override
        public Object json() {
            return IncidentJson.of(this);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/review", Access.READ, this::show)
                        .program("listReview")
                        .query("matter", "state"),
                Route.post("/incidents/{incident}/review", Access.WORK, this::decide));
    }

    private static Matter matter(Call call) {
        return call.query("matter").equals(Optional.of("remediation")) ? Matter.REMEDIATION : Matter.ITEMS;
    }

    private static State state(Call call) {
        return Arrays.stream(State.values())
                .filter(each -> call.query("state").equals(Optional.of(IncidentPage.word(each))))
                .findFirst()
                .orElse(State.WAITING);
    }

    private Answer show(Call call) {
        return page(call, IncidentPage.incident(call), List.of());
    }

    private ReviewList list(Call call, Incident incident) {
        return heavy.take(
                call.who().name(),
                () -> call.read(session -> ReviewList.of(
                        session,
                        call.scope(),
                        incident,
                        matter(call),
                        call.clock().instant())));
    }

    private Answer.Page page(Call call, Incident incident, List<ReviewGroup> accused) {
        IncidentTexts words = new IncidentTexts(call.locale());
        ReviewList list = list(call, incident);
        State state = state(call);
        List<ReviewGroup> groups =
                list.groups().stream().filter(group -> group.state() == state).toList();
        return Answer.page(
                "incident/review",
                new Model(
                        incident,
                        list.matter(),
                        state,
                        groups.stream()
                                .limit(ROWS)
                                .map(group -> new Line(
                                        group,
                                        vouched(group, words),
                                        words.of("review-state", group.state()),
                                        accused.stream()
                                                .anyMatch(each -> each.id().equals(group.id()))))
                                .toList(),
                        Math.max(0, groups.size() - ROWS),
                        list.hosts(),
                        list.items(),
                        list.states(),
                        list.unread().size(),
                        !accused.isEmpty(),
                        words,
                        call.form()));
    }

    private static String vouched(ReviewGroup group, IncidentTexts words) {
        return words.of("signature", group.signature()) + (group.signer().isBlank() ? "" : " " + group.signer()) + ", "
                + words.of("shipped", group.shipped());
    }

    private Answer decide(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        Optional<Decision> decision = form.oneOf("decision", Decision.class);
        form.required("reason", LONGEST_REASON);
        List<String> chosen = form.all("group");
        if (chosen.isEmpty()) {
            form.wrong("group", "wrong.none");
        }
        if (form.bad() || decision.isEmpty()) {
            return page(call, incident, List.of()).unprocessable();
        }
        ReviewList list = list(call, incident);
        List<ReviewGroup> groups = list.groups().stream()
                .filter(group -> chosen.contains(group.id()))
                .toList();
        if (decision.get() == Decision.ATTACKER) {
            return attackers(call, incident, list, groups);
        }
        List<ReviewGroup> accused = decision.get() == Decision.APPROVED ? accused(call, incident, groups) : List.of();
        if (!accused.isEmpty() && form.text("anyway").isEmpty()) {
            form.wrong("group", "wrong.accused", Integer.toString(accused.size()));
            return page(call, incident, accused).unprocessable();
        }
        int lines = call.decide((session, author) -> Reviewing.decide(
                session, call.scope(), incident.id(), list.matter(), groups, decision.get(), "", author));
        if (lines == 0) {
            return Answer.problem(409, "nothing-written");
        }
        return Answer.seeOther(call.view().with(Map.of()))
                .saying(
                        "review-decided",
                        new IncidentTexts(call.locale()).of("review-decision", decision.get()),
                        Integer.toString(groups.size()),
                        Long.toString(
                                groups.stream().mapToLong(ReviewGroup::items).sum()));
    }

    /** Marks each and says so in the review; stops at the first of which nothing is written, and says which. */
    private Answer attackers(Call call, Incident incident, ReviewList list, List<ReviewGroup> groups) {
        Form form = call.form();
        if (groups.size() > MARKED_AT_ONCE) {
            form.wrong("group", "wrong.many-marks", Integer.toString(MARKED_AT_ONCE));
            return page(call, incident, List.of()).unprocessable();
        }
        Marking marking = marks.in(call, incident);
        int raised = 0;
        for (ReviewGroup group : groups) {
            Optional<Outcome.Marked> marked = marks.mark(call, incident, marking.ofGroup(group), Marking.most(group));
            if (marked.isEmpty()) {
                form.wrong("group", "wrong.not-all-marked", group.named());
                return page(call, incident, List.of()).unprocessable();
            }
            raised += marked.get().raised();
            String tombstone = marked.get().tombstone().id();
            call.change((session, author) -> Reviewing.decide(
                    session,
                    call.scope(),
                    incident.id(),
                    list.matter(),
                    List.of(group),
                    Decision.ATTACKER,
                    tombstone,
                    author));
        }
        return groups.isEmpty()
                ? Answer.problem(409, "nothing-written")
                : Answer.seeOther(IncidentPage.path(incident) + "/tombstones")
                        .saying("groups-marked", Integer.toString(groups.size()), Integer.toString(raised));
    }

    /** Those that look like something marked as the attacker's, or like an indicator. */
    private static List<ReviewGroup> accused(Call call, Incident incident, List<ReviewGroup> groups) {
        return call.read(session -> {
            Predicate<Map<String, String>> against =
                    Reopening.against(session, incident.communes(), call.clock().instant());
            return groups.stream()
                    .filter(group ->
                            against.test(ReviewList.subject(session, group).fields()))
                    .toList();
        });
    }
}
