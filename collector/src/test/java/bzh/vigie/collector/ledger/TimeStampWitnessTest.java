package bzh.vigie.collector.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.OutsideProgram.Result;
import bzh.vigie.collector.ledger.TimeStampException.Reason;
import bzh.vigie.event.Sha256;
import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time stamps (RFC 3161) that OpenSSL's authority answers our questions with. */
final class TimeStampWitnessTest {
    private static final String OPENSSL = "/usr/bin/openssl";
    private static final Anchor ANCHOR =
            new Anchor("0123456789abcdef", 12, Instant.parse("2026-11-26T06:00:07Z"), Sha256.over(new byte[] {1}));
    private static final Anchor OTHER =
            new Anchor("0123456789abcdef", 13, Instant.parse("2026-11-26T06:00:07Z"), Sha256.over(new byte[] {1}));

    @TempDir
    Path dir;

    private static void openssl(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = OPENSSL;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Result result = OutsideProgram.run(command);
        assertEquals(0, result.code(), result.text());
    }

    private X509Certificate authority() throws Exception {
        String subject = "/CN=Autorité d’essai";
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-utf8",
                "-subj",
                subject,
                "-days",
                "30",
                "-keyout",
                at("ca.key"),
                "-out",
                at("ca.pem"),
                "-addext",
                "basicConstraints=critical,CA:TRUE");
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=Horodatage",
                "-days",
                "30",
                "-CA",
                at("ca.pem"),
                "-CAkey",
                at("ca.key"),
                "-keyout",
                at("tsa.key"),
                "-out",
                at("tsa.pem"),
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                "extendedKeyUsage=critical,timeStamping");
        Files.writeString(dir.resolve("tsa.conf"), """
            [tsa]
            default_tsa = t
            [t]
            serial = %1$s/serial
            signer_cert = %1$s/tsa.pem
            certs = %1$s/ca.pem
            signer_key = %1$s/tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256, sha384, sha512
            accuracy = secs:1
            """.formatted(dir));
        try (InputStream in = Files.newInputStream(dir.resolve("ca.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private String at(String name) {
        return dir.resolve(name).toString();
    }

    @Test
    void whatOpenSslStampsIsVerifiedHereAndThere() throws Exception {
        OutsideProgram.assumeInstalled(OPENSSL);
        X509Certificate authority = authority();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                Files.write(dir.resolve("question"), exchange.getRequestBody().readAllBytes());
                openssl("ts", "-reply", "-config", at("tsa.conf"), "-queryfile", at("question"), "-out", at("answer"));
                byte[] answer = Files.readAllBytes(dir.resolve("answer"));
                exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        try {
            TimeStampService service = new TimeStampService(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), List.of(authority));
            TimeStampService.Stamp stamp = service.stamp(ANCHOR, new SecureRandom());
            assertEquals(stamp.time(), TimeStamp.verify(stamp.answer().bytes(), ANCHOR, List.of(authority)));
            openssl("ts", "-verify", "-queryfile", at("question"), "-in", at("answer"), "-CAfile", at("ca.pem"));
            TimeStampException other = assertThrows(
                    TimeStampException.class,
                    () -> TimeStamp.verify(stamp.answer().bytes(), OTHER, List.of(authority)));
            assertEquals(Reason.OF_SOMETHING_ELSE, other.reason());
        } finally {
            server.stop(0);
        }
    }
}
