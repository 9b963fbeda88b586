package bzh.vigie.collector.ledger;

import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * A time stamp (RFC 3161) of an anchor: a third party's word that the anchor's line existed at a time. What is stamped is the SHA-256
 * of {@link Anchor#line} in ASCII, so that {@code openssl ts -verify} says the same of a file with that line alone.
 */
public final class TimeStamp {
    /** Most bytes of an answer. */
    public static final int MOST_BYTES = 64 << 10;

    private TimeStamp() {}

    /** The request for an anchor, as it is sent; the authority is asked for its certificate. */
    public static byte[] request(Anchor anchor, BigInteger nonce) throws IOException {
        return asked(anchor, nonce).getEncoded();
    }

    private static TimeStampRequest asked(Anchor anchor, BigInteger nonce) throws IOException {
        TimeStampRequestGenerator request = new TimeStampRequestGenerator();
        request.setCertReq(true);
        return request.generate(TSPAlgorithms.SHA256, imprint(anchor).bytes(), nonce);
    }

    private static Sha256 imprint(Anchor anchor) {
        return Sha256.over(anchor.line().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * When the authority says that the anchor existed.
     *
     * @param answer a whole answer of the authority (a file {@code .tsr})
     * @param authorities who may have signed the stamping authority's certificate, at least one
     * @throws TimeStampException with the reason, where it is not that
     */
    public static Instant verify(byte[] answer, Anchor anchor, Collection<X509Certificate> authorities)
            throws TimeStampException {
        return verified(read(answer), anchor, authorities);
    }

    /** Like {@link #verify}, of the answer to that very request. */
    public static Instant verifyAnswer(
            byte[] answer, Anchor anchor, BigInteger nonce, Collection<X509Certificate> authorities)
            throws TimeStampException {
        TimeStampResponse response = read(answer);
        try {
            response.validate(asked(anchor, nonce));
        } catch (TSPException | IOException e) {
            throw new TimeStampException(TimeStampException.Reason.OF_SOMETHING_ELSE, e);
        }
        return verified(response, anchor, authorities);
    }

    private static TimeStampResponse read(byte[] answer) throws TimeStampException {
        if (answer.length > MOST_BYTES) {
            throw new TimeStampException(TimeStampException.Reason.NOT_READ, new IOException("too long"));
        }
        try {
            return new TimeStampResponse(answer);
        } catch (TSPException | IOException | RuntimeException e) {
            // The library lets malformed structures through as unchecked exceptions.
            throw new TimeStampException(TimeStampException.Reason.NOT_READ, e);
        }
    }

    private static Instant verified(TimeStampResponse response, Anchor anchor, Collection<X509Certificate> authorities)
            throws TimeStampException {
        TimeStampToken token = response.getTimeStampToken();
        boolean granted =
                response.getStatus() == PKIStatus.GRANTED || response.getStatus() == PKIStatus.GRANTED_WITH_MODS;
        if (!granted || token == null) {
            throw new TimeStampException(
                    TimeStampException.Reason.REFUSED, new IOException("status " + response.getStatus()));
        }
        boolean same = TSPAlgorithms.SHA256.equals(token.getTimeStampInfo().getMessageImprintAlgOID())
                && java.util.Arrays.equals(
                        token.getTimeStampInfo().getMessageImprintDigest(),
                        imprint(anchor).bytes());
        if (!same) {
            throw new TimeStampException(
                    TimeStampException.Reason.OF_SOMETHING_ELSE, new IOException("another imprint"));
        }
        try {
            Instant time = token.getTimeStampInfo().getGenTime().toInstant();
            X509CertificateHolder signer = signer(token);
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
            trusted(token, signer, authorities, time);
            return time;
        } catch (TSPException
                | OperatorCreationException
                | GeneralSecurityException
                | IOException
                | RuntimeException e) {
            throw new TimeStampException(TimeStampException.Reason.NOT_SIGNED, e);
        }
    }

    private static X509CertificateHolder signer(TimeStampToken token) throws IOException {
        Collection<X509CertificateHolder> found = token.getCertificates().getMatches(null).stream()
                .filter(each -> token.getSID().match(each))
                .collect(Collectors.toList());
        if (found.size() != 1) {
            throw new IOException("its signer's certificate is not in it");
        }
        return found.iterator().next();
    }

    /** A path from one of the authorities to the signer, valid when it signed (PKIX, RFC 5280; revocation is not looked up). */
    private static void trusted(
            TimeStampToken token, X509CertificateHolder signer, Collection<X509Certificate> authorities, Instant time)
            throws GeneralSecurityException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> all = new ArrayList<>();
        for (X509CertificateHolder each : token.getCertificates().getMatches(null)) {
            all.add(certificate(converter, each));
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate(converter, signer));
        Set<TrustAnchor> anchors =
                authorities.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(time));
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }

    private static X509Certificate certificate(JcaX509CertificateConverter converter, X509CertificateHolder holder)
            throws CertificateException {
        return converter.getCertificate(holder);
    }
}
