package bzh.vigie.collector.ledger;

import java.io.Serial;

/** There is no time stamp that counts, and why. */
public final class TimeStampException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        /** The authority could not be reached, or did not answer as one. */
        UNREACHABLE,
        /** It is no time stamp. */
        NOT_READ,
        /** The authority refused. */
        REFUSED,
        /** It is the stamp of something else. */
        OF_SOMETHING_ELSE,
        /** It is not signed by an authority that is trusted, for this purpose and at this time. */
        NOT_SIGNED
    }

    private final Reason reason;

    TimeStampException(Reason reason, Throwable cause) {
        super(reason + ": " + cause.getMessage(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
