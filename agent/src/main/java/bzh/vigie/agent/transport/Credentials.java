package bzh.vigie.agent.transport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What the agent proves itself with. Its dates are not looked at here: the collector decides what an expired certificate
 * may do.
 *
 * @param key private key of the certificate
 * @param certificate the agent's own
 */
public record Credentials(PrivateKey key, X509Certificate certificate) {
    /** Without a key store, which would cost memory to load and parse. */
    X509ExtendedKeyManager forTls() {
        return new OneKey(this);
    }

    @Override
    public String toString() {
        return "Credentials[" + certificate.getSubjectX500Principal().getName() + ", [REDACTED]]";
    }

    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "agent";

        private final Credentials credentials;

        OneKey(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {credentials.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return credentials.key();
        }
    }
}
