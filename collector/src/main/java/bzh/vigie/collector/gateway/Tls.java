package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.IdentityFolder.Server;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** The gateway's side of TLS: 1.3 only, a client certificate asked for but judged after the handshake, no resumption. */
final class Tls {
    /** ALPN of an enrolled agent. */
    static final String AGENT = "vigie/1";

    /** ALPN of one that has no certificate yet. */
    static final String ENROL = "vigie-enrol/1";

    /** ALPN of a protocol to come, so that an agent that speaks nothing else is told and not just cut off. */
    static final String LATER = "vigie/2";

    private Tls() {}

    static SslContext context(Authorities authorities, Server server, SslProvider provider) throws SSLException {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(server.certificate());
        chain.addAll(authorities.chain());
        SslContext context = SslContextBuilder.forServer(server.key(), chain)
                .sslProvider(provider)
                .protocols("TLSv1.3")
                .clientAuth(ClientAuth.OPTIONAL)
                .trustManager(new AgentTrust(authorities))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        AGENT,
                        ENROL,
                        LATER))
                .build();
        context.sessionContext().setSessionTimeout(1);
        return context;
    }
}
