package bzh.vigie.collector.ingest;

import bzh.vigie.journal.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;

/** The real disk, which a test can hold up or fill. */
public final class TestDisk implements Disk {
    private boolean held;
    private volatile boolean full;

    /** Until {@link #letSync}, no sync returns. */
    public synchronized void holdSyncs() {
        held = true;
    }

    public synchronized void letSync() {
        held = false;
        notifyAll();
    }

    /** Whether every write fails from now on. */
    public void full(boolean now) {
        full = now;
    }

    @Override
    public void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        Disk.REAL.write(file, at, bytes);
    }

    @Override
    public void sync(RandomAccessFile file) throws IOException {
        synchronized (this) {
            while (held) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException("the test has ended", e);
                }
            }
        }
        Disk.REAL.sync(file);
    }
}
