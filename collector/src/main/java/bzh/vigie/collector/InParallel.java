package bzh.vigie.collector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does pieces of work on a few threads: each is begun after those before it. */
final class InParallel {
    private InParallel() {}

    /** Does them all; what one throws comes when every one is done. */
    static void run(List<Runnable> works, int threads) {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(threads, Math.max(1, works.size())),
                Thread.ofPlatform().name("input-", 0).daemon().factory())) {
            works.forEach(work -> running.add(pool.submit(work)));
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("reading an input", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
