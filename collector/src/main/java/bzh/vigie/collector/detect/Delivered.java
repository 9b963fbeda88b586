package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.AgentId;
import java.time.Instant;

/**
 * A batch as it lies in the ingest log.
 *
 * @param position of the record in the log, ascending
 * @param epoch of the agent's spool
 * @param lane 1 to 3
 * @param number of the batch in that lane
 * @param received the collector's clock
 * @param payload the compressed events
 */
public record Delivered(
        long position, AgentId agent, String epoch, int lane, long number, Instant received, Payload payload) {
    /** Where one event of it is named: agent/epoch/lane/number/index. */
    String eventId(int index) {
        return agent.text() + "/" + epoch + "/" + lane + "/" + number + "/" + index;
    }

    /** Deflated bytes (zlib, RFC 1950) and the size that they are said to have once inflated. */
    public static final class Payload {
        private final byte[] deflated;
        private final int inflatedSize;

        /** Keeps the array, which must not change any more. */
        public Payload(byte[] deflated, int inflatedSize) {
            this.deflated = deflated;
            this.inflatedSize = inflatedSize;
        }

        byte[] deflated() {
            return deflated;
        }

        int inflatedSize() {
            return inflatedSize;
        }
    }
}
