package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Kept;
import bzh.vigie.collector.console.route.Kept.Found;
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
import bzh.vigie.collector.store.Reviews;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What waits for a decision after the eviction: one line for the same thing on many hosts, the rarest first. */
public final class ReviewPage implements Section {
    /** In so many communes of the region something is usual: who does not see the region is told no number. */
    public static final int USUAL = 10;

    private static final int ROWS = 100;
    private static final int KEPT = 4;
    private static final int MOST_KEPT = 20_000;

    /** What agents tell is in no ledger: nothing older is shown without being read again. */
    private static final Duration LASTS = Duration.ofMinutes(1);

    /** A turn is waited for so long, and the list itself then. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int LONGEST_REASON = 2_000;
    private static final int NAMED = 10;

    /** Marking as the attacker's looks for each thing everywhere: a few at a time. */
    private static final int MARKED_AT_ONCE = 10;

    private final Turns heavy;
    private final Marks marks;
    private final Kept<Asked, ReviewList> kept;

    /** What a list is of. */
    private record Asked(Incident incident, Scope scope, Matter matter) {}

    /**
     * The page.
     *
     * @param heavy turns of what reads the whole of an incident
     */
    public ReviewPage(Parts parts, Turns heavy) {
        this.heavy = heavy;
        marks = new Marks(parts, heavy);
        kept = new Kept<>(
                heavy, KEPT, LASTS, PATIENCE, PATIENCE, list -> list.groups().size() <= MOST_KEPT);
    }

    /**
     * A group as one line.
     *
     * @param accused whether it looks like a mark or an indicator
     */
    public record Line(ReviewGroup group, String vouched, String state, boolean accused) {
        /** What a form sends back, so that what came to the group since is decided by nobody who did not see it. */
        public String seen() {
            return group.id() + ":" + group.version();
        }
    }

