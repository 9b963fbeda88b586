package bzh.vigie.collector.console.route;

import java.io.IOException;

/** Answers a call of a route that the caller may use. */
@FunctionalInterface
public interface Handler {
    /**
     * The answer.
     *
     * @throws IOException if a file cannot be read; it is told as a failure of the collector
     */
    Answer answer(Call call) throws IOException;
}
