package bzh.vigie.collector.identity;

import bzh.vigie.collector.identity.EnrolmentOutcome.Reason;
import bzh.vigie.collector.identity.EnrolmentOutcome.Refused;
import bzh.vigie.collector.identity.EnrolmentOutcome.Signed;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.text.RefusalText;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * New certificates for agents that have one: for the key that the host is known by, which the agent has just proved to hold
 * in the handshake. Another key needs a new enrolment. Thread-safe; blocks on the store.
 */
public final class Renewals {
    private final Store store;
    private final Supplier<Authorities> authorities;
    private final InstantSource clock;

    public Renewals(Store store, Supplier<Authorities> authorities, InstantSource clock) {
        this.store = store;
        this.authorities = authorities;
        this.clock = clock;
    }

    /**
     * Renews; admission says whether the agent may.
     *
     * @param presented the certificate of the connection
     */
    public EnrolmentOutcome renew(X509Certificate presented, byte[] csr) {
        Optional<SigningRequest> request = SigningRequest.parse(csr);
        if (request.isEmpty()) {
            return new Refused(Reason.BAD_REQUEST, RefusalText.detail("bad-request", SigningRequest.MAX_BYTES), 0);
        }
        if (!request.get().publicKey().equals(presented.getPublicKey())) {
            return new Refused(Reason.BAD_REQUEST, RefusalText.detail("another-key"), 0);
        }
        return store.write(session -> {
            Optional<Host> host = AgentCertificate.agentId(presented)
                    .flatMap(id -> session.hosts().find(id));
            Admission admission = Admission.judge(host, presented, clock.instant());
            if (!admission.mayRenew() || host.isEmpty()) {
                return new Refused(Reason.NOT_ALLOWED, "", 0);
            }
            Authorities now = authorities.get();
            X509Certificate fresh = now.signing()
                    .agent(host.get().id(), host.get().commune(), request.get().publicKey(), clock.instant());
            session.hosts()
                    .certificate(
                            host.get().id(),
                            host.get().publicKey(),
                            fresh.getNotAfter().toInstant());
            return new Signed(host.get().id(), host.get().commune(), fresh, now);
        });
    }
}
