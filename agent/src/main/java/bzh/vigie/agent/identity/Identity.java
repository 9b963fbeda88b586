package bzh.vigie.agent.identity;

import bzh.vigie.agent.transport.Credentials;
import bzh.vigie.agent.transport.Trust;
import bzh.vigie.enrol.CollectorAddress;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What this agent was given at enrolment, and at each renewal since. Valid by construction: the certificate is for the key
 * and signed by one of the authorities. Immutable.
 *
 * @param agentId the id the collector gave, also in the certificate
 * @param commune INSEE code
 * @param collectors where to connect, in order: 1 to 4
 * @param key the agent's key pair
 * @param certificate the agent's own, whatever its dates
 * @param authorities who may vouch for a collector: 1 to 4
 */
public record Identity(
        String agentId,
        String commune,
        List<CollectorAddress> collectors,
        AgentKey key,
        X509Certificate certificate,
        List<X509Certificate> authorities) {
    /** How many authorities one agent trusts at most. */
    static final int MAX_AUTHORITIES = 4;

    /** What stands before the agent id in the certificate's SAN URI (RFC 9562, 4). */
    private static final String AGENT_URI = "urn:uuid:";

    private static final int MAX_CERTIFICATE = 8 * 1024;

    public Identity {
        collectors = List.copyOf(collectors);
        authorities = List.copyOf(authorities);
    }

    /**
     * Checks and makes one.
     *
     * @param certificate X.509 in DER
     * @param authorities X.509 in DER
     * @throws IdentityException where the parts do not belong together
     */
    static Identity of(
            String agentId,
            String commune,
            List<CollectorAddress> collectors,
            AgentKey key,
            byte[] certificate,
            List<byte[]> authorities)
            throws IdentityException {
        if (agentId.isEmpty() || agentId.length() > 64 || commune.isEmpty() || commune.length() > 16) {
            throw new IdentityException("identity-no-id");
        }
        if (authorities.isEmpty() || authorities.size() > MAX_AUTHORITIES) {
            throw new IdentityException("identity-authorities");
        }
        X509Certificate own = certificate(certificate);
        List<X509Certificate> trusted = new ArrayList<>();
        for (byte[] each : authorities) {
            X509Certificate authority = certificate(each);
            if (!Trust.mayVouch(authority)) {
                throw new IdentityException("identity-no-authority");
            }
            trusted.add(authority);
        }
        if (!key.belongsTo(own.getPublicKey())) {
            throw new IdentityException("identity-other-key");
        }
        if (trusted.stream().noneMatch(authority -> Trust.signed(authority, own))) {
            throw new IdentityException("identity-unsigned");
        }
        if (!names(own, agentId)) {
            throw new IdentityException("identity-other-id");
        }
        return new Identity(agentId, commune, collectors, key, own, trusted);
    }

    /**
     * This with a renewed certificate for the same agent. An authority is new only where one that is known vouches for it, so
     * that whoever has the collector's own key, and no authority's, changes nothing.
     *
     * @param bridges certificates of new authorities, signed by known ones, in DER; at most 4
     * @param anchor the authority by which the collector of this connection was checked
     * @throws IdentityException also where the certificate is no newer, the anchor is left out or nobody vouches for a new authority
     */
    public Identity renewed(
            byte[] newCertificate, List<byte[]> newAuthorities, List<byte[]> bridges, X509Certificate anchor)
            throws IdentityException {
        Identity next = of(agentId, commune, collectors, key, newCertificate, newAuthorities);
        if (next.certificate.equals(certificate) || next.end().isBefore(end())) {
            throw new IdentityException("identity-no-newer");
        }
        if (!next.authorities.contains(anchor)) {
            throw new IdentityException("identity-anchor");
        }
        List<X509Certificate> vouching = new ArrayList<>();
        for (byte[] each : bridges.subList(0, Math.min(bridges.size(), MAX_AUTHORITIES))) {
            X509Certificate bridge = certificate(each);
            if (Trust.mayVouch(bridge) && authorities.stream().anyMatch(known -> Trust.signed(known, bridge))) {
                vouching.add(bridge);
            }
        }
        for (X509Certificate each : next.authorities) {
            if (!authorities.contains(each) && vouching.stream().noneMatch(bridge -> sameAuthority(bridge, each))) {
                throw new IdentityException("identity-not-vouched");
            }
        }
        return next;
    }

    private static boolean sameAuthority(X509Certificate bridge, X509Certificate authority) {
        return bridge.getSubjectX500Principal().equals(authority.getSubjectX500Principal())
                && bridge.getPublicKey().equals(authority.getPublicKey());
    }

    private Instant end() {
        return certificate.getNotAfter().toInstant();
    }

    /** Whether two thirds of the certificate's life are over (DESIGN.md 5.2), by the collector's clock, not the host's. */
    public boolean renewalDue(Instant collectorTime) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, end());
        return !collectorTime.isBefore(from.plus(life.multipliedBy(2).dividedBy(3)));
    }

    /** What to prove oneself with. */
    public Credentials credentials() {
        return new Credentials(key.privateKey(), certificate);
    }

    /**
     * The authorities to believe.
     *
     * @param reached the latest time that a collector told
     */
    public Trust trust(Instant reached) {
        return new Trust.Authorities(authorities, reached);
    }

    private static X509Certificate certificate(byte[] der) throws IdentityException {
        if (der.length > MAX_CERTIFICATE) {
            throw new IdentityException("identity-too-long");
        }
        try (InputStream in = new ByteArrayInputStream(der)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException | java.io.IOException e) {
            throw new IdentityException(e, "identity-unreadable");
        }
    }

    private static boolean names(X509Certificate certificate, String agentId) throws IdentityException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .anyMatch(name -> name.get(1) instanceof String text && text.equals(AGENT_URI + agentId));
        } catch (CertificateException e) {
            throw new IdentityException(e, "identity-unreadable");
        }
    }
}
