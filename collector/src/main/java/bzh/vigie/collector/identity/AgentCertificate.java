package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * What the certificate of an agent says: its id stands in a SAN URI {@code urn:uuid:…} (RFC 9562, 4; RFC 5280, 4.2.1.6), its commune in the
 * OU of the subject.
 */
public final class AgentCertificate {
    /** What the URI begins with; the agent id follows. */
    public static final String URI_PREFIX = "urn:uuid:";

    /** Extended key usage id-kp-clientAuth (RFC 5280, 4.2.1.12). */
    static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private static final int SAN_URI = 6;

    private AgentCertificate() {}

    /** The agent's commune; empty where the subject names none. */
    public static Optional<Commune> commune(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("OU"))
                            .map(rdn -> new Commune(String.valueOf(rdn.getValue())))
                            .findFirst();
        } catch (InvalidNameException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The agent's id; empty where the certificate is not an agent's. */
    public static Optional<AgentId> agentId(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (usages == null || !usages.contains(CLIENT_AUTH) || names == null) {
                return Optional.empty();
            }
            for (List<?> name : names) {
                if (name.get(0) instanceof Integer kind
                        && kind == SAN_URI
                        && name.get(1) instanceof String uri
                        && uri.startsWith(URI_PREFIX)) {
                    return Optional.of(new AgentId(uri.substring(URI_PREFIX.length())));
                }
            }
            return Optional.empty();
        } catch (CertificateParsingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
