package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Carries alerts to one sink, on its own thread, until interrupted. */
final class Courier implements Runnable {
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());
    private static final String DETECTOR = "notify";
    private static final int BATCH = 100;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Store store;
    private final Sink sink;
    private final Backoff backoff;
    private int failures;

    Courier(Store store, Sink sink, Backoff backoff) {
        this.store = store;
        this.sink = sink;
        this.backoff = backoff;
    }

    Sink sink() {
        return sink;
    }

    /** Gives a sink that is new its place: after all that is stored. */
    void begin() {
        store.change(session -> {
            if (session.progress().state(DETECTOR, sink.name()).isEmpty()) {
                session.progress()
                        .state(DETECTOR, sink.name(), bytes(session.alerts().last()));
            }
        });
    }

    @Override
    public void run() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(step());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Delivers what is there; gives how long to wait before the next step. */
    Duration step() {
        try {
            Optional<byte[]> position = store.read(session -> session.progress().state(DETECTOR, sink.name()));
            long after = position.map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
            List<Numbered> alerts = store.read(session -> session.alerts().after(new Scope.All(), after, BATCH));
            if (alerts.isEmpty()) {
                return LOOK;
            }
            List<Numbered> told = alerts.stream()
                    .filter(each -> each.alert().status() != Status.EXCEPTED)
                    .toList();
            if (!told.isEmpty()) {
                sink.deliver(told);
            }
            store.change(session -> session.progress()
                    .state(DETECTOR, sink.name(), bytes(alerts.getLast().sequence())));
            if (failures > 0) {
                LOG.log(Level.INFO, "Alerts reach " + sink.name() + " again after " + failures + " failed tries");
                failures = 0;
            }
            backoff.succeeded();
            return Duration.ZERO;
        } catch (IOException | StoreException e) {
            failures++;
            Duration wait = backoff.failed();
            LOG.log(
                    Level.WARNING,
                    "Alerts do not reach " + sink.name() + " (" + reason(e) + "); they are kept, next try in "
                            + wait.toSeconds() + " s");
            return wait;
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static byte[] bytes(long sequence) {
        return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    }
}
