package bzh.vigie.wire;

import java.io.Serial;

/** Bytes that are no batch, or hold something over a bound. The message names the field. Permanent: retrying cannot help. */
public final class MalformedBatchException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedBatchException(String message) {
        super(message);
    }

    MalformedBatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
