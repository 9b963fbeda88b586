package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue.Data;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The value {@code Blob} of a key in a store of certificates: a row of properties, each an id, a version and a length of 32 bits and
 * its content; property 32 is the certificate ([MS-GPEF] 2.2.2).
 *
 * @param certificate empty where no property is one
 * @param isWhole whether the row could be read up to the certificate, or to its end
 */
public record CertificateBlob(Optional<EncodedCertificate> certificate, boolean isWhole) {
    private static final int CERTIFICATE = 32;
    private static final int HEAD = 12;

    /** That of a key; empty where it has none. */
    public static Optional<CertificateBlob> of(RegistryKey key) {
        return key.data("Blob")
                .flatMap(data -> data instanceof Data.Raw raw ? Optional.of(of(raw.bytes())) : Optional.empty());
    }

    private static CertificateBlob of(byte[] blob) {
        ByteBuffer left = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
        while (left.remaining() >= HEAD) {
            int id = left.getInt();
            left.getInt();
            int length = left.getInt();
            if (length < 0 || length > left.remaining()) {
                return new CertificateBlob(Optional.empty(), false);
            }
            byte[] content = new byte[length];
            left.get(content);
            if (id == CERTIFICATE) {
                return new CertificateBlob(Optional.of(new EncodedCertificate(content)), true);
            }
        }
        return new CertificateBlob(Optional.empty(), !left.hasRemaining());
    }
}
