package bzh.vigie.agent.transport;

import bzh.vigie.event.Sha256;
import java.security.cert.X509Certificate;
import java.util.List;

/** Which certificate authority may vouch for a collector. */
public sealed interface Trust {
    /** At enrolment: the one whose certificate (DER) has this SHA-256; the collector sends it along in its chain. */
    record Pinned(Sha256 authority) implements Trust {}

    /** Afterwards: these, as they were given at enrolment or renewal. */
    record Authorities(List<X509Certificate> certificates) implements Trust {
        public Authorities {
            certificates = List.copyOf(certificates);
        }
    }
}
