package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.identity.Sealing;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Identities.Identity;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Proofs;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import io.nayuki.qrcodegen.QrCode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A person's own page: password, second factor, recovery codes. */
public final class SelfPage implements Section {
    private static final String PATH = "/me";

    /** Where a second factor is set up. */
    public static final String FACTOR = PATH + "/second-factor";

    private static final int RECOVERY_CODES = 10;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{40}");

    private final Store store;
    private final SignInRules rules;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Sealing sealing;
    private final SecureRandom random;
    private final LockOut lockOut = new LockOut();

    /** The page of people who sign in into these sessions. */
    public SelfPage(
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
     * @param password whether they have one; who signs in by a provider alone has none
     * @param required whether this person's role needs a second factor
     * @param identities by which they, or whoever has them, come in by a provider
     */
    public record Model(
            Person person,
            boolean password,
            boolean secondFactor,
            boolean required,
            int recoveryLeft,
            List<Identity> identities,
            Form form) {
        public Model {
            identities = List.copyOf(identities);
        }
    }

    /**
     * A key of a second factor that is being set up.
     *
     * @param key in hex, for the form
     * @param typed the key as a person types it
     * @param squares a path of SVG: the dark squares of its QR code
     * @param size squares on a side
     * @param required whether this person's role needs it
     */
    public record Factor(String key, String typed, String squares, int size, boolean required, Form form) {}

    /** Recovery codes, shown this once. */
    public record Recovery(List<String> codes) {
        public Recovery {
            codes = List.copyOf(codes);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.SIGNED_IN, this::show),
                Route.post(PATH + "/password", Access.SIGNED_IN, this::password),
                Route.post(PATH + "/identity", Access.SIGNED_IN, this::identity),
                Route.get(
                        FACTOR,
                        Access.SIGNED_IN,
                        call -> factor(call, HexFormat.of().formatHex(Totp.key(random)))),
                Route.post(FACTOR, Access.SIGNED_IN, this::setFactor),
                Route.post(FACTOR + "/remove", Access.SIGNED_IN, this::removeFactor));
    }

    private Answer.Page show(Call call) {
        Person person = person(call);
        Proofs proofs = call.read(s -> s.people().proofs(person.name()));
        return Answer.page(
                "sign/self",
                new Model(
                        person,
                        proofs.password().isPresent(),
                        proofs.totp().isPresent(),
                        isRequired(call),
                        call.read(s -> s.people().recoveryLeft(person.name())),
                        call.read(s -> s.identities().of(person.name())),
                        call.form()));
    }

    private boolean isRequired(Call call) {
        return rules.secondFactor().contains(person(call).role());
    }

    private static Person person(Call call) {
        return call.found(call.read(s -> s.people().find(call.who().name())));
    }

    private Answer password(Call call) throws IOException {
        Person person = person(call);
        prove(call, person);
        String password = NewPassword.of(call.form(), person.name());
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        String hash = hashed(password);
        store.change(s -> s.people().password(person.name(), hash, author(person)));
        return again(call, person, "/me").saying("password-changed");
    }

    /** That an identity is theirs, or is not: then it lets in no more, and who came in by it is out. */
    private Answer identity(Call call) {
        Person person = person(call);
        Form form = call.form();
        String issuer = form.required("issuer", 2_000);
        String subject = form.required("subject", 255);
        if (form.bad()) {
            return show(call).unprocessable();
        }
        Identity identity = call.found(call.read(s -> s.identities().of(person.name())).stream()
                .filter(each -> each.issuer().equals(issuer) && each.subject().equals(subject))
                .findFirst());
        if (form.text("step").equals("confirm")) {
            store.change(s -> s.identities().confirm(identity.issuer(), identity.subject(), author(person)));
            return Answer.seeOther(PATH).saying("identity-confirmed");
        }
        boolean other =
                call.read(s -> s.people().proofs(person.name()).password().isPresent());
        if (!form.text("step").equals("remove") || identity.provided() || !other) {
            return Answer.problem(409, "wrong.identity");
        }
        store.change(s -> s.identities().remove(identity.issuer(), identity.subject(), author(person)));
        return again(call, person, PATH).saying("identity-removed");
    }

