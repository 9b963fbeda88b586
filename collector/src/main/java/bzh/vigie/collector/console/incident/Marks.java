package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.Marking.Mark;
import bzh.vigie.collector.detect.Marking.Outcome;
import bzh.vigie.collector.detect.Marking.Proposed;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How forms mark something as the attacker's. Thread-safe. */
final class Marks {
    private static final int LONGEST_REASON = 2_000;
    private static final int MOST_NAMED = 5;

    private final Parts parts;
    private final Turns heavy;

    /**
     * Of these parts.
     *
     * @param heavy turns of what reads the whole of an incident
     */
    Marks(Parts parts, Turns heavy) {
        this.parts = parts;
        this.heavy = heavy;
    }

    /** In this incident, as far as the caller sees. */
    Marking in(Call call, Incident incident) {
        return new Marking(
                parts.store(),
                call.scope(),
                incident,
                new Cards(parts.rules().get().detectors()),
                call.clock());
    }

    /** Related items and processes; none where nothing is to be marked. */
    List<Proposed> related(Call call, Incident incident, List<Mark> marks) {
        return in(call, incident).related(marks, parts.history());
    }

    /** Hosts on which something like it was found, were it marked. */
    long like(Call call, Incident incident, Mark mark) {
        return heavy.take(call.who().name(), () -> in(call, incident).like(mark, call.author()));
    }

    /**
     * Marks them in one act, as the form says; where nothing is written the form says why.
     *
     * @param many hosts that may have something like it without being asked for again
     */
    Optional<Outcome.Marked> mark(Call call, Incident incident, List<Mark> marking, int many) {
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<Instant> removal = IncidentForms.timeIfAny(call, "removal");
        if (form.bad()) {
            return Optional.empty();
        }
        int most = form.text("anyway").isEmpty() ? many : Integer.MAX_VALUE;
        Outcome outcome =
                heavy.take(call.who().name(), () -> in(call, incident).mark(marking, removal, call.author(), most));
        switch (outcome) {
            case Outcome.Marked marked -> {
                return Optional.of(marked);
            }
            case Outcome.NotOfIncident _ ->
                form.wrong(
                        "incident",
                        "wrong.not-of-incident",
                        marking.getFirst().commune().insee(),
                        incident.id().text());
            case Outcome.Already already ->
                form.wrong(
                        "what",
                        "wrong.already-marked",
                        already.tombstones().stream().map(Tombstone::id).collect(Collectors.joining(", ")));
            case Outcome.NotKnownAgain _ -> form.wrong("what", "wrong.not-known-again");
            case Outcome.OfPackages of ->
                form.wrong(
                        "anyway",
                        "wrong.of-packages",
                        Integer.toString(of.marks().size()),
                        of.marks().stream()
                                .limit(MOST_NAMED)
                                .map(each -> Marking.shown(each.fields()))
                                .collect(Collectors.joining("\n")));
            case Outcome.TooLike like ->
                form.wrong("anyway", "wrong.too-like", Integer.toString(like.things()), Long.toString(like.hosts()));
            case Outcome.NotWritten _ -> form.wrong("what", "wrong.not-marked");
        }
        return Optional.empty();
    }

    /** Says what became of it, on the page of marks. */
    static Answer.SeeOther said(Incident incident, Outcome.Marked marked) {
        return Answer.seeOther(IncidentPage.path(incident) + "/tombstones")
                .saying(
                        marked.whole() ? "marked-said" : "marked-part",
                        marked.tombstones().stream().map(Tombstone::id).collect(Collectors.joining(", ")),
                        Long.toString(marked.sure()),
                        Long.toString(marked.swept().found().size() - marked.sure()),
                        Integer.toString(marked.raised()),
                        Integer.toString(marked.reopened()));
    }
}
