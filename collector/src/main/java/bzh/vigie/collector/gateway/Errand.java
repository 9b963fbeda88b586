package bzh.vigie.collector.gateway;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the frames of one connection have done at the desk, one thing at a time: frames that come meanwhile wait and keep their
 * hold on the bytes in flight, so that nobody piles up work, or memory, by asking faster than it is done. On the
 * connection's event loop.
 */
final class Errand {
    private static final System.Logger LOG = System.getLogger(Errand.class.getName());

    private final ChannelHandlerContext ctx;
    private final Executor desk;
    private final Consumer<Frame> dropped;
    private final Consumer<Frame> next;
    private final Runnable done;
    private final Consumer<RuntimeException> failed;
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private boolean under;

    /**
     * For one connection.
     *
     * @param desk where it is done
     * @param dropped takes a frame that waited in vain
     * @param next takes a frame that waited
     * @param done told when nothing is under way or waits any more
     * @param failed told of an errand that failed, on any thread
     */
    Errand(
            ChannelHandlerContext ctx,
            Executor desk,
            Consumer<Frame> dropped,
            Consumer<Frame> next,
            Runnable done,
            Consumer<RuntimeException> failed) {
        this.ctx = ctx;
        this.desk = desk;
        this.dropped = dropped;
        this.next = next;
        this.done = done;
        this.failed = failed;
    }

    boolean isUnderWay() {
        return under;
    }

    /**
     * Has this done at the desk, and then {@code after} with what came of it on the event loop; called only while nothing is
     * under way.
     */
    <T> void go(Supplier<T> work, Consumer<T> after) {
        under = true;
        try {
            desk.execute(() -> {
                Runnable last = attempt(work, after);
                onLoop(ctx, () -> back(last));
            });
        } catch (RejectedExecutionException e) {
            failed.accept(e);
        }
    }

    private <T> Runnable attempt(Supplier<T> work, Consumer<T> after) {
        try {
            T result = work.get();
            return () -> after.accept(result);
        } catch (RuntimeException e) {
            failed.accept(e);
            return () -> {};
        }
    }

    private void back(Runnable last) {
        under = false;
        last.run();
        while (!under && !waiting.isEmpty()) {
            next.accept(waiting.remove());
        }
        if (!under) {
            done.run();
        }
    }

    /** Lets a frame wait, where something is under way. */
    boolean holds(Frame frame) {
        return under && waiting.add(frame);
    }

    /** The connection has ended: nothing waits any more. */
    void forget() {
        for (Frame frame = waiting.poll(); frame != null; frame = waiting.poll()) {
            dropped.accept(frame);
        }
    }

    /** Runs this on the connection's event loop, at once where that is the caller's. */
    static void onLoop(ChannelHandlerContext ctx, Runnable work) {
        if (ctx.executor().inEventLoop()) {
            work.run();
            return;
        }
        try {
            ctx.executor().execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the gateway has stopped", e);
        }
    }
}
