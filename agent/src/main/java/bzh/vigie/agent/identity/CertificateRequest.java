package bzh.vigie.agent.identity;

/**
 * A certificate request: PKCS #10 (RFC 2986) in DER, signed with ECDSA and SHA-256 (RFC 5758). It asks for nothing but a
 * certificate for its key: the collector decides the name and everything else.
 */
public final class CertificateRequest {
    private CertificateRequest() {}

    /** The request for this key. */
    public static byte[] der(AgentKey key) {
        byte[] commonName = Der.sequence(Der.objectId(2, 5, 4, 3), Der.utf8("vigie-agent"));
        byte[] name = Der.sequence(Der.set(commonName));
        byte[] info = Der.sequence(Der.integer(0), name, key.publicInfo(), Der.context(0));
        byte[] algorithm = Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2));
        return Der.sequence(info, algorithm, Der.bits(key.sign(info)));
    }
}
