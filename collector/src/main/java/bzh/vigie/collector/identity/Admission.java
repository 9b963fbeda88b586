package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an agent with a certificate of ours may do now. Dates are judged by the collector's clock alone. */
public enum Admission {
    /** May send. */
    VALID,
    /** The certificate is over, for at most {@link #GRACE}: may only renew. */
    EXPIRED,
    /** Over for longer: an analyst has to approve. */
    LONG_EXPIRED,
    /** No such agent here, or not with this key. */
    UNKNOWN,
    REVOKED,
    QUARANTINED,
    NEEDS_APPROVAL;

    /** For how long after its end a certificate can still be renewed: a PC of a school sleeps all summer, or a year. */
    public static final Duration GRACE = Duration.ofDays(400);

    /** Judges; the handshake has proved that the agent holds the certificate's key and that we signed it. */
    public static Admission judge(Optional<Host> row, X509Certificate certificate, Instant now) {
        if (row.isEmpty()) {
            return UNKNOWN;
        }
        Host host = row.get();
        if (!Keys.hash(certificate.getPublicKey()).equals(host.publicKey())) {
            return UNKNOWN;
        }
        return switch (host.state()) {
            case REVOKED -> REVOKED;
            case QUARANTINED -> QUARANTINED;
            case WAITING_FOR_APPROVAL -> NEEDS_APPROVAL;
            case ACTIVE, UNINSTALLED -> byDate(host, certificate.getNotAfter().toInstant(), now);
        };
    }

    private static Admission byDate(Host host, Instant end, Instant now) {
        if (now.isBefore(end)) {
            return VALID;
        }
        // An approval sets the row's end anew, and with it the time in which this certificate can be renewed.
        Instant last = end.isAfter(host.certificateExpires()) ? end : host.certificateExpires();
        return now.isAfter(last.plus(GRACE)) ? LONG_EXPIRED : EXPIRED;
    }

    /**
     * A person's decision about a host. One that is let in whose certificate ended too long ago can renew it again, counted from this decision.
     */
    public static void decide(Hosts hosts, Host host, State to, Author author, Instant now) {
        hosts.state(host.id(), to, author);
        if (to == State.ACTIVE && host.certificateExpires().plus(GRACE).isBefore(now)) {
            hosts.certificate(host.id(), host.publicKey(), now);
        }
    }

    /** Whether a new certificate may be signed. */
    public boolean mayRenew() {
        return this == VALID || this == EXPIRED;
    }
}
