package bzh.vigie.agent.directory;

import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes that are kept from one reading of a directory to the next: in a file, or in memory by a process that writes none and hands them
 * back. What is kept is sealed, so that what is not whole shows. Used by one thread.
 *
 * <pre>
 * magic      4 bytes
 * SHA-256    32 bytes, over the rest
 * the rest
 * </pre>
 */
public interface KeptBytes {
    /** Of a seal, in bytes. */
    int SEAL = Integer.BYTES + 32;

    /** What is kept; nothing where nothing is. */
    byte[] read() throws IOException;

    /** Keeps that instead. */
    void keep(byte[] content) throws IOException;

    /** That in a file, of which no more than so many bytes are read. */
    static KeptBytes in(Path file, int most) {
        return new KeptBytes() {
            @Override
            public byte[] read() throws IOException {
                try (InputStream in = Files.newInputStream(file)) {
                    return in.readNBytes(most);
                } catch (NoSuchFileException e) {
                    return new byte[0];
                }
            }

            @Override
            public void keep(byte[] content) throws IOException {
                Path beside = file.resolveSibling(file.getFileName() + ".new");
                Path ignored = Files.write(beside, content);
                ignored = Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        };
    }

    /** That which was handed over, and may be handed back. */
    final class Held implements KeptBytes {
        private final byte[] before;
        private Optional<byte[]> next = Optional.empty();

        /** Those bytes. */
        public Held(byte[] before) {
            this.before = before.clone();
        }

        @Override
        public byte[] read() {
            return next.orElse(before);
        }

        @Override
        public void keep(byte[] content) {
            next = Optional.of(content);
        }

        /** What is to be kept instead of what was handed over; empty where that still holds. */
        public Optional<byte[]> changed() {
            return next;
        }
    }

    /** Those bytes with their seal. */
    static byte[] sealed(int magic, byte[] rest) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(SEAL + rest.length);
        DataOutputStream out = new DataOutputStream(sealed);
        out.writeInt(magic);
        out.write(Sha256.over(rest).bytes());
        out.write(rest);
        return sealed.toByteArray();
    }

    /** What was sealed so; empty where it is something else, or not whole. */
    static Optional<DataInputStream> opened(int magic, byte[] content) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        if (content.length < SEAL || in.readInt() != magic) {
            return Optional.empty();
        }
        byte[] digest = in.readNBytes(SEAL - Integer.BYTES);
        byte[] rest = Arrays.copyOfRange(content, SEAL, content.length);
        return Arrays.equals(digest, Sha256.over(rest).bytes()) ? Optional.of(in) : Optional.empty();
    }
}
