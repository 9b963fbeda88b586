package bzh.vigie.agent.uplink;

import bzh.vigie.agent.spool.Spool;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The spool as the uplink sees it. */
public final class SpoolOutbox implements Outbox {
    private final Spool spool;

    public SpoolOutbox(Spool spool) {
        this.spool = spool;
    }

    @Override
    public List<Standing> standings() {
        return spool.positions().stream()
                .map(lane -> new Standing(
                        lane.lane(), lane.epoch(), lane.written(), lane.released(), lane.opened(), lane.leased()))
                .toList();
    }

    @Override
    public Optional<Letter> take(int lane) {
        return spool.lease(lane)
                .map(batch -> new Letter(
                        batch.epoch(),
                        batch.lane(),
                        batch.number(),
                        batch.inflatedSize(),
                        UnsafeByteOperations.unsafeWrap(batch.deflated())));
    }

    @Override
    public void rewind() {
        spool.rewind();
    }

    @Override
    public void release(String epoch, int lane, long number) {
        spool.acknowledged(epoch, lane, number);
    }

    /** Ends the connection with an exception where the disk does not take the new epoch: tried again with the next one. */
    @Override
    public void newEpoch() {
        try {
            spool.newEpoch();
        } catch (IOException e) {
            throw new UncheckedIOException("a new epoch could not be written to the spool", e);
        }
    }

    @Override
    public void whenFilled(Runnable tell) {
        spool.whenFilled(tell);
    }

    @Override
    public long bytes() {
        return spool.bytes();
    }

    @Override
    public long batches() {
        return spool.batches();
    }

    @Override
    public boolean isStuck() {
        return spool.isStuck();
    }
}
