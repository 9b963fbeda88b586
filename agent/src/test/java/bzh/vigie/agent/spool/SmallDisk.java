package bzh.vigie.agent.spool;

import bzh.vigie.journal.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;

/** A disk that can be full, or refuse to confirm a write. */
final class SmallDisk implements Disk {
    private volatile boolean full;
    private volatile boolean syncFails;

    void full(boolean is) {
        full = is;
    }

    void syncFails(boolean is) {
        syncFails = is;
    }

    @Override
    public void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
        if (full && at + bytes.length > file.length()) {
            throw new IOException("No space left on device");
        }
        Disk.REAL.write(file, at, bytes);
    }

    @Override
    public void sync(RandomAccessFile file) throws IOException {
        if (syncFails) {
            throw new IOException("Input/output error");
        }
    }
}
