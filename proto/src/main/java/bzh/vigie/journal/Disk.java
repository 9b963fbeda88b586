package bzh.vigie.journal;

import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * The two calls that a disk can fail at, so that a test can make it fail. RandomAccessFile and not FileChannel: an
 * interrupted thread closes a channel under everybody who uses it.
 */
public interface Disk {
    /** Writes all the bytes at that offset, or throws after having written some of them. */
    void write(RandomAccessFile file, long at, byte[] bytes) throws IOException;

    /** Returns when the disk has all that was written to the file. */
    void sync(RandomAccessFile file) throws IOException;

    /** The real one. */
    Disk REAL = new Disk() {
        @Override
        public void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
            file.seek(at);
            file.write(bytes);
        }

        @Override
        public void sync(RandomAccessFile file) throws IOException {
            file.getFD().sync();
        }
    };
}
