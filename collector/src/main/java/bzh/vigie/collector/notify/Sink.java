package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.IOException;
import java.util.List;

/** Something outside that receives alerts. Used by one thread. */
public interface Sink extends AutoCloseable {
    /** Names it for its position in the store and in messages; the same at every start, free of secrets. */
    String name();

    /**
     * Delivers alerts, in order. An alert may come again after a failure or a crash: the receiver tells it by its id.
     *
     * @throws IOException where it is not certain that all were delivered; all will be given again
     */
    void deliver(List<Numbered> alerts) throws IOException;

    @Override
    void close() throws IOException;
}
