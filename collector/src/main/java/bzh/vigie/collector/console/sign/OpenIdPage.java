package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.console.sign.Arrivals.Arrival;
import bzh.vigie.collector.openid.Attempt;
import bzh.vigie.collector.openid.OpenIdSettings;
import bzh.vigie.collector.openid.Proved;
import bzh.vigie.collector.openid.Provider;
import bzh.vigie.collector.openid.RefusedException;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.Store;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Signing in by an OpenID provider: the way there, and what comes back. The browser keeps what its sign-in must fit, in a cookie; each answer
 * counts once. Who asks the provider waits for it on a turn of their own, so that the others do not.
 */
public final class OpenIdPage implements Section {
    /** Where a sign-in by the provider begins. */
    public static final String BEGIN = "/sign-in/openid";

    /** Where a browser's other tab is told to go back. */
    static final String DONE = "/signed-in";

    static final String ATTEMPT_COOKIE = "__Host-vigie-openid";

    private static final System.Logger LOG = System.getLogger(OpenIdPage.class.getName());
    private static final int REMEMBERED = 10_000;

    // What the address of a sign-out can hold; without it one signs out here alone.
    private static final int MOST_KEPT = 8_000;
    private static final Set<String> ANSWERED = Set.of("code", "state", "iss", "error", "error_description");

    private final Store store;
    private final SignInRules rules;
    private final Sessions sessions;
    private final Turns turns = new Turns(8, 2, Duration.ZERO);
    private final Budget sources = new Budget(30, Duration.ofMinutes(10));
    private final Refusals refusals = new Refusals();
    private final Set<String> used = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** Signs in into these sessions. */
    public OpenIdPage(Store store, SignInRules rules, Sessions sessions) {
        this.store = store;
        this.rules = rules;
        this.sessions = sessions;
    }

    /**
     * The button of the page where one signs in.
     *
     * @param up whether the provider can be used now
     */
    public record Button(String label, boolean up) {}

    /**
     * Why somebody is not let in.
     *
     * @param why a key of the words
     * @param subject who it is at the provider, for an administrator; empty where that is not known
     */
    public record Refusal(String why, String label, String subject) {}

    /** Nothing but the words. */
    public record Empty() {}

    /**
     * Signed out here, and not there.
     *
     * @param address where one signs out there
     */
    public record Out(String label, String address) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(BEGIN, Access.ANYONE, this::begin),
                Route.get(OpenIdSettings.ANSWER, Access.ANYONE, this::answer),
                Route.get(DONE, Access.ANYONE, call -> Answer.page("sign/done", new Empty())));
    }

    /** The button, where there is a provider. */
    static Optional<Button> button(SignInRules rules) {
        return rules.provider()
                .map(each -> new Button(each.settings().label(), each.trouble().isEmpty()));
    }

    private Answer begin(Call call) {
        String next = SignInPage.local(call.query("next").orElse("/"));
        if (rules.provider().isEmpty()) {
            return Answer.seeOther("/sign-in");
        }
        Provider provider = rules.provider().get();
        Attempt attempt = provider.begin(next);
        try {
            return Answer.elsewhere(provider.address(attempt))
                    .with(new Answer.Cookie(ATTEMPT_COOKIE, provider.kept(attempt), Attempt.LONGEST.toSeconds()));
        } catch (IOException e) {
            // The page says so, and still takes a password.
            LOG.log(Level.DEBUG, "no sign-in by the provider", e);
            return Answer.seeOther("/sign-in");
        }
    }

    private Answer answer(Call call) {
        if (rules.provider().isEmpty()) {
            return Answer.seeOther("/sign-in");
        }
        Provider provider = rules.provider().get();
        Instant now = call.clock().instant();
        String address = Source.of(call.source());
        Optional<Attempt> attempt = call.cookie(ATTEMPT_COOKIE)
                .flatMap(provider::begun)
                .filter(each -> call.queries("state").contains(each.state()) && isFirst(each.state()));
        if (attempt.isEmpty()) {
            return refused(call, "state", "", "-");
        }
        if (!sources.take(address, now)) {
            return Answer.problem(429, "wrong.source");
        }
        try (Turns.Turn _ = turns.begin(address)) {
            Proved proved = provider.prove(
                    attempt.get(), ANSWERED.stream().collect(Collectors.toMap(each -> each, call::queries)));
            return switch (new Arrivals(store, provider.settings()).settle(proved)) {
                case Arrival.In(Person person) -> {
                    sources.giveBack(address);
                    yield in(
                            call, person, proved, SignInPage.local(attempt.get().next()));
                }
                case Arrival.Refused(Arrivals.Why why) ->
                    refused(call, word(why), Printable.line(proved.subject(), 255), "-");
            };
        } catch (RefusedException e) {
            LOG.log(Level.WARNING, "a sign-in by the OpenID provider was refused: {0}", e.getMessage());
            LOG.log(Level.DEBUG, "and where", e);
            return refused(call, word(e.reason()), "", String.valueOf(e.getMessage()));
        } catch (BusyException e) {
            return Answer.problem(503, "problem.rate");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the OpenID provider does not answer", e);
            return refused(call, "down", "", String.valueOf(e.getMessage()));
        }
    }

    private boolean isFirst(String state) {
        synchronized (used) {
            return used.add(state);
        }
    }

    private static String word(Enum<?> why) {
        return why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Answer in(Call call, Person person, Proved proved, String next) {
        // The session that this browser had until now ends.
        call.cookie(Sessions.COOKIE).ifPresent(sessions::end);
        String address = Source.of(call.source());
        store.change(s -> s.audit()
                .add(
                        new Author(person.name(), address),
                        "signed-in-openid",
                        person.name() + ": " + Printable.line(proved.subject(), 255)));
        String secret = sessions.begin(
                person,
                Sessions.Proof.ENOUGH,
                Optional.of(proved.idToken()).filter(token -> token.length() <= MOST_KEPT),
                call.clock().instant());
        return Answer.seeOther(next)
                .with(new Answer.Cookie(Sessions.COOKIE, secret, 0))
                .with(forgotten());
    }

    private static Answer.Cookie forgotten() {
        return new Answer.Cookie(ATTEMPT_COOKIE, "", -1);
    }

    /** Said, and written down with the address as far as {@link Refusals} says. */
    private Answer refused(Call call, String why, String subject, String detail) {
        String address = Source.of(call.source());
        Refusals.Kind kind = why.equals("state")
                ? Refusals.Kind.MADE_UP
                : subject.isEmpty() ? Refusals.Kind.BEGUN : Refusals.Kind.PROVED;
        OptionalLong before = refusals.take(kind, address, call.clock().instant());
        if (before.isPresent()) {
            String more = before.getAsLong() == 0 ? "" : " (and " + before.getAsLong() + " such that are not written)";
            String said = why + (subject.isEmpty() ? "" : " " + subject) + (detail.equals("-") ? "" : ": " + detail);
            store.change(
                    s -> s.audit().add(new Author("-", address), "openid-refused", Printable.line(said, 500) + more));
        }
        String label = button(rules).map(Button::label).orElse("");
        return Answer.page("sign/refused", new Refusal("refused." + why, label, subject))
                .status(403);
    }
}
