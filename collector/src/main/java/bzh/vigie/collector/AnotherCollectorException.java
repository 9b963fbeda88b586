package bzh.vigie.collector;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** Another collector runs on this folder. */
final class AnotherCollectorException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Path folder;

    AnotherCollectorException(Path folder) {
        super("another collector is running on " + folder);
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }
}
