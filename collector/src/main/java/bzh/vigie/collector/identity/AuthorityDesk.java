package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the authority while the collector runs: from then on the new one signs, and who connects is trusted by either. Each step is
 * taken on what its author saw, by one at a time, and stands in the audit log. Never shows a key. Thread-safe.
 */
public final class AuthorityDesk {
    private static final System.Logger LOG = System.getLogger(AuthorityDesk.class.getName());

    private final IdentityFolder identity;
    private final CurrentAuthorities current;
    private final Applying applying;
    private final InstantSource clock;

    /** Who must know of other authorities at once. */
    @FunctionalInterface
    public interface Applying {
        void apply() throws IOException;
    }

    /**
     * An authority that is trusted.
     *
     * @param signs whether it is the one that signs
     */
    public record Trusted(boolean signs, String name, Sha256 fingerprint, Instant made, Instant until) {
        static Trusted of(X509Certificate certificate, boolean signs) {
            return new Trusted(
                    signs,
                    certificate.getSubjectX500Principal().getName(),
                    Sha256.over(Authorities.der(certificate)),
                    Authority.made(certificate),
                    certificate.getNotAfter().toInstant());
        }
    }

    /** What is done. */
    public enum Step {
        /** A new authority signs; the one before stays trusted. */
        ROLL_OVER("authority-rolled-over", "authority-roll-over-begun"),
        /** The one before is trusted no more. */
        RETIRE("authority-retired", "authority-retirement-begun");

        private final String done;
        private final String begun;

        Step(String done, String begun) {
            this.done = done;
            this.begun = begun;
        }

        /** What the audit log calls it when it was done. */
        public String done() {
            return done;
        }

        /** What the audit log calls it before anything is done. */
        public String begun() {
            return begun;
        }
    }

    /** What became of a step. */
    public enum Outcome {
        DONE,
        /** Another authority signs than the author saw; nothing was done. */
        OVERTAKEN,
        /** There is no such step now: one is under way already, or none is. */
        NOT_NOW,
        /** There are hosts that know only the authority before; nothing was done. */
        BEHIND
    }

    /**
     * A desk.
     *
     * @param current what the collector signs and trusts by
     */
    public AuthorityDesk(IdentityFolder identity, CurrentAuthorities current, Applying applying, InstantSource clock) {
        this.identity = identity;
        this.current = current;
        this.applying = applying;
        this.clock = clock;
    }

    /** The authorities that are trusted, the one that signs first. */
    public List<Trusted> trusted() {
        Authorities now = current.get();
        List<Trusted> trusted = new ArrayList<>();
        trusted.add(Trusted.of(now.signing().certificate(), true));
        now.others().forEach(other -> trusted.add(Trusted.of(other, false)));
        return List.copyOf(trusted);
    }

    /** How many hosts know only an authority before the one that signs; 0 where no other is trusted. */
    public long behind(Store store) {
        Authorities now = current.get();
        return now.others().isEmpty() ? 0 : behind(store, now);
    }

    /** Hosts that may send and whose newest certificate is older than the authority that signs: they know only another. */
    public static long behind(Store store, Authorities authorities) {
        Instant before = authorities.signing().made().plus(Authority.AGENT_VALID);
        return store.read(session -> session.hosts().endingBefore(before));
    }

    /**
     * Takes a step.
     *
     * @param seen the authority that signed when the author decided
     * @param anyway also where hosts are left behind
     * @throws IdentityException where the files cannot be read or written; nothing was done then, or the next start finishes it
     * @throws bzh.vigie.collector.store.StoreException where it cannot be written down who begins it; nothing was done then
     */
    public synchronized Outcome take(Step step, Sha256 seen, boolean anyway, Store store, Author author) {
        Authorities before = current.get();
        if (!before.fingerprint().equals(seen)) {
            return Outcome.OVERTAKEN;
        }
        boolean underWay = !before.others().isEmpty();
        if (underWay != (step == Step.RETIRE)) {
            return Outcome.NOT_NOW;
        }
        if (step == Step.RETIRE && !anyway && behind(store) > 0) {
            return Outcome.BEHIND;
        }
        // Whatever happens from here on, the log has who began it and on what.
        store.change(session -> session.audit().add(author, step.begun(), seen.hex()));
        Authorities now = step == Step.RETIRE ? identity.retire() : identity.rollOver(clock.instant());
        current.set(now);
        try {
            applying.apply();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the authority was changed, and the gateway still shows the one before: restart", e);
        }
        String fingerprint = now.fingerprint().hex();
        try {
            store.change(session -> session.audit().add(author, step.done(), fingerprint));
        } catch (StoreException e) {
            LOG.log(Level.ERROR, "the audit log has that " + step.done() + " was begun, and not that it was done", e);
        }
        return Outcome.DONE;
    }
}
