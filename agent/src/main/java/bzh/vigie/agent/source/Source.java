package bzh.vigie.agent.source;

/**
 * A telemetry source: watches one thing from {@link #start} to {@link #close} and puts what it sees into its sink, its own
 * {@link bzh.vigie.event.Event.SourceState} first and at each change. It never throws for what the machine does: it falls
 * back, and says so.
 */
public interface Source extends AutoCloseable {
    /** Stable id, such as {@code linux.process}. */
    String id();

    /** Begins to watch, on threads of its own; returns at once. */
    void start();

    /** Has its calls of the system looked after; before it is started. */
    default void guardedBy(HangGuard guard) {
        // One that asks nothing of the system cannot wait for it.
    }

    @Override
    void close();
}
