package bzh.vigie.agent.host;

import bzh.vigie.event.MacAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The addresses of this machine's own network cards, as the Java runtime tells them on every system. */
public final class NetworkCards {
    private static final int MOST = 256;

    private NetworkCards() {}

    /** Each address of a card that is up and has a MAC address; empty where the system does not say. */
    public static List<NeighbourRow> addresses() {
        List<NeighbourRow> rows = new ArrayList<>();
        try {
            for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
                Optional<byte[]> octets = Optional.ofNullable(card.getHardwareAddress());
                if (octets.isPresent() && octets.get().length == MacAddress.LENGTH && card.isUp()) {
                    MacAddress mac = MacAddress.of(octets.get());
                    for (InetAddress address : Collections.list(card.getInetAddresses())) {
                        InetAddress bare = InetAddress.getByAddress(address.getAddress());
                        NeighbourRow.of(bare, mac, false, Optional.of(Duration.ZERO))
                                .ifPresent(rows::add);
                    }
                }
            }
        } catch (SocketException | UnknownHostException e) {
            // A card that went away meanwhile: those before it are told, the others the next time.
        }
        return rows.size() > MOST ? rows.subList(0, MOST) : rows;
    }
}
