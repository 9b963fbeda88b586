package bzh.vigie.collector.identity;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * One certificate authority: its certificate and the key that signs. Thread-safe.
 *
 * <p>Certificates begin a day before they are made, so that nobody has to care about a clock that is a little behind.
 */
public final class Authority {
    /** How long a new authority is valid. */
    public static final Duration VALID = Duration.ofDays(3_652);

    /** How long a server's certificate is valid; it is renewed at two thirds. */
    public static final Duration SERVER_VALID = Duration.ofDays(30);

    /** How long an agent's certificate is valid. */
    public static final Duration AGENT_VALID = Duration.ofDays(30);

    /** How long a certificate that signs a report is valid: it signs one. */
    public static final Duration REPORT_VALID = Duration.ofDays(1);

    /** Signing of documents (RFC 9336): no certificate of a server or an agent is for it. */
    public static final String DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";

    private static final Duration BEFORE = Duration.ofDays(1);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final SecureRandom random;

    /** An authority that exists. */
    public Authority(X509Certificate certificate, PrivateKey key, SecureRandom random) {
        this.certificate = certificate;
        this.key = key;
        this.random = random;
    }

    /** A new one with a name of its own, so that two of them can be told apart during a rollover. */
    public static Authority create(Instant now, SecureRandom random) {
        return create(Keys.generate(random), now, random);
    }

    /** The same with that key. */
    static Authority create(KeyPair pair, Instant now, SecureRandom random) {
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        X500Principal name = new X500Principal("CN=Vigie CA " + HexFormat.of().formatHex(mark));
        try {
            X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, VALID, random);
            // One more authority below it: the next one, during a rollover.
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(1));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Authority(sign(builder, pair.getPrivate()), pair.getPrivate(), random);
        } catch (CertIOException e) {
            throw IdentityException.unable("X.509 certificates", e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    PrivateKey key() {
        return key;
    }

    /**
     * Says of another authority that it is one: a certificate for its name and key, signed by this one and valid as long as
     * this one is. With it who trusts only this one can follow to the other.
     */
    X509Certificate vouchFor(Authority other, Instant now) {
        try {
            X509v3CertificateBuilder builder = builder(
                    certificate.getSubjectX500Principal(),
                    other.certificate.getSubjectX500Principal(),
                    other.certificate.getPublicKey(),
                    now,
                    Duration.between(now, certificate.getNotAfter().toInstant()),
                    random);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(builder, key);
        } catch (CertIOException e) {
            throw IdentityException.unable("X.509 certificates", e);
        }
    }

    /** When it was made. */
    public Instant made() {
        return made(certificate);
    }

    /** When an authority with this certificate was made. */
    public static Instant made(X509Certificate authority) {
        return authority.getNotBefore().toInstant().plus(BEFORE);
    }

    /** A server certificate for these DNS names and IP addresses, at least one. */
    public X509Certificate server(List<String> names, PublicKey publicKey, Instant now) {
        GeneralName[] sans = names.stream().map(Authority::san).toArray(GeneralName[]::new);
        // A common name is at most 64 characters (RFC 5280, appendix A); what counts are the alternative names.
        return leaf(
                new X500Principal("CN=Vigie collector"),
                new GeneralNames(sans),
                KeyPurposeId.id_kp_serverAuth,
                publicKey,
                now,
                SERVER_VALID);
    }

    /** An agent's certificate. */
    public X509Certificate agent(AgentId id, Commune commune, PublicKey publicKey, Instant now) {
        return leaf(
                new X500Principal("CN=" + id.text() + ",OU=" + commune.insee()),
                new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, AgentCertificate.URI_PREFIX + id)),
                KeyPurposeId.id_kp_clientAuth,
                publicKey,
                now,
                AGENT_VALID);
    }

    /** Who signs one report: a key of its own, which is kept nowhere. */
    public ReportSigner reportSigner(Instant now) {
        KeyPair pair = Keys.generate(random);
        return new ReportSigner(reports(pair.getPublic(), now), certificate, pair.getPrivate());
    }

    /** A certificate that signs reports, and is good for nothing else. */
    public X509Certificate reports(PublicKey publicKey, Instant now) {
        return leaf(
                new X500Principal("CN=Vigie reports"),
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "urn:vigie:reports")),
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier(DOCUMENT_SIGNING)),
                publicKey,
                now,
                REPORT_VALID);
    }

    private X509Certificate leaf(
            X500Principal subject,
            GeneralNames names,
            KeyPurposeId purpose,
            PublicKey publicKey,
            Instant now,
            Duration valid) {
        try {
            X509v3CertificateBuilder builder =
                    builder(certificate.getSubjectX500Principal(), subject, publicKey, now, valid, random);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(Extension.subjectAlternativeName, false, names);
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
            return sign(builder, key);
        } catch (CertIOException | GeneralSecurityException e) {
            throw IdentityException.unable("X.509 certificates", e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer,
            X500Principal subject,
            PublicKey publicKey,
            Instant now,
            Duration valid,
            SecureRandom random)
            throws CertIOException {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(127, random).setBit(126),
                    Date.from(now.minus(BEFORE)),
                    Date.from(now.plus(valid)),
                    subject,
                    publicKey);
            return builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(publicKey));
        } catch (GeneralSecurityException e) {
            throw IdentityException.unable("SHA-1", e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw IdentityException.unable("SHA256withECDSA", e);
        }
    }

    private static GeneralName san(String name) {
        try {
            return new GeneralName(
                    GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress());
        } catch (IllegalArgumentException notAnAddress) {
            return new GeneralName(GeneralName.dNSName, name);
        }
    }
}
