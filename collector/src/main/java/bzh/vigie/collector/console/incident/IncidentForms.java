package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** What forms about an incident share. */
final class IncidentForms {
    private static final int SECONDS_AHEAD = 60;

    private IncidentForms() {}

    /** Whether the caller sees every commune of it, so that the whole may be decided. */
    static boolean isWhole(Call call, Incident incident) {
        return call.read(session -> session.incidents().whole(call.scope(), incident.id()));
    }

    /** A local time in the reader's zone, or one as programs write it; otherwise the field is wrong. */
    static Optional<Instant> time(Call call, String field) {
        String text = call.form().required(field, 40);
        try {
            return Optional.of(
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : LocalDateTime.parse(text)
                                    .atZone(call.view().zone())
                                    .toInstant());
        } catch (DateTimeException noTime) {
            call.form().wrong(field, "wrong.time");
            return Optional.empty();
        }
    }

    /** The same, empty where nothing was given. */
    static Optional<Instant> timeIfAny(Call call, String field) {
        return call.form().text(field).isEmpty() ? Optional.empty() : time(call, field);
    }

    /** One that is not in the future: what is dated has happened. A minute ahead is allowed, since clocks differ. */
    static Optional<Instant> past(Call call, String field) {
        Optional<Instant> time = time(call, field);
        if (time.filter(call.clock().instant().plusSeconds(SECONDS_AHEAD)::isBefore)
                .isPresent()) {
            call.form().wrong(field, "wrong.future");
            return Optional.empty();
        }
        return time;
    }

    /** A whole number within bounds, the usual one where nothing was given; otherwise the field is wrong. */
    static int number(Form form, String field, int usual, int least, int most) {
        String text = form.text(field);
        if (text.isEmpty()) {
            return usual;
        }
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        form.wrong(field, "wrong.number", Integer.toString(least), Integer.toString(most));
        return usual;
    }

    /** The commune of it that a form names, or its only one; otherwise the field is wrong. */
    static Optional<Commune> commune(Form form, Incident incident) {
        String text = form.text("commune");
        Optional<Commune> named = text.isEmpty() && incident.communes().size() == 1
                ? Optional.of(incident.communes().getFirst())
                : incident.communes().stream()
                        .filter(each -> each.insee().equals(text))
                        .findFirst();
        if (named.isEmpty()) {
            form.wrong("commune", "wrong.choice");
        }
        return named;
    }

    /** What a list is to be called that came as a file or as text: its name, otherwise that of the file; without one the field is wrong. */
    static String called(Form form, Optional<Form.Upload> file, int most) {
        String name = form.text("name");
        String called = file.map(each -> name.isEmpty() ? each.name() : name).orElse("");
        if (called.isBlank() || called.length() > most) {
            form.wrong("name", "wrong.list-name");
        }
        return called;
    }

    /** Whether the form asks to take back or replace what a conclusion rests on; of a program it is wrong. */
    static boolean takesBack(Call call, String field) {
        boolean asked = !call.form().text(field).isEmpty();
        if (asked && !call.who().session()) {
            call.form().wrong(field, "wrong.program");
        }
        return asked;
    }

    /** What forms of a page send back of it: how far what was decided about the incident was when it was shown. */
    static long seen(Store.Session session, Incident incident) {
        return session.audit().about(incident.id().text(), "", 1).stream()
                .mapToLong(Audit.Entry::number)
                .findFirst()
                .orElse(0);
    }

    /**
     * Writes what the form says, unless somebody decided the same since the page was shown on which it stands: then it comes back as it was typed and
     * says who that was, when and why.
     *
     * @param action how what the audit log says of it begins
     * @param page the form's page
     * @return what to answer where nothing was written
     */
    static Optional<Answer> unwritten(
            Call call,
            Incident incident,
            String action,
            Supplier<Answer.Page> page,
            BiPredicate<Store.Session, Author> write) {
        Form form = call.form();
        record Written(boolean done, Optional<Audit.Entry> before) {}
        Written written = call.decide((session, author) -> {
            Optional<Audit.Entry> before = form.text("seen").isEmpty()
                    ? Optional.empty()
                    : session.audit().about(incident.id().text(), action, 1).stream()
                            .findFirst()
                            .filter(each -> each.number() > number(form, "seen", 0, 0, Integer.MAX_VALUE));
            return new Written(before.isEmpty() && write.test(session, author), before);
        });
        if (written.before().isPresent()) {
            Audit.Entry before = written.before().get();
            form.wrong(
                    "seen",
                    "wrong.overtaken",
                    before.author().name(),
                    call.view().time(before.time()),
                    before.author().reason());
            return Optional.of(page.get().status(409));
        }
        return written.done() ? Optional.empty() : Optional.of(Answer.problem(409, "not-whole"));
    }

    /** Back to a page of the incident with what was done; a conflict where nothing could be. */
    static Answer said(Incident incident, String page, boolean done, String key, String... values) {
        return done
                ? Answer.seeOther(IncidentPage.path(incident) + page).saying(key, values)
                : Answer.problem(409, "not-whole");
    }

    /** The host of its communes that a form names by its agent's id or, where only one is called so, by its name; otherwise the field is wrong. */
    static Optional<Host> host(Call call, Incident incident, String field) {
        String text = call.form().required(field, 300);
        Optional<Host> found = call.read(session -> {
            try {
                return session.hosts()
                        .find(new AgentId(text))
                        .filter(each -> incident.communes().contains(each.commune()));
            } catch (IllegalArgumentException aName) {
                List<Host> called = session.hosts().all(call.scope()).stream()
                        .filter(each -> incident.communes().contains(each.commune()))
                        .filter(each -> each.hostname().equalsIgnoreCase(text))
                        .toList();
                return called.size() == 1 ? Optional.of(called.getFirst()) : Optional.<Host>empty();
            }
        });
        if (found.isEmpty()) {
            call.form().wrong(field, "wrong.host");
        }
        return found;
    }
}
