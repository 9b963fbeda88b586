package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Files.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** The bytes of a file, read at any place: it may be larger than the agent's memory. */
public interface Bytes {
    /** A file that is not there. */
    Bytes NONE = of(new byte[0]);

    /** How many there are. */
    long size() throws IOException;

    /** Fills the buffer from that place on, as far as the bytes go; how many were put into it. */
    int read(long at, byte[] into) throws IOException;

    /** Those of an array. */
    static Bytes of(byte[] all) {
        return new Bytes() {
            @Override
            public long size() {
                return all.length;
            }

            @Override
            public int read(long at, byte[] into) {
                if (at < 0 || at >= all.length) {
                    return 0;
                }
                int length = Math.min(into.length, all.length - (int) at);
                System.arraycopy(all, (int) at, into, 0, length);
                return length;
            }
        };
    }

    /** Those of an open file; the caller closes it. */
    static Bytes of(OpenFile file) {
        return new Bytes() {
            @Override
            public long size() {
                return file.status().size();
            }

            @Override
            public int read(long at, byte[] into) {
                return file.read(at, into);
            }
        };
    }

    /** Those of an open file; the caller closes it. */
    static Bytes of(SeekableByteChannel file) {
        return new Bytes() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(long at, byte[] into) throws IOException {
                if (at < 0) {
                    return 0;
                }
                ByteBuffer buffer = ByteBuffer.wrap(into);
                file.position(at);
                while (buffer.hasRemaining() && file.read(buffer) > 0) {
                    // until it is full or the file ends
                }
                return buffer.position();
            }
        };
    }
}
