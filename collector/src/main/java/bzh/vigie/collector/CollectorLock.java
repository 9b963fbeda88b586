package bzh.vigie.collector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Held by the one collector that runs on a folder: a lock on the file {@value #FILE}, which the system takes back when the
 * process ends, however it ends. What the store says of connections is true only while it is held.
 */
final class CollectorLock implements AutoCloseable {
    private static final String FILE = "collector.lock";
    /** For a look of {@link #isHeld} that is under way. */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_MILLIS = 50;

    private final FileChannel channel;

    private CollectorLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws AnotherCollectorException if another collector has it
     */
    static CollectorLock take(CollectorFolder folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.dir().resolve(FILE), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new CollectorLock(channel);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new AnotherCollectorException(folder.dir());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.close();
        throw new AnotherCollectorException(folder.dir());
    }

    /** Whether a collector runs on this folder now; true also where that cannot be found out. */
    static boolean isHeld(CollectorFolder folder) {
        Path file = folder.dir().resolve(FILE);
        if (Files.notExists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException | IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
