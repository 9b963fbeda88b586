package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.SourceNetwork;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections of each remote address have not proved yet to be agents of ours, so that one address cannot take
 * all the places. A host on IPv6 has a /64 to itself, which counts as one address. Thread-safe.
 */
final class Unauthenticated {
    private final int most;
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

    Unauthenticated(int most) {
        this.most = most;
    }

    /** A place that was taken; given back once, however often that is said. */
    final class Place {
        private final String key;
        private boolean taken = true;

        private Place(String key) {
            this.key = key;
        }

        /** The connection proved itself, or ended. */
        synchronized void giveBack() {
            if (taken) {
                taken = false;
                counts.computeIfPresent(key, (address, count) -> count > 1 ? count - 1 : null);
            }
        }
    }

    /** Takes a place, also where there is none left: then {@link #isOver} says so. */
    Place take(InetAddress address) {
        String key = SourceNetwork.of(address);
        counts.merge(key, 1, Integer::sum);
        return new Place(key);
    }

    /** Whether more places of this address are taken than there are. */
    boolean isOver(InetAddress address) {
        return counts.getOrDefault(SourceNetwork.of(address), 0) > most;
    }

    /** Addresses with a place taken. */
    int addresses() {
        return counts.size();
    }
}
