package bzh.vigie.collector.gateway;

import java.io.Serial;

/** A frame that is none of the protocol, or came too slowly: its sender loses the connection. */
final class BadFrameException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean slow;

    BadFrameException(String message) {
        this(message, false);
    }

    BadFrameException(String message, boolean slow) {
        super(message);
        this.slow = slow;
    }

    /** Whether it is none because it did not come in time. */
    boolean slow() {
        return slow;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // thrown as often as an attacker likes
    }
}
