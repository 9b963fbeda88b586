package bzh.vigie.agent.uplink;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * What the uplink needs of the spool: three lanes of numbered batches that stay until they are released. Thread-safe; one
 * thread takes while another releases.
 */
public interface Outbox {
    /** The lanes, most precious first. */
    List<Integer> LANES = List.of(1, 2, 3);

    /**
     * A batch as it lies in the spool.
     *
     * @param epoch 32 lower-case hex digits
     * @param lane 1, 2 or 3
     * @param number 1, 2, 3 … within epoch and lane
     * @param inflatedSize of the EventBatch, in bytes
     * @param deflated zlib of an EventBatch, less than 1 MiB
     */
    record Letter(String epoch, int lane, long number, int inflatedSize, ByteString deflated) {}

    /**
     * Where a lane stands.
     *
     * @param written last number written, 0 for none
     * @param released last number released, 0 for none
     * @param opened last number that was there when this process began, 0 for none
     * @param taken last number that was there then or was taken since, 0 for none: the collector has no higher one from this disk
     */
    record Standing(int lane, String epoch, long written, long released, long opened, long taken) {}

    /** All lanes. */
    List<Standing> standings();

    /** The next batch of a lane that was not taken since the last {@link #rewind}; empty where there is none. */
    Optional<Letter> take(int lane);

    /** What was taken and not released is offered again. */
    void rewind();

    /** The collector has everything of this lane up to this number: it need not be kept. Of another epoch: nothing. */
    void release(String epoch, int lane, long number);

    /** Begins a new epoch; what was not released is numbered anew in it and offered again. */
    void newEpoch();

    /** Whom to tell when a batch was added; called on any thread, returns at once. */
    void whenFilled(Runnable tell);

    /** Bytes not yet released. */
    long bytes();

    /** Batches not yet released. */
    long batches();

    /** Whether something waits in memory, since the disk does not take it. */
    boolean isStuck();
}
