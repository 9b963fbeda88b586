package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.OneTime;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.console.sign.Secrets;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.ApiToken;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** People, and the tokens of programs. */
public final class AdministrationPage implements Section {
    private static final String PATH = "/administration";

    private final SecureRandom random;

    /** Links and tokens come from this source. */
    public AdministrationPage(SecureRandom random) {
        this.random = random;
    }

    /** People and tokens. */
    public record Model(List<Person> people, List<ApiToken> tokens, Form form) implements ForPrograms {
        public Model {
            people = List.copyOf(people);
            tokens = List.copyOf(tokens);
        }

        /** Communes as they are typed: INSEE codes; a star for all. */
        public static String communes(Scope scope) {
            return switch (scope) {
                case Scope.All all -> "*";
                case Scope.Communes some ->
                    some.communes().stream().sorted().map(Commune::insee).collect(Collectors.joining(" "));
            };
        }

        @Override
        public Object json() {
            return AdministrationJson.of(this);
        }
    }

    /** A secret that is shown this once: a link, or a token. */
    public record Secret(String name, String text, boolean link) {}

    private final OneTime once = new OneTime();

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.ADMINISTER, this::show).program("listPeople"),
                Route.post(PATH + "/people", Access.ADMINISTER, once.of(this::add)),
                Route.post(PATH + "/people/{person}", Access.ADMINISTER, this::change),
                Route.post(PATH + "/people/{person}/disable", Access.ADMINISTER, call -> disable(call, true))
                        .program("disablePerson", "reason"),
                Route.post(PATH + "/people/{person}/enable", Access.ADMINISTER, call -> disable(call, false)),
                Route.post(PATH + "/people/{person}/sessions", Access.ADMINISTER, this::endSessions)
                        .program("endSessions", "reason"),
                Route.post(PATH + "/people/{person}/link", Access.ADMINISTER, once.of(this::link)),
                Route.post(PATH + "/people/{person}/second-factor", Access.ADMINISTER, this::removeFactor),
                Route.post(PATH + "/tokens", Access.ADMINISTER, once.of(this::makeToken)),
                Route.post(PATH + "/tokens/{token}/revoke", Access.ADMINISTER, this::revokeToken)
                        .program("revokeApiToken", "reason"));
    }

    private Answer.Page show(Call call) {
        return Answer.page(
                "administration/people",
                new Model(
                        call.read(s -> s.people().list()).stream()
                                .filter(person -> call.who().communes().covers(person.communes()))
                                .toList(),
                        call.read(s -> s.people().tokens()).stream()
                                .filter(token -> call.who().communes().covers(token.communes()))
                                .toList(),
                        call.form()));
    }

    private Answer add(Call call) {
        Form form = call.form();
        String name = form.required("name", 64);
        if (!form.bad() && !Person.isName(name)) {
            form.wrong("name", "wrong.name");
        }
        Optional<Role> role = role(form, "role");
        Scope communes = communes(call, role);
        reason(call);
        if (form.bad() || role.isEmpty()) {
            return show(call).unprocessable();
        }
        Optional<String> path = call.decide((s, author) -> s.people().add(name, role.get(), communes, author)
                ? Optional.of(Links.make(s.people(), name, call.clock().instant(), random, author))
                : Optional.empty());
        if (path.isEmpty()) {
            form.wrong("name", "wrong.name-taken");
            return show(call).unprocessable();
        }
        return secret(name, path.get(), true);
    }

    private static void reason(Call call) {
        call.form().required("reason", 2_000);
    }

    /** The role that is given: that of a lead only by who rules the collector's machine, or an administrator could sign as one. */
    private static Optional<Role> role(Form form, String field) {
        Optional<Role> role = form.oneOf(field, Role.class);
        if (role.equals(Optional.of(Role.LEAD))) {
            form.wrong(field, "wrong.lead");
        }
        return role;
    }

    /**
     * Whether a new way in for somebody is made on the collector's machine alone: for any lead, and for an analyst who chose a password, under whose
     * name an administrator could decide otherwise.
     */
    private static boolean isLetInOnMachine(Call call, Person person) {
        return person.role() == Role.LEAD
                || (person.role() == Role.ANALYST
                        && call.read(s -> s.people().proofs(person.name()))
                                .password()
                                .isPresent());
    }

    /** What is given to somebody: nobody gives more than they have, and who reads their commune has one. */
    private static Scope communes(Call call, Optional<Role> role) {
        try {
            Scope communes = call.communes("communes");
            if (!call.who().communes().covers(communes)) {
                call.form().wrong("communes", "wrong.communes-more");
            }
            if (role.equals(Optional.of(Role.COMMUNE_READER)) && communes instanceof Scope.All) {
                call.form().wrong("communes", "wrong.communes-reader");
            }
            return communes;
        } catch (IllegalArgumentException e) {
            call.form().wrong("communes", "wrong.communes");
            return call.scope();
        }
    }

    private static Person person(Call call) {
        return call.found(call.read(s -> s.people().find(call.path("person")))
                .filter(person -> call.who().communes().covers(person.communes())));
    }

    private Answer change(Call call) {
        Person person = person(call);
        if (isSelf(call, person)) {
            return Answer.problem(409, "problem.self");
        }
        Optional<Role> role = role(call.form(), "role");
        Scope communes = communes(call, role);
        reason(call);
        if (call.form().bad() || role.isEmpty()) {
            return show(call).unprocessable();
        }
        boolean changed = call.decide((s, author) -> {
            boolean keeps = role.get() == Role.ADMINISTRATOR && communes instanceof Scope.All;
            return (keeps || !s.people().isLastAdministrator(person.name()))
                    && s.people().change(person.name(), role.get(), communes, author);
        });
        if (!changed) {
            return Answer.problem(409, "problem.last");
        }
        return Answer.seeOther(PATH).saying("changed", person.name());
    }

    /** Whoever took the right to administer from themselves could leave a collector without anybody who has it. */
    private static boolean isSelf(Call call, Person person) {
        // A program is called by who made it and its label, and no person has a name with a bracket.
        String name = call.who().name();
        return name.equals(person.name()) || name.startsWith(person.name() + " (");
    }

    private Answer disable(Call call, boolean disabled) {
        Person person = person(call);
        if (isSelf(call, person)) {
            return Answer.problem(409, "problem.self");
        }
        boolean program = !call.who().session();
        if (program && person.role() == Role.ADMINISTRATOR) {
            return Answer.problem(409, "problem.program-administrator");
        }
        reason(call);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        // Looked at where it is written: two administrators may dismiss each other at once.
        boolean done = call.decide((s, author) -> (!disabled || !s.people().isLastAdministrator(person.name()))
                && s.people().disable(person.name(), disabled, author));
        if (!done) {
            return Answer.problem(409, "problem.last");
        }
        String way = disabled ? "/enable" : "/disable";
        Answer.SeeOther said = Answer.seeOther(PATH).saying(disabled ? "disabled" : "enabled", person.name());
        // A program lets nobody in: what it took away a person gives back.
        return program
                ? said
                : said.undo(PATH + "/people/" + View.encoded(person.name()) + way, Map.of("reason", call.say("undo")));
    }

    private Answer link(Call call) {
        Person person = person(call);
        if (call.read(s -> s.identities().isProvided(person.name()))) {
            return Answer.problem(409, "problem.provided");
        }
        if (isLetInOnMachine(call, person)) {
            return Answer.problem(409, "problem.on-machine");
        }
        reason(call);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        String path = call.decide((s, author) ->
                Links.make(s.people(), person.name(), call.clock().instant(), random, author));
        return secret(person.name(), path, true);
    }

    /** For who left a browser open somewhere, or whose sessions somebody else may have. */
    private Answer endSessions(Call call) {
        Person person = person(call);
        reason(call);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        call.change((s, author) -> s.people().endSessions(person.name(), author));
        return Answer.seeOther(PATH).saying("sessions-ended", person.name());
    }

    /** For who lost the telephone and the recovery codes. */
    private Answer removeFactor(Call call) {
        Person person = person(call);
        if (isSelf(call, person)) {
            return Answer.problem(409, "problem.self");
        }
        if (isLetInOnMachine(call, person)) {
            return Answer.problem(409, "problem.on-machine");
        }
        reason(call);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        call.change((s, author) -> s.people().totp(person.name(), Optional.empty(), List.of(), author));
        return Answer.seeOther(PATH).saying("factor-removed", person.name());
    }

    private static Answer secret(String name, String text, boolean link) {
        return Answer.page("administration/secret", new Secret(name, text, link));
    }

    private Answer makeToken(Call call) {
        Form form = call.form();
        String label = form.required("label", 64);
        if (!form.bad() && !Person.isName(label)) {
            form.wrong("label", "wrong.name");
        }
        if (call.read(s -> s.identities().isProvided(call.who().name()))) {
            form.wrong("label", "wrong.provided");
        }
        Optional<Role> role = role(form, "token-role");
        int days = days(form);
        Scope communes = communes(call, role);
        reason(call);
        if (form.bad() || role.isEmpty()) {
            return show(call).unprocessable();
        }
        byte[] id = new byte[8];
        random.nextBytes(id);
        String secret = Secrets.fresh(random);
        Instant now = call.clock().instant();
        ApiToken token = new ApiToken(
                HexFormat.of().formatHex(id),
                Secrets.hash(secret),
                label,
                call.who().name(),
                role.get(),
                communes,
                now,
                now.plus(Duration.ofDays(days)),
                false);
        call.change((s, author) -> s.people().add(token, author));
        return secret(label, Secrets.token(token.id(), secret), false);
    }

    private static int days(Form form) {
        String text = form.required("days", 4);
        int days = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (days < 1 || days > 400) {
            form.wrong("days", "wrong.days");
        }
        return days;
    }

    private Answer revokeToken(Call call) {
        String id = call.path("token");
        call.found(call.read(s -> s.people().token(id))
                .filter(token -> call.who().communes().covers(token.communes())));
        reason(call);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        call.change((s, author) -> s.people().revoke(id, author));
        return Answer.seeOther(PATH).saying("token-revoked", id);
    }
}
