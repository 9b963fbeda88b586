package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.identity.Sealing;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.People;
import bzh.vigie.collector.store.People.Held;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.SecureRandom;
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
import java.util.SortedMap;
import java.util.TreeMap;

/** Signing in and out. What was typed when a session had ended is carried along and comes back. */
public final class SignInPage implements Section {
    /** The cookie of a browser in which somebody signed in before. */
    public static final String BROWSER_COOKIE = "__Host-vigie-browser";

    private static final System.Logger LOG = System.getLogger(SignInPage.class.getName());
    private static final Duration BROWSER_KNOWN = Duration.ofDays(180);
    private static final String HELD = "held:";
    private static final Set<String> SECRET = Set.of("csrf", "password", "again", "current", "code", "key");

    private final Store store;
    private final SignInRules rules;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Sealing sealing;
    private final SecureRandom random;
    private final LockOut lockOut = new LockOut();

    // Of one address over all names, so that one password is not tried with every name.
    private final Budget sources = new Budget(20, Duration.ofMinutes(10));
    private final Turns turns = new Turns(8, 2, Duration.ZERO);

    // Wrong codes of one account after its right password, from wherever; then only a browser that is known or a
    // recovery code.
    private final Budget codes = new Budget(10, Duration.ofHours(1));
    private final Budget refusals = new Budget(10, Duration.ofMinutes(1));

    /** Signs in into these sessions. */
    public SignInPage(
            Store store,
            SignInRules rules,
            Sessions sessions,
            Passwords passwords,
            Sealing sealing,
            SecureRandom random) {
        this.store = store;
        this.rules = rules;
        this.sessions = sessions;
        this.passwords = passwords;
        this.sealing = sealing;
        this.random = random;
    }

    /**
     * What the page shows.
     *
     * @param next where to go after
     * @param held fields of the form that was sent when the session had ended
     * @param provider by whom one can sign in without a password of this console
     */
    public record Model(String next, Map<String, List<String>> held, Optional<OpenIdPage.Button> provider, Form form) {
        public Model {
            held = Map.copyOf(held);
        }
    }

    /**
     * A form that comes back: where it goes and what was typed.
     *
     * @param csrf of the session that has just begun
     * @param why what happened; empty where the session had ended
     */
    public record Again(String path, String csrf, SortedMap<String, List<String>> fields, String why) {
        /** These fields, of a session that had ended. */
        public Again(String path, String csrf, Map<String, List<String>> fields) {
            this(path, csrf, fields, "");
        }

        /** These fields. */
        public Again(String path, String csrf, Map<String, List<String>> fields, String why) {
            this(path, csrf, Collections.unmodifiableSortedMap(new TreeMap<>(fields)), why);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/sign-in", Access.ANYONE, this::show),
                Route.post("/sign-in", Access.ANYONE, this::signIn),
                Route.post("/sign-out", Access.SIGNED_IN, this::signOut));
    }

    /** The page for who must sign in before this call; a form that was sent is kept in it. */
    public static Answer before(Call call, boolean posted, SignInRules rules) {
        String here = call.view().asked();
        if (!posted) {
            return Answer.seeOther(here.equals("/") ? "/sign-in" : "/sign-in?next=" + View.encoded(here));
        }
        Map<String, List<String>> kept = kept(call.form());
        Form empty = new Form(Map.of(), Words.of(SignInPage.class, call.locale()));
        // Where nothing is kept there is nothing to send there, and no page.
        return page(kept.isEmpty() ? "/" : here, kept, empty, rules).status(401).in(SignInPage.class);
    }

    /** The form of an older session comes back, to be sent in this one. */
    public static Answer again(Call call, String csrf) {
        Map<String, List<String>> kept = kept(call.form());
        return kept.isEmpty()
                ? Answer.problem(403, "problem.csrf")
                : Answer.page("sign/again", new Again(call.view().asked(), csrf, kept))
                        .status(403)
                        .in(SignInPage.class);
    }

