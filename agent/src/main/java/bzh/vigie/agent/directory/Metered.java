package bzh.vigie.agent.directory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets whose bytes are counted and bounded: a server that sends more than {@value #MOST} bytes for one page is hung up on, before
 * anything of it is understood. Public, with a static {@link #getDefault}, since the directory's client asks for it by name.
 */
public final class Metered extends SocketFactory {
    /** What one page may have: taken apart it may be fifteen times as much, and the agent has 24 MiB in all. */
    static final long MOST = 512L << 10;

    private static final ThreadLocal<Meter> CONNECTING = ThreadLocal.withInitial(Meter::new);

    /** What one connection has received. */
    static final class Meter {
        private final AtomicLong total = new AtomicLong();
        private final AtomicLong ofPage = new AtomicLong();

        long total() {
            return total.get();
        }

        void page() {
            ofPage.set(0);
        }

        /** Whether the page that comes has too many. */
        boolean isOver() {
            return ofPage.get() > MOST;
        }

        private void count(long more) throws IOException {
            long ignored = total.addAndGet(more);
            if (ofPage.addAndGet(more) > MOST) {
                throw new IOException("more than " + MOST + " bytes for one page");
            }
        }
    }

    /** The meter of what this thread connects from now on. */
    static Meter begin() {
        Meter meter = new Meter();
        CONNECTING.set(meter);
        return meter;
    }

    /** For the client that connects. */
    public static SocketFactory getDefault() {
        return new Metered();
    }

    @Override
    public Socket createSocket() {
        return new Counted(CONNECTING.get());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("connected with a limit of time only");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw new IOException("connected with a limit of time only");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new IOException("connected with a limit of time only");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw new IOException("connected with a limit of time only");
    }

    private static final class Counted extends Socket {
        private final Meter meter;

        Counted(Meter meter) {
            this.meter = meter;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int b = super.read();
                    if (b >= 0) {
                        meter.count(1);
                    }
                    return b;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    if (count > 0) {
                        meter.count(count);
                    }
                    return count;
                }
            };
        }
    }
}
