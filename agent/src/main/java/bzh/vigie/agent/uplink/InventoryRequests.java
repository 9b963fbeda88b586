package bzh.vigie.agent.uplink;

import bzh.vigie.event.InventoryDigest;
import java.util.List;

/** What a collector may ask of the inventory. Thread-safe; returns at once. */
public interface InventoryRequests {
    /** A location and an account id, empty for a machine location. */
    record Place(String location, String accountId) {}

    /** Digest of each location and account read so far; empty before the first full pass is over. */
    List<InventoryDigest.Entry> digests();

    /** Reads these again and sends a complete listing of each, as events. Places that are not known are ignored. */
    void listCompletely(List<Place> places);
}
