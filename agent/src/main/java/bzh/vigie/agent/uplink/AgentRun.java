package bzh.vigie.agent.uplink;

import bzh.vigie.v1.MachineFacts;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * This start of the agent, as told to the collector.
 *
 * @param id 32 hex digits, random per start
 * @param version of the agent
 * @param facts of the machine, read at start
 */
public record AgentRun(String id, String version, MachineFacts facts) {
    /** A new one. */
    public static AgentRun begin(String version, MachineFacts facts, RandomGenerator random) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new AgentRun(HexFormat.of().formatHex(id), version, facts);
    }
}
