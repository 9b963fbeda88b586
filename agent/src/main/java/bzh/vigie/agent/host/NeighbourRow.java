package bzh.vigie.agent.host;

import bzh.vigie.event.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * An entry of the machine's neighbour cache, or the address of one of its own cards.
 *
 * @param address without a scope
 * @param mac of one machine
 * @param configured somebody wrote it there: that the neighbour answered is not said
 * @param age since the neighbour last showed that it is there; empty where the machine does not say
 */
public record NeighbourRow(InetAddress address, MacAddress mac, boolean configured, Optional<Duration> age) {
    /** One that stands for one other machine or a card of this one: no loopback, multicast, broadcast or empty address. */
    public static Optional<NeighbourRow> of(
            InetAddress address, MacAddress mac, boolean configured, Optional<Duration> age) {
        return address.isLoopbackAddress()
                        || address.isMulticastAddress()
                        || address.isAnyLocalAddress()
                        || !mac.isOfOneMachine()
                ? Optional.empty()
                : Optional.of(new NeighbourRow(address, mac, configured, age));
    }
}
