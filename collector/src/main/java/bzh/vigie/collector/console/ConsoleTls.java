package bzh.vigie.collector.console;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the console shows in its handshakes.
 *
 * @param chain the certificate first, then those that signed it
 */
public record ConsoleTls(List<X509Certificate> chain, PrivateKey key) {
    static final String PASSWORD = "in memory alone";

    public ConsoleTls {
        chain = List.copyOf(chain);
    }

    KeyStore keyStore() throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("console", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("the console's certificate cannot be used", e);
        }
    }
}
