package bzh.vigie.collector.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A checked PKCS #10 request (RFC 2986): its sender holds the private key of a P-256 key. Nothing else in it is used: names
 * and extensions that it asks for are not looked at.
 */
public record SigningRequest(PublicKey publicKey) {
    /** Longest request that is looked at, in bytes. */
    public static final int MAX_BYTES = 4_096;

    /** Parses and checks; empty where it is too long, no request, of another kind of key, or not signed by that key. */
    public static Optional<SigningRequest> parse(byte[] der) {
        if (der.length == 0 || der.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
            PublicKey key = request.getPublicKey();
            if (!Keys.isP256(key) || !request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                return Optional.empty();
            }
            return Optional.of(new SigningRequest(key));
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            return Optional.empty();
        }
    }
}
