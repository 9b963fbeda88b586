package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.AgentId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** Makes agent ids: UUIDv7 (RFC 9562, 5.7), 48 bits of milliseconds and 74 random ones. Thread-safe. */
public final class AgentIdSource {
    private final InstantSource clock;
    private final SecureRandom random;

    public AgentIdSource(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id. */
    public AgentId next() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0xfffL);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new AgentId(new UUID(high, low).toString());
    }
}
