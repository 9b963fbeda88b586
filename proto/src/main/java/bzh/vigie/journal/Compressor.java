package bzh.vigie.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * How a journal makes its blocks smaller. The id stands in each block, so a journal may be read that was written with
 * another one of {@link #NONE}, {@link #DEFLATE} or the one handed in. Thread-safe.
 */
public interface Compressor {
    /** 0 and 1 are taken by {@link #NONE} and {@link #DEFLATE}; 2 is zstd. Part of the format: never changed. */
    byte id();

    /** These bytes made smaller; a result that is not smaller is thrown away and the bytes are stored as they are. */
    byte[] compress(byte[] raw);

    /**
     * What {@link #compress} was given. Never allocates more than the declared size.
     *
     * @param declaredSize from the block's header, already checked against the journal's bounds
     * @throws IOException if these bytes do not inflate to exactly the declared size
     */
    byte[] inflate(byte[] compressed, int declaredSize) throws IOException;

    /** Leaves records as they are: for records that are compressed already. */
    Compressor NONE = new Compressor() {
        @Override
        public byte id() {
            return 0;
        }

        @Override
        public byte[] compress(byte[] raw) {
            return raw;
        }

        @Override
        public byte[] inflate(byte[] compressed, int declaredSize) throws IOException {
            if (compressed.length != declaredSize) {
                throw new IOException(compressed.length + " bytes stored, " + declaredSize + " declared");
            }
            return compressed;
        }
    };

    /** zlib (RFC 1950) at its default level: no native library. */
    Compressor DEFLATE = new Compressor() {
        @Override
        public byte id() {
            return 1;
        }

        @Override
        public byte[] compress(byte[] raw) {
            try (Deflater deflater = new Deflater()) {
                deflater.setInput(raw);
                deflater.finish();
                ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, raw.length / 3));
                byte[] chunk = new byte[8_192];
                while (!deflater.finished()) {
                    out.write(chunk, 0, deflater.deflate(chunk));
                }
                return out.toByteArray();
            }
        }

        @Override
        public byte[] inflate(byte[] compressed, int declaredSize) throws IOException {
            try (Inflater inflater = new Inflater()) {
                inflater.setInput(compressed);
                byte[] raw = new byte[declaredSize];
                int size = 0;
                while (size < declaredSize) {
                    int n = inflater.inflate(raw, size, declaredSize - size);
                    if (n == 0) {
                        break;
                    }
                    size += n;
                }
                boolean whole = size == declaredSize && inflater.inflate(new byte[1]) == 0 && inflater.finished();
                if (!whole) {
                    throw new IOException("does not inflate to the " + declaredSize + " bytes declared");
                }
                return raw;
            } catch (DataFormatException e) {
                throw new IOException("not zlib data", e);
            }
        }
    };
}
