package bzh.vigie.agent.identity;

import java.io.Serial;

/** State or an answer that cannot serve as this agent's identity. The message names the file or field and what is wrong. */
public final class IdentityException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message);
    }

    IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
