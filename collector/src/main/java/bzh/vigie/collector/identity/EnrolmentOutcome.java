package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.security.cert.X509Certificate;

/** What a request for enrolment or renewal came to. */
public sealed interface EnrolmentOutcome {
    /** A certificate was signed. */
    record Signed(AgentId id, Commune commune, X509Certificate certificate, Authorities authorities)
            implements EnrolmentOutcome {}

    /**
     * None was: the host waits for a person, and who it says it is is what somebody else is known by.
     *
     * @param hostname by its own account
     */
    record Doubted(AgentId id, Commune commune, String hostname, String token, Doubt why) implements EnrolmentOutcome {}

    /** Why who a machine says it is is doubted. */
    enum Doubt {
        /** A host of its commune that is revoked or in quarantine has its machine id or its installation id. */
        SHUT_OUT_MACHINE,
        /** A host of its commune that is revoked or in quarantine has its name. */
        SHUT_OUT_NAME,
        /** A host that is revoked or in quarantine was enrolled by the same token. */
        SHUT_OUT_TOKEN,
        /** A list or the directory of its commune has its name as that of more than a workstation. */
        EXPECTED_HOST,
        /** An active host of its commune has its name. */
        TAKEN_NAME
    }

    /**
     * None was.
     *
     * @param detail for {@link bzh.vigie.text.RefusalText}, without anything secret; may be empty
     * @param retryAfterSeconds 0 where asking again is of no use
     */
    record Refused(Reason reason, String detail, int retryAfterSeconds) implements EnrolmentOutcome {}

    /** Why not. */
    enum Reason {
        TOKEN_UNKNOWN,
        TOKEN_EXPIRED,
        TOKEN_USED_UP,
        TOKEN_REVOKED,
        BAD_REQUEST,
        TOO_MANY,
        WAITING_FOR_APPROVAL,
        /** The key is that of a host which was revoked. */
        HOST_REVOKED,
        /** The key is that of a host in quarantine. */
        HOST_QUARANTINED,
        /** The key is that of a host of another commune than the token's. */
        OTHER_COMMUNE,
        /** The certificate does not allow a renewal. */
        NOT_ALLOWED
    }
}
