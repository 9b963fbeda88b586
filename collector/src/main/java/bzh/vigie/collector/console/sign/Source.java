package bzh.vigie.collector.console.sign;

import java.net.InetAddress;
import java.util.HexFormat;

/** An address as the source of attempts: of IPv6 the network of 64 bits, since one machine has all of it. Pure. */
public final class Source {
    private Source() {}

    /** The source that this address, as text, belongs to. */
    public static String of(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
        } catch (IllegalArgumentException notAnAddress) {
            return "?";
        }
    }
}
