package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Appends alerts to a file, one JSON object per line, flushed to the disk before they count as delivered. A file that has
 * grown past its size is renamed to {@code NAME.1} (and {@code .1} to {@code .2}, up to the number kept). A line that a crash
 * tore is ended, so that only that one cannot be read; its alert comes again, whole.
 */
public final class JsonLinesFile implements Sink {
    private final Path file;
    private final long largest;
    private final int kept;
    private final AlertJson json;

    /**
     * @param largest bytes after which the next alerts go to a new file
     * @param kept how many renamed files stay, 1 or more
     */
    public JsonLinesFile(Path file, long largest, int kept, AlertJson json) {
        if (largest < 1 || kept < 1) {
            throw new IllegalArgumentException(
                    "a file of " + largest + " bytes, " + kept + " kept: both must be 1 or more");
        }
        this.file = file.toAbsolutePath();
        this.largest = largest;
        this.kept = kept;
        this.json = json;
    }

    @Override
    public String name() {
        return "file:" + file;
    }

    @Override
    public void deliver(List<Numbered> alerts) throws IOException {
        rotate();
        StringBuilder lines = new StringBuilder();
        alerts.forEach(alert -> lines.append(json.line(alert)).append('\n'));
        try (FileChannel channel = open()) {
            if (isTorn(channel)) {
                lines.insert(0, '\n');
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            channel.position(channel.size());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Nothing is held open between deliveries, so that the file may be moved away at any time. */
    @Override
    public void close() {}

    private FileChannel open() throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                owner);
    }

    private static boolean isTorn(FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            return false;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, channel.size() - 1);
        return last.get(0) != '\n';
    }

    private void rotate() throws IOException {
        if (!Files.exists(file) || Files.size(file) < largest) {
            return;
        }
        for (int i = kept; i > 1; i--) {
            Path from = numbered(i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
