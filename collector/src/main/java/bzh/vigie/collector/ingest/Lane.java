package bzh.vigie.collector.ingest;

import bzh.vigie.collector.store.AgentId;
import java.util.regex.Pattern;

/**
 * One numbered row of batches: a lane of one epoch of one agent.
 *
 * @param epoch 32 lower-case hex digits
 * @param lane 1 to 3 from agents (uplink.proto); {@link #COLLECTOR} for what this collector says about an agent itself
 */
public record Lane(AgentId agent, String epoch, int lane) {
    /** The lane of records that the collector makes; no agent can send in it. */
    public static final int COLLECTOR = 0;

    private static final Pattern EPOCH = Pattern.compile("[0-9a-f]{32}");

    public Lane {
        if (!isEpoch(epoch)) {
            throw new IllegalArgumentException("an epoch is 32 lower-case hex digits");
        }
        if (lane < COLLECTOR || lane > 3) {
            throw new IllegalArgumentException("a lane is 0 to 3");
        }
    }

    /** Whether this is how an epoch is written. */
    public static boolean isEpoch(String text) {
        return EPOCH.matcher(text).matches();
    }
}
