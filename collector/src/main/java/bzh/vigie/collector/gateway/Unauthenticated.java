package bzh.vigie.collector.gateway;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections of each remote address have not proved yet to be agents of ours, so that one address cannot take
 * all the places. A host on IPv6 has a /64 to itself, which counts as one address. Thread-safe.
 */
final class Unauthenticated {
    private static final int NETWORK = 8;

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
        String key = key(address);
        counts.merge(key, 1, Integer::sum);
        return new Place(key);
    }

    /** Whether more places of this address are taken than there are. */
    boolean isOver(InetAddress address) {
        return counts.getOrDefault(key(address), 0) > most;
    }

    /** Addresses with a place taken. */
    int addresses() {
        return counts.size();
    }

    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK) : bytes);
    }
}
