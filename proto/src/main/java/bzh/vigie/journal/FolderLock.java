package bzh.vigie.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to use a folder alone, among processes and within this one: its file {@code lock}, locked. Ends with the process. */
public final class FolderLock implements Closeable {
    // A second channel on the lock file would, when closed, drop the lock of the whole process (fcntl(2)): so a second
    // taking in this process is refused before it touches the file.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final String FILE = "lock";
    /** For a look of {@link #isHeld} that is under way in another process. */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_MILLIS = 25;

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Takes the lock of a folder that is there; empty where it is held already. */
    public static Optional<FolderLock> take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        try {
            FileChannel channel =
                    FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel)) {
                return Optional.of(new FolderLock(real, channel));
            }
            channel.close();
            HELD.remove(real);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            for (int i = 1; channel.tryLock() == null; i++) {
                if (i == ATTEMPTS) {
                    return false;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether somebody uses this folder now; true also where that cannot be found out. */
    public static boolean isHeld(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (!HELD.add(real)) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.READ);
                    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            } finally {
                HELD.remove(real);
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The folder, with its links followed. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(folder);
        }
    }
}
