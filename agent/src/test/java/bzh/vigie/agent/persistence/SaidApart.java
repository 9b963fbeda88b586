package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that says that and listens to nothing. */
class SaidApart implements Apart.Started {
    private final InputStream output;
    private final boolean stays;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * One.
     *
     * @param stays it is still there when it was killed
     */
    SaidApart(InputStream output, boolean stays) {
        this.output = output;
        this.stays = stays;
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public OutputStream input() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public Duration used() {
        return Duration.ZERO;
    }

    @Override
    public boolean hasEnded() {
        return !stays && closed.getCount() == 0;
    }

    @Override
    public String end() {
        return stays ? Apart.NOT_ENDED : "signal 9";
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
