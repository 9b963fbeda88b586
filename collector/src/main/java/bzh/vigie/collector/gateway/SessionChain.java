package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Secrets by which the sessions of one agent follow each other (DESIGN.md 5.2). Each session leaves the agent a fresh one, which its next
 * session shows; the store keeps the SHA-256 of the last one, and of the one before it, which counts where the last was lost on its way.
 * An older copy of an agent's state shows another.
 */
final class SessionChain {
    /** Bytes of a secret. */
    static final int SIZE = 16;

    private static final int HASH = 32;
    private static final String STATE = "session-chain";

    /** What a session shows, against what the store keeps. */
    enum Link {
        /** The store keeps none of this agent: its first session, or one of an older version. */
        NONE,
        /** The secret that the agent was given last. */
        LAST,
        /** The one before it: the last was lost on its way, or somebody went on with a copy. */
        BEFORE,
        /** Another or none: an older copy. */
        OTHER
    }

    private SessionChain() {}

    static ByteString fresh(SecureRandom random) {
        byte[] secret = new byte[SIZE];
        random.nextBytes(secret);
        return ByteString.copyFrom(secret);
    }

    static Link link(Store.Session session, AgentId agent, ByteString shown) {
        Optional<ByteBuffer> kept =
                session.progress().state(STATE, agent.text()).map(ByteBuffer::wrap);
        if (kept.isEmpty()) {
            return Link.NONE;
        }
        ByteBuffer hash = hash(shown);
        return hash.equals(last(kept.get()))
                ? Link.LAST
                : hash.equals(kept.get().slice(HASH, HASH)) ? Link.BEFORE : Link.OTHER;
    }

    /** That a session which began with that link left its agent this secret. What an older copy takes the place of can then still be told. */
    static void next(Store.Session session, AgentId agent, ByteString fresh, ByteString shown, Link began) {
        ByteBuffer kept = ByteBuffer.allocate(2 * HASH).put(hash(fresh));
        Optional<byte[]> known = session.progress().state(STATE, agent.text());
        kept.put(began == Link.OTHER && known.isPresent() ? last(ByteBuffer.wrap(known.get())) : hash(shown));
        session.progress().state(STATE, agent.text(), kept.array());
    }

    private static ByteBuffer last(ByteBuffer kept) {
        return kept.slice(0, HASH);
    }

    private static ByteBuffer hash(ByteString secret) {
        return ByteBuffer.wrap(Sha256.over(secret.toByteArray()).bytes());
    }
}
