package bzh.vigie.agent.transport;

import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.text.SourceText;
import com.google.protobuf.MessageLite;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Frames over one TLS connection: a big-endian 32-bit length, 1 to 1,048,576, then that many bytes (uplink.proto). One
 * thread may read while another writes; {@link #close} may be called by any and ends both.
 */
public final class FrameChannel implements AutoCloseable {
    /** Largest frame, in bytes. */
    public static final int MAX_FRAME = 1 << 20;

    private final GuardedSocket raw;
    private final SSLSocket tls;
    private final InputStream in;
    private final OutputStream out;
    private final Optional<X509Certificate> anchor;
    private final Duration wholeFrame;
    private final String proxy;
    private String misdirected = "";

    /**
     * @param anchor the trusted authority by which the collector was checked
     * @param proxy through which it goes, its password masked; empty for none
     */
    FrameChannel(GuardedSocket raw, SSLSocket tls, Optional<X509Certificate> anchor, Duration wholeFrame, String proxy)
            throws IOException {
        this.raw = raw;
        this.tls = tls;
        this.in = tls.getInputStream();
        this.out = tls.getOutputStream();
        this.anchor = anchor;
        this.wholeFrame = wholeFrame;
        this.proxy = proxy;
    }

    /** The proxy through which it goes, its password masked; empty for none. */
    public String proxy() {
        return proxy;
    }

    /** Where the collector's name leads instead of here, as a detail; empty where it leads here, or nowhere. */
    public String misdirected() {
        return misdirected;
    }

    void misdirected(String detail) {
        misdirected = detail;
    }

    /** The trusted authority by which the collector at the other end was checked. */
    public X509Certificate anchor() {
        return anchor.orElseThrow();
    }

    /** Certificate of the collector at the other end. */
    public X509Certificate peer() throws LinkException {
        try {
            return (X509Certificate) tls.getSession().getPeerCertificates()[0];
        } catch (SSLException e) {
            throw new LinkException(Kind.TLS_BROKEN, LinkException.met(e), e);
        }
    }

    /**
     * The next frame's bytes.
     *
     * @param idle how long to wait for it to begin; once begun it must be there within the channel's own limit
     */
    public byte[] read(Duration idle) throws LinkException {
        try {
            raw.deadline(idle);
            byte[] head = new byte[4];
            int first = in.read();
            if (first < 0) {
                throw new LinkException(Kind.CUT, "");
            }
            raw.deadline(wholeFrame);
            head[0] = (byte) first;
            fill(head, 1);
            int length = ByteBuffer.wrap(head).getInt();
            if (length < 1 || length > MAX_FRAME) {
                throw new LinkException(
                        Kind.BAD_FRAME, SourceText.detail("frame-length", Integer.toUnsignedString(length)));
            }
            byte[] frame = new byte[length];
            fill(frame, 0);
            return frame;
        } catch (LinkException e) {
            throw e;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private void fill(byte[] into, int from) throws IOException {
        if (in.readNBytes(into, from, into.length - from) < into.length - from) {
            throw new EOFException("within a frame");
        }
    }

    /** Sends one frame; returns when it is handed to the system. */
    public void write(MessageLite message) throws LinkException {
        byte[] content = message.toByteArray();
        if (content.length < 1 || content.length > MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + content.length + " bytes");
        }
        byte[] frame = ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
        try {
            out.write(frame);
            out.flush();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private static LinkException lost(IOException e) {
        String said = String.valueOf(e.getMessage());
        return switch (e) {
            case SocketTimeoutException late -> new LinkException(Kind.TOO_SLOW, "", late);
            case EOFException end -> new LinkException(Kind.CUT, LinkException.met(end), end);
            case SSLException ssl
            when said.startsWith("Received fatal alert: ") ->
                new LinkException(Kind.TLS_REFUSED, said.substring("Received fatal alert: ".length()), ssl);
            case SSLException ssl
            when ssl.getCause() instanceof SocketTimeoutException -> new LinkException(Kind.TOO_SLOW, "", ssl);
            case SSLException ssl -> new LinkException(Kind.TLS_BROKEN, LinkException.met(ssl), ssl);
            default -> new LinkException(Kind.CUT, LinkException.met(e), e);
        };
    }

    /** Bytes written to the network so far, TLS included. */
    public long bytesSent() {
        return raw.sent();
    }

    /** Says goodbye on the TLS level too, then closes. To be called by the thread that writes. */
    public void end() {
        try {
            tls.close();
        } catch (IOException e) {
            // It is gone already, which is what was wanted.
        } finally {
            close();
        }
    }

    /** Cuts the connection at once. */
    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // Nothing is left to be done about a socket that does not close.
        }
    }
}
