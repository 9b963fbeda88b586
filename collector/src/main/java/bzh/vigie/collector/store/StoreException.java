package bzh.vigie.collector.store;

import java.io.Serial;

/** The store could not read or write; the message says what happened, the fault which remedy fits. */
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a remedy depends on it. */
    public enum Fault {
        /** No space left on the device. */
        DISK_FULL,
        /** Another process holds the write lock for longer than the time allowed. */
        BUSY,
        /** All readers are taken by others. */
        CROWDED,
        /** The files are damaged. */
        DAMAGED,
        /** The files or their folder cannot be read or written by this user. */
        NO_RIGHT,
        /** The data was written by a newer version of this program. */
        NEWER_VERSION,
        /** The data was written by a build from before the first release. */
        UNRELEASED,
        /** A write through a session that only reads. */
        READ_ONLY,
        /** Anything else: the cause tells. */
        OTHER
    }

    private final Fault fault;

    public StoreException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public StoreException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** An input or output error without a closer name. */
    public StoreException(String message, Throwable cause) {
        this(Fault.OTHER, message, cause);
    }

    public Fault fault() {
        return fault;
    }
}
