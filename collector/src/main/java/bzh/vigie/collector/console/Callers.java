package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Caller;
import bzh.vigie.collector.console.sign.Secrets;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.store.People.ApiToken;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Store;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Finds out who asks, at every request anew: what was changed about a person or a token holds at once. A token is good for as long as who made
 * it could make it; what a provider says of somebody is known only when they come. Thread-safe.
 */
final class Callers {
    private static final String BEARER = "Bearer ";

    private final Store store;
    private final Sessions sessions;
    private final InstantSource clock;

    Callers(Store store, Sessions sessions, InstantSource clock) {
        this.store = store;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Who asks, and by what.
     *
     * @param token whether a token was shown, good or not: then no cookie counts
     */
    record Known(Caller caller, Optional<Sessions.Session> session, boolean token) {
        /** Of whom nothing was looked up. */
        static final Known NOBODY = new Known(Caller.NOBODY, Optional.empty(), false);
    }

    /**
     * What somebody proves themselves by.
     *
     * @param authorization the header of a program
     * @param used whether a person uses the session now, rather than a page by itself
     */
    record Proof(Optional<String> authorization, Map<String, String> cookies, boolean used) {
        Proof {
            cookies = Map.copyOf(cookies);
        }

        static Proof of(Request request, Map<String, String> cookies) {
            return new Proof(
                    Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)),
                    cookies,
                    !Front.isBackground(request));
        }
    }

    /** Whether who asked may still do so: what goes on for long asks again. */
    boolean stands(Known known, Proof proof) {
        return of(new Proof(proof.authorization(), proof.cookies(), false))
                .caller()
                .equals(known.caller());
    }

    /**
     * What stands for who asks, without a look into the store: the token that is shown, good or not and however it is written, or the person whose
     * session it is; empty for nobody.
     */
    Optional<String> key(Proof proof) {
        String secret = proof.cookies().getOrDefault(Sessions.COOKIE, "");
        return proof.authorization()
                .map(header -> Secrets.hash(shown(header)).hex())
                .or(() -> sessions.find(secret, clock.instant(), false).map(session -> "person " + session.name()));
    }

    Known of(Proof proof) {
        if (proof.authorization().isPresent()) {
            Optional<Caller> program = program(shown(proof.authorization().get()));
            return new Known(program.orElse(Caller.NOBODY), Optional.empty(), true);
        }
        String secret = proof.cookies().getOrDefault(Sessions.COOKIE, "");
        Optional<Sessions.Session> session =
                secret.isEmpty() ? Optional.empty() : sessions.find(secret, clock.instant(), proof.used());
        Optional<Person> person =
                session.flatMap(found -> store.read(s -> s.people().find(found.name()))
                        .filter(each -> !each.disabled() && each.version() == found.version()));
        if (session.isPresent() && person.isEmpty()) {
            sessions.end(secret);
        }
        return new Known(person.map(Caller::of).orElse(Caller.NOBODY), person.flatMap(each -> session), false);
    }

    /** The token in the header; empty text where there is none. */
    private static String shown(String header) {
        return header.startsWith(BEARER) ? header.substring(BEARER.length()).strip() : "";
    }

    private Optional<Caller> program(String text) {
        int between = text.indexOf('_', Secrets.TOKEN.length());
        if (!text.startsWith(Secrets.TOKEN) || between < 0 || text.length() > 200) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        String id = text.substring(Secrets.TOKEN.length(), between);
        byte[] hash = Secrets.hash(text.substring(between + 1)).bytes();
        return store.read(s -> s.people().token(id))
                .filter(token -> !token.revoked() && now.isBefore(token.expires()))
                .filter(token -> MessageDigest.isEqual(token.secret().bytes(), hash))
                .filter(token -> store.read(s -> s.people()
                                .find(token.maker())
                                .filter(maker -> !maker.disabled() && maker.role() == Role.ADMINISTRATOR)
                                .filter(maker -> !s.identities().isProvided(maker.name())))
                        .isPresent())
                .map((ApiToken token) -> Caller.of(token));
    }
}
