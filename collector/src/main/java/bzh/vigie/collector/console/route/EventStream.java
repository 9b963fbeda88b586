package bzh.vigie.collector.console.route;

import java.io.IOException;

/** Server-sent events to one browser (HTML Living Standard, 9.2). One thread at a time. */
@FunctionalInterface
public interface EventStream {
    /**
     * Sends one event.
     *
     * @param event its name; empty for a sign of life that the browser does not see
     * @throws IOException when nobody listens any more
     */
    default void send(String event, String data) throws IOException {
        send(event, data, "");
    }

    /**
     * Sends one event after which the browser can go on.
     *
     * @param id what it names as the last that it had; empty for none
     * @throws IOException when nobody listens any more
     */
    void send(String event, String data, String id) throws IOException;
}