    /** What was typed comes back where nothing could be done with it, to be sent again; only the answer where nothing was typed. */
    public static Answer undone(Call call, String csrf, Answer.Problem why) {
        Map<String, List<String>> kept = kept(call.form());
        String said = call.say(why.key(), why.values().toArray(String[]::new));
        return kept.isEmpty() || call.who().role().isEmpty()
                ? why
                : Answer.page("sign/again", new Again(call.view().asked(), csrf, kept, said))
                        .status(why.status())
                        .in(SignInPage.class);
    }

    /** What was typed, but for what is never shown or carried along. */
    private static Map<String, List<String>> kept(Form form) {
        Map<String, List<String>> kept = new LinkedHashMap<>(form.fields());
        kept.keySet().removeAll(SECRET);
        return kept;
    }

    private static Answer.Page page(String next, Map<String, List<String>> held, Form form, SignInRules rules) {
        return Answer.page("sign/in", new Model(next, held, OpenIdPage.button(rules), form));
    }

    private Answer show(Call call) {
        String next = local(call.query("next").orElse("/"));
        return call.who().isSomebody() ? Answer.seeOther(next) : page(next, Map.of(), call.form(), rules);
    }

    private Answer signIn(Call call) throws IOException {
        Form form = call.form();
        String next = local(form.text("next"));
        Map<String, List<String>> held = held(form);
        String name = form.required("name", 64);
        String password = String.join("", form.all("password"));
        Instant now = call.clock().instant();
        String account = People.key(name);
        Optional<Sha256> browser = call.cookie(BROWSER_COOKIE).map(Secrets::hash);
        boolean known = browser.flatMap(secret -> call.read(s -> s.people().holder(Held.BROWSER, secret, now)))
                .filter(person -> person.key().equals(account))
                .isPresent();
        String address = Source.of(call.source());
        String source = LockOut.key(account, known ? "browser" : address);
        if (!form.bad()) {
            Duration wait = lockOut.attempt(source, now);
            if (!wait.isZero()) {
                form.wrong("name", "wrong.wait", Long.toString(wait.toSeconds() + 1));
            } else if (!known && !sources.take(address, now)) {
                form.wrong("name", "wrong.source");
            }
        }
        if (form.bad()) {
            return page(next, held, form, rules).unprocessable();
        }
        Optional<Person> person;
        try (Turns.Turn _ = turns.begin(address)) {
            person = proved(call, name, password, form, known);
        } catch (BusyException e) {
            return Answer.problem(503, "problem.rate");
        }
        if (person.isEmpty()) {
            refused("sign-in-refused", call.read(s -> s.people().find(name)), address, now);
            form.wrong("name", "wrong.sign-in");
            return page(next, held, form, rules).unprocessable();
        }
        lockOut.succeeded(source);
        if (!known) {
            sources.giveBack(address);
        }
        // The session that this browser had until now ends.
        call.cookie(Sessions.COOKIE).ifPresent(sessions::end);
        store.change(s -> s.audit()
                .add(
                        new Author(person.get().name(), address),
                        "signed-in",
                        person.get().name()));
        return signedIn(person.get(), next, held, now);
    }

    /** Written down with the address; at most ten a minute. A name that nobody has is not: it may be a password. */
    private void refused(String action, Optional<Person> person, String address, Instant now) {
        LOG.log(Level.INFO, "somebody did not manage to sign in to the console");
        if (refusals.take(action, now)) {
            String name = person.map(Person::name).orElse("-");
            store.change(s -> s.audit().add(new Author(name, address), action, name));
        }
    }

