package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.console.sign.SignInRules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The console's server: https alone, HTTP/2 and 1.1. Pages are made on platform threads, since SQLite holds a thread while it
 * reads; streams of events wait on virtual ones. Thread-safe.
 */
public final class Console implements AutoCloseable {
    // Held, so that the setting lasts: that it starts and stops is said by the collector.
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private static final int THREADS = 48;
    private static final int CONNECTIONS = 2_000;
    private static final int HEADER_BYTES = 48 << 10;
    private static final long IDLE_MILLIS = 60_000;

    private final Server server;
    private final ServerConnector connector;
    private final SslContextFactory.Server tls;
    private final Sessions sessions;
    private final Routes routes;

    /**
     * Starts it.
     *
     * @throws IOException if it cannot listen there, or the certificate cannot be used
     */
    public static Console start(
            InetSocketAddress listen, ConsoleTls certificate, Parts parts, SignInRules rules, SecureRandom random)
            throws IOException {
        Sessions sessions = new Sessions(random);
        Routes routes = Routes.of(parts, rules, sessions, new Passwords(random), random);
        return new Console(listen, certificate, parts, sessions, routes);
    }

    Console(InetSocketAddress listen, ConsoleTls certificate, Parts parts, Sessions sessions, Routes routes)
            throws IOException {
        this.sessions = sessions;
        this.routes = routes;
        JETTY.setLevel(Level.WARNING);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("console");
        threads.setDaemon(true);
        server = new Server(threads);
        tls = new SslContextFactory.Server();
        tls.setKeyStore(certificate.keyStore());
        tls.setKeyStorePassword(ConsoleTls.PASSWORD);
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // What is searched stands in the address, and in where one is sent after.
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        // Names are not checked: people also come by an address, and what matters stands in the certificate.
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        connector = new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1);
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        server.setErrorHandler(Replies::plainly);
        server.setHandler(new Front(parts, routes, new Callers(parts.store(), sessions, parts.clock()), new Replies()));
        server.setStopTimeout(2_000);
        try {
            server.start();
        } catch (IOException e) {
            stop();
            throw new IOException("the console cannot listen on " + listen + ": " + e.getMessage(), e);
        } catch (Exception e) {
            stop();
            throw new IOException("the console did not start", e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /** From now on this certificate, for new connections. */
    public void serve(ConsoleTls certificate) throws IOException {
        try {
            var store = certificate.keyStore();
            tls.reload(factory -> factory.setKeyStore(store));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the console's certificate cannot be used", e);
        }
    }

    /** Who is signed in. */
    Sessions sessions() {
        return sessions;
    }

    /** What it answers. */
    Routes routes() {
        return routes;
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            System.getLogger(Console.class.getName()).log(System.Logger.Level.WARNING, "stopping the console", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
