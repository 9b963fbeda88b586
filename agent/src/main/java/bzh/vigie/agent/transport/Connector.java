package bzh.vigie.agent.transport;

import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Opens TLS 1.3 connections to collectors, directly or through a proxy. Thread-safe.
 *
 * @param proxy the proxy to go through, if any
 * @param timeout how long each step may take: connecting, the proxy's answer, the handshake, a frame once begun
 */
public record Connector(Optional<ProxySettings> proxy, Duration timeout) {
    /** Protocol of an enrolled agent. */
    public static final String UPLINK = "vigie/1";

    /** Protocol of an agent that has no certificate yet. */
    public static final String ENROLMENT = "vigie-enrol/1";

    private static final String ALERT = "Received fatal alert: ";

    /**
     * Connects, checks the collector and agrees on the protocol.
     *
     * @param credentials what to prove oneself with, once enrolled
     * @throws LinkException naming the step that failed and what was met
     */
    public FrameChannel connect(
            CollectorAddress collector, Trust trust, Optional<Credentials> credentials, String protocol)
            throws LinkException {
        GuardedSocket raw = new GuardedSocket();
        try {
            dial(raw, proxy.map(ProxySettings::address).orElse(collector));
            raw.deadline(timeout);
            if (proxy.isPresent()) {
                ProxyTunnel.open(raw, proxy.get(), collector);
                raw.deadline(timeout);
            }
            SSLSocket tls = secure(raw, collector, trust, credentials, protocol);
            return new FrameChannel(raw, tls, timeout);
        } catch (IOException e) {
            close(raw);
            throw e instanceof LinkException known ? known : cut(e, collector);
        }
    }

    private void dial(GuardedSocket raw, CollectorAddress to) throws LinkException {
        try {
            raw.setTcpNoDelay(true);
            raw.setKeepAlive(true);
            raw.connect(new InetSocketAddress(InetAddress.getByName(to.host()), to.port()), (int) timeout.toMillis());
        } catch (UnknownHostException e) {
            throw new LinkException(Kind.UNKNOWN_NAME, to.host(), e);
        } catch (SocketTimeoutException e) {
            throw new LinkException(Kind.TIMED_OUT, to.toString(), e);
        } catch (IOException e) {
            throw new LinkException(Kind.UNREACHABLE, SourceText.detail("met", to, LinkException.met(e)), e);
        }
    }

    private static SSLSocket secure(
            GuardedSocket raw,
            CollectorAddress collector,
            Trust trust,
            Optional<Credentials> credentials,
            String protocol)
            throws IOException {
        SSLSocket tls = (SSLSocket) context(trust, collector, credentials)
                .getSocketFactory()
                .createSocket(raw, collector.host(), collector.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {protocol});
        parameters.setNamedGroups(new String[] {"x25519", "secp256r1"});
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
        } catch (SSLException e) {
            throw refused(e, raw, collector);
        }
        if (!protocol.equals(tls.getApplicationProtocol())) {
            throw new LinkException(Kind.WRONG_PROTOCOL, collector + " → '" + tls.getApplicationProtocol() + "'");
        }
        return tls;
    }

    /** A context of its own for each connection: no session is resumed past a change of trust. */
    private static SSLContext context(Trust trust, CollectorAddress collector, Optional<Credentials> credentials) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            KeyManager[] keys =
                    credentials.map(own -> new KeyManager[] {own.forTls()}).orElseGet(() -> new KeyManager[0]);
            context.init(keys, new TrustManager[] {new CollectorCheck(trust, collector.host())}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS 1.3", e);
        }
    }

    private static LinkException refused(SSLException e, GuardedSocket raw, CollectorAddress collector) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CollectorCheck.Refused refused) {
                return new LinkException(refused.kind, refused.detail, e);
            }
            if (cause instanceof SocketTimeoutException) {
                return new LinkException(Kind.TIMED_OUT, collector.toString(), e);
            }
        }
        String said = String.valueOf(e.getMessage());
        if (raw.sentOtherThanTls()) {
            return new LinkException(Kind.NOT_TLS, collector + " → " + raw.firstLine(), e);
        }
        if (said.contains(ALERT)) {
            String alert = said.substring(said.indexOf(ALERT) + ALERT.length());
            return new LinkException(
                    alert.contains("no_application_protocol") ? Kind.WRONG_PROTOCOL : Kind.TLS_REFUSED, alert, e);
        }
        return new LinkException(Kind.TLS_BROKEN, LinkException.met(e), e);
    }

    private static LinkException cut(IOException e, CollectorAddress collector) {
        return e instanceof SocketTimeoutException
                ? new LinkException(Kind.TIMED_OUT, collector.toString(), e)
                : new LinkException(Kind.TLS_BROKEN, SourceText.detail("met", collector, LinkException.met(e)), e);
    }

    private static void close(GuardedSocket raw) {
        try {
            raw.close();
        } catch (IOException e) {
            // It never was of use.
        }
    }
}
