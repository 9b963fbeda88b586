package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A regular file that is open, read by pread(2). */
final class LinuxOpenFile implements OpenFile {
    private static final int CHUNK = 64 << 10;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(CHUNK);
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
    public int read(long at, byte[] into) {
        int done = 0;
        while (at >= 0 && done < into.length && at + done < status.size()) {
            long wanted = Math.min(Math.min(CHUNK, into.length - done), status.size() - at - done);
            int length = FileCalls.pread(fd, buffer.asSlice(0, wanted), at + done);
            if (length == -LibC.EINTR) {
                continue;
            }
            if (length <= 0) {
                break;
            }
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, done, length);
            done += length;
        }
        return done;
    }

    @Override
    public void close() {
        SystemCalls.close(fd);
        arena.close();
    }
}
