package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tokens.Token;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.event.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;

/** Makes enrolment tokens. The secret leaves in the token and is not kept: the store has its hash. Thread-safe. */
public final class TokenDesk {
    /** Most enrolments that one token can allow. */
    public static final int MAX_USES = 10_000;

    /** Longest life of a token. */
    public static final Duration MAX_LIFE = Duration.ofDays(90);

    private final Store store;
    private final InstantSource clock;
    private final SecureRandom random;

    /**
     * The collector as a token names it.
     *
     * @param authority fingerprint of the authority that the agent will pin
     * @param collectors addresses, in the order to try them
     */
    public record Pinned(Sha256 authority, List<CollectorAddress> collectors) {
        public Pinned {
            collectors = List.copyOf(collectors);
        }
    }

    public TokenDesk(Store store, InstantSource clock, SecureRandom random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A new token, in a transaction of its own.
     *
     * @param authority fingerprint of the authority that the agent will pin
     * @param uses 1 to {@link #MAX_USES}
     * @param life a second to {@link #MAX_LIFE}
     * @throws IllegalArgumentException outside those bounds
     */
    public EnrolmentToken create(
            Commune commune,
            int uses,
            Duration life,
            boolean needsApproval,
            Sha256 authority,
            List<CollectorAddress> collectors,
            Author author) {
        Pinned pinned = new Pinned(authority, collectors);
        return store.write(session -> create(session, commune, uses, life, needsApproval, pinned, author));
    }

    /** The same in this transaction. */
    public EnrolmentToken create(
            Store.Session session,
            Commune commune,
            int uses,
            Duration life,
            boolean needsApproval,
            Pinned pinned,
            Author author) {
        if (uses < 1 || uses > MAX_USES) {
            throw new IllegalArgumentException("uses: 1 to " + MAX_USES);
        }
        if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(MAX_LIFE) > 0) {
            throw new IllegalArgumentException("life: 1 second to " + MAX_LIFE.toDays() + " days");
        }
        byte[] id = new byte[8];
        random.nextBytes(id);
        TokenSecret secret = TokenSecret.random(random);
        EnrolmentToken token =
                new EnrolmentToken(HexFormat.of().formatHex(id), secret, pinned.authority(), pinned.collectors());
        Instant now = clock.instant();
        Token row = new Token(token.id(), secret.hash(), commune, uses, 0, now, now.plus(life), needsApproval, false);
        session.tokens().create(row, author);
        return token;
    }
}
