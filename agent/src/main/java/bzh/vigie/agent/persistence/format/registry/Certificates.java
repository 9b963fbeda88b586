package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A certificate in a store: the key is its SHA-1, its value a {@link CertificateBlob}. */
public final class Certificates implements KeyFormat {
    @Override
    public Parsed parse(SourceKey key) {
        Optional<CertificateBlob> blob = CertificateBlob.of(key.key());
        if (blob.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        Optional<X509Certificate> certificate = blob.get().certificate().flatMap(EncodedCertificate::decoded);
        String value = certificate
                .map(c -> c.getSubjectX500Principal().getName() + " — "
                        + c.getIssuerX500Principal().getName())
                .orElse("");
        return Parsed.of(List.of(Commands.shown(key.name(), value)), certificate.isPresent() ? 0 : 1);
    }
}
