package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.event.Sha256;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Certificates from the signer's up, each signed by the next.
 *
 * @param end where it ends
 * @param publisher what the pinned root says; {@link Publisher#OTHER} where it ends elsewhere
 */
record Chain(List<X509Certificate> path, End end, Publisher publisher) {
    private static final int LEAST_BITS = 1_024;

    /** Where a chain ends, from the worst to the best. */
    enum End {
        /** At a certificate whose issuer is there and did not sign it, or may not. */
        WRONG,
        /** At a certificate whose issuer is not there. */
        INCOMPLETE,
        /** At a root that is not pinned. */
        NOT_PINNED,
        PINNED
    }

    Chain {
        path = List.copyOf(path);
    }

    boolean isPinned() {
        return end == End.PINNED;
    }

    /** Fingerprint of the last certificate. */
    Sha256 top() {
        return Pins.fingerprint(path.getLast());
    }

    /** Whether all certificates but a pinned root's were valid then. */
    boolean validAt(Instant time) {
        return signed().stream()
                .allMatch(c -> !time.isBefore(c.getNotBefore().toInstant())
                        && !time.isAfter(c.getNotAfter().toInstant()));
    }

    /** Whether no certificate excludes that usage; the first must name it where {@code told}. */
    boolean allows(String usage, boolean told) {
        for (X509Certificate each : signed()) {
            List<String> usages = usages(each);
            boolean first = each.equals(path.getFirst());
            if (usages.isEmpty() ? first && told : !usages.contains(usage) && !usages.contains(Oids.ANY_USAGE)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a certificate was signed over MD2 or MD5, or has a key of under 1,024 bits. */
    boolean isWeak() {
        return signed().stream().anyMatch(Chain::isWeak);
    }

    private static boolean isWeak(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return algorithm.startsWith("MD")
                || (certificate.getPublicKey() instanceof RSAPublicKey key
                        && key.getModulus().bitLength() < LEAST_BITS);
    }

    /** Extended key usages, none for a certificate that does not limit them. */
    static List<String> usages(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException e) {
            return List.of("unreadable");
        }
    }

    /** All that another one of it signed: a pinned root stands for itself. */
    private List<X509Certificate> signed() {
        return isPinned() && path.size() > 1 ? path.subList(0, path.size() - 1) : path;
    }
}
