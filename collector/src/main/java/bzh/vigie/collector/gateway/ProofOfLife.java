package bzh.vigie.collector.gateway;

import java.time.Duration;

/**
 * Whether a connection answers something that it can only have been asked after another run of its key arrived. What was
 * under way before proves nothing: a process that was killed may have left it behind. On the event loop.
 */
final class ProofOfLife {
    private static final long HEARTBEAT_PROVES_AFTER = Duration.ofSeconds(15).toNanos();

    private int asked;
    private int answered;
    private int proof;
    private long since;

    /** A list of digests was asked for. */
    void asked() {
        asked++;
    }

    /** From now on the connection has to prove itself; the caller asks it for its digests next. */
    void challenge() {
        if (proof == 0) {
            proof = asked + 1;
            since = System.nanoTime();
        }
    }

    /** What it had to prove is proved; whoever comes next asks anew. */
    void done() {
        proof = 0;
    }

    boolean isDone() {
        return proof == 0;
    }

    /** Whether a list of digests was asked for and has not come. */
    boolean isAwaited() {
        return answered < asked;
    }

    /** A list of digests came; whether that proves it. */
    boolean answered() {
        answered++;
        return proof > 0 && answered >= proof;
    }

    /** A heartbeat came; whether that proves it. */
    boolean heartbeat(boolean readAtOnce) {
        return proof > 0 && readAtOnce && System.nanoTime() - since > HEARTBEAT_PROVES_AFTER;
    }
}