    private Answer signedIn(Person person, String next, Map<String, List<String>> held, Instant now) {
        boolean missing = rules.secondFactor().contains(person.role())
                && store.read(s -> s.people().proofs(person.name())).totp().isEmpty();
        Sessions.Proof proof = missing ? Sessions.Proof.FACTOR_MISSING : Sessions.Proof.ENOUGH;
        Answer.Cookie session =
                new Answer.Cookie(Sessions.COOKIE, sessions.begin(person, proof, Optional.empty(), now), 0);
        String browser = Secrets.fresh(random);
        store.change(s -> s.people()
                .hold(
                        Held.BROWSER,
                        person.name(),
                        Secrets.hash(browser),
                        now.plus(BROWSER_KNOWN),
                        new Author(person.name(), "")));
        Answer.Cookie known = new Answer.Cookie(BROWSER_COOKIE, browser, BROWSER_KNOWN.toSeconds());
        if (held.isEmpty()) {
            return Answer.seeOther(next).with(session).with(known);
        }
        String csrf =
                sessions.find(session.value(), now).map(Sessions.Session::csrf).orElse("");
        return Answer.page("sign/again", new Again(next, csrf, held))
                .with(session)
                .with(known);
    }

    /** The person whose name, password and second factor these are. */
    private Optional<Person> proved(Call call, String name, String password, Form form, boolean known)
            throws IOException {
        Instant now = call.clock().instant();
        // Whose rights a provider gives comes in by it alone: only then is it known what they may do.
        Optional<Person> person = call.read(s -> s.people()
                .find(name)
                .filter(found -> !found.disabled() && !s.identities().isProvided(found.name())));
        People.Proofs proofs = person.map(found -> call.read(s -> s.people().proofs(found.name())))
                .orElse(new People.Proofs(Optional.empty(), Optional.empty()));
        try {
            boolean right = passwords.matches(password.length() > Passwords.MOST ? "" : password, proofs.password());
            if (!right || person.isEmpty()) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (proofs.totp().isEmpty()) {
            return person;
        }
        String code = form.text("code").replace(" ", "").toLowerCase(Locale.ROOT);
        String key = person.get().key();
        OptionalLong step = known || codes.left(key, now)
                ? Totp.step(sealing, proofs.totp().get(), person.get(), code, now)
                : OptionalLong.empty();
        boolean second = step.isPresent()
                ? store.write(s -> s.people().totpUsed(person.get().name(), step.getAsLong()))
                : recovered(call, person.get(), code);
        if (!second && !code.isEmpty()) {
            // Whoever knows the password guesses from as many addresses as they have.
            codes.take(key, now);
            refused("second-factor-refused", person, Source.of(call.source()), now);
        }
        return second ? person : Optional.empty();
    }

    private boolean recovered(Call call, Person person, String code) {
        Sha256 hash = Secrets.hash(code);
        return call.read(s -> s.people().isRecovery(person.name(), hash))
                && store.write(s -> s.people().recover(person.name(), hash, new Author(person.name(), "")));
    }

    private Answer signOut(Call call) {
        Optional<String> secret = call.cookie(Sessions.COOKIE);
        Optional<String> idToken = secret.flatMap(
                        each -> sessions.find(each, call.clock().instant()))
                .flatMap(Sessions.Session::idToken);
        secret.ifPresent(sessions::end);
        call.change((s, author) -> s.audit().add(author, "signed-out", author.name()));
        Answer.Cookie gone = new Answer.Cookie(Sessions.COOKIE, "", -1);
        Optional<URI> there = rules.provider().flatMap(provider -> idToken.flatMap(provider::signOut));
        return there.isEmpty()
                ? Answer.seeOther("/sign-in").with(gone)
                : Answer.page(
                                "sign/out",
                                new OpenIdPage.Out(
                                        OpenIdPage.button(rules).orElseThrow().label(),
                                        there.get().toString()))
                        .with(gone);
    }

    private static Map<String, List<String>> held(Form form) {
        Map<String, List<String>> held = new LinkedHashMap<>();
        form.fields().forEach((name, values) -> {
            if (name.startsWith(HELD)) {
                held.put(name.substring(HELD.length()), values);
            }
        });
        return held;
    }

    /** A path of this console, whatever was asked for. */
    static String local(String path) {
        boolean ours = path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        return ours && path.length() <= 2_000 ? path : "/";
    }
}
