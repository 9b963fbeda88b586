package bzh.vigie.collector.notify;

import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Something outside that receives alerts. Used by one thread. */
public interface Sink extends AutoCloseable {
    /** Names it for its position in the store and in messages; the same at every start, free of secrets. */
    String name();

    /** How many alerts it is given at once, at most. */
    default int most() {
        return 100;
    }

    /** Whether it tells of this alert at all. */
    default boolean wants(Alert alert) {
        return true;
    }

    /** How long it gathers more before it is given those from this one on; zero or less for no longer. */
    default Duration gathers(Alert first) {
        return Duration.ZERO;
    }

    /**
     * Delivers alerts, in order. An alert may come again after a failure or a crash: the receiver tells it by its id.
     *
     * @throws IOException where it is not certain that all were delivered; all will be given again. Of {@link RefusedException}, which
     *     a sink that is given one at a time may throw, that one becomes a letter
     */
    void deliver(List<Numbered> alerts) throws IOException;

    /**
     * Sends what was held back.
     *
     * @throws IOException where it was not taken: {@link RefusedException} counts as a refusal of it, any other as one of nobody there
     */
    default void send(Letter letter) throws IOException {
        throw new IOException("nothing is held back here");
    }

    /** Whether what it was given has left then; otherwise it leaves as letters. */
    default boolean delivers() {
        return true;
    }

    /**
     * Sends one marked message, which is no alert, the way that alerts go ({@link TestMessage}).
     *
     * @return what the receiver said, as it came; empty where its protocol says nothing
     * @throws IOException where it was not taken
     */
    default String test(Numbered message) throws IOException {
        deliver(List.of(message));
        return "";
    }

    @Override
    void close() throws IOException;
}
