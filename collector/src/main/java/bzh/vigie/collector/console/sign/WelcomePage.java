package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Held;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The page of a link that serves once: choose a password. */
public final class WelcomePage implements Section {
    /** Before the secret of a link. */
    public static final String PATH = "/welcome/";

    private final Store store;
    private final Passwords passwords;

    public WelcomePage(Store store, Passwords passwords) {
        this.store = store;
        this.passwords = passwords;
    }

    /** What the page shows. */
    public record Model(String name, Form form) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH + "{link}", Access.ANYONE, this::show),
                Route.post(PATH + "{link}", Access.ANYONE, this::choose));
    }

    private Answer.Page show(Call call) {
        return Answer.page("sign/welcome", new Model(call.found(person(call)).name(), call.form()));
    }

    private static Optional<Person> person(Call call) {
        return call.read(s -> s.people()
                        .holder(
                                Held.LINK,
                                Secrets.hash(call.path("link")),
                                call.clock().instant()))
                .filter(person -> !person.disabled());
    }

    private Answer choose(Call call) throws IOException {
        Person person = call.found(person(call));
        String password = NewPassword.of(call.form(), person.name());
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        try {
            String hash = passwords.hash(password);
            boolean chosen = store.write(s -> {
                // Looked at again: the link serves once.
                boolean stands = s.people()
                        .holder(
                                Held.LINK,
                                Secrets.hash(call.path("link")),
                                call.clock().instant())
                        .isPresent();
                if (stands) {
                    s.people().password(person.name(), hash, new Author(person.name(), ""));
                }
                return stands;
            });
            return chosen ? Answer.seeOther("/sign-in").saying("password-chosen") : Answer.notFound();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.problem(503, "problem.stopping");
        }
    }
}
