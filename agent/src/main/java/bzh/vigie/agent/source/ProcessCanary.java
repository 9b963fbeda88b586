package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Processes;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A harmless process that the agent starts each day and must see in its own source: until then the source is configured, not
 * proven. Tried again each minute while unseen. {@link #tick} is for one thread, the rest for any.
 */
final class ProcessCanary {
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final long UNSEEN = TimeUnit.MINUTES.toNanos(1);
    private static final long WAIT = TimeUnit.SECONDS.toNanos(10);
    private static final int REMEMBERED = 1_024;

    private final Processes processes;
    private final int[] recent = new int[REMEMBERED];
    private int next;
    private int wanted;
    private long began;
    private long proven;
    private boolean everProven;
    private boolean everBegan;
    private boolean open;
    private boolean alive;

    ProcessCanary(Processes processes) {
        this.processes = processes;
    }

    /** The source was opened, or opened again: nothing is proven yet. */
    synchronized void begin() {
        open = true;
        everProven = false;
        everBegan = false;
        alive = false;
    }

    /** The receiving thread waits for notices: a canary started now must be seen. */
    synchronized void receiverIsAlive() {
        alive = true;
    }

    /** A program began. */
    synchronized void saw(int pid) {
        alive = true;
        recent[next] = pid;
        next = (next + 1) % REMEMBERED;
        if (wanted != 0 && pid == wanted) {
            prove();
        }
    }

    private void prove() {
        wanted = 0;
        proven = System.nanoTime();
        everProven = true;
    }

    /** Starts one when it is time. */
    void tick() {
        synchronized (this) {
            long now = System.nanoTime();
            boolean due = everBegan ? now - began > (everProven ? DAY : UNSEEN) : open && alive;
            if (!due) {
                return;
            }
            everBegan = true;
            began = now;
            Arrays.fill(recent, 0);
        }
        // Outside the lock: the notice may come before the pid is known here, and the receiver must not wait.
        OptionalInt pid = processes.startCanary();
        synchronized (this) {
            if (pid.isPresent()) {
                wanted = pid.getAsInt();
                for (int seen : recent) {
                    if (seen == wanted) {
                        prove();
                        return;
                    }
                }
            }
        }
    }

    /** One was started and may still be seen. */
    synchronized boolean isOut() {
        return wanted != 0 && System.nanoTime() - began < WAIT;
    }

    /** Seen within the last day, and a few minutes for the next one. */
    synchronized boolean isProven() {
        return everProven && System.nanoTime() - proven < DAY + 2 * UNSEEN;
    }
}
