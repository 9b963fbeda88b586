package bzh.vigie.collector.gateway;

import java.time.Duration;

/**
 * What the gateway allows (invariant 7).
 *
 * @param connections at once; beyond, a connection is closed before its handshake
 * @param handshake longest TLS handshake, and then longest wait for the first frame
 * @param frame longest time from the first byte of a frame to its last
 * @param idle longest time without a frame: three missed heartbeats
 * @param inFlight bytes received and not yet durable, of all connections together
 * @param inFlightEach the same of one connection, which is then no longer read from
 * @param probe how long a connection has to prove that it is alive when its agent's key comes from a second run
 */
public record GatewayLimits(
        int connections,
        Duration handshake,
        Duration frame,
        Duration idle,
        long inFlight,
        long inFlightEach,
        Duration probe) {
    /** For 25,000 agents in 4 GiB. */
    public static final GatewayLimits USUAL = new GatewayLimits(
            30_000,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(185),
            64L << 20,
            2L << 20,
            Duration.ofSeconds(75));
}
