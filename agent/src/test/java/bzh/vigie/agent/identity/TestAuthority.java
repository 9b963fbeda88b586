package bzh.vigie.agent.identity;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority for tests: makes X.509 certificates (RFC 5280) with whatever dates, uses and names a test wants. */
public final class TestAuthority {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA = Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2));
    private static int serials;

    public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    public static final Instant TO = Instant.parse("2036-01-01T00:00:00Z");

    private final KeyPair pair;
    private final String name;
    private final X509Certificate certificate;

    public TestAuthority(String name) {
        this(name, newPair());
    }

    TestAuthority(String name, KeyPair pair) {
        this.name = name;
        this.pair = pair;
        this.certificate =
                sign(name, pair.getPublic(), FROM, TO, List.of(extension(19, true, Der.sequence(bool())), usage(0x06)));
    }

    /** A certificate for another authority's name and key, signed by this one: the bridge of a rollover. */
    public X509Certificate vouchFor(TestAuthority other) {
        return sign(
                other.name,
                other.pair.getPublic(),
                FROM,
                TO,
                List.of(extension(19, true, Der.sequence(bool())), usage(0x06)));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public byte[] der() {
        return encoded(certificate);
    }

    public static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A server's certificate for these names (addresses or DNS names). */
    public X509Certificate server(PublicKey key, Instant from, Instant to, String... names) {
        return sign("collector", key, from, to, List.of(usage(0x80), eku(1), san(names)));
    }

    /** An agent's certificate for this id. */
    public X509Certificate agent(PublicKey key, String agentId, Instant from, Instant to) {
        return sign("agent", key, from, to, List.of(usage(0x80), eku(2), san("urn:uuid:" + agentId)));
    }

    private X509Certificate sign(String subject, PublicKey key, Instant from, Instant to, List<byte[]> extensions) {
        byte[] info = Der.sequence(
                Der.context(0, Der.integer(2)),
                Der.integer(++serials % 127 + 1),
                ECDSA,
                name(name),
                Der.sequence(time(from), time(to)),
                name(subject),
                key.getEncoded(),
                Der.context(3, Der.sequence(extensions.toArray(new byte[0][]))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(info);
            byte[] whole = Der.sequence(info, ECDSA, Der.bits(signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.objectId(2, 5, 4, 3), Der.utf8(commonName))));
    }

    private static byte[] time(Instant at) {
        return Der.value(0x18, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bool() {
        return Der.value(0x01, new byte[] {(byte) 0xff});
    }

    private static byte[] extension(int last, boolean critical, byte[] content) {
        byte[] id = Der.objectId(2, 5, 29, last);
        byte[] wrapped = Der.value(0x04, content);
        return critical ? Der.sequence(id, bool(), wrapped) : Der.sequence(id, wrapped);
    }

    private static byte[] usage(int bits) {
        return extension(15, true, Der.value(0x03, new byte[] {0, (byte) bits}));
    }

    private static byte[] eku(int last) {
        return extension(37, false, Der.sequence(Der.objectId(1, 3, 6, 1, 5, 5, 7, 3, last)));
    }

    private static byte[] san(String... names) {
        List<byte[]> parts = new ArrayList<>();
        for (String each : names) {
            if (each.startsWith("urn:")) {
                parts.add(Der.value(0x86, each.getBytes(StandardCharsets.US_ASCII)));
                continue;
            }
            try {
                parts.add(Der.value(0x87, InetAddress.ofLiteral(each).getAddress()));
            } catch (IllegalArgumentException e) {
                parts.add(Der.value(0x82, each.getBytes(StandardCharsets.US_ASCII)));
            }
        }
        return extension(17, false, Der.sequence(parts.toArray(new byte[0][])));
    }
}
