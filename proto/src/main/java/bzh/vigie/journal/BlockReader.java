package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Format.BlockHeader;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the blocks of one segment file one after another, past damage, up to an end beyond which it never looks. Every
 * length it reads is checked against the bounds and that end before anything is allocated. Not thread-safe.
 */
final class BlockReader implements Closeable {
    private static final int CHUNK = 64 * 1024;

    private final RandomAccessFile file;
    private final long mark;
    private final long end;
    private long offset;
    private Optional<Found> cut = Optional.empty();

    /** A block whose header is sound; its summary and payload may not be. */
    record Found(BlockHeader header, long at) {
        long next() {
            return at + header.length();
        }
    }

    BlockReader(Path path, long mark, long from, long end) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.mark = mark;
        this.offset = from;
        this.end = Math.min(end, file.length());
    }

    /** The next block with a sound header that lies wholly before the end; empty at the end. */
    Optional<Found> next() throws IOException {
        Optional<Found> here = at(offset);
        if (here.isEmpty()) {
            here = search(offset + 1);
        }
        here.ifPresent(found -> offset = found.next());
        return here;
    }

    /** After the last block that {@link #next} gave. */
    long offset() {
        return offset;
    }

    /** A sound header whose block passes the end: what a torn write of one block leaves. */
    Optional<Found> cut() {
        return cut;
    }

    private Optional<Found> at(long position) throws IOException {
        if (position + Format.BLOCK_HEADER > end) {
            return Optional.empty();
        }
        Optional<BlockHeader> header = BlockHeader.decode(bytes(position, Format.BLOCK_HEADER));
        if (header.isEmpty() || header.get().mark() != mark) {
            return Optional.empty();
        }
        Found found = new Found(header.get(), position);
        if (found.next() > end) {
            cut = Optional.of(found);
            return Optional.empty();
        }
        return Optional.of(found);
    }

    private Optional<Found> search(long from) throws IOException {
        byte[] wanted = ByteBuffer.allocate(8).putLong(mark).array();
        long position = from;
        while (position + Format.BLOCK_HEADER <= end) {
            byte[] chunk = bytes(position, (int) Math.min(CHUNK, end - position));
            for (int i = 0; i + 8 <= chunk.length; i++) {
                if (chunk[i] == wanted[0] && matches(chunk, i, wanted)) {
                    Optional<Found> found = at(position + i);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            position += chunk.length - 7;
        }
        return Optional.empty();
    }

    private static boolean matches(byte[] bytes, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Events per source in a block; empty where its summary is damaged. */
    Optional<List<SourceCount>> summary(Found block) throws IOException {
        long at = block.at() + Format.BLOCK_HEADER;
        int length = block.header().summaryLength();
        if (at + length > end) {
            return Optional.empty();
        }
        byte[] summary = bytes(at, length);
        boolean sound = Format.crc(summary, 0, length) == block.header().summaryCrc();
        return sound ? Optional.of(Counts.decode(summary)) : Optional.empty();
    }

    /** The payload of a block as it is stored; empty where it is damaged. */
    @SuppressWarnings("OptionalOfArray") // absence is damage, not an empty payload
    Optional<byte[]> payload(Found block) throws IOException {
        BlockHeader header = block.header();
        byte[] payload = bytes(block.at() + Format.BLOCK_HEADER + header.summaryLength(), header.storedLength());
        boolean sound = Format.crc(payload, 0, payload.length) == header.payloadCrc();
        return sound ? Optional.of(payload) : Optional.empty();
    }

    private byte[] bytes(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
