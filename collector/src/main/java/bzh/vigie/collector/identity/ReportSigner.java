package bzh.vigie.collector.identity;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * Who signs a report: a certificate for that purpose alone, the authority above it, and the key. Immutable.
 *
 * @param authority signed the certificate; its digest is what a reader on another machine is given
 */
public record ReportSigner(X509Certificate certificate, X509Certificate authority, PrivateKey key) {
    /** Signs bytes by ECDSA over SHA-256; the signature in DER (RFC 3279, 2.2.3). */
    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw IdentityException.unable("SHA256withECDSA", e);
        }
    }
}
