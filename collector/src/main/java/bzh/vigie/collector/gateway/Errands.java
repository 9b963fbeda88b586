package bzh.vigie.collector.gateway;

import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Work of one connection that may wait for the store: sent to the desk's threads and brought back to the connection's event
 * loop. Thread-safe.
 *
 * @param failed what happens, on the loop, where the desk is full or the work throws
 */
record Errands(EventExecutor loop, Executor desk, String agent, Runnable failed) {
    private static final System.Logger LOG = System.getLogger(Errands.class.getName());

    /** Does this on the event loop: now, when called there. */
    void onLoop(Runnable work) {
        if (loop.inEventLoop()) {
            work.run();
            return;
        }
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the gateway has stopped", e);
        }
    }

    /** Does this at the desk. */
    void atDesk(Runnable work) {
        try {
            desk.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "agent " + agent + " cannot be served now and is told to come back", e);
                    onLoop(failed);
                }
            });
        } catch (RejectedExecutionException e) {
            onLoop(failed);
        }
    }
}
