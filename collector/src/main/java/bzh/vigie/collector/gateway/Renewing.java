package bzh.vigie.collector.gateway;

import bzh.vigie.collector.identity.Admission;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.EnrolmentOutcome.Doubted;
import bzh.vigie.collector.identity.EnrolmentOutcome.Reason;
import bzh.vigie.collector.identity.EnrolmentOutcome.Refused;
import bzh.vigie.collector.identity.EnrolmentOutcome.Signed;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.v1.CertificateRenewal;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.GoodbyeReason;
import com.google.protobuf.ByteString;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/** The answer to a request for renewal. At the desk. */
final class Renewing {
    private Renewing() {}

    /**
     * What is answered.
     *
     * @param last the connection ends with it
     */
    record Answer(CollectorFrame frame, boolean last) {}

    static Answer renew(AgentSession session, ByteString csr) {
        Stage stage = session.stage();
        Instant end = session.certificate().getNotAfter().toInstant();
        boolean over = !stage.now().isBefore(end);
        return switch (stage.renewals().renew(session.certificate(), csr.toByteArray())) {
            case Signed signed -> {
                CertificateRenewal.Builder renewal =
                        CertificateRenewal.newBuilder().setCertificate(der(signed.certificate()));
                signed.authorities().trusted().forEach(authority -> renewal.addAuthorities(der(authority)));
                signed.authorities().bridge().forEach(bridge -> renewal.addBridges(der(bridge)));
                CollectorFrame frame = CollectorFrame.newBuilder()
                        .setCertificateRenewal(renewal)
                        .build();
                if (over) {
                    stage.notices().renewedLate(signed.id(), signed.commune(), end.toString());
                }
                // Whose certificate was over connects again, with the new one.
                yield new Answer(frame, over);
            }
            case Doubted ignored -> throw new IllegalStateException("a renewal is of a host that is known");
            case Refused refused -> {
                stage.counters().refused.increment();
                yield new Answer(goodbye(session, refused), true);
            }
        };
    }

    private static CollectorFrame goodbye(AgentSession session, Refused refused) {
        if (refused.reason() == Reason.BAD_REQUEST) {
            return Frames.goodbye(GoodbyeReason.GOODBYE_REASON_BAD_FRAME, refused.detail(), 0);
        }
        Stage stage = session.stage();
        Optional<Host> host = stage.store().read(s -> s.hosts().find(session.agent()));
        Admission admission = Admission.judge(host, session.certificate(), stage.now());
        if (admission == Admission.LONG_EXPIRED) {
            Refusals.askAnAnalyst(stage, session.agent());
        }
        return Refusals.goodbye(admission);
    }

    private static ByteString der(X509Certificate certificate) {
        return ByteString.copyFrom(Authorities.der(certificate));
    }
}
