package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.incident.NatureDecision;
import bzh.vigie.collector.incident.NatureDecision.Outcome;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What an analyst says of one thing that was seen again, on whichever page shows it. */
final class Natures {
    private static final int LONGEST_REASON = 2_000;

    private Natures() {}

    /** What a form sends back of one: the line that said what it is when it was shown, so that nobody turns over what they did not see. */
    static String seen(Recurrence recurrence) {
        return recurrence.alert().id() + ":"
                + recurrence.nature().map(line -> line.number()).orElse(0L);
    }

    /**
     * Says it of the one that the form names, where nobody spoke of it since it was shown.
     *
     * @param back the page's address within the incident
     * @param page it with the form filled, where something is wrong
     */
    static Answer say(Call call, Incident incident, String back, Supplier<Answer.Page> page) {
        Form form = call.form();
        Optional<Nature> nature = form.oneOf("nature", Nature.class);
        form.required("reason", LONGEST_REASON);
        String proof = form.optional("proof", NatureDecision.LONGEST_PROOF);
        List<String> alerts = form.all("alert");
        if (alerts.size() != 1) {
            form.wrong("alert", alerts.isEmpty() ? "wrong.none" : "wrong.one-recurrence");
        }
        if (form.bad() || nature.isEmpty()) {
            return page.get().unprocessable();
        }
        List<String> shown = form.all("seen");
        String alert = alerts.getFirst();
        Optional<Outcome> outcome = call.decide((session, author) -> {
            // Only those of this incident: an alert's id may be any.
            Optional<Recurrence> own = session.tombstones().recurrences(call.scope(), incident.id()).stream()
                    .filter(each -> each.alert().id().equals(alert))
                    .findFirst();
            if (own.isEmpty()) {
                return Optional.of(new Outcome.NoRecurrence());
            }
            return shown.isEmpty() || shown.contains(seen(own.get()))
                    ? Optional.of(NatureDecision.decide(session, call.scope(), alert, nature.get(), proof, author))
                    : Optional.empty();
        });
        if (outcome.isEmpty()) {
            form.wrong("alert", "wrong.nature-changed");
            return page.get().status(409);
        }
        return switch (outcome.get()) {
            case Outcome.Written(boolean awaitsApproval) ->
                Answer.seeOther(IncidentPage.path(incident) + back)
                        .saying(awaitsApproval ? "nature-set-unapproved" : "nature-set");
            case Outcome.NoRecurrence _ -> {
                form.wrong("alert", "wrong.none");
                yield page.get().status(409);
            }
            case Outcome.NoProof _ -> {
                form.wrong("proof", "wrong.no-proof");
                yield page.get().unprocessable();
            }
            case Outcome.SameReason _ -> {
                form.wrong("reason", "wrong.same-reason");
                yield page.get().unprocessable();
            }
        };
    }
}
