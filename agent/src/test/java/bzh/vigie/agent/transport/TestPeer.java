package bzh.vigie.agent.transport;

import bzh.vigie.agent.identity.TestAuthority;
import bzh.vigie.enrol.CollectorAddress;
import com.google.protobuf.MessageLite;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A collector's end of the line for tests: a real TLS 1.3 server on localhost that runs one script per connection, the last
 * script again for all further ones. Takes any client certificate, as the gateway does, and remembers the last.
 */
public final class TestPeer implements AutoCloseable {
    /** What the server does on one connection. */
    @FunctionalInterface
    public interface Script {
        void run(Talk talk) throws Exception;
    }

    /** Bytes before TLS, for peers that are no collector. */
    @FunctionalInterface
    public interface Plain {
        void run(Socket socket) throws Exception;
    }

    /** One connection. */
    public static final class Talk {
        public final SSLSocket socket;
        public final DataInputStream in;
        public final DataOutputStream out;

        Talk(SSLSocket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = new DataOutputStream(socket.getOutputStream());
        }

        public byte[] read() throws IOException {
            return in.readNBytes(in.readInt());
        }

        public void write(MessageLite message) throws IOException {
            byte[] bytes = message.toByteArray();
            byte[] whole = java.nio.ByteBuffer.allocate(4 + bytes.length)
                    .putInt(bytes.length)
                    .put(bytes)
                    .array();
            out.write(whole);
            out.flush();
        }

        /** Waits until the other side ends. */
        public void untilEnd() throws IOException {
            while (in.read() >= 0) {
                // whatever it says
            }
        }
    }

    private final ServerSocket server;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable X509Certificate client;

    private TestPeer(Plain plain) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("test-peer").start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    connections.incrementAndGet();
                    plain.run(socket);
                } catch (IOException e) {
                    // The agent's side of it is what the test looks at.
                } catch (Throwable e) {
                    failures.add(e);
                }
            }
        });
    }

    /** A peer without TLS. */
    public static TestPeer plain(Plain plain) throws IOException {
        return new TestPeer(plain);
    }

    /** A collector with a certificate of this authority, for localhost. */
    public static TestPeer collector(TestAuthority authority, String alpn, Script... scripts) throws IOException {
        KeyPair pair = TestAuthority.newPair();
        X509Certificate certificate =
                authority.server(pair.getPublic(), TestAuthority.FROM, TestAuthority.TO, "localhost", "127.0.0.1");
        return collector(
                pair.getPrivate(), new X509Certificate[] {certificate, authority.certificate()}, alpn, scripts);
    }

    /** A collector with this chain. */
    public static TestPeer collector(PrivateKey key, X509Certificate[] chain, String alpn, Script... scripts)
            throws IOException {
        AtomicInteger next = new AtomicInteger();
        TestPeer[] self = new TestPeer[1];
        SSLContext[] context = new SSLContext[1];
        Plain tls = socket -> {
            SSLSocket secured =
                    (SSLSocket) context[0].getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.setWantClientAuth(true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            parameters.setApplicationProtocols(new String[] {alpn});
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            scripts[Math.min(next.getAndIncrement(), scripts.length - 1)].run(new Talk(secured));
        };
        try {
            context[0] = SSLContext.getInstance("TLSv1.3");
            context[0].init(
                    new KeyManager[] {new ServerKey(key, chain)}, new TrustManager[] {new AnyClient(self)}, null);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        self[0] = new TestPeer(tls);
        return self[0];
    }

    /** A TLS server of another version, with a certificate of this authority for localhost. */
    static TestPeer speaking(String version, TestAuthority authority) throws IOException {
        KeyPair pair = TestAuthority.newPair();
        X509Certificate certificate =
                authority.server(pair.getPublic(), TestAuthority.FROM, TestAuthority.TO, "localhost");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {
                        new ServerKey(pair.getPrivate(), new X509Certificate[] {certificate, authority.certificate()})
                    },
                    null,
                    null);
            return new TestPeer(socket -> {
                SSLSocket secured =
                        (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                secured.setUseClientMode(false);
                secured.setEnabledProtocols(new String[] {version});
                secured.startHandshake();
            });
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public CollectorAddress address() {
        return new CollectorAddress("localhost", server.getLocalPort());
    }

    /** How much the system takes of what this peer does not read, on further connections. */
    public void receiveBuffer(int bytes) throws IOException {
        server.setReceiveBufferSize(bytes);
    }

    public int connections() {
        return connections.get();
    }

    public @Nullable X509Certificate client() {
        return client;
    }

    /** What went wrong in a script, assertions included. */
    public void check() {
        for (Throwable each : failures) {
            throw new AssertionError("in the peer's script", each);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        check();
    }

    private static final class ServerKey extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        ServerKey(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"server"};
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keyType.startsWith("EC") ? "server" : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseServerAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private static final class AnyClient extends X509ExtendedTrustManager {
        private final TestPeer[] peer;

        AnyClient(TestPeer[] peer) {
            this.peer = peer;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            peer[0].client = chain[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            peer[0].client = chain[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            peer[0].client = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
