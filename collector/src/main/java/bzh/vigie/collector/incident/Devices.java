package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.DeviceLine;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** The declared addresses as they stand: of the lines about one range of a commune the last counts. */
public final class Devices {
    private record Place(Commune commune, String addresses) {}

    private Devices() {}

    /** Of lines in the order of writing, those that stand. */
    public static Collector<DeviceLine, ?, List<DeviceLine>> standing() {
        return Collectors.collectingAndThen(Collectors.toList(), Devices::standing);
    }

    private static List<DeviceLine> standing(List<DeviceLine> lines) {
        Map<Place, DeviceLine> last = new LinkedHashMap<>();
        lines.forEach(line -> last.put(new Place(line.commune(), line.addresses()), line));
        return last.values().stream().filter(DeviceLine::declared).toList();
    }

    /** The narrowest declared range of a commune that holds this address. */
    public static Optional<DeviceLine> of(List<DeviceLine> standing, Commune commune, InetAddress address) {
        Optional<DeviceLine> found = Optional.empty();
        int narrowest = -1;
        for (DeviceLine line : standing) {
            Optional<AddressRange> range = AddressRange.parse(line.addresses());
            if (line.commune().equals(commune)
                    && range.filter(each -> each.contains(address)).isPresent()
                    && range.get().prefix() > narrowest) {
                narrowest = range.get().prefix();
                found = Optional.of(line);
            }
        }
        return found;
    }
}
