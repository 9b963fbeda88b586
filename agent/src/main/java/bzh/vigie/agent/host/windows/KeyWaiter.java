package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.KeyWatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * One thread that waits for changes of at most {@value #ROOM} keys, as many as one call of Windows waits for beside its bell. A key
 * that changed is watched again a tenth of a second later and only then told: what changes in between is there when it is read,
 * and a key that is written to all the time costs ten turns a second at most. Of a key that is watched with those below it, a
 * change that lies deeper than is of use is not told ({@link KeyTimes}); how often that is looked at, {@link #rest} says. Its
 * handles are closed by its own thread alone, so that no closed one is waited for. Thread-safe.
 */
final class KeyWaiter {
    static final int ROOM = NtNotify.MOST - 1;

    private static final System.Logger LOG = System.getLogger(KeyWaiter.class.getName());

    /** REG_NOTIFY_CHANGE_NAME. */
    private static final int NAME = 0x1;

    /** REG_NOTIFY_CHANGE_LAST_SET and REG_NOTIFY_CHANGE_SECURITY. */
    private static final int VALUES_AND_RIGHTS = 0x4 | 0x8;

    /** REG_NOTIFY_THREAD_AGNOSTIC: it goes on when the thread that asked for it has ended. */
    private static final int ANY_THREAD = 0x1000_0000;

    private static final long COOLING = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int TIMES = 60;
    private static final int LEAST_TIMES = 20;
    private static final long SOON = TimeUnit.SECONDS.toNanos(1);
    private static final long DEAR = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int STACK = 128 << 10;

    /** Who is told. */
    interface Told {
        /**
         * Something in the key changed.
         *
         * @param gone it is no longer watched
         */
        void changed(KeyWatch.Key key, boolean gone);
    }

    private static final class Armed {
        private final KeyWatch.Key key;
        private final long handle;
        private final long event;
        private final String kernelName;
        private boolean unwanted;
        private boolean cooling;
        private long due;
        private OptionalLong times = OptionalLong.empty();
        private boolean isLarge;
        private long costBefore;
        private long notBefore = System.nanoTime();

        Armed(KeyWatch.Key key, String kernelName, long handle, long event) {
            this.key = key;
            this.kernelName = kernelName;
            this.handle = handle;
            this.event = event;
        }

        /** Whether what changed is of use; the first time it always is. */
        boolean isOfUse() {
            if (key.levels() <= 0 || isLarge) {
                return true;
            }
            long began = System.nanoTime();
            OptionalLong before = times;
            times = KeyTimes.of(kernelName, key.levels());
            isLarge = times.isEmpty();
            long now = System.nanoTime();
            long cost = now - began;
            // One that was kept waiting by others, or was the first, tells nothing of what looks cost.
            notBefore = now + rest(Math.min(cost, costBefore));
            costBefore = cost;
            return isLarge || !times.equals(before);
        }
    }

    private final Told told;
    private final long bell;
    private final List<Armed> keys = new ArrayList<>();

    /** Where Windows writes how a request ended; it may do so whenever it likes, and nobody looks at it. */
    private final MemorySegment io = Arena.global().allocate(16, 8);

    private boolean closed;

    private KeyWaiter(Told told, long bell) {
        this.told = told;
        this.bell = bell;
    }

    /** A new one, which runs until it is closed; its opening tells why there is none. */
    static Ntdll.Opened bell() {
        return NtNotify.event();
    }

    /** With that bell. */
    static KeyWaiter start(Told told, long bell) {
        KeyWaiter waiter = new KeyWaiter(told, bell);
        Thread.ofPlatform().name("vigie-keys").daemon().stackSize(STACK).start(waiter::work);
        return waiter;
    }

    /**
     * How long after a look that took so long the next one is due, nanoseconds: sixty times that, but not more than the second that
     * keeps what is noticed within two. Only where one look takes more than a quarter of a second is it twenty times that.
     */
    static long rest(long cost) {
        return cost > DEAR ? LEAST_TIMES * cost : Math.min(TIMES * cost, SOON);
    }

    synchronized boolean hasRoom() {
        return keys.size() < ROOM;
    }

    /**
     * Watches an open key from now on; closes it when that ends, or at once where it cannot be watched.
     *
     * @return the status
     */
    int add(KeyWatch.Key key, String kernelName, long handle) {
        Ntdll.Opened event = NtNotify.event();
        if (!event.isOpen()) {
            Ntdll.close(handle);
            return event.status();
        }
        Armed armed = new Armed(key, kernelName, handle, event.handle());
        int status = arm(armed);
        if (!NtStatus.isSuccess(status)) {
            release(armed);
            return status;
        }
        synchronized (this) {
            keys.add(armed);
        }
        NtNotify.set(bell);
        return status;
    }

    /** No longer watches that key. */
    void drop(KeyWatch.Key key) {
        synchronized (this) {
            keys.stream().filter(armed -> armed.key.equals(key)).forEach(armed -> armed.unwanted = true);
        }
        NtNotify.set(bell);
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        NtNotify.set(bell);
    }

    private int arm(Armed armed) {
        int levels = armed.key.levels();
        int filter = ANY_THREAD | NAME | (levels == KeyWatch.Key.NAMES ? 0 : VALUES_AND_RIGHTS);
        return NtNotify.changeKey(armed.handle, armed.event, io, filter, levels > 0);
    }

    private static void release(Armed armed) {
        Ntdll.close(armed.handle);
        Ntdll.close(armed.event);
    }

    private void work() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handles = arena.allocate(JAVA_LONG, NtNotify.MOST);
            MemorySegment timeout = arena.allocate(JAVA_LONG);
            boolean more = true;
            while (more) {
                try {
                    List<Armed> waiting = turn();
                    more = !waiting.isEmpty() || !isClosed();
                    if (more) {
                        await(waiting, handles, timeout);
                    }
                } catch (RuntimeException | Error e) {
                    // A thread that ended would leave keys that look watched.
                    LOG.log(System.Logger.Level.WARNING, "watching keys failed for a moment", e);
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Ntdll.close(bell);
    }

    /** Waits for the next change, and lets the key cool that it is of. */
    private void await(List<Armed> waiting, MemorySegment handles, MemorySegment timeout) throws InterruptedException {
        handles.setAtIndex(JAVA_LONG, 0, bell);
        for (int i = 0; i < waiting.size(); i++) {
            handles.setAtIndex(JAVA_LONG, i + 1L, waiting.get(i).event);
        }
        NtNotify.timeout(timeout, patience());
        int status = NtNotify.wait(handles, waiting.size() + 1, timeout);
        if (status > 0 && status <= waiting.size()) {
            cool(waiting.get(status - 1));
        } else if (!NtStatus.isSuccess(status)) {
            LOG.log(System.Logger.Level.WARNING, "waiting for keys failed: {0}", Integer.toHexString(status));
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Gives up what is unwanted, watches again what has cooled down and tells it; gives what is to be waited for. */
    private List<Armed> turn() {
        List<Armed> unwanted;
        List<Armed> cooled;
        long now = System.nanoTime();
        synchronized (this) {
            unwanted = keys.stream().filter(armed -> armed.unwanted || closed).toList();
            keys.removeAll(unwanted);
            cooled = keys.stream()
                    .filter(armed -> armed.cooling && armed.due - now <= 0)
                    .toList();
        }
        unwanted.forEach(KeyWaiter::release);
        for (Armed armed : cooled) {
            boolean gone = !NtStatus.isSuccess(arm(armed));
            synchronized (this) {
                armed.cooling = false;
                // Whoever changes most comes last, so that all have their turn.
                keys.remove(armed);
                if (!gone) {
                    keys.add(armed);
                }
            }
            if (gone) {
                release(armed);
            }
            if (gone || armed.isOfUse()) {
                told.changed(armed.key, gone);
            }
        }
        synchronized (this) {
            return keys.stream().filter(armed -> !armed.cooling).toList();
        }
    }

    private synchronized void cool(Armed armed) {
        armed.cooling = true;
        long now = System.nanoTime();
        armed.due = now + Math.max(COOLING, armed.notBefore - now);
    }

    private synchronized long patience() {
        long now = System.nanoTime();
        return keys.stream()
                .filter(armed -> armed.cooling)
                .mapToLong(armed -> armed.due - now)
                .reduce(LONGEST, Math::min);
    }
}
