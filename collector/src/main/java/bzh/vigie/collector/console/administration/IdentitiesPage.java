package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.openid.Provider;
import bzh.vigie.collector.store.Identities.Identity;
import bzh.vigie.collector.store.People.Person;
import java.util.List;
import java.util.Optional;

/** Which person somebody is for whom the OpenID provider vouches. */
public final class IdentitiesPage implements Section {
    private static final String PATH = "/administration/identities";
    private static final int MOST_SHOWN = 1_000;

    private final Optional<Provider> provider;

    /** Identities of this provider, or of none. */
    public IdentitiesPage(Optional<Provider> provider) {
        this.provider = provider;
    }

    /**
     * What the page shows.
     *
     * @param issuer of the provider; empty where there is none
     * @param answer where the provider sends browsers back to
     * @param trouble why nobody can sign in by it now; empty where somebody can
     * @param people who can be linked
     */
    public record Model(
            Optional<String> issuer,
            String answer,
            Optional<String> trouble,
            List<Identity> identities,
            List<Person> people,
            Form form) {
        public Model {
            identities = List.copyOf(identities);
            people = List.copyOf(people);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.ADMINISTER, this::show),
                Route.post(PATH, Access.ADMINISTER, this::link),
                Route.post(PATH + "/remove", Access.ADMINISTER, this::remove));
    }

    private Answer.Page show(Call call) {
        List<Person> people = call.read(s -> s.people().list()).stream()
                .filter(person -> mayChange(call, person))
                .toList();
        List<Identity> identities = call.read(s -> s.identities().list()).stream()
                .filter(each -> people.stream().anyMatch(person -> person.name().equals(each.person())))
                .limit(MOST_SHOWN)
                .toList();
        return Answer.page(
                "administration/identities",
                new Model(
                        provider.map(each -> each.settings().issuer().toString()),
                        provider.map(each -> each.settings().answer().toString())
                                .orElse(""),
                        provider.flatMap(Provider::trouble),
                        identities,
                        people,
                        call.form()));
    }

    /** Nobody gives a way in to more than they have, nor to themselves. */
    private static boolean mayChange(Call call, Person person) {
        return call.who().communes().covers(person.communes())
                && !person.name().equals(call.who().name());
    }

    private Answer link(Call call) {
        Form form = call.form();
        String subject = form.required("subject", 255);
        String name = form.required("name", 64);
        form.required("reason", 2_000);
        if (!form.bad() && provider.isEmpty()) {
            form.wrong("subject", "wrong.no-provider");
        }
        Optional<Person> person = call.read(s -> s.people().find(name)).filter(each -> mayChange(call, each));
        if (!form.bad() && person.isEmpty()) {
            form.wrong("name", "wrong.no-person");
        }
        if (!form.bad()) {
            String issuer = provider.orElseThrow().settings().issuer().toString();
            String whose = person.orElseThrow().name();
            // Who has a way in says first that this is theirs too: otherwise whoever links would come in as them, and
            // they would not notice.
            boolean added = call.decide((s, author) -> {
                boolean first = s.people().proofs(whose).password().isEmpty()
                        && s.identities().of(whose).isEmpty();
                return s.identities().add(new Identity(issuer, subject, whose, false, first), author);
            });
            if (!added) {
                form.wrong("subject", "wrong.linked");
            }
        }
        return form.bad()
                ? show(call).unprocessable()
                : Answer.seeOther(PATH)
                        .saying("identity-linked", person.orElseThrow().name());
    }

    private Answer remove(Call call) {
        Form form = call.form();
        String issuer = form.required("issuer", 2_000);
        String subject = form.required("subject", 255);
        form.required("reason", 2_000);
        if (form.bad()) {
            return show(call).unprocessable();
        }
        Identity identity = call.found(call.read(s -> s.identities().find(issuer, subject))
                .filter(each -> call.read(s -> s.people().find(each.person()))
                        .filter(person -> mayChange(call, person))
                        .isPresent()));
        call.change((s, author) -> s.identities().remove(issuer, subject, author));
        return Answer.seeOther(PATH).saying("identity-unlinked", identity.person());
    }
}
