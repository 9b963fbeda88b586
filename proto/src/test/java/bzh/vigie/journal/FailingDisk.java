package bzh.vigie.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;

/** A disk with so many bytes left: a write that passes them is done in part, then fails as a full disk does. */
final class FailingDisk implements Disk {
    private long left = Long.MAX_VALUE;
    private boolean syncFails;

    void leave(long bytes) {
        left = bytes;
    }

    void failSyncs() {
        syncFails = true;
    }

    @Override
    public void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
        long more = Math.max(0, at + bytes.length - file.length());
        if (more > left) {
            int part = (int) (bytes.length - more + left);
            Disk.REAL.write(file, at, Arrays.copyOf(bytes, Math.max(0, part)));
            throw new IOException("No space left on device");
        }
        left -= more;
        Disk.REAL.write(file, at, bytes);
    }

    @Override
    public void sync(RandomAccessFile file) throws IOException {
        if (syncFails) {
            throw new IOException("Input/output error");
        }
    }
}
