package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.NormalForms;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Networks by the length of their prefix: an address is looked up once for each length that there is, however many networks have it. */
final class Networks<T> {
    private final Map<Integer, Map<InetAddress, List<T>>> byPrefix = new TreeMap<>();

    void add(InetAddress network, int prefix, T of) {
        byPrefix.computeIfAbsent(prefix, ignored -> new HashMap<>())
                .computeIfAbsent(network, ignored -> new ArrayList<>())
                .add(of);
    }

    void each(InetAddress address, Consumer<T> to) {
        int bits = address.getAddress().length * 8;
        byPrefix.forEach((prefix, networks) -> {
            if (prefix <= bits) {
                networks.getOrDefault(NormalForms.masked(address, prefix), List.of())
                        .forEach(to);
            }
        });
    }

    boolean isEmpty() {
        return byPrefix.isEmpty();
    }
}
