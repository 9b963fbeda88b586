package bzh.vigie.collector;

import bzh.vigie.journal.FolderLock;
import java.io.IOException;
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
 *   anchors/         anchors of the ledger, to be sent elsewhere
 *   lock             held by the one collector that runs on it
 *   communes.txt     what communes are called where it is not their official name, if somebody wrote it
 *   demonstration    where there is one, what is in the folder is made up, and the console says so
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

    /** Whether this file lies in it, also by way of a link. */
    boolean holds(Path file) {
        try {
            return file.toRealPath().startsWith(dir.toRealPath());
        } catch (IOException e) {
            return file.toAbsolutePath()
                    .normalize()
                    .startsWith(dir.toAbsolutePath().normalize());
        }
    }

    /** Packs of rules: each folder and zip file in it is one. */
    public Path packs() {
        return dir.resolve("packs");
    }

    public Path anchors() {
        return dir.resolve("anchors");
    }

    public Path history() {
        return dir.resolve("history");
    }

    /**
     * Takes the right to run on this folder, until it is closed or the process ends.
     *
     * @throws AnotherCollectorException if another collector has it
     */
    FolderLock lock() throws IOException {
        return FolderLock.take(dir).orElseThrow(() -> new AnotherCollectorException(dir));
    }

    /** Whether a collector runs on it now: what the store says of connections is true only then. */
    boolean isInUse() {
        return FolderLock.isHeld(dir);
    }
}
