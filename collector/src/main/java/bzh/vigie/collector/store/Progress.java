package bzh.vigie.collector.store;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How far detection has read, what each agent's lanes have delivered, and small state of detectors; all commit together. */
public interface Progress {
    /** Last record of the ingest log that was judged; empty at first. */
    OptionalLong position(String log);

    /** The last record judged of every log that there ever was. */
    Map<String, Long> positions();

    void position(String log, long number);

    /** Last batch of this agent, epoch and lane that was judged; 0 if none. */
    long batch(AgentId agent, String epoch, int lane);

    void batch(AgentId agent, String epoch, int lane, long number);

    /** State of a detector by key, such as the failed logons of one source address. */
    Optional<byte[]> state(String detector, String key);

    /** Every state of a detector by key, in the order of the keys. */
    Map<String, byte[]> states(String detector);

    void state(String detector, String key, byte[] value);

    void forget(String detector, String key);
}