    /**
     * What the page of one group shows.
     *
     * @param fields of one of its items
     * @param history every decision about it, the oldest first
     */
    public record One(
            Incident incident,
            Matter matter,
            Line line,
            Map<String, String> fields,
            List<Reviews.Line> history,
            boolean accused,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public One {
            fields = new TreeMap<>(fields);
            history = List.copyOf(history);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        @Override
        public Object json() {
            return IncidentJson.of(this);
        }
    }

    /**
     * What the page shows.
     *
     * @param more groups of this state after those
     * @param next where the list goes on
     * @param at as of when the list is
     */
    public record Model(
            Incident incident,
            Matter matter,
            State state,
            List<Line> lines,
            int more,
            Optional<String> next,
            int hosts,
            long items,
            Map<State, Long> states,
            int unread,
            Instant at,
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
                        .query("matter", "state", "group", "after"),
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

    /** As it is now, for what is decided. */
    private ReviewList list(Call call, Incident incident) {
        return heavy.take(call.who().name(), () -> read(call, incident));
    }

    private static ReviewList read(Call call, Incident incident) {
        return call.read(session -> ReviewList.of(
                session, call.scope(), incident, matter(call), call.clock().instant()));
    }

    /** Read once for all pages of it, until something is decided in its communes or a minute is over. */
    private Found<ReviewList> shown(Call call, Incident incident) {
        return kept.find(
                        call.who().name(),
                        new Asked(incident, call.scope(), matter(call)),
                        call.<Long>read(session -> session.ledger().lastAbout(incident.communes())),
                        call.clock(),
                        () -> read(call, incident))
                .orElseThrow(BusyException::new);
    }

    /** The list, or the one group that the address names. */
    private Answer.Page page(Call call, Incident incident, List<ReviewGroup> accused) {
        Found<ReviewList> found = shown(call, incident);
        ReviewList list = found.value();
        Optional<String> one = call.query("group");
        return one.isEmpty()
                ? page(call, incident, found, accused)
                : one(
                        call,
                        incident,
                        list,
                        call.found(list.groups().stream()
                                .filter(group -> group.id().equals(one.get()))
                                .findFirst()),
                        !accused.isEmpty());
    }

    private static Answer.Page one(Call call, Incident incident, ReviewList list, ReviewGroup group, boolean accused) {
        IncidentTexts words = new IncidentTexts(call.locale());
        return Answer.page(
                "incident/group",
                call.read(session -> new One(
                        incident,
                        list.matter(),
                        line(group, words, accused),
                        ReviewList.subject(session, group).fields(),
                        session.reviews().lines(call.scope(), incident.id(), group.id()).stream()
                                .filter(line -> line.matter() == list.matter())
                                .toList(),
                        accused,
                        words,
                        call.form())));
    }

    private static Line line(ReviewGroup group, IncidentTexts words, boolean accused) {
        return new Line(group, vouched(group, words), words.of("review-state", group.state()), accused);
    }

    /** Those of a list that come after a group of any state in its order; all where it is no longer there. */
    private static List<ReviewGroup> after(List<ReviewGroup> groups, Optional<String> id) {
        for (int i = 0; i < groups.size(); i++) {
            if (id.equals(Optional.of(groups.get(i).id()))) {
                return groups.subList(i + 1, groups.size());
            }
        }
        return groups;
    }

    private static Answer.Page page(Call call, Incident incident, Found<ReviewList> found, List<ReviewGroup> accused) {
        ReviewList list = found.value();
        IncidentTexts words = new IncidentTexts(call.locale());
        State state = state(call);
        List<ReviewGroup> groups = after(list.groups(), call.query("after")).stream()
                .filter(group -> group.state() == state)
                .toList();
        Cursor<ReviewGroup> page = Cursor.of(groups, ROWS, ReviewGroup::id);
        return Answer.page(
                "incident/review",
                new Model(
                        incident,
                        list.matter(),
                        state,
                        page.rows().stream()
                                .map(group -> line(
                                        group,
                                        words,
                                        accused.stream()
                                                .anyMatch(each -> each.id().equals(group.id()))))
                                .toList(),
                        groups.size() - page.rows().size(),
                        page.next(),
                        list.hosts(),
                        list.items(),
                        list.states(),
                        list.unread().size(),
                        found.at(),
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
        Map<String, String> seen = seen(form);
        Map<Boolean, List<ReviewGroup>> there = list.groups().stream()
                .filter(group -> chosen.contains(group.id()))
                .collect(Collectors.partitioningBy(
                        group -> seen.getOrDefault(group.id(), group.version()).equals(group.version())));
        List<ReviewGroup> groups = there.getOrDefault(true, List.of());
        List<ReviewGroup> changed = new ArrayList<>(there.getOrDefault(false, List.of()));
        if (groups.isEmpty() && !changed.isEmpty()) {
            return overtaken(call, incident, changed);
        }
        if (decision.get() == Decision.APPROVED && groups.size() > 1) {
            List<ReviewGroup> alone =
                    groups.stream().filter(group -> !group.alone().isEmpty()).toList();
            if (!alone.isEmpty()) {
                form.wrong("group", "wrong.alone", Integer.toString(alone.size()), named(alone));
                return page(call, incident, List.of()).unprocessable();
            }
        }
        if (decision.get() == Decision.ATTACKER) {
            return attackers(call, incident, list, groups);
        }
        List<ReviewGroup> accused = decision.get() == Decision.APPROVED ? accused(call, incident, groups) : List.of();
        if (!accused.isEmpty() && groups.size() > 1) {
            form.wrong("group", "wrong.accused-alone", Integer.toString(accused.size()), named(accused));
            return page(call, incident, List.of()).unprocessable();
        }
        if (!accused.isEmpty() && form.text("anyway").isEmpty()) {
            form.wrong("group", "wrong.accused", Integer.toString(accused.size()));
            return page(call, incident, accused).unprocessable();
        }
        List<ReviewGroup> decided = new ArrayList<>();
        int lines = call.decide((session, author) -> {
            decided.addAll(Reviewing.untouched(session, call.scope(), incident.id(), list.matter(), groups));
            return Reviewing.decide(
                    session, call.scope(), incident.id(), list.matter(), decided, decision.get(), "", author);
        });
        groups.stream().filter(group -> !decided.contains(group)).forEach(changed::add);
        if (lines == 0) {
            return changed.isEmpty() ? Answer.problem(409, "nothing-written") : overtaken(call, incident, changed);
        }
        return Answer.seeOther(call.view().with("group", ""))
                .saying(
                        changed.isEmpty() ? "review-decided" : "review-decided-some",
                        new IncidentTexts(call.locale()).of("review-decision", decision.get()),
                        Integer.toString(decided.size()),
                        Long.toString(
                                decided.stream().mapToLong(ReviewGroup::items).sum()),
                        named(changed));
    }

    /** By id, the version of each group that the page showed. */
    private static Map<String, String> seen(Form form) {
        Map<String, String> seen = new HashMap<>();
        form.all("seen").forEach(each -> {
            int colon = each.indexOf(':');
            if (colon > 0) {
                seen.put(each.substring(0, colon), each.substring(colon + 1));
            }
        });
        return seen;
    }

    /** Nothing is written: what was shown of them is not so any more. */
    private Answer overtaken(Call call, Incident incident, List<ReviewGroup> changed) {
        call.form().wrong("group", "wrong.changed", Integer.toString(changed.size()), named(changed));
        return page(call, incident, List.of()).status(409);
    }

    /** The beginnings of their ids; no more than a few. */
    private static String named(List<ReviewGroup> groups) {
        return groups.stream()
                        .limit(NAMED)
                        .map(group -> group.id().substring(0, ReviewGroup.SHORT))
                        .collect(Collectors.joining(", "))
                + (groups.size() > NAMED ? ", …" : "");
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
            Optional<Outcome.Marked> marked =
                    marks.mark(call, incident, List.of(marking.ofGroup(group)), Marking.most(group));
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
