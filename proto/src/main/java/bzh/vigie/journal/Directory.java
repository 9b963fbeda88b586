package bzh.vigie.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A journal's directory, held by one journal of one process at a time. */
final class Directory implements Closeable {
    private static final Pattern SEGMENT = Pattern.compile("0[0-8]\\d{18}\\.seg");

    private final Path path;
    private final FolderLock lock;

    private Directory(FolderLock lock) {
        this.path = lock.folder();
        this.lock = lock;
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes the directory where it is not there and takes its lock. */
    static Directory hold(Path directory) throws IOException {
        make(directory);
        return new Directory(FolderLock.take(directory).orElseThrow(() -> new JournalInUseException(directory)));
    }

    /** Makes it again where somebody removed it; unlocked then. */
    void make() throws IOException {
        make(path);
    }

    private static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            // What was seen of a host is its owner's alone.
            Files.createDirectories(directory, ownerOnly(directory));
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                sync(parent);
            }
        }
    }

    Path path() {
        return path;
    }

    Path segment(long first) {
        return path.resolve(String.format(Locale.ROOT, "%020d.seg", first));
    }

    /** The segment files by their first number. */
    NavigableMap<Long, Path> segments() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (SEGMENT.matcher(name).matches() && Files.isRegularFile(file)) {
                    found.put(Long.parseLong(name.substring(0, 20)), file);
                }
            }
        }
        return found;
    }

    /** Returns when the disk knows which files are in the directory. */
    void sync() throws IOException {
        sync(path);
    }

    private static void sync(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (AccessDeniedException e) {
                    return; // Windows cannot open a directory and needs no sync of one
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
