package bzh.vigie.event;

import java.net.InetAddress;

/** An address and a port, 0 to 65535. */
public record Endpoint(InetAddress address, int port) {
    public Endpoint {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ", must be 0 to 65535");
        }
    }
}
