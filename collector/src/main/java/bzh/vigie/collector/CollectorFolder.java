package bzh.vigie.collector;

import java.nio.file.Path;

/**
 * Where things stand in the collector's folder:
 *
 * <pre>
 *   collector.conf   configuration
 *   identity/        certificates and keys
 *   ingest/          the ingest log
 *   state/           the store
 *   history/         the event history
 * </pre>
 */
public record CollectorFolder(Path dir) {
    public Path configuration() {
        return dir.resolve("collector.conf");
    }

    public Path identity() {
        return dir.resolve("identity");
    }

    public Path ingest() {
        return dir.resolve("ingest");
    }

    public Path state() {
        return dir.resolve("state");
    }

    public Path history() {
        return dir.resolve("history");
    }
}
