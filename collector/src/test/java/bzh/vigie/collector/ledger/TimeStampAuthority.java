package bzh.vigie.collector.ledger;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A time-stamping authority on this machine, made for a test, with an authority of certificates above it. */
public final class TimeStampAuthority implements AutoCloseable {
    private final HttpServer server;
    private final KeyPair authorityKey = pair();
    private final X509Certificate authority;
    private final KeyPair stampKey = pair();
    private final X509Certificate stampCertificate;
    private final Instant time;
    private UnaryOperator<byte[]> answer = UnaryOperator.identity();

    public TimeStampAuthority(Instant time, KeyPurposeId purpose) throws IOException, GeneralSecurityException {
        this.time = time;
        authority = certificate("CN=Test CA", "CN=Test CA", authorityKey, authorityKey.getPrivate(), true, purpose);
        stampCertificate =
                certificate("CN=Test CA", "CN=Test TSA", stampKey, authorityKey.getPrivate(), false, purpose);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] bytes = answer.apply(stamp(exchange.getRequestBody().readAllBytes()));
                exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (TSPException | OperatorCreationException | CMSException | GeneralSecurityException e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    /** What becomes of an answer on its way. */
    public void answer(UnaryOperator<byte[]> change) {
        answer = change;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsa");
    }

    public X509Certificate authority() {
        return authority;
    }

    public TimeStampService service() {
        return new TimeStampService(address(), List.of(authority));
    }

    private byte[] stamp(byte[] request)
            throws IOException, TSPException, OperatorCreationException, CMSException, GeneralSecurityException {
        DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                        org.bouncycastle.asn1.oiw.OIWObjectIdentifiers.idSHA1));
        TimeStampTokenGenerator token = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .build("SHA256withECDSA", stampKey.getPrivate(), stampCertificate),
                sha1,
                new ASN1ObjectIdentifier("1.2.3.4.5"));
        token.addCertificates(new JcaCertStore(List.of(stampCertificate, authority)));
        return new TimeStampResponseGenerator(token, TSPAlgorithms.ALLOWED)
                .generate(new TimeStampRequest(request), BigInteger.ONE, Date.from(time))
                .getEncoded();
    }

    private X509Certificate certificate(
            String issuer, String subject, KeyPair pair, PrivateKey signer, boolean isAuthority, KeyPurposeId purpose)
            throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal(issuer),
                BigInteger.valueOf(isAuthority ? 1 : 2),
                Date.from(time.minus(Duration.ofDays(1))),
                Date.from(time.plus(Duration.ofDays(365))),
                new X500Principal(subject),
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (!isAuthority) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        }
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
