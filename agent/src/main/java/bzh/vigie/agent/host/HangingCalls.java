package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls to a file system that may never come back: a share of a machine that went, a mount that hangs. Each runs on a thread of its own,
 * which is left behind where it takes too long; as long as one that was left runs, no other is begun. Used by one thread.
 */
public final class HangingCalls {
    private final String name;
    private final Duration most;
    private Optional<Thread> left = Optional.empty();

    /**
     * None so far.
     *
     * @param name of their threads
     * @param most how long one is waited for
     */
    public HangingCalls(String name, Duration most) {
        this.name = name;
        this.most = most;
    }

    /**
     * What the call gives, or that it hangs. Whatever it throws is thrown here.
     *
     * @param call nothing of what it changes may be looked at where it was left behind
     */
    public <T> Reading<T> call(Supplier<Reading<T>> call) {
        if (left.filter(Thread::isAlive).isPresent()) {
            return hangs();
        }
        FutureTask<Reading<T>> task = new FutureTask<>(call::get);
        Thread thread = Thread.ofPlatform().name(name).daemon().start(task);
        try {
            return task.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            leave(thread);
            return hangs();
        } catch (InterruptedException e) {
            leave(thread);
            Thread.currentThread().interrupt();
            return Reading.refused(ReasonCode.STOPPED, SourceText.detail("directory-stopped"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e);
        }
    }

    private void leave(Thread thread) {
        left = Optional.of(thread);
        thread.interrupt();
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
