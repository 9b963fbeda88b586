package bzh.vigie.agent.directory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;

/**
 * Sockets whose bytes are counted and bounded: a server that sends more than {@value #MOST} bytes for one page is hung up on, before
 * anything of it is understood. Public, with a static {@link #getDefault}, since the directory's client asks for it by name.
 */
public final class Metered extends SocketFactory {
    /** What one page may have: taken apart it may be fifteen times as much, and the agent has 24 MiB in all. */
    static final long MOST = 512L << 10;

    private static final ThreadLocal<Meter> CONNECTING = ThreadLocal.withInitial(() -> new Meter(Optional.empty()));

    /** What one connection has received, and how it is protected. */
    static final class Meter {
        private final AtomicLong total = new AtomicLong();
        private final AtomicLong ofPage = new AtomicLong();
        private final Optional<Tls> tls;
        private volatile Optional<byte[]> binding = Optional.empty();

        Meter(Optional<Tls> tls) {
            this.tls = tls;
        }

        /** What binds Kerberos to its TLS ({@link Tls#binding}); empty where it has none. */
        Optional<byte[]> binding() {
            return binding;
        }

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

    /**
     * The meter of what this thread connects from now on.
     *
     * @param tls with what it begins; empty for none
     */
    static Meter begin(Optional<Tls> tls) {
        Meter meter = new Meter(tls);
        CONNECTING.set(meter);
        return meter;
    }

    /** That of what this thread connected last. */
    static Meter current() {
        return CONNECTING.get();
    }

    /** For the client that connects. */
    public static SocketFactory getDefault() {
        return new Metered();
    }

    @Override
    public Socket createSocket() {
        Meter meter = CONNECTING.get();
        Counted counted = new Counted(meter);
        return meter.tls.isPresent() ? new Secured(counted, meter, meter.tls.get()) : counted;
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
        private volatile OptionalLong end = OptionalLong.empty();

        Counted(Meter meter) {
            this.meter = meter;
        }

        /** Everything until then has to come within that time; without one, whenever it comes. */
        void within(Duration most) throws SocketException {
            end = most.isZero() ? OptionalLong.empty() : OptionalLong.of(System.nanoTime() + most.toNanos());
            setSoTimeout(0);
        }

        private void look() throws IOException {
            if (end.isPresent()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end.getAsLong() - System.nanoTime());
                if (left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                setSoTimeout((int) left);
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    look();
                    int b = super.read();
                    if (b >= 0) {
                        meter.count(1);
                    }
                    return b;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    look();
                    int count = super.read(bytes, offset, length);
                    if (count > 0) {
                        meter.count(count);
                    }
                    return count;
                }
            };
        }
    }

    /** A socket whose streams are those of TLS over another one, which is counted. */
    private static final class Secured extends Socket {
        private final Counted raw;
        private final Meter meter;
        private final Tls tls;
        private Optional<SSLSocket> inside = Optional.empty();

        Secured(Counted raw, Meter meter, Tls tls) {
            this.raw = raw;
            this.meter = meter;
            this.tls = tls;
        }

        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
            raw.connect(to, millis);
            try {
                raw.within(Duration.ofMillis(millis));
                SSLSocket socket = tls.over(raw);
                raw.within(Duration.ZERO);
                meter.binding = Optional.of(Tls.binding(socket));
                inside = Optional.of(socket);
            } finally {
                if (inside.isEmpty()) {
                    raw.close();
                }
            }
        }

        private SSLSocket inside() throws IOException {
            return inside.orElseThrow(() -> new SocketException("not connected"));
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return inside().getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return inside().getOutputStream();
        }

        @Override
        public boolean isClosed() {
            return raw.isClosed();
        }

        @Override
        public void close() throws IOException {
            // Without the farewell of TLS, for which whoever reads would be waited for.
            raw.close();
        }
    }
}
