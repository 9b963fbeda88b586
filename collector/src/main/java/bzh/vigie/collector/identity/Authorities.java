package bzh.vigie.collector.identity;

import bzh.vigie.event.Sha256;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorities of this collector: one that signs, and up to three others whose certificates are still
 * trusted, so that a rollover overlaps. Immutable.
 *
 * @param signing the one that signs
 * @param others trusted, signing no more
 * @param bridge leads from the signing one to the one before it, for who knows only that; empty where there is none
 */
public record Authorities(Authority signing, List<X509Certificate> others, List<X509Certificate> bridge) {
    /** How many an agent is told of at most (enrol.proto). */
    public static final int MAX = 4;

    public Authorities {
        others = List.copyOf(others);
        bridge = List.copyOf(bridge);
        if (others.size() >= MAX) {
            throw new IllegalArgumentException("at most " + MAX + " authorities, not " + (others.size() + 1));
        }
    }

    /** Without a rollover under way. */
    public Authorities(Authority signing, List<X509Certificate> others) {
        this(signing, others, List.of());
    }

    /** What a server shows with its own certificate: an agent that enrols knows only the digest of one authority. */
    public List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(signing.certificate());
        chain.addAll(bridge);
        return List.copyOf(chain);
    }

    /** All trusted certificates, the signing one first. */
    public List<X509Certificate> trusted() {
        List<X509Certificate> all = new ArrayList<>();
        all.add(signing.certificate());
        all.addAll(others);
        return List.copyOf(all);
    }

    /** Whether one of these signed that certificate, whatever its dates: those are judged after the handshake. */
    public boolean signed(X509Certificate certificate) {
        for (X509Certificate authority : trusted()) {
            if (!authority.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                continue;
            }
            try {
                certificate.verify(authority.getPublicKey());
                return true;
            } catch (GeneralSecurityException e) {
                // Another authority may have the same name.
            }
        }
        return false;
    }

    /** SHA-256 of the signing certificate: what a token pins. */
    public Sha256 fingerprint() {
        return Sha256.over(der(signing.certificate()));
    }

    /** A certificate's DER bytes. */
    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw IdentityException.unable("DER", e);
        }
    }
}
