package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What an analyst says of things that were seen again, on whichever page shows them. */
final class Natures {
    private static final int LONGEST_REASON = 2_000;

    private Natures() {}

    /** What a form sends back of one: the line that said what it is when it was shown, so that nobody turns over what they did not see. */
    static String seen(Recurrence recurrence) {
        return recurrence.alert().id() + ":"
                + recurrence.nature().map(line -> line.number()).orElse(0L);
    }

    private record Said(long done, int changed) {}

    /**
     * Says it of those that the form names and that nobody spoke of since they were shown.
     *
     * @param back the page's address within the incident
     * @param page it with the form filled, where something is wrong
     */
    static Answer say(Call call, Incident incident, String back, Supplier<Answer.Page> page) {
        Form form = call.form();
        Optional<Nature> nature = form.oneOf("nature", Nature.class);
        form.required("reason", LONGEST_REASON);
        List<String> alerts = form.all("alert");
        if (alerts.isEmpty()) {
            form.wrong("alert", "wrong.none");
        }
        if (form.bad() || nature.isEmpty()) {
            return page.get().unprocessable();
        }
        List<String> shown = form.all("seen");
        Said said = call.decide((session, author) -> {
            // Only those of this incident: an alert's id may be any.
            List<Recurrence> own = session.tombstones().recurrences(call.scope(), incident.id()).stream()
                    .filter(each -> alerts.contains(each.alert().id()))
                    .toList();
            List<Recurrence> as = own.stream()
                    .filter(each -> shown.isEmpty() || shown.contains(seen(each)))
                    .toList();
            long done = as.stream()
                    .filter(each -> session.tombstones()
                            .nature(call.scope(), each.alert().id(), nature.get(), author))
                    .count();
            return new Said(done, own.size() - as.size());
        });
        if (said.done() == 0) {
            form.wrong(
                    "alert",
                    said.changed() > 0 ? "wrong.nature-changed" : "wrong.none",
                    Integer.toString(said.changed()));
            return page.get().status(409);
        }
        return Answer.seeOther(IncidentPage.path(incident) + back)
                .saying(
                        said.changed() > 0 ? "natures-set-some" : "natures-set",
                        Long.toString(said.done()),
                        Integer.toString(said.changed()));
    }
}