    private Answer.Page factor(Call call, String key) {
        String typed = Totp.base32(HexFormat.of().parseHex(key));
        String name = View.encoded("Vigie:" + call.who().name());
        QrCode code =
                QrCode.encodeText("otpauth://totp/" + name + "?secret=" + typed + "&issuer=Vigie", QrCode.Ecc.MEDIUM);
        StringBuilder squares = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    squares.append('M').append(x + 4).append(',').append(y + 4).append("h1v1h-1z");
                }
            }
        }
        return Answer.page(
                "sign/factor",
                new Factor(key, typed, squares.toString(), code.size + 8, isRequired(call), call.form()));
    }

    private Answer setFactor(Call call) throws IOException {
        Person person = person(call);
        Form form = call.form();
        String key = form.text("key");
        if (!KEY.matcher(key).matches()) {
            return Answer.seeOther(FACTOR);
        }
        prove(call, person);
        byte[] bytes = HexFormat.of().parseHex(key);
        OptionalLong step = Totp.step(bytes, form.text("code"), call.clock().instant());
        if (!form.bad() && step.isEmpty()) {
            form.wrong("code", "wrong.code");
        }
        if (form.bad() || step.isEmpty()) {
            return factor(call, key).unprocessable();
        }
        byte[] sealed = Totp.sealed(sealing, bytes, person);
        List<String> codes = new ArrayList<>();
        List<Sha256> hashes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            byte[] code = new byte[8];
            random.nextBytes(code);
            String text = HexFormat.of().formatHex(code);
            codes.add(text);
            hashes.add(Secrets.hash(text));
        }
        store.change(s -> {
            s.people().totp(person.name(), Optional.of(sealed), hashes, author(person));
            // The code that was just typed opens nothing more.
            s.people().totpUsed(person.name(), step.getAsLong());
        });
        return Answer.page("sign/recovery", new Recovery(codes)).with(session(call, person));
    }

    private Answer removeFactor(Call call) throws IOException {
        Person person = person(call);
        if (isRequired(call)) {
            return Answer.problem(409, "wrong.factor-required");
        }
        prove(call, person);
        if (call.form().bad()) {
            return show(call).unprocessable();
        }
        store.change(s -> s.people().totp(person.name(), Optional.empty(), List.of(), author(person)));
        return again(call, person, PATH).saying("factor-removed");
    }

    /** What only the person knows, since somebody else may sit at their browser. */
    private void prove(Call call, Person person) throws IOException {
        Instant now = call.clock().instant();
        String key = person.key();
        Duration wait = lockOut.attempt(key, now);
        if (!wait.isZero()) {
            call.form().wrong("current", "wrong.wait", Long.toString(wait.toSeconds() + 1));
            return;
        }
        Proofs proofs = call.read(s -> s.people().proofs(person.name()));
        try {
            if (!passwords.matches(String.join("", call.form().all("current")), proofs.password())) {
                call.form().wrong("current", "wrong.current");
            } else {
                lockOut.succeeded(key);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIo(e);
        }
    }

    private String hashed(String password) throws IOException {
        try {
            return passwords.hash(password);
        } catch (InterruptedException e) {
            throw new InterruptedIo(e);
        }
    }

    /** The sessions of before have ended with the change; this browser begins a new one. */
    private Answer.SeeOther again(Call call, Person person, String path) {
        return Answer.seeOther(path).with(session(call, person));
    }

    private Answer.Cookie session(Call call, Person person) {
        Person changed = call.found(call.read(s -> s.people().find(person.name())));
        return new Answer.Cookie(
                Sessions.COOKIE, sessions.begin(changed, call.clock().instant()), 0);
    }

    private static Author author(Person person) {
        return new Author(person.name(), "");
    }

    /** The collector stops while a password is worked out. */
    private static final class InterruptedIo extends IOException {
        private static final long serialVersionUID = 1L;

        InterruptedIo(InterruptedException cause) {
            super("stopping", cause);
            Thread.currentThread().interrupt();
        }
    }
}
