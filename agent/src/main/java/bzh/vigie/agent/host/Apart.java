package bzh.vigie.agent.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Starts a process of our own program that reads for the agent and does nothing else: this machine's files, with the right to read and no
 * other, no network and at the lowest priority; or a domain's directory, over the network. It ends with its parent. What parses a
 * hostile file or answer there cannot harm the agent. Thread-safe.
 */
@FunctionalInterface
public interface Apart {
    /** The end of one that has none. */
    String NOT_ENDED = "not ended";

    /**
     * Starts it.
     *
     * @param waited somebody waits for it: it has the agent's own priority until it is told to take the lowest
     * @throws Refused where it cannot be started
     */
    Started start(boolean waited) throws Refused;

    /** One that was started. Thread-safe. */
    interface Started extends AutoCloseable {
        /** What it is told; a write fails once it has ended. */
        OutputStream input();

        /** What it says, until it ends. */
        InputStream output();

        /** Processor time that it has used, zero where that cannot be told. */
        Duration used();

        /** Whether it is no longer there. */
        boolean hasEnded();

        /** How it ended, in plain words such as {@code signal 9}; waits a moment for that. */
        String end();

        /** Kills it where it still runs. */
        @Override
        void close();
    }
}
