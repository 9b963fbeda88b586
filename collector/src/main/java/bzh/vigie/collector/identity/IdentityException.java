package bzh.vigie.collector.identity;

import java.io.Serial;

/** The certificate authority cannot be made, read or used; the message names the file and what to do. */
public final class IdentityException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message);
    }

    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
