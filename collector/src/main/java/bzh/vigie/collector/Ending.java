package bzh.vigie.collector;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** The end of work in the background. */
final class Ending {
    private Ending() {}

    /** Begins nothing more, waits so many seconds for what is under way, then interrupts it; interrupted, it does so at once. */
    static void of(ExecutorService work, int seconds) {
        work.shutdown();
        try {
            if (!work.awaitTermination(seconds, TimeUnit.SECONDS)) {
                work.shutdownNow();
            }
        } catch (InterruptedException e) {
            work.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
