package bzh.vigie.event;

/** Where moments come from: the host's clocks, or a test's. Thread-safe. */
@FunctionalInterface
public interface Clock {
    /** Now, on this host's wall and monotonic clocks. */
    Moment now();
}
