package bzh.vigie.collector.ingest;

import bzh.vigie.journal.Compressor;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;

/** Zstandard (RFC 8878) at its fastest usual level, for the blocks of the collector's journals. */
public final class Zstd implements Compressor {
    private static final int LEVEL = 1;

    @Override
    public byte id() {
        return 2;
    }

    @Override
    public byte[] compress(byte[] raw) {
        return com.github.luben.zstd.Zstd.compress(raw, LEVEL);
    }

    @Override
    public byte[] inflate(byte[] compressed, int declaredSize) throws IOException {
        try {
            byte[] raw = com.github.luben.zstd.Zstd.decompress(compressed, declaredSize);
            if (raw.length != declaredSize) {
                throw new IOException(raw.length + " bytes, " + declaredSize + " declared");
            }
            return raw;
        } catch (ZstdException e) {
            throw new IOException("not zstd data", e);
        }
    }
}
