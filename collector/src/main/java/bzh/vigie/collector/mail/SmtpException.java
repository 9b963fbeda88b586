package bzh.vigie.collector.mail;

/** A mail was not taken. */
public final class SmtpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. Each is tried again later: what is wrong is the server, the network or the configuration, never the mail. */
    public enum Reason {
        /** No connection, or it ended. */
        UNREACHABLE,
        /** It offers no TLS, or not by a certificate that is trusted for its name. */
        NOT_SECURE,
        /** It does not take the user or the password. */
        LOGIN_REFUSED,
        /** It refuses who sends, who receives, or the mail. */
        REFUSED,
        /** What it says is not SMTP. */
        NOT_SMTP
    }

    /**
     * A failure.
     *
     * @param detail for who looks after it; may be what the server said
     */
    SmtpException(Reason reason, String detail, Throwable cause) {
        super(detail, cause);
        this.reason = reason;
    }

    SmtpException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
