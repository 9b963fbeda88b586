package bzh.vigie.collector.notify;

import bzh.vigie.collector.identity.TrustedAuthority;
import bzh.vigie.collector.store.Alerts.Numbered;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TLS (RFC 5425): each message after its length in octets. The receiver must show a certificate of the given
 * authority for the name that it is called by. The protocol acknowledges nothing: delivered means written to a connection
 * that the receiver had not closed before nor right after.
 */
public final class SyslogTls implements Sink {
    private static final int MOST = 8_192;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int BEFORE_MILLIS = 1;
    private static final int AFTER_MILLIS = 50;

    private final String host;
    private final int port;
    private final SyslogMessage form;
    private final Titles titles;
    private final SSLContext tls;
    private @Nullable SSLSocket socket;

    /**
     * @param authority file with one or more certificates in PEM or DER
     * @throws IOException where that file cannot be read or holds no certificate
     */
    public SyslogTls(String host, int port, Path authority, int facility, String hostname, Titles titles)
            throws IOException {
        this.host = host;
        this.port = port;
        this.form = new SyslogMessage(facility, hostname, MOST);
        this.titles = titles;
        this.tls = TrustedAuthority.context(authority);
    }

    @Override
    public String name() {
        return "syslog-tls:" + host + ":" + port;
    }

    @Override
    public void deliver(List<Numbered> alerts) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (Numbered numbered : alerts) {
            byte[] message = form.of(numbered.alert(), titles.of(numbered.alert()));
            frames.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            frames.writeBytes(message);
        }
        try {
            SSLSocket open = socket;
            if (open == null || isClosed(open, BEFORE_MILLIS)) {
                close();
                open = connect();
                socket = open;
            }
            open.getOutputStream().write(frames.toByteArray());
            open.getOutputStream().flush();
            if (isClosed(open, AFTER_MILLIS)) {
                throw new EOFException("the receiver closed the connection");
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        SSLSocket open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It was broken already, which is why it is closed.
                System.getLogger(SyslogTls.class.getName()).log(System.Logger.Level.DEBUG, "closing a connection", e);
            }
        }
    }

    private SSLSocket connect() throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            // The rules for names of RFC 6125, which RFC 5425 asks for too.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.setSoTimeout(HANDSHAKE_MILLIS);
            secured.startHandshake();
            secured.setTcpNoDelay(true);
            return secured;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static boolean isClosed(SSLSocket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            // A syslog receiver never answers: all that can come is the end.
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
