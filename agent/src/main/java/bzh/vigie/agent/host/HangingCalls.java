package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls to a file system that may never come back: a share of a machine that went, a mount that hangs. They run on one thread beside the
 * caller's, which ends when it has had nothing to do for a while. A call that takes too long is left behind; as long as it runs, no other
 * is begun. Used by one thread.
 */
public final class HangingCalls {
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor thread;
    private final Duration most;
    private Optional<CountDownLatch> left = Optional.empty();

    /**
     * None so far.
     *
     * @param name of their thread
     * @param most how long one is waited for
     */
    public HangingCalls(String name, Duration most) {
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(name).daemon().factory());
        this.thread.allowCoreThreadTimeOut(true);
        this.most = most;
    }

    /**
     * What the call gives, or that it hangs. Whatever it throws is thrown here.
     *
     * @param call nothing of what it changes may be looked at where it was left behind
     */
    public <T> Reading<T> call(Supplier<Reading<T>> call) {
        if (left.filter(ended -> ended.getCount() > 0).isPresent()) {
            return hangs();
        }
        FutureTask<Reading<T>> task = new FutureTask<>(call::get);
        CountDownLatch ended = new CountDownLatch(1);
        thread.execute(() -> {
            task.run();
            ended.countDown();
        });
        try {
            return task.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            leave(task, ended);
            return hangs();
        } catch (InterruptedException e) {
            leave(task, ended);
            Thread.currentThread().interrupt();
            return Reading.refused(ReasonCode.STOPPED, SourceText.detail("directory-stopped"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e);
        }
    }

    private void leave(FutureTask<?> task, CountDownLatch ended) {
        left = Optional.of(ended);
        task.cancel(true);
    }

    private <T> Reading<T> hangs() {
        return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("sysvol-hangs", most.toMinutes()));
    }

    /** That folder, each of whose calls is one of these. */
    public SharedFolder over(SharedFolder folder) {
        return new Over(folder);
    }

    private final class Over implements SharedFolder {
        private final SharedFolder folder;

        Over(SharedFolder folder) {
            this.folder = folder;
        }

        @Override
        public void walk(Visit visit) {
            Until guarded = new Until(visit);
            Reading<Boolean> walked = call(() -> {
                folder.walk(guarded);
                return Reading.found(true);
            });
            guarded.end();
            if (walked instanceof Reading.Refused<Boolean> refused) {
                visit.refused(HostPath.ROOT, refused);
            }
        }

        @Override
        public Reading<byte[]> read(HostPath path, int limit) {
            return call(() -> folder.read(path, limit));
        }

        @Override
        public Reading<Sha256> digest(HostPath path, long limit) {
            return call(() -> folder.digest(path, limit));
        }
    }

    /** A visit that takes nothing more after its end, from whichever thread. */
    private static final class Until implements SharedFolder.Visit {
        private final SharedFolder.Visit visit;
        private boolean isOver;

        Until(SharedFolder.Visit visit) {
            this.visit = visit;
        }

        synchronized void end() {
            isOver = true;
        }

        @Override
        public synchronized boolean take(SharedFolder.Found file) {
            return !isOver && visit.take(file);
        }

        @Override
        public synchronized void refused(HostPath path, Reading.Refused<?> why) {
            if (!isOver) {
                visit.refused(path, why);
            }
        }
    }
}
