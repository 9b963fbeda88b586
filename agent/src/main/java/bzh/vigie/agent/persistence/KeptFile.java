package bzh.vigie.agent.persistence;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is kept for a process that writes none: handed over and taken back piece by piece, never in memory. Used by one thread.
 *
 * @param most bytes of it; what is longer is not handed over, and not taken
 */
record KeptFile(Path file, int most) {
    private static final int PIECE = 1 << 13;

    /** Hands it over: its length u32 and that many bytes, none where there is nothing to. */
    void send(DataOutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            int length = size > most ? 0 : (int) size;
            out.writeInt(length);
            copy(in, out, length);
        } catch (NoSuchFileException e) {
            out.writeInt(0);
        }
    }

    /** Takes it back likewise; none where it is to stay as it is. */
    void take(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new StreamCorruptedException("a file of " + length + " bytes");
        }
        if (length == 0) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(beside)) {
            copy(in, out, length);
        }
        Path ignored = Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Keeps nothing any more. */
    void forget() throws IOException {
        boolean ignored = Files.deleteIfExists(file);
    }

    private static void copy(InputStream in, OutputStream out, int length) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int left = length; left > 0; ) {
            int read = in.read(piece, 0, Math.min(piece.length, left));
            if (read < 0) {
                throw new EOFException();
            }
            out.write(piece, 0, read);
            left -= read;
        }
    }
}
