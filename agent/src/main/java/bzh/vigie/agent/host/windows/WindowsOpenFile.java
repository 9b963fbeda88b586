package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A regular file that is open, read by NtReadFile. */
final class WindowsOpenFile implements OpenFile {
    private static final int CHUNK = 64 << 10;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(CHUNK);
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
    public int read(long at, byte[] into) {
        int done = 0;
        while (at >= 0 && done < into.length && at + done < status.size()) {
            long wanted = Math.min(Math.min(CHUNK, into.length - done), status.size() - at - done);
            int read = Ntdll.readFile(handle, at + done, io, buffer.asSlice(0, wanted), place);
            int length = NtStatus.isSuccess(read) ? (int) io.get(JAVA_LONG, 8) : 0;
            failure = NtStatus.isSuccess(read) ? failure : read;
            if (length <= 0) {
                break;
            }
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, done, length);
            done += length;
        }
        return done;
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
