package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LocationDigest;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether the collector's inventory of one host is the host's. A digest that differs is believed only when a second
 * heartbeat repeats it, since a change is on its way as events by then. On its connection's event
 * loop, but for {@link #isSame} and {@link #differing}, which read the store.
 */
final class InventoryCheck {
    private static final Duration BETWEEN = Duration.ofMinutes(10);
    private static final int MOST = 8_192;

    private final Store store;
    private final AgentId agent;
    private final LongSupplier nanoTime;
    private final Consumer<InventoryRequest> ask;
    private ByteString agreed = ByteString.EMPTY;
    private ByteString suspect = ByteString.EMPTY;
    private boolean asked;
    private long askedAt;

    /**
     * For one connection.
     *
     * @param ask sends a request
     */
    InventoryCheck(Store store, AgentId agent, LongSupplier nanoTime, Consumer<InventoryRequest> ask) {
        this.store = store;
        this.agent = agent;
        this.nanoTime = nanoTime;
        this.ask = ask;
    }

    /** Whether the digest of a heartbeat is to be compared now. */
    boolean isDue(ByteString digest) {
        if (digest.size() != 32 || digest.equals(agreed)) {
            return false;
        }
        if (!digest.equals(suspect)) {
            suspect = digest;
            return false;
        }
        return !asked || nanoTime.getAsLong() - askedAt > BETWEEN.toNanos();
    }

    /** Asks for the list of digests where it was found to differ. */
    void compared(ByteString digest, boolean same) {
        if (same) {
            agreed = digest;
        } else {
            asked = true;
            askedAt = nanoTime.getAsLong();
            ask.accept(InventoryRequest.getDefaultInstance());
        }
    }

    /** Whether it is the digest of what the store has. */
    boolean isSame(ByteString digest) {
        List<InventoryDigest.Entry> entries =
                store.read(session -> session.inventories().digests(agent));
        return ByteString.copyFrom(InventoryDigest.over(entries).bytes()).equals(digest);
    }

    /** Checks a list of digests. */
    static void check(List<LocationDigest> told) throws BadFrameException {
        if (told.size() > MOST) {
            throw new BadFrameException(told.size() + " location digests, where " + MOST + " are allowed");
        }
        for (LocationDigest each : told) {
            Machine.bounded(each.getLocation());
            Machine.bounded(each.getAccountId());
            if (each.getDigest().size() != 32) {
                throw new BadFrameException("a digest is 32 bytes");
            }
        }
    }

    /** A request for the listings of those locations that differ from the store. */
    Optional<InventoryRequest> differing(List<LocationDigest> told) {
        InventoryRequest.Builder request = InventoryRequest.newBuilder();
        store.read(session -> {
            for (LocationDigest each : told) {
                Optional<Sha256> stored = session.inventories().digest(agent, each.getLocation(), each.getAccountId());
                if (!stored.equals(Optional.of(Sha256.of(each.getDigest().toByteArray())))) {
                    request.addLocations(LocationDigest.newBuilder()
                            .setLocation(each.getLocation())
                            .setAccountId(each.getAccountId()));
                }
            }
            return true;
        });
        return request.getLocationsCount() == 0 ? Optional.empty() : Optional.of(request.build());
    }
}
