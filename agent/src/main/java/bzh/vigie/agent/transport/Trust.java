package bzh.vigie.agent.transport;

import bzh.vigie.event.Sha256;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Which certificate authority may vouch for a collector. */
public sealed interface Trust {
    /** At enrolment: the one whose certificate (DER) has this SHA-256; the collector sends it along in its chain. */
    record Pinned(Sha256 authority) implements Trust {}

    /**
     * Afterwards: these, as they were given at enrolment or renewal.
     *
     * @param reached the latest time that a collector told: a server's certificate that had ended by then is not taken
     */
    record Authorities(List<X509Certificate> certificates, Instant reached) implements Trust {
        public Authorities {
            certificates = List.copyOf(certificates);
        }
    }

    /** Whether the certificate is one of an authority that may sign certificates, and signed that other one. */
    static boolean signed(X509Certificate authority, X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!mayVouch(authority)
                || !authority.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                || algorithm.contains("SHA1")
                || algorithm.contains("MD5")) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the certificate is one of an authority that may sign certificates (RFC 5280, 4.2.1.3 and 4.2.1.9). */
    static boolean mayVouch(X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        return authority.getBasicConstraints() >= 0 && (usage == null || usage[5]);
    }
}
