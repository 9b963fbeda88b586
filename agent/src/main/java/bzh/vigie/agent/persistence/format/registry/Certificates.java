package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A certificate in a store: the key is its SHA-1, its value {@code Blob} a row of properties, each an id, a version and a length
 * of 32 bits and its content; property 32 is the certificate ([MS-GPEF] 2.2.2).
 */
public final class Certificates implements KeyFormat {
    private static final int CERTIFICATE = 32;

    @Override
    public Parsed parse(SourceKey key) {
        Optional<Data> blob = key.key().data("Blob");
        if (blob.isEmpty() || !(blob.get() instanceof Data.Raw raw)) {
            return Parsed.of(List.of(), 0);
        }
        Optional<X509Certificate> certificate = certificate(raw.bytes());
        String value = certificate
                .map(c -> c.getSubjectX500Principal().getName() + " — "
                        + c.getIssuerX500Principal().getName())
                .orElse("");
        return Parsed.of(List.of(Commands.shown(key.name(), value)), certificate.isPresent() ? 0 : 1);
    }

    private static Optional<X509Certificate> certificate(byte[] blob) {
        ByteBuffer left = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
        while (left.remaining() >= 12) {
            int id = left.getInt();
            left.getInt();
            int length = left.getInt();
            if (length < 0 || length > left.remaining()) {
                return Optional.empty();
            }
            byte[] content = new byte[length];
            left.get(content);
            if (id == CERTIFICATE) {
                return read(content);
            }
        }
        return Optional.empty();
    }

    private static Optional<X509Certificate> read(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
                            instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
