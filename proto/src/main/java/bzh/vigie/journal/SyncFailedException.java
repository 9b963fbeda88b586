package bzh.vigie.journal;

import java.io.IOException;

/** An fsync failed: what the disk has of the file is unknown, and asking again proves nothing (fsync(2)). */
final class SyncFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    SyncFailedException(String message, IOException cause) {
        super(message, cause);
    }
}
