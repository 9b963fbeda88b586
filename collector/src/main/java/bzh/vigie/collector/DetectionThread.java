package bzh.vigie.collector;

import bzh.vigie.collector.detect.Pipeline;
import java.lang.System.Logger.Level;

/** Runs the pipeline until it is closed. What it does not expect is logged and it goes on: detection never stays dead. */
final class DetectionThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DetectionThread.class.getName());
    private static final long PAUSE_MILLIS = 5_000;

    private final Pipeline pipeline;
    private final Thread thread;
    private volatile boolean closing;

    DetectionThread(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.thread = Thread.ofPlatform().name("detect").start(this::run);
    }

    private void run() {
        while (!closing) {
            try {
                pipeline.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // An Error too: memory that was short for a moment must not leave a collector that only stores.
                LOG.log(Level.ERROR, "detection failed and is started again", e);
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** Ends after the chunk under way, which is committed. */
    @Override
    public void close() {
        closing = true;
        pipeline.close();
        try {
            thread.join(20_000);
            thread.interrupt();
            thread.join(5_000);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
