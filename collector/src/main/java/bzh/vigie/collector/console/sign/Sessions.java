package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.View.Message;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.event.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who is signed in, in memory: they end when the collector does, an hour after the last request, twelve hours after the
 * beginning, and with every change of what the person may do or proves themselves by. At most 20 of one person and 5,000 in all;
 * then the one unused longest ends. Thread-safe.
 */
public final class Sessions {
    /** The cookie with a session's secret. */
    public static final String COOKIE = "__Host-vigie";

    static final Duration IDLE = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofHours(12);
    private static final int MOST = 5_000;
    private static final int MOST_OF_ONE = 20;

    private final SecureRandom random;
    private final Map<Sha256, Session> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Session> eldest) {
            return size() > MOST;
        }
    };

    /**
     * A session.
     *
     * @param name whose
     * @param version of the person when it began
     * @param proof what the person proved themselves by
     * @param idToken what the provider vouched by; empty after a password
     * @param csrf what proves that a form is ours
     */
    public record Session(
            String name,
            long version,
            Proof proof,
            Optional<String> idToken,
            String csrf,
            Instant began,
            Instant last,
            AtomicReference<Message> message) {}

    /** What a person proved themselves by when a session began. */
    public enum Proof {
        /** Enough for this installation. */
        ENOUGH,
        /** A password alone, where a second factor is asked for: it serves to set one up and for nothing else. */
        FACTOR_MISSING
    }

    public Sessions(SecureRandom random) {
        this.random = random;
    }

    /** Begins one and gives its secret. */
    public String begin(Person person, Instant now) {
        return begin(person, Proof.ENOUGH, Optional.empty(), now);
    }

    /** Begins one by this proof and gives its secret. */
    public synchronized String begin(Person person, Proof proof, Optional<String> idToken, Instant now) {
        List<Sha256> own = sessions.entrySet().stream()
                .filter(each -> each.getValue().name().equals(person.name()))
                .map(Map.Entry::getKey)
                .toList();
        if (own.size() >= MOST_OF_ONE) {
            sessions.remove(own.getFirst());
        }
        String secret = Secrets.fresh(random);
        sessions.put(
                Secrets.hash(secret),
                new Session(
                        person.name(),
                        person.version(),
                        proof,
                        idToken,
                        Secrets.fresh(random),
                        now,
                        now,
                        new AtomicReference<>()));
        return secret;
    }

    /** The session of this secret, where it has not ended by time; used now. */
    public synchronized Optional<Session> find(String secret, Instant now) {
        return find(secret, now, true);
    }

    /**
     * The session of this secret, where it has not ended by time.
     *
     * @param used whether a person uses it now: what a page asks for by itself keeps no session alive
     */
    public synchronized Optional<Session> find(String secret, Instant now, boolean used) {
        Sha256 key = Secrets.hash(secret);
        Session session = sessions.get(key);
        if (session == null) {
            return Optional.empty();
        }
        boolean over = now.isAfter(session.last().plus(IDLE))
                || now.isAfter(session.began().plus(LONGEST));
        if (over) {
            sessions.remove(key);
            return Optional.empty();
        }
        Session looked = new Session(
                session.name(),
                session.version(),
                session.proof(),
                session.idToken(),
                session.csrf(),
                session.began(),
                used ? now : session.last(),
                session.message());
        sessions.put(key, looked);
        return Optional.of(looked);
    }

    /** Ends one. */
    public synchronized void end(String secret) {
        sessions.remove(Secrets.hash(secret));
    }

    /** How many there are. */
    public synchronized int count() {
        return sessions.size();
    }
}
