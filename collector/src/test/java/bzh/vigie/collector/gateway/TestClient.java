package bzh.vigie.collector.gateway;

import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.Hello;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.RenewalRequest;
import bzh.vigie.v1.Welcome;
import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A small agent over JSSE. */
public final class TestClient implements AutoCloseable {
    private static final int LONGEST_MILLIS = 120_000;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** What a client shows. */
    public record Identity(KeyPair pair, X509Certificate certificate) {}

    private TestClient(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    public static TestClient connect(InetSocketAddress address, String alpn, Optional<Identity> identity)
            throws IOException {
        return connect(address, alpn, identity, new InetSocketAddress(0).getAddress());
    }

    /** From that address of this machine. */
    static TestClient connect(InetSocketAddress address, String alpn, Optional<Identity> identity, InetAddress from)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys(identity), new TrustManager[] {new TrustAll()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(address, LONGEST_MILLIS);
            socket.setSoTimeout(LONGEST_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {alpn});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TestClient(socket);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyManager[] keys(Optional<Identity> identity) throws GeneralSecurityException, IOException {
        if (identity.isEmpty()) {
            return new KeyManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("agent", identity.get().pair().getPrivate(), new char[0], new X509Certificate[] {
            identity.get().certificate()
        });
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        KeyManager[] managers = factory.getKeyManagers();
        // Shows its certificate also to a collector of another authority.
        return new KeyManager[] {new AlwaysThisKey((javax.net.ssl.X509ExtendedKeyManager) managers[0])};
    }

    String alpn() {
        return socket.getApplicationProtocol();
    }

    X509Certificate[] serverChain() throws SSLException {
        return (X509Certificate[]) socket.getSession().getPeerCertificates();
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private void frame(byte[] content) throws IOException {
        raw(ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array());
    }

    public void send(AgentFrame frame) throws IOException {
        frame(frame.toByteArray());
    }

    public void send(Hello.Builder hello) throws IOException {
        send(AgentFrame.newBuilder().setHello(hello).build());
    }

    public void send(Batch.Builder batch) throws IOException {
        send(AgentFrame.newBuilder().setBatch(batch).build());
    }

    void send(Heartbeat.Builder heartbeat) throws IOException {
        send(AgentFrame.newBuilder().setHeartbeat(heartbeat).build());
    }

    void renew(byte[] csr) throws IOException {
        send(AgentFrame.newBuilder()
                .setRenewalRequest(RenewalRequest.newBuilder().setCsr(ByteString.copyFrom(csr)))
                .build());
    }

    private byte[] content() throws IOException {
        byte[] content = new byte[in.readInt()];
        in.readFully(content);
        return content;
    }

    public CollectorFrame read() throws IOException {
        return CollectorFrame.parseFrom(content());
    }

    public Welcome welcome() throws IOException {
        CollectorFrame frame = read();
        if (!frame.hasWelcome()) {
            throw new AssertionError("not a welcome: " + frame);
        }
        return frame.getWelcome();
    }

    /** The number acknowledged next. */
    public LanePosition acknowledged() throws IOException {
        CollectorFrame frame = read();
        if (!frame.hasAcknowledgement()) {
            throw new AssertionError("not an acknowledgement: " + frame);
        }
        return frame.getAcknowledgement().getDurable(0);
    }

    /** Reads until the goodbye, which must be followed by the end. */
    public CollectorGoodbye goodbye() throws IOException {
        CollectorGoodbye goodbye = goodbyeBeforeMore();
        if (!ended()) {
            throw new AssertionError("goodbye, and the connection goes on");
        }
        return goodbye;
    }

    public CollectorGoodbye goodbyeBeforeMore() throws IOException {
        CollectorFrame frame = read();
        while (!frame.hasGoodbye()) {
            frame = read();
        }
        return frame.getGoodbye();
    }

    public EnrolAnswer enrol(EnrolRequest request) throws IOException {
        frame(request.toByteArray());
        return answer();
    }

    EnrolAnswer answer() throws IOException {
        return EnrolAnswer.parseFrom(content());
    }

    /** Whether the other side closes without another frame. */
    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException | SSLException | java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static final class AlwaysThisKey extends javax.net.ssl.X509ExtendedKeyManager {
        private final javax.net.ssl.X509ExtendedKeyManager keys;

        AlwaysThisKey(javax.net.ssl.X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String[] getClientAliases(String keyType, java.security.Principal[] issuers) {
            return new String[] {"agent"};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, java.security.Principal[] issuers, java.net.Socket socket) {
            return "agent";
        }

        @Override
        public String[] getServerAliases(String keyType, java.security.Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, java.security.Principal[] issuers, java.net.Socket socket) {
            return "agent";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }
}
