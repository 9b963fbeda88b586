package bzh.vigie.agent.host.linux;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The computer's key on its way to a process that may not read it: before all else on that one's input, u32 length and bytes, no length
 * for none. There it is a file in memory that no other process of its account can open: Java's Kerberos wants a file.
 */
final class HandedKey {
    /** No more than a pipe holds before anybody reads it. */
    static final int MOST = 48 << 10;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_NOEXEC_SEAL = 8;

    private HandedKey() {}

    static void send(byte[] key, OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(key.length);
        out.write(key);
        out.flush();
    }

    /** The file; empty where none was handed over. */
    static Optional<Path> take(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        int length = in.readInt();
        if (length < 0 || length > MOST) {
            throw new StreamCorruptedException("a key of " + length + " bytes");
        }
        byte[] key = new byte[length];
        in.readFully(key);
        return length == 0 ? Optional.empty() : Optional.of(inMemory(key));
    }

    private static Path inMemory(byte[] key) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int file = SystemCalls.memoryFile(arena.allocateFrom("key"), MFD_CLOEXEC | MFD_NOEXEC_SEAL);
            if (file < 0) {
                // Kernels before 6.3 do not know the second flag.
                file = SystemCalls.memoryFile(arena.allocateFrom("key"), MFD_CLOEXEC);
            }
            if (file < 0) {
                throw new IOException("no file in memory: errno " + -file);
            }
            Path path = Path.of("/proc/self/fd/" + file);
            try (FileOutputStream out = new FileOutputStream(path.toFile())) {
                out.write(key);
            }
            return path;
        }
    }
}
