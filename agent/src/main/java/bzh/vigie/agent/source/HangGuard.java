package bzh.vigie.agent.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees that calls of the system return: whoever suspends a service of Windows or filters its answers lets them wait for ever, and a
 * source that waits must not look alive. One thread for all sources; the one that waits is left waiting and no other is begun for it. Counts looks
 * and not time, which goes on while the PC sleeps. Thread-safe.
 */
public final class HangGuard implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int STUCK_LOOKS = 5;

    private final Duration every;
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::work, "vigie-guard");
    private volatile boolean stopped;

    /** What a thread is at. One thread says it, any may look. */
    public static final class Call {
        private final AtomicLong steps = new AtomicLong();
        private volatile String name = "";

        /** The next call is this one, in the words of whoever programmed it, without a language. */
        public void at(String call) {
            name = call;
            steps.incrementAndGet();
        }

        /** Nothing is asked of the system now, or what is asked may wait long. */
        public void idle() {
            at("");
        }

        /** The last that was said; empty for nothing. */
        String name() {
            return name;
        }
    }

    /** Who is told. */
    public interface Listener {
        /** That call has not returned for more than two minutes. On the thread of the guard. */
        void stuck(String call);

        /** It returned after all. On the thread of the guard. */
        void again();
    }

    /** Of the guard's thread alone. */
    private static final class Watched {
        private final Call call;
        private final Listener told;
        private long before = -1;
        private int same;

        Watched(Call call, Listener told) {
            this.call = call;
            this.told = told;
        }

        void look() {
            String name = call.name();
            long now = call.steps.get();
            boolean stays = now == before && !name.isEmpty();
            before = now;
            if (stays) {
                same++;
                if (same == STUCK_LOOKS) {
                    told.stuck(name);
                }
            } else {
                boolean was = same >= STUCK_LOOKS;
                same = 0;
                if (was) {
                    told.again();
                }
            }
        }
    }

    /** One that looks every half minute and says so of a call that did not return for five looks. */
    public HangGuard() {
        this(EVERY);
    }

    /** One that looks that often. */
    HangGuard(Duration every) {
        this.every = every;
        thread.setDaemon(true);
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    /** Looks after these calls too from now on. */
    public void watch(Call call, Listener told) {
        watched.add(new Watched(call, told));
    }

    private void work() {
        while (!stopped) {
            LockSupport.parkNanos(every.toNanos());
            if (!stopped) {
                new ArrayList<>(watched).forEach(Watched::look);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
