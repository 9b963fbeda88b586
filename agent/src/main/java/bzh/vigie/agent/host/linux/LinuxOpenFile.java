package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.PiecewiseFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A regular file that is open, read by pread(2). */
final class LinuxOpenFile implements PiecewiseFile {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(PIECE);
    private final int fd;
    private final Status status;

    LinuxOpenFile(int fd, Status status) {
        this.fd = fd;
        this.status = status;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public int piece(long at, byte[] into, int from, int length) {
        int read = -LibC.EINTR;
        while (read == -LibC.EINTR) {
            read = FileCalls.pread(fd, buffer.asSlice(0, length), at);
        }
        if (read > 0) {
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, from, read);
        }
        return read;
    }

    @Override
    public void close() {
        SystemCalls.close(fd);
        arena.close();
    }
}
