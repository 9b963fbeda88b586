package bzh.vigie.collector.report;

import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.ReportSigner;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The signature of a report: a detached CMS (RFC 5652) in the PDF itself, as PAdES wants it (ETSI EN 319 142-1, level B-B without a
 * policy), which any reader of PDF shows. Beside the digest of the file it signs what the report claims, so that a verifier can say it
 * without reading the PDF:
 *
 * <pre>
 *   signed attributes   content type       data
 *                       message digest     SHA-256 of all of the file but the room of the signature
 *                       signing certificate (v2)   SHA-256 of the signer's certificate
 *                       claims             {@value #CLAIMS}, OCTET STRING, the encoding of a {@link LedgerContent}
 *   certificates        the signer's, for signing documents alone, and the authority's above it
 *   unsigned            nothing
 * </pre>
 *
 * A verifier puts the structure together anew out of these parts and wants it equal to the byte, so nothing else can be in it. It trusts
 * one thing: the SHA-256 of the authority's certificate, which it must have from elsewhere.
 */
public final class ReportSignature {
    /** Under 2.25, where identifiers are made of UUIDs (ITU-T X.667). */
    private static final String CLAIMS = "2.25.171620904375829138479027845103387652214";

    private static final ASN1ObjectIdentifier CLAIMS_ID = new ASN1ObjectIdentifier(CLAIMS);
    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    private ReportSignature() {}

    /** What is said of a file. */
    public sealed interface Verdict {}

    /**
     * The report is as it was signed.
     *
     * @param claims what it claims
     * @param signer the certificate that signed it
     * @param authority the one above it, which is trusted
     */
    public record Authentic(LedgerContent claims, X509Certificate signer, X509Certificate authority)
            implements Verdict {}

    /** It is not, and why. */
    public record Refused(Reason reason, Optional<Sha256> authority) implements Verdict {}

    /** Why a file is refused. */
    public enum Reason {
        /** It is no report of Vigie's: nothing in it is a signature that covers all of it. */
        NO_REPORT,
        /** It, or its signature, was changed after it was signed. */
        CHANGED,
        /** It is signed, by a collector whose authority is not the one that is trusted. */
        ANOTHER_COLLECTOR,
        /** The certificate that signed is not for signing reports, or its time does not fit the date of the report. */
        NOT_FOR_REPORTS
    }

    /** The file with its signature. */
    public static byte[] sign(SignaturePlace place, LedgerContent claims, ReportSigner signer) {
        try {
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(new Attribute(CMSAttributes.contentType, new DERSet(CMSObjectIdentifiers.data)));
            attributes.add(new Attribute(
                    CMSAttributes.messageDigest,
                    new DERSet(new DEROctetString(place.digest().bytes()))));
            attributes.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                    new DERSet(new SigningCertificateV2(new ESSCertIDv2(
                            SHA256,
                            Sha256.over(signer.certificate().getEncoded()).bytes())))));
            attributes.add(new Attribute(CLAIMS_ID, new DERSet(new DEROctetString(claims.bytes()))));
            ASN1Set signed = new DERSet(attributes);
            byte[] signature = signer.sign(signed.getEncoded(ASN1Encoding.DER));
            return place.signed(put(signed, signature, signer.certificate(), signer.authority()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("certificates that were just read are encoded", e);
        }
    }

    /** The one form of a signature that is made here. */
    private static byte[] put(ASN1Set signed, byte[] signature, X509Certificate signer, X509Certificate authority)
            throws IOException, GeneralSecurityException {
        Certificate leaf = Certificate.getInstance(signer.getEncoded());
        SignerInfo info = new SignerInfo(
                new SignerIdentifier(new IssuerAndSerialNumber(leaf)),
                SHA256,
                signed,
                ECDSA,
                new DEROctetString(signature),
                null);
        ASN1EncodableVector certificates = new ASN1EncodableVector();
        certificates.add(leaf);
        certificates.add(Certificate.getInstance(authority.getEncoded()));
        SignedData data = new SignedData(
                new DERSet(SHA256),
                new ContentInfo(CMSObjectIdentifiers.data, null),
                new DERSet(certificates),
                null,
                new DERSet(info));
        return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded(ASN1Encoding.DER);
    }

    /**
     * What can be said of a file.
     *
     * @param trusted SHA-256 of the certificates of authorities that are trusted
     */
    public static Verdict verify(byte[] file, Collection<Sha256> trusted) {
        Optional<SignaturePlace> place = SignaturePlace.find(file);
        if (place.isEmpty()) {
            return new Refused(Reason.NO_REPORT, Optional.empty());
        }
        Optional<byte[]> signature = place.get().signature();
        if (signature.isEmpty()) {
            return new Refused(Reason.CHANGED, Optional.empty());
        }
        try {
            return verify(place.get(), signature.get(), trusted);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The library lets malformed structures through as unchecked exceptions.
            return new Refused(Reason.CHANGED, Optional.empty());
        }
    }

    private static Verdict verify(SignaturePlace place, byte[] cms, Collection<Sha256> trusted)
            throws IOException, GeneralSecurityException {
        SignedData data = SignedData.getInstance(ContentInfo.getInstance(cms).getContent());
        SignerInfo info = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
        ASN1Set signed = info.getAuthenticatedAttributes();
        AttributeTable attributes = new AttributeTable(signed);
        Sha256 leafDigest = Sha256.of(
                SigningCertificateV2.getInstance(value(attributes, PKCSObjectIdentifiers.id_aa_signingCertificateV2))
                        .getCerts()[0]
                        .getCertHash());
        List<X509Certificate> certificates = certificates(data.getCertificates());
        X509Certificate signer = certificates.getFirst();
        X509Certificate authority = certificates.getLast();
        if (!digest(signer).equals(leafDigest)) {
            signer = certificates.getLast();
            authority = certificates.getFirst();
        }
        byte[] bytes = info.getEncryptedDigest().getOctets();
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(signer.getPublicKey());
        check.update(signed.getEncoded(ASN1Encoding.DER));
        boolean whole = certificates.size() == 2
                && digest(signer).equals(leafDigest)
                && signed.size() == 4
                && CMSObjectIdentifiers.data.equals(value(attributes, CMSAttributes.contentType))
                && Arrays.equals(
                        octets(attributes, CMSAttributes.messageDigest),
                        place.digest().bytes())
                && check.verify(bytes)
                && Arrays.equals(put(signed, bytes, signer, authority), cms);
        Optional<LedgerContent> claims = LedgerContent.parse(octets(attributes, CLAIMS_ID));
        if (!whole || claims.isEmpty()) {
            return new Refused(Reason.CHANGED, Optional.empty());
        }
        if (!trusted.contains(digest(authority))) {
            return new Refused(Reason.ANOTHER_COLLECTOR, Optional.of(digest(authority)));
        }
        signer.verify(authority.getPublicKey());
        return forReports(signer, authority, claims.get())
                ? new Authentic(claims.get(), signer, authority)
                : new Refused(Reason.NOT_FOR_REPORTS, Optional.of(digest(authority)));
    }

    private static boolean forReports(X509Certificate signer, X509Certificate authority, LedgerContent claims)
            throws GeneralSecurityException {
        Instant made = Instant.parse(claims.field(ReportClaims.MADE));
        List<String> purposes = signer.getExtendedKeyUsage();
        return signer.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                && authority.getBasicConstraints() >= 0
                && signer.getBasicConstraints() < 0
                && purposes != null
                && purposes.equals(List.of(Authority.DOCUMENT_SIGNING))
                && !made.isBefore(signer.getNotBefore().toInstant())
                && !made.isAfter(signer.getNotAfter().toInstant());
    }

    private static List<X509Certificate> certificates(ASN1Set set) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> all = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            byte[] der = set.getObjectAt(i).toASN1Primitive().getEncoded(ASN1Encoding.DER);
            all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return all;
    }

    private static Sha256 digest(X509Certificate certificate) throws GeneralSecurityException {
        return Sha256.over(certificate.getEncoded());
    }

    private static ASN1Primitive value(AttributeTable attributes, ASN1ObjectIdentifier id) throws IOException {
        Attribute attribute = attributes.get(id);
        if (attribute == null || attribute.getAttrValues().size() != 1) {
            throw new IOException("an attribute is missing");
        }
        return attribute.getAttrValues().getObjectAt(0).toASN1Primitive();
    }

    private static byte[] octets(AttributeTable attributes, ASN1ObjectIdentifier id) throws IOException {
        return ASN1OctetString.getInstance(value(attributes, id)).getOctets();
    }
}
