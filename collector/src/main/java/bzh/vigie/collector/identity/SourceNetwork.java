package bzh.vigie.collector.identity;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What of a remote address is counted as one: an IPv4 address, or a /64 of IPv6, which a host has to itself (RFC 4291, 2.5.4). */
public final class SourceNetwork {
    private static final int NETWORK = 8;

    private SourceNetwork() {}

    /** The same text for all addresses that count as one. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK) : bytes);
    }

    /** The same of an address as it is written; of what is none, the text itself. */
    static String of(String address) {
        try {
            return of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException notAnAddress) {
            return address;
        }
    }
}
