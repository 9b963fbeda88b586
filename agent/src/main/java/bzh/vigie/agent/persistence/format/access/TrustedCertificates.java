package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
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
 * to files that are read themselves, or that the system makes of those, are passed over, and so are certificates of no authority.
 */
public final class TrustedCertificates implements FileFormat {
    /** More certificates in one file are not read. */
    private static final int MOST = 64;

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_NAME = 300;
    private static final byte SEQUENCE = 0x30;
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\\s]{1,65536}+)-----END ");

    /** Files of this location, and those that update-ca-certificates(8) and update-ca-trust(8) make of them. */
    private static final Pattern READ_OR_MADE =
            Pattern.compile("/etc/ssl/certs/(?:[^/]+\\.(?:pem|0)|ca-certificates\\.crt|ca-bundle(?:\\.trust)?\\.crt)"
                    + "|/usr/local/share/ca-certificates/(?:[^/]+/)?[^/]+\\.crt|/usr/share/ca-certificates/[^/]+/[^/]+\\.crt"
                    + "|/etc/(?:pki/)?(?:ca-trust|ca-certificates)/extracted/.+");

    @Override
    public Parsed parse(SourceFile file, OpenFile content) {
        if (file.link()
                .filter(link -> READ_OR_MADE.matcher(target(file, link)).matches())
                .isPresent()) {
            return Parsed.of(List.of(), 0);
        }
        List<byte[]> encoded = encoded(bytes(content));
        int malformed = encoded.size() > MOST || content.status().size() > MAX_BYTES ? 1 : 0;
        List<Draft> drafts = new ArrayList<>();
        for (byte[] each : encoded.subList(0, Math.min(MOST, encoded.size()))) {
            EncodedCertificate certificate = new EncodedCertificate(each);
            Optional<X509Certificate> decoded = certificate.decoded();
            malformed += decoded.isPresent() ? 0 : 1;
            decoded.filter(TrustedCertificates::isOfAuthority)
                    .map(read -> draft(certificate, read))
                    .ifPresent(drafts::add);
        }
        return Parsed.of(drafts, malformed);
    }

    /** Path to which a link leads by its text alone. */
    private static String target(SourceFile file, String link) {
        HostPath path = link.startsWith("/") ? HostPath.ROOT : file.path().parent();
        for (String name : link.split("/", -1)) {
            if (name.equals("..")) {
                path = path.parent();
            } else if (!name.equals(".")) {
                path = path.child(name);
            }
        }
        return path.text();
    }

    /** Whether it may sign others: it does not say that it is no authority's (RFC 5280, 4.2.1.9), as a server's own does. */
    private static boolean isOfAuthority(X509Certificate certificate) {
        return certificate.getExtensionValue(BASIC_CONSTRAINTS) == null || certificate.getBasicConstraints() >= 0;
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

    private static Draft draft(EncodedCertificate encoded, X509Certificate read) {
        String value = "issuer=%s from=%s to=%s %s key=%s"
                .formatted(
                        bounded(read.getIssuerX500Principal().getName()),
                        day(read.getNotBefore().toInstant()),
                        day(read.getNotAfter().toInstant()),
                        encoded.fingerprint(),
                        EncodedCertificate.fingerprint(read.getPublicKey().getEncoded()));
        return Draft.of(bounded(read.getSubjectX500Principal().getName()), value, new Run.Nothing());
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String bounded(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }
}
