package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lines of {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6} (proc_net(5)):
 * {@code sl: local:port remote:port state tx:rx tr:when retrnsmt uid timeout inode …}. An address is hex, each of its four
 * bytes in the machine's order.
 */
final class ProcNet {
    private ProcNet() {}

    /** Parses a line; empty if it is none, such as the heading. Total. */
    static Optional<SocketRow> parse(Transport transport, String line) {
        String[] fields = line.strip().split("\\s+", 11);
        if (fields.length < 10 || !fields[0].endsWith(":")) {
            return Optional.empty();
        }
        try {
            long inode = Long.parseLong(fields[9]);
            Endpoint local = endpoint(fields[1]);
            Endpoint remote = endpoint(fields[2]);
            // Without an inode (time-wait) the two ends tell it from others.
            long id = inode != 0 ? inode : -1 - Integer.toUnsignedLong(local.hashCode() * 31 + remote.hashCode());
            return Optional.of(new SocketRow(
                    transport,
                    Integer.parseInt(fields[3], 16),
                    local,
                    remote,
                    id,
                    inode,
                    OptionalLong.empty(),
                    OptionalLong.empty()));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Endpoint endpoint(String text) throws UnknownHostException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no port");
        }
        byte[] bytes = HexFormat.of().parseHex(text.substring(0, colon));
        for (int i = 0; i + 3 < bytes.length; i += 4) {
            byte first = bytes[i];
            byte second = bytes[i + 1];
            bytes[i] = bytes[i + 3];
            bytes[i + 1] = bytes[i + 2];
            bytes[i + 2] = second;
            bytes[i + 3] = first;
        }
        return new Endpoint(InetAddress.getByAddress(bytes), Integer.parseInt(text.substring(colon + 1), 16));
    }
}
