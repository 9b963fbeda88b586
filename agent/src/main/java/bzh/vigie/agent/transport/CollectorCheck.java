package bzh.vigie.agent.transport;

import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import java.io.Serial;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides whether a server certificate is our collector's: signed by a trusted authority, made for servers, carrying the
 * name that was dialled (RFC 5280, RFC 9525), and not over when a collector last told the time. The host's own clock plays no
 * part: it may be off by years and must not cut the host from its collector (DESIGN.md 5.2).
 */
final class CollectorCheck extends X509ExtendedTrustManager {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final int LONGEST_CHAIN = 4;
    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;

    private final Trust trust;
    private final String host;
    private Optional<X509Certificate> anchor = Optional.empty();

    CollectorCheck(Trust trust, String host) {
        this.trust = trust;
        this.host = host;
    }

    /** Why a certificate was refused; found again under the handshake's exception. */
    static final class Refused extends CertificateException {
        @Serial
        private static final long serialVersionUID = 1L;

        final Kind kind;
        final String detail;

        Refused(Kind kind, String detail) {
            super(detail);
            this.kind = kind;
            this.detail = detail;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(List.of(chain));
    }

    /** The trusted authority by which the collector was found to be ours; empty where it was not. */
    Optional<X509Certificate> anchor() {
        return anchor;
    }

    private void check(List<X509Certificate> chain) throws CertificateException {
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            throw new Refused(Kind.WRONG_CERTIFICATE, SourceText.detail("certificate-chain", chain.size()));
        }
        vouchedFor(chain);
        X509Certificate leaf = chain.getFirst();
        List<String> uses = leaf.getExtendedKeyUsage();
        if (uses == null || !uses.contains(SERVER_AUTH)) {
            throw new Refused(Kind.WRONG_CERTIFICATE, SourceText.detail("certificate-no-server", subject(leaf)));
        }
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new Refused(Kind.WRONG_CERTIFICATE, SourceText.detail("certificate-no-signing", subject(leaf)));
        }
        Instant end = leaf.getNotAfter().toInstant();
        if (trust instanceof Trust.Authorities known && end.isBefore(known.reached())) {
            throw new Refused(Kind.WRONG_CERTIFICATE, SourceText.detail("certificate-over", end, known.reached()));
        }
        if (!named(leaf)) {
            throw new Refused(Kind.WRONG_CERTIFICATE, SourceText.detail("certificate-other-name", host, subject(leaf)));
        }
    }

    /** Follows the chain from the server's certificate to one that a trusted authority signed. */
    private void vouchedFor(List<X509Certificate> chain) throws CertificateException {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate each = chain.get(i);
            if (each.hasUnsupportedCriticalExtension()) {
                throw new Refused(Kind.WRONG_CERTIFICATE, SourceText.detail("certificate-extension", subject(each)));
            }
            Optional<X509Certificate> found = authorities(chain.subList(i + 1, chain.size())).stream()
                    .filter(authority -> Trust.signed(authority, each))
                    .findFirst();
            if (found.isPresent()) {
                anchor = found;
                return;
            }
            if (i + 1 == chain.size() || !Trust.signed(chain.get(i + 1), each)) {
                throw new Refused(
                        Kind.OTHER_AUTHORITY, each.getIssuerX500Principal().getName());
            }
        }
    }

    private List<X509Certificate> authorities(List<X509Certificate> rest) throws CertificateException {
        return switch (trust) {
            case Trust.Authorities known -> known.certificates();
            case Trust.Pinned pinned -> {
                for (X509Certificate each : rest) {
                    if (Sha256.over(each.getEncoded()).equals(pinned.authority())) {
                        yield List.of(each);
                    }
                }
                yield List.of();
            }
        };
    }

    private boolean named(X509Certificate leaf) throws CertificateException {
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        Optional<InetAddress> address = literal(host);
        for (List<?> name : names) {
            if (!(name.get(0) instanceof Integer type) || !(name.get(1) instanceof String text)) {
                continue;
            }
            boolean same = switch (type) {
                case SAN_DNS -> address.isEmpty() && text.equalsIgnoreCase(host);
                case SAN_IP -> address.isPresent() && literal(text).equals(address);
                default -> false;
            };
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("the agent accepts no connections");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("the agent accepts no connections");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the agent accepts no connections");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
