package bzh.vigie.collector.store;

import java.io.Serial;

/** The store could not read or write; the message says what to do. */
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
