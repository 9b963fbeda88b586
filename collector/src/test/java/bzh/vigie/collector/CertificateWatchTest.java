package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bzh.vigie.collector.console.ConsoleTls;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateWatchTest {
    private final SecureRandom random = new SecureRandom();
    private final Authority authority = Authority.create(Instant.now(), random);
    private final List<X509Certificate> shown = new ArrayList<>();

    private @TempDir Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    private X509Certificate certificate(KeyPair pair) {
        return authority.server(List.of("vigie.example.org"), pair.getPublic(), Instant.now());
    }

    private void write(String name, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(file(name), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private void serve(ConsoleTls certificate) {
        shown.add(certificate.chain().getFirst());
    }

    private Settings settings() throws BadSettingException {
        return Settings.parse(
                "collector.conf",
                "console-certificate = " + file("console.crt") + "\nconsole-key = " + file("console.key"),
                Set.of("console-certificate", "console-key"));
    }

    @Test
    void aRenewedCertificateIsShownOnceItsKeyIsThereToo()
            throws IOException, BadSettingException, CertificateEncodingException {
        KeyPair before = Keys.generate(random);
        write("console.crt", "CERTIFICATE", certificate(before).getEncoded());
        write("console.key", "PRIVATE KEY", before.getPrivate().getEncoded());
        try (CertificateWatch watch = new CertificateWatch(settings(), this::serve)) {
            watch.look();
            assertEquals(List.of(), shown, "nothing changed");
            KeyPair after = Keys.generate(random);
            X509Certificate renewed = certificate(after);
            write("console.crt", "CERTIFICATE", renewed.getEncoded());
            watch.look();
            assertThrows(BadSettingException.class, () -> ConsoleCertificate.configured(settings()));
            assertEquals(List.of(), shown, "its key is another");
            Files.delete(file("console.key"));
            watch.look();
            assertEquals(List.of(), shown, "its key is not there");
            write("console.key", "PRIVATE KEY", after.getPrivate().getEncoded());
            watch.look();
            watch.look();
            assertEquals(List.of(renewed), shown);
            Files.writeString(file("console.crt"), "torn");
            watch.look();
            assertEquals(1, shown.size());
        }
    }

    /** Not its content was wrong: what kept it from being shown is gone the next minute, and its files are as before. */
    @Test
    void whatFailedForAPassingReasonIsTriedAgainAndIsAmongWhatIsWrongUntilThen()
            throws IOException, BadSettingException, CertificateEncodingException {
        KeyPair before = Keys.generate(random);
        write("console.crt", "CERTIFICATE", certificate(before).getEncoded());
        write("console.key", "PRIVATE KEY", before.getPrivate().getEncoded());
        List<String> failures = new ArrayList<>(List.of("too many open files", "too many open files"));
        CertificateWatch.Shows full = certificate -> {
            if (!failures.isEmpty()) {
                throw new IOException(failures.removeFirst());
            }
            serve(certificate);
        };
        try (CertificateWatch watch = new CertificateWatch(settings(), full)) {
            assertEquals(List.of(), watch.checks());
            X509Certificate renewed = certificate(before);
            write("console.crt", "CERTIFICATE", renewed.getEncoded());
            for (int i = 0; i < 2; i++) {
                watch.look();
                assertEquals(List.of(Check.wrong("console-certificate-old", "too many open files")), watch.checks());
                assertEquals(List.of(), shown);
            }
            watch.look();
            assertEquals(List.of(renewed), shown);
            assertEquals(List.of(), watch.checks());
        }
    }
}
