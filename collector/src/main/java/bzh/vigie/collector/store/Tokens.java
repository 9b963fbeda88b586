package bzh.vigie.collector.store;

import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Enrolment tokens, and the codes by which agents are removed without a collector. Only the hash of a secret is kept. */
public interface Tokens {
    /** What the audit log calls it when a commune's break-glass code is made; its subject is the commune. */
    String REMOVAL_CODE_MADE = "removal-code-made";

    /**
     * A token.
     *
     * @param id 16 hex digits, public
     * @param secretHash SHA-256 of the 32 bytes of secret
     * @param uses how many enrolments it allows
     * @param used how many it has served
     */
    record Token(
            String id,
            Sha256 secretHash,
            Commune commune,
            int uses,
            int used,
            Instant created,
            Instant expires,
            boolean needsApproval,
            boolean revoked) {
        /** How it stands at that time. */
        public State state(Instant now) {
            return revoked
                    ? State.REVOKED
                    : !now.isBefore(expires) ? State.EXPIRED : used >= uses ? State.USED_UP : State.OPEN;
        }
    }

    /** Whether a token still lets hosts enrol. */
    enum State {
        OPEN,
        EXPIRED,
        USED_UP,
        REVOKED
    }

    void create(Token token, Author author);

    Optional<Token> find(String id);

    List<Token> list(Scope scope);

    /** Counts one use, by this host; false, and nothing changed, where none is left. */
    boolean use(String id, AgentId host);

    /** The one by which a host was enrolled; empty where none, or an earlier version did. */
    Optional<Token> of(AgentId host);

    /** The one by which a host was enrolled, where it still lets others in: who revokes the host asks where it is. */
    default Optional<Token> openOf(AgentId host, Instant now) {
        return of(host).filter(token -> token.state(now) == State.OPEN);
    }

    /** Whether a host that it let in is revoked or in quarantine: whom it lets in now, a person decides. */
    boolean isSuspended(String id);

    void revoke(String id, Author author);

    /** Keeps a commune's break-glass code, in the place of the one before. */
    void removalCode(Commune commune, RemovalCode code, Author author);

    /** What is kept of a commune's break-glass code; empty where it has none. */
    Optional<RemovalCode> removalCode(Commune commune);
}
