package bzh.vigie.collector.identity;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Requests as an agent makes them. */
public final class TestAgent {
    private TestAgent() {}

    /** A certificate request for this key. */
    public static byte[] csr(KeyPair pair) {
        return csr(pair, "SHA256withECDSA");
    }

    static byte[] csr(KeyPair pair, String algorithm) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=agent"), pair.getPublic())
                    .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** PEM of a certificate. */
    public static String pem(X509Certificate certificate) {
        return Pem.certificate(certificate);
    }

    /** PEM of a key, in clear. */
    public static String pem(PrivateKey key) {
        return Pem.key(key);
    }

    /** A new key. */
    public static KeyPair key() {
        return Keys.generate(new SecureRandom());
    }
}
