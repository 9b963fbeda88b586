package bzh.vigie.event;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A machine as a host saw it. At least one of address, MAC address and name is there.
 *
 * @param address without a scope
 * @param name what the machine calls itself, which nobody proved; 0 to {@value #LONGEST_NAME} characters
 * @param firstWallMicros when it was first seen, microseconds since 1970 UTC on the host's clock
 * @param lastWallMicros when it was last seen; not before the first
 */
public record Neighbour(
        Origin origin,
        Optional<InetAddress> address,
        Optional<MacAddress> mac,
        String name,
        long firstWallMicros,
        long lastWallMicros) {
    /** Characters of a name: a NetBIOS name has 15, a label of DNS 63 (RFC 1035). */
    public static final int LONGEST_NAME = 64;

    public Neighbour {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("name has " + name.length() + " characters, at most " + LONGEST_NAME);
        }
        if (address.isEmpty() && mac.isEmpty() && name.isEmpty()) {
            throw new IllegalArgumentException("a neighbour with neither address nor name");
        }
        if (lastWallMicros < firstWallMicros) {
            throw new IllegalArgumentException("a neighbour last seen before it was first seen");
        }
    }

    /** How it came to be seen. */
    public enum Origin {
        /** In the neighbour cache (ARP, RFC 826; Neighbor Discovery, RFC 4861): it answered. */
        CACHE,
        /** In the neighbour cache because somebody wrote it there: the host never asked. */
        CONFIGURED,
        /** A network card of the host itself, by which the collector knows it in the lists of others. */
        OWN_CARD,
        /** Somebody logged on from it, or tried to. */
        LOGON,
        /** It asked a domain controller for a ticket, or to check a password. */
        DOMAIN_CLIENT
    }
}
