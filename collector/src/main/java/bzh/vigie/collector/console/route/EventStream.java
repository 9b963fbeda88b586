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
    void send(String event, String data) throws IOException;
}
