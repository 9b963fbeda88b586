package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.AgentCertificate;
import bzh.vigie.collector.identity.Authorities;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets the handshake complete for every agent certificate that one of our authorities signed, whatever its dates: expired,
 * revoked and unknown are answers that the agent gets afterwards, in words.
 */
final class AgentTrust extends X509ExtendedTrustManager {
    private final Authorities authorities;

    AgentTrust(Authorities authorities) {
        this.authorities = authorities;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length == 0 || AgentCertificate.agentId(chain[0]).isEmpty() || !authorities.signed(chain[0])) {
            throw new CertificateException("not an agent certificate of this collector's authority");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the gateway connects to nobody");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.trusted().toArray(new X509Certificate[0]);
    }
}
