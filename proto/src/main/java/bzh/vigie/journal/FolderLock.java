package bzh.vigie.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to use a folder alone, among processes and within this one: a file in it, locked. Ends with the process. */
public final class FolderLock implements Closeable {
    private static final String FILE = "lock";
    // A second channel on the lock file would, when closed, drop the lock of the whole process (fcntl(2)): so a second
    // taking in this process is refused before it touches the file.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path folder, Path file, FileChannel channel) {
        this.folder = folder;
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock of a folder that is there, its file {@code lock}; empty where it is held already. */
    public static Optional<FolderLock> take(Path folder) throws IOException {
        return take(folder, FILE);
    }

    /** The same with a file of another name. */
    public static Optional<FolderLock> take(Path folder, String name) throws IOException {
        Path real = folder.toRealPath();
        Path file = real.resolve(name);
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                HELD.remove(file);
                return Optional.empty();
            }
            return Optional.of(new FolderLock(real, file, channel));
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    /** Whether somebody holds that lock of a folder now; true also where that cannot be found out. Makes no file. */
    public static boolean isHeld(Path folder, String name) {
        Path file;
        try {
            file = folder.toRealPath().resolve(name);
        } catch (IOException e) {
            return Files.exists(folder);
        }
        if (HELD.contains(file)) {
            return true;
        }
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

    /** The folder, with its links followed. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
