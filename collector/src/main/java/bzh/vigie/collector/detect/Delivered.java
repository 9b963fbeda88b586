package bzh.vigie.collector.detect;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.io.InputStream;
import java.time.Instant;

/**
 * A batch as it lies in the ingest log.
 *
 * @param commune that the agent was of then
 * @param epoch of the agent's spool
 * @param lane 1 to 3, or 0 where the collector made it
 * @param number of the batch in that lane, from 1
 * @param received the collector's clock
 * @param weight what it holds of the backlog until it is judged
 */
public record Delivered(
        AgentId agent,
        Commune commune,
        String epoch,
        int lane,
        long number,
        Instant received,
        long weight,
        Payload payload) {
    /** The agent and the commune that are charged for it. */
    Holder holder() {
        return Holder.of(agent, commune);
    }

    /** What an agent compressed. */
    public interface Payload {
        /** As it came. */
        byte[] compressed();

        /** The batch, inflated within its bounds as it is read. Reading fails where it is not what it declared to be. */
        InputStream inflate();
    }

    /** Name of its lane: agent/epoch/lane. */
    String laneId() {
        return agent.text() + "/" + epoch + "/" + lane;
    }

    /** Where one event of it is named: agent/epoch/lane/number/index. */
    String eventId(int index) {
        return laneId() + "/" + number + "/" + index;
    }
}
