package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.EncodedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which authorities a machine trusts, by what its system has; looked at only where a controller wants TLS. Thread-safe. */
public final class Trust {
    /** Where systems have theirs in one file: Debian and Ubuntu, Red Hat and Fedora (new, old), SUSE (new, old). */
    private static final List<String> FILES = List.of(
            "etc/ssl/certs/ca-certificates.crt",
            "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "etc/pki/tls/certs/ca-bundle.crt",
            "var/lib/ca-certificates/ca-bundle.pem",
            "etc/ssl/ca-bundle.pem");

    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST = 2_000;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]{1,65536}+)-----END CERTIFICATE-----");

    private final Supplier<List<EncodedCertificate>> certificates;

    private Trust(Supplier<List<EncodedCertificate>> certificates) {
        this.certificates = certificates;
    }

    /** That in those authorities, asked for each time. */
    public static Trust in(Supplier<List<EncodedCertificate>> certificates) {
        return new Trust(certificates);
    }

    /** That of a Linux. */
    public static Trust ofLinux(Path root) {
        return new Trust(() -> FILES.stream()
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(Trust::read)
                .orElse(List.of()));
    }

    /**
     * Certificates of the authorities, those left out that cannot be decoded, {@value #MOST} at most; none where nothing is known: then
     * nobody is trusted.
     */
    List<X509Certificate> authorities() {
        return certificates.get().stream()
                .limit(MOST)
                .flatMap(each -> each.decoded().stream())
                .toList();
    }

    private static List<EncodedCertificate> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return certificates(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            System.getLogger(Trust.class.getName())
                    .log(System.Logger.Level.WARNING, "authorities that are trusted: " + e);
            return List.of();
        }
    }

    /** The certificates of a text (RFC 7468). Pure and total. */
    static List<EncodedCertificate> certificates(String text) {
        List<EncodedCertificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find() && certificates.size() < MOST) {
            try {
                certificates.add(new EncodedCertificate(Base64.getMimeDecoder().decode(block.group(1))));
            } catch (IllegalArgumentException e) {
                // One that is not whole is none.
            }
        }
        return certificates;
    }
}
