package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.PiecewiseFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A regular file that is open, read by NtReadFile. */
final class WindowsOpenFile implements PiecewiseFile {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(PIECE);
    private final MemorySegment io = arena.allocate(16, 8);
    private final MemorySegment place = arena.allocate(8, 8);
    private final long handle;
    private final Status status;
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
    public int piece(long at, byte[] into, int from, int length) {
        int read = Ntdll.readFile(handle, at, io, buffer.asSlice(0, length), place);
        if (!NtStatus.isSuccess(read)) {
            failure = read;
            return 0;
        }
        int bytes = (int) io.get(JAVA_LONG, 8);
        MemorySegment.copy(buffer, JAVA_BYTE, 0, into, from, bytes);
        return bytes;
    }

    /** The status of the last read that failed, 0 where none did. */
    int failure() {
        return failure;
    }

    @Override
    public void close() {
        Ntdll.close(handle);
        arena.close();
    }
}
