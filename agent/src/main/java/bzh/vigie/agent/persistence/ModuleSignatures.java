package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.event.Item.Signature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Whether a kernel module's file ends in a signature (Documentation/admin-guide/module-signing.rst, "Signed modules and
 * stripping"). Whose it is is not checked: one that is there is unknown. So is that of a module compressed with xz or zstd,
 * which is not unpacked; one compressed with gzip is, as far as {@link #UNPACKED}.
 */
final class ModuleSignatures {
    private static final byte[] TRAILER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final int LIMIT = 32 << 20;

    /** Bytes of a compressed module that are gone through; kept are only its first and last. */
    private static final long UNPACKED = 128L << 20;

    private static final int CHUNK = 64 << 10;

    private final Files files;

    ModuleSignatures(Files files) {
        this.files = files;
    }

    Signature of(HostPath module) {
        return files.read(module, LIMIT)
                .ifFound()
                .map(content -> of(content.bytes()))
                .orElse(Signature.NOT_CHECKED);
    }

    /** Of a module's file; what is no module is not checked. */
    static Signature of(byte[] file) {
        if (startsWith(file, ELF)) {
            return endsWith(file, TRAILER) ? Signature.UNKNOWN : Signature.UNSIGNED;
        }
        if (startsWith(file, GZIP)) {
            return unpacked(file);
        }
        return startsWith(file, XZ) || startsWith(file, ZSTD) ? Signature.UNKNOWN : Signature.NOT_CHECKED;
    }

    private static Signature unpacked(byte[] file) {
        byte[] last = new byte[0];
        long total = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            byte[] chunk = in.readNBytes(CHUNK);
            if (!startsWith(chunk, ELF)) {
                return Signature.NOT_CHECKED;
            }
            for (; chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                total += chunk.length;
                if (total > UNPACKED) {
                    return Signature.UNKNOWN;
                }
                byte[] joined = Arrays.copyOf(last, last.length + chunk.length);
                System.arraycopy(chunk, 0, joined, last.length, chunk.length);
                last = Arrays.copyOfRange(joined, Math.max(0, joined.length - TRAILER.length), joined.length);
            }
        } catch (IOException e) {
            // Damaged, or not what its first bytes say: nothing is known of a signature.
            return Signature.UNKNOWN;
        }
        return endsWith(last, TRAILER) ? Signature.UNKNOWN : Signature.UNSIGNED;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static boolean endsWith(byte[] bytes, byte[] end) {
        int from = bytes.length - end.length;
        return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
    }
}
