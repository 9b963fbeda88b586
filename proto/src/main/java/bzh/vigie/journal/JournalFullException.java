package bzh.vigie.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No room: the journal's bound or the disk. Nothing was half written; the same call works once there is room. */
public final class JournalFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public JournalFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
