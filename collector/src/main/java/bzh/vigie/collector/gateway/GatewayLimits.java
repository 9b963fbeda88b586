package bzh.vigie.collector.gateway;

import java.time.Duration;

/**
 * What the gateway allows (invariant 7).
 *
 * @param connections at once; beyond, a connection is closed before its handshake
 * @param unauthenticated at once from one address (of IPv6, from one /64) without having proved to be an agent of ours;
 *     beyond, a connection is closed before its handshake
 * @param handshake longest TLS handshake, and then longest wait for the first frame
 * @param frame longest time from the first byte of a frame to its last
 * @param idle longest time without a frame: three missed heartbeats
 * @param probe how long a connection has to prove that it is alive when its agent's key comes from a second run
 */
public record GatewayLimits(
        int connections, int unauthenticated, Duration handshake, Duration frame, Duration idle, Duration probe) {
    /**
     * For 25,000 agents in 4 GiB, also where all of them come from the one address of a region's network: an agent proves
     * itself in a fraction of a second, so that 4,000 at once keep every core busy with handshakes, and who finds no place
     * comes again after a wait that differs from agent to agent. More would let one address take most of the connections.
     */
    public static final GatewayLimits USUAL = new GatewayLimits(
            30_000,
            4_000,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(185),
            Duration.ofSeconds(75));
}
