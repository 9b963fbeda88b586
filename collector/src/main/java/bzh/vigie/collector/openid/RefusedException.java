package bzh.vigie.collector.openid;

/** Somebody whom the provider sent is not let in. The message is for the log. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The answer fits no sign-in that this browser began, or came too late, or came before. */
        STATE,
        /** The provider itself let nobody in. */
        SAID_NO,
        /** What the provider answered cannot be believed. */
        ANSWER,
        /** The sign-in there was not as strong as {@code openid-acr} asks. */
        CONTEXT
    }

    private final Reason reason;

    RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    RefusedException(Reason reason, String message, Exception cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
