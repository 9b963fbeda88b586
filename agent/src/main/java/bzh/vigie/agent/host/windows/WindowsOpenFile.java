package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.PiecewiseFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A regular file that is open, read by NtReadFile. Thread-safe; a read after it was closed gives nothing. */
final class WindowsOpenFile implements PiecewiseFile {
    private final Status status;
    private long handle;
    private int failure;

    /** Takes the handle over. */
    WindowsOpenFile(long handle, Status status) {
        this.handle = handle;
        this.status = status;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public synchronized int piece(long at, byte[] into, int from, int length) {
        if (handle == 0) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment io = arena.allocate(16, 8);
            MemorySegment buffer = arena.allocate(length, 8);
            int read = Ntdll.readFile(handle, at, io, buffer, arena.allocate(8, 8));
            if (!NtStatus.isSuccess(read)) {
                failure = read;
                return 0;
            }
            int bytes = Math.clamp(io.get(JAVA_LONG, 8), 0, length);
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, from, bytes);
            return bytes;
        }
    }

    /** The status of the last read that failed, 0 where none did. */
    synchronized int failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        if (handle != 0) {
            Ntdll.close(handle);
            handle = 0;
        }
    }
}
