package bzh.vigie.installers;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What stands between an agent and its collector and does not let what is encrypted through as it is. */
final class Filter implements AutoCloseable {
    private static final char[] PASSWORD = "of-this-test".toCharArray();

    private static final int MILLIS = 5_000;

    private final ServerSocket server;
    private final Thread accepts;

    private Filter(ServerSocket server) {
        this.server = server;
        this.accepts = Thread.ofPlatform().daemon().name("test-filter").start(this::accept);
    }

    /** One that answers in the collector's place with a certificate of its own authority. */
    static Filter withItsOwnAuthority(int port, Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("filter.p12");
        Commands.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "filter",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=Filtre de la mairie",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .orFail("keytool");
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(managers.getKeyManagers(), new TrustManager[0], null);
            return new Filter(context.getServerSocketFactory().createServerSocket(port));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** One that cuts each connection once something encrypted comes. */
    static Filter thatCuts(int port) throws IOException {
        return new Filter(new ServerSocket(port));
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(MILLIS);
                int _ = socket.getInputStream().read();
                // A reset, no end in good order.
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // The other side takes what was said for none of its collector's, or this is closed.
            }
        }
    }

    /** Others may listen at its port once this returns. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepts.join(2 * MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
