package bzh.vigie.collector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads inputs on a few threads, as many as there are processors. */
final class InParallel {
    /** The work on one input. */
    @FunctionalInterface
    interface Input {
        void read() throws IOException;
    }

    private InParallel() {}

    /**
     * Reads them all; one that fails does not keep the others from being read.
     *
     * @throws IOException that of the first which failed, in the order given
     */
    static void read(List<Input> inputs, int threads) throws IOException {
        List<Future<Boolean>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(threads, Math.max(1, inputs.size())),
                Thread.ofPlatform().name("input-", 0).daemon().factory())) {
            for (Input input : inputs) {
                running.add(pool.submit(() -> {
                    input.read();
                    return true;
                }));
            }
        }
        for (Future<Boolean> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException("reading an input", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
