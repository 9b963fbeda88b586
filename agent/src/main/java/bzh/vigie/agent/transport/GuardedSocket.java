package bzh.vigie.agent.transport;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket whose reads all end at one deadline, however little the other side sends at a time, and which remembers the
 * first bytes it was sent, so that an answer which is not TLS can be named. TLS is layered over it.
 */
final class GuardedSocket extends Socket {
    private static final int REMEMBERED = 96;

    private volatile long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    private final AtomicLong sent = new AtomicLong();
    private byte[] first = new byte[0];
    private @Nullable InputStream in;

    /** Reads from now on end at this time from now. */
    void deadline(Duration fromNow) {
        deadline = System.nanoTime() + fromNow.toNanos();
    }

    /** Forgets the first bytes: another conversation begins. */
    synchronized void forget() {
        first = new byte[0];
    }

    /** Whether what was sent first is no TLS record (RFC 8446, 5.1). */
    synchronized boolean sentOtherThanTls() {
        return first.length > 0 && (first[0] < 20 || first[0] > 23 || (first.length > 1 && first[1] != 3));
    }

    /** The first line of what was sent first. */
    synchronized String firstLine() {
        String text = new String(first, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** Bytes written to the network on this connection, TLS included. */
    long sent() {
        return sent.get();
    }

    private synchronized void remember(byte[] bytes, int offset, int length) {
        int room = Math.min(REMEMBERED - first.length, length);
        if (room > 0) {
            int held = first.length;
            first = Arrays.copyOf(first, held + room);
            System.arraycopy(bytes, offset, first, held, room);
        }
    }

    /** One stream for all who ask: TLS goes on where the proxy's answer ended. Buffered, so that more than a header is seen. */
    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (in == null) {
            in = new BufferedInputStream(new Guarded(super.getInputStream()));
        }
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = super.getOutputStream();
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sent.addAndGet(length);
            }
        };
    }

    private final class Guarded extends FilterInputStream {
        Guarded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new SocketTimeoutException("deadline");
            }
            setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            int read = in.read(into, offset, length);
            if (read > 0) {
                remember(into, offset, read);
            }
            return read;
        }
    }
}
