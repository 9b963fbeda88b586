package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Account;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LocationDigest;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether the collector's inventory of one host is the host's. A digest that differs is believed only when a second
 * heartbeat repeats it, since a change is on its way as events by then. On its connection's event loop, but for the two
 * methods that read the store.
 */
final class InventoryCheck {
    private static final Duration BETWEEN = Duration.ofMinutes(10);
    private static final int MOST = 8_192;

    private final Store store;
    private final AgentId agent;
    private final LongSupplier nanoTime;
    private ByteString agreed = ByteString.EMPTY;
    private ByteString suspect = ByteString.EMPTY;
    private boolean asked;
    private long askedAt;

    InventoryCheck(Store store, AgentId agent, LongSupplier nanoTime) {
        this.store = store;
        this.agent = agent;
        this.nanoTime = nanoTime;
    }

    /** Whether this digest, from a heartbeat, has to be compared with the store now. */
    boolean wantsComparison(ByteString digest) {
        if (digest.size() != 32 || digest.equals(agreed)) {
            return false;
        }
        if (!digest.equals(suspect)) {
            suspect = digest;
            return false;
        }
        return !asked || nanoTime.getAsLong() - askedAt > BETWEEN.toNanos();
    }

    /** Reads the store: whether it has the same. */
    boolean same(ByteString digest) {
        List<InventoryDigest.Entry> entries = new ArrayList<>();
        store.read(session -> {
            Inventories inventories = session.inventories();
            for (LocationStatus status : inventories.statuses(agent)) {
                String account = status.account().map(Account::id).orElse("");
                inventories
                        .digest(agent, status.location(), account)
                        .ifPresent(
                                stored -> entries.add(new InventoryDigest.Entry(status.location(), account, stored)));
            }
            return true;
        });
        return ByteString.copyFrom(InventoryDigest.over(entries).bytes()).equals(digest);
    }

    /** They are the same. */
    void agree(ByteString digest) {
        agreed = digest;
    }

    /** The list of digests is asked for. */
    void ask() {
        asked = true;
        askedAt = nanoTime.getAsLong();
    }

    /** Checks a list of digests against the bounds of uplink.proto. */
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

    /** Reads the store: the locations whose listing has to be asked for; empty if there are none. */
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
