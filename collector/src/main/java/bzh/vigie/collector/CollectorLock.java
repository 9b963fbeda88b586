package bzh.vigie.collector;

import bzh.vigie.journal.FolderLock;
import java.io.IOException;
import java.util.Optional;

/**
 * Held by the one collector that runs on a folder: a lock on the file {@value #FILE}, which the system takes back when the
 * process ends, however it ends. What the store says of connections is true only while it is held.
 */
final class CollectorLock implements AutoCloseable {
    private static final String FILE = "collector.lock";
    /** For a look of {@link #isHeld} that is under way. */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_MILLIS = 50;

    private final FolderLock lock;

    private CollectorLock(FolderLock lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @throws AnotherCollectorException if another collector has it
     */
    static CollectorLock take(CollectorFolder folder) throws IOException {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                Optional<FolderLock> lock = FolderLock.take(folder.dir(), FILE);
                if (lock.isPresent()) {
                    return new CollectorLock(lock.get());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AnotherCollectorException(folder.dir());
    }

    /** Whether a collector runs on this folder now; true also where that cannot be found out. */
    static boolean isHeld(CollectorFolder folder) {
        return FolderLock.isHeld(folder.dir(), FILE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
