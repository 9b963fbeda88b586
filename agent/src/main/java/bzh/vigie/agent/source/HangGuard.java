package bzh.vigie.agent.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sees that calls of the system return, and that threads go on: whoever suspends a service of Windows or filters its answers lets calls wait for
 * ever, a debugger or a frozen group of threads halts one thread, and a source that waits must not look alive. One thread for all sources; the one that waits is left waiting and no other is begun for it. Counts looks
 * and not time, which goes on while the PC sleeps. Thread-safe.
 */
public final class HangGuard implements AutoCloseable {
    /** Its own thread. */
    public static final String THREAD = "vigie-guard";

    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int STUCK_LOOKS = 5;

    private final Duration every;
    private final Consumer<String> halted;
    private final AtomicLong looks = new AtomicLong();
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::work, THREAD);
    private volatile boolean stopped;

    /** What a thread is at. One thread says it, any may look. */
    public static final class Call {
        private final AtomicLong steps = new AtomicLong();
        private volatile String name = "";
        private volatile String thread = "";
        private volatile long idleNanos;

        /** The next call is this one, in the words of whoever programmed it, without a language. */
        public void at(String call) {
            name = call;
            if (thread.isEmpty()) {
                thread = Thread.currentThread().getName();
            }
            steps.incrementAndGet();
        }

        /** Nothing is asked of the system now, or what is asked may wait long. */
        public void idle() {
            idleNanos = 0;
            at("");
        }

        /** Nothing is asked of the system now, and the thread comes back within that time. */
        public void idle(Duration atMost) {
            idleNanos = atMost.toNanos();
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

        /** That thread did not come back from its rest, more than two minutes after it should have. On the thread of the guard. */
        void halted(String thread);

        /** It returned after all. On the thread of the guard. */
        void again();
    }

    /** Of the guard's thread alone. */
    private final class Watched {
        private final Call call;
        private final Listener told;
        private long before = -1;
        private int same;
        private boolean isTold;

        Watched(Call call, Listener told) {
            this.call = call;
            this.told = told;
        }

        void look() {
            String name = call.name();
            long now = call.steps.get();
            long idle = name.isEmpty() ? call.idleNanos : 0;
            boolean stays = now == before && (!name.isEmpty() || idle > 0);
            before = now;
            same = stays ? same + 1 : 0;
            if (isTold && !stays) {
                isTold = false;
                told.again();
            } else if (!isTold && same >= STUCK_LOOKS + Math.ceilDiv(idle, every.toNanos())) {
                isTold = true;
                if (name.isEmpty()) {
                    told.halted(call.thread);
                    halted.accept(call.thread);
                } else {
                    told.stuck(name);
                }
            }
        }
    }

    /** One that looks every half minute and says so of a call that did not return for five looks. */
    public HangGuard() {
        this(EVERY, _ -> {});
    }

    /**
     * The same.
     *
     * @param halted told the name of each thread that is halted, on the thread of the guard
     */
    public HangGuard(Consumer<String> halted) {
        this(EVERY, halted);
    }

    /** One that looks that often. */
    HangGuard(Duration every) {
        this(every, _ -> {});
    }

    /** The same, that looks that often. */
    public HangGuard(Duration every, Consumer<String> halted) {
        this.every = every;
        this.halted = halted;
        thread.setDaemon(true);
    }

    /** How often it looked: who watches the guard sees that it goes on. */
    public long looks() {
        return looks.get();
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
                looks.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
