package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.FileFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates of authorities that programs of the machine trust, encoded as PEM (RFC 7468, OpenSSL's TRUSTED among them) or DER: one item
 * for each. The name is the subject; the value has issuer, dates and the fingerprints of the certificate and of its key, as SHA-256. Links
 * to where the system keeps what it was given or made of it are passed over: that is read there.
 */
public final class TrustedCertificates implements FileFormat {
    /** More certificates in one file are not read. */
    private static final int MOST = 64;

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_NAME = 300;
    private static final byte SEQUENCE = 0x30;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\\s]{1,65536}+)-----END ");
    private static final Pattern KEPT =
            Pattern.compile("[^/]+|(?:/|(?:\\.\\./){1,40})(?:usr/(?:local/)?share/ca-certificates"
                    + "|(?:etc/)?(?:ssl/certs|(?:pki/)?ca-trust/extracted|ca-certificates/extracted))/(?!.*\\.\\.).*");

    @Override
    public Parsed parse(SourceFile file, OpenFile content) {
        if (file.link().filter(link -> KEPT.matcher(link).matches()).isPresent()) {
            return Parsed.of(List.of(), 0);
        }
        List<byte[]> encoded = encoded(bytes(content));
        List<Draft> drafts = encoded.stream()
                .limit(MOST)
                .map(TrustedCertificates::draft)
                .flatMap(Optional::stream)
                .toList();
        return Parsed.of(drafts, encoded.size() - drafts.size());
    }

    private static byte[] bytes(OpenFile content) {
        byte[] all = new byte[(int) Math.min(MAX_BYTES, content.status().size())];
        return Arrays.copyOf(all, Math.max(0, content.read(0, all)));
    }

    private static List<byte[]> encoded(byte[] bytes) {
        Matcher pem = PEM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        List<byte[]> all = new ArrayList<>();
        while (pem.find() && all.size() <= MOST) {
            all.add(decoded(pem.group(1)));
        }
        // PEM of something else, such as parameters, and texts are no certificates.
        return all.isEmpty() && bytes.length > 0 && bytes[0] == SEQUENCE ? List.of(bytes) : all;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static Optional<Draft> draft(byte[] encoded) {
        EncodedCertificate certificate = new EncodedCertificate(encoded);
        return certificate.decoded().map(each -> {
            String value = "issuer=%s from=%s to=%s %s key=%s"
                    .formatted(
                            bounded(each.getIssuerX500Principal().getName()),
                            day(each.getNotBefore().toInstant()),
                            day(each.getNotAfter().toInstant()),
                            certificate.fingerprint(),
                            fingerprint(each));
            return Draft.of(bounded(each.getSubjectX500Principal().getName()), value, new Run.Nothing());
        });
    }

    private static String fingerprint(X509Certificate certificate) {
        return EncodedCertificate.fingerprint(certificate.getPublicKey().getEncoded());
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String bounded(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }
}
