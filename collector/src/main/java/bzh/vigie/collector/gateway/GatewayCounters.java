package bzh.vigie.collector.gateway;

import java.util.concurrent.atomic.LongAdder;

/** What the gateway has done since its start. Thread-safe. */
public final class GatewayCounters {
    final LongAdder accepted = new LongAdder();
    final LongAdder tooMany = new LongAdder();
    final LongAdder tooManyOfAddress = new LongAdder();
    final LongAdder failedHandshakes = new LongAdder();
    final LongAdder badFrames = new LongAdder();
    final LongAdder slowFrames = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder shed = new LongAdder();
    final LongAdder batches = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder repeated = new LongAdder();

    /**
     * A look at them.
     *
     * @param accepted connections
     * @param tooMany connections closed because there were too many
     * @param tooManyOfAddress connections closed because too many of their address had not proved themselves
     * @param badFrames connections cut for a frame that is none
     * @param slowFrames connections cut for a frame that did not come
     * @param refused goodbyes that sent an agent away
     * @param shed goodbyes because of overload
     * @param batches durable
     * @param bytes of those batches, deflated
     * @param repeated batches that were durable already
     */
    public record Snapshot(
            long accepted,
            long tooMany,
            long tooManyOfAddress,
            long failedHandshakes,
            long badFrames,
            long slowFrames,
            long refused,
            long shed,
            long batches,
            long bytes,
            long repeated) {}

    /** Now. */
    public Snapshot snapshot() {
        return new Snapshot(
                accepted.sum(),
                tooMany.sum(),
                tooManyOfAddress.sum(),
                failedHandshakes.sum(),
                badFrames.sum(),
                slowFrames.sum(),
                refused.sum(),
                shed.sum(),
                batches.sum(),
                bytes.sum(),
                repeated.sum());
    }
}
