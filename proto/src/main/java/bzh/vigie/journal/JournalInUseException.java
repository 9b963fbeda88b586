package bzh.vigie.journal;

import java.io.IOException;
import java.nio.file.Path;

/** The journal is open already, in this process or another. */
public final class JournalInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    public JournalInUseException(Path directory) {
        super("the journal in " + directory + " is open already: stop the other process that uses it");
    }
}
