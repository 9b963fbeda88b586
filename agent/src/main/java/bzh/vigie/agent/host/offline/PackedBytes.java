package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The bytes of a file in memory, each piece compressed for itself, so that any place is read by unpacking one: a hive takes a
 * quarter of its size or less. Used by one thread at a time.
 */
final class PackedBytes implements Bytes {
    /** Bytes that are compressed together; all pieces but the last have so many. */
    static final int PIECE = 32 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private final byte[] unpacked = new byte[PIECE];
    private int unpackedPiece = -1;
    private long size;
    private long packed;

    /** Takes the next piece of the file: its first so many bytes, which are all of it unless it is the last one. */
    void add(byte[] piece, int length) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(piece, 0, length);
            deflater.finish();
            // What cannot be compressed grows by a few bytes for each 16 KiB.
            byte[] out = new byte[length + (length >> 8) + 64];
            int compressed = deflater.deflate(out);
            byte[] kept = Arrays.copyOf(out, compressed);
            pieces.add(kept);
            packed += kept.length;
            size += length;
        } finally {
            deflater.end();
        }
    }

    /** How many bytes of memory they take, about. */
    long packed() {
        return packed + unpacked.length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long at, byte[] into) throws IOException {
        int done = 0;
        while (at >= 0 && done < into.length && at + done < size) {
            int piece = (int) ((at + done) / PIECE);
            int from = (int) ((at + done) % PIECE);
            int length = (int) Math.min(Math.min(PIECE - from, into.length - done), size - at - done);
            unpack(piece);
            System.arraycopy(unpacked, from, into, done, length);
            done += length;
        }
        return done;
    }

    private void unpack(int piece) throws IOException {
        if (piece == unpackedPiece) {
            return;
        }
        Inflater inflater = new Inflater(true);
        try {
            unpackedPiece = -1;
            inflater.setInput(pieces.get(piece));
            int ignored = inflater.inflate(unpacked);
            unpackedPiece = piece;
        } catch (DataFormatException e) {
            throw new IOException(e);
        } finally {
            inflater.end();
        }
    }
}
