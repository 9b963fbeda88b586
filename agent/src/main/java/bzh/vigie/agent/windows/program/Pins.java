package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The roots that we trust to say whose a program is: by the SHA-256 of the certificate, whatever stores the host has.
 * {@code roots.txt} names them, {@code roots.pem} has those certificates that signatures do not bring along.
 */
final class Pins {
    private final Map<Sha256, Publisher> publishers;
    private final List<X509Certificate> certificates;

    /** With what each root's signature says of a program, and the certificates at hand, each of a root that is named. */
    Pins(Map<Sha256, Publisher> publishers, List<X509Certificate> certificates) {
        this.publishers = Map.copyOf(publishers);
        this.certificates = List.copyOf(certificates);
        for (X509Certificate each : certificates) {
            if (!publishers.containsKey(fingerprint(each))) {
                throw new IllegalArgumentException("not pinned: " + each.getSubjectX500Principal());
            }
        }
    }

    /** Those that we ship. */
    static Pins ours() {
        Map<Sha256, Publisher> publishers = new HashMap<>();
        for (String line : new String(resource("roots.txt"), StandardCharsets.US_ASCII)
                .lines()
                .toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.split(" ", 3);
                publishers.put(
                        new Sha256(fields[0]),
                        Publisher.valueOf(fields[1].toUpperCase(Locale.ROOT).replace('-', '_')));
            }
        }
        return new Pins(publishers, certificates(resource("roots.pem")));
    }

    /** The certificates of a file in PEM. */
    static List<X509Certificate> certificates(byte[] pem) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                certificates.add((X509Certificate) each);
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("no certificates", e);
        }
    }

    /** What the root says of a program; empty for a certificate that is not pinned. */
    Optional<Publisher> publisher(X509Certificate root) {
        return Optional.ofNullable(publishers.get(fingerprint(root)));
    }

    /** Roots of that name. */
    List<X509Certificate> named(X500Principal name) {
        return certificates.stream()
                .filter(root -> root.getSubjectX500Principal().equals(name))
                .toList();
    }

    static Sha256 fingerprint(X509Certificate certificate) {
        try {
            return Sha256.over(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has its bytes", e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Pins.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not there");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
