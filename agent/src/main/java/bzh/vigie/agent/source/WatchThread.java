package bzh.vigie.agent.source;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one thread of a source that looks again and again: begun once, told to stop, and waited for a little. Thread-safe. */
final class WatchThread {
    private static final long LONGEST_STOP_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final Thread thread;
    private final HangGuard.Call call = new HangGuard.Call();
    private volatile boolean stopped;

    /** One that will do this, which asks {@link #isStopped} at each look and waits by {@link #pause}. */
    WatchThread(String name, Runnable watch) {
        thread = new Thread(
                () -> {
                    watch.run();
                    call.idle();
                },
                name);
        thread.setDaemon(true);
    }

    /** What it asks of the system next, for {@link HangGuard}. On the thread itself. */
    void at(String asked) {
        call.at(asked);
    }

    /** What it asks of the system. */
    HangGuard.Call call() {
        return call;
    }

    void start() {
        thread.start();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Waits that long at most; not at all once it is to stop. On the thread itself. */
    void pause(long nanos) {
        String before = call.name();
        call.idle(Duration.ofNanos(nanos));
        LockSupport.parkNanos(stopped ? 0 : nanos);
        call.at(before);
    }

    /** Has it look again now, if it waits. For any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Lets it end after what it is at, and waits three seconds for that at most. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(LONGEST_STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
