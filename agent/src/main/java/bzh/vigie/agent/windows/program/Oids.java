package bzh.vigie.agent.windows.program;

import java.util.Map;
import java.util.Optional;

/** Object identifiers that signatures are made of (RFC 5652, RFC 3161, RFC 8017; Microsoft's under 1.3.6.1.4.1.311). */
final class Oids {
    static final String SIGNED_DATA = "1.2.840.113549.1.7.2";
    static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    static final String SIGNING_TIME = "1.2.840.113549.1.9.5";
    static final String COUNTER_SIGNATURE = "1.2.840.113549.1.9.6";
    static final String TIME_STAMP_INFO = "1.2.840.113549.1.9.16.1.4";
    static final String RSA_PSS = "1.2.840.113549.1.1.10";

    static final String INDIRECT_DATA = "1.3.6.1.4.1.311.2.1.4";
    static final String NESTED_SIGNATURE = "1.3.6.1.4.1.311.2.4.1";
    static final String TIME_STAMP_TOKEN = "1.3.6.1.4.1.311.3.3.1";
    static final String TRUST_LIST = "1.3.6.1.4.1.311.10.1";

    static final String ANY_USAGE = "2.5.29.37.0";
    static final String SIGNING_CODE = "1.3.6.1.5.5.7.3.3";
    static final String STAMPING_TIME = "1.3.6.1.5.5.7.3.8";
    /** A part of Windows. */
    static final String WINDOWS_PART = "1.3.6.1.4.1.311.10.3.6";
    /** Its signatures end with the certificate, whatever a time stamp says. */
    static final String LIFETIME_SIGNING = "1.3.6.1.4.1.311.10.3.13";

    private static final Map<String, String> DIGESTS = Map.of(
            "1.2.840.113549.2.2", "MD2",
            "1.2.840.113549.2.5", "MD5",
            "1.3.14.3.2.26", "SHA-1",
            "2.16.840.1.101.3.4.2.1", "SHA-256",
            "2.16.840.1.101.3.4.2.2", "SHA-384",
            "2.16.840.1.101.3.4.2.3", "SHA-512");

    private Oids() {}

    /** The digest as Java names it. */
    static Optional<String> digest(String objectId) {
        return Optional.ofNullable(DIGESTS.get(objectId));
    }
}
