package bzh.vigie.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file {@code released}: up to which number the reader needs nothing more. Replaced as a whole; one that is missing or
 * damaged is 0, and records come a second time rather than never.
 *
 * <pre>
 * 8 magic "VIGIEPOS" | 8 released number | 4 CRC32C of the 16 bytes before
 * </pre>
 */
final class Position {
    private static final System.Logger LOG = System.getLogger(Position.class.getName());
    private static final long MAGIC = 0x5649474945504F53L; // VIGIEPOS
    private static final int LENGTH = 20;

    private final Path file;
    private long written;

    Position(Path directory) {
        this.file = directory.resolve("released");
    }

    long read() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != LENGTH) {
            return 0;
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean sound = bytes.length == LENGTH
                && in.getLong() == MAGIC
                && in.getInt(LENGTH - 4) == Format.crc(bytes, 0, LENGTH - 4);
        written = sound ? Math.max(0, in.getLong()) : 0;
        return written;
    }

    /** Writes it where it is new. Not synced, and tried again next time: an older one costs a repetition, no loss. */
    void write(long released) {
        if (released == written) {
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(LENGTH).putLong(MAGIC).putLong(released);
        out.putInt(Format.crc(out.array(), 0, LENGTH - 4));
        Path next = file.resolveSibling("released.new");
        try {
            Files.write(next, out.array());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = released;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not written: " + file, e);
        }
    }
}
