package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.OutsideProgram.Result;
import bzh.vigie.collector.identity.TestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS of the gateway and the certificates of both sides as OpenSSL of the system sees them. */
class TlsWitnessTest extends GatewayBench {
    private static final String OPENSSL = "/usr/bin/openssl";

    @BeforeEach
    void assumeOpenSsl() {
        OutsideProgram.assumeInstalled(OPENSSL);
    }

    private Path authority() throws IOException {
        return Files.writeString(
                dir.resolve("ca.pem"), TestAgent.pem(authorities.signing().certificate()));
    }

    /** What s_client says of a connection that it makes, and ends at once. */
    private Result client(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                OPENSSL,
                "s_client",
                "-connect",
                "127.0.0.1:" + gateway.address().getPort(),
                "-servername",
                "localhost",
                "-verify_hostname",
                "localhost",
                "-CAfile",
                authority().toString(),
                "-attime",
                String.valueOf(clock.instant().getEpochSecond()),
                "-verify_return_error"));
        command.addAll(List.of(options));
        return OutsideProgram.run(command.toArray(String[]::new));
    }

    @Test
    void aConnectionIsTls13WithOurProtocolUnderOurAuthority() throws IOException {
        Result result = client("-alpn", Tls.ENROL);
        assertEquals(0, result.code(), result.text());
        assertTrue(result.text().contains("New, TLSv1.3, Cipher is TLS_"), result.text());
        assertTrue(result.text().contains("ALPN protocol: vigie-enrol/1"), result.text());
        assertTrue(result.text().contains("Verify return code: 0 (ok)"), result.text());
        // A certificate is asked for, and none is demanded yet.
        assertTrue(
                result.text().contains("Acceptable client certificate CA names")
                        || result.text().contains("Requested Signature Algorithms"),
                result.text());
    }

    @Test
    void anOlderProtocolIsRefused() throws IOException {
        Result result = client("-tls1_2", "-alpn", Tls.ENROL);
        assertNotEquals(0, result.code(), result.text());
        assertFalse(result.text().contains("Verify return code: 0 (ok)\n---\nread"), result.text());
        assertTrue(result.text().contains("alert protocol version"), result.text());
    }

    @Test
    void anAgentWithItsCertificateIsLetIn() throws IOException {
        Enrolled agent = enrolled();
        Path certificate = Files.writeString(
                dir.resolve("agent.pem"), TestAgent.pem(agent.identity().certificate()));
        Path key = Files.writeString(
                dir.resolve("agent.key"), TestAgent.pem(agent.identity().pair().getPrivate()));
        Result result = client("-alpn", Tls.AGENT, "-cert", certificate.toString(), "-key", key.toString());
        assertEquals(0, result.code(), result.text());
        assertTrue(result.text().contains("ALPN protocol: vigie/1"), result.text());
        Result verified = OutsideProgram.run(
                OPENSSL,
                "verify",
                "-x509_strict",
                "-purpose",
                "sslclient",
                "-attime",
                String.valueOf(clock.instant().getEpochSecond()),
                "-CAfile",
                authority().toString(),
                certificate.toString());
        assertEquals(0, verified.code(), verified.text());
    }

    @Test
    void aCertificateIsNotGoodForWhatItWasNotMadeFor() throws IOException {
        Path server = Files.writeString(
                dir.resolve("server.pem"),
                TestAgent.pem(authorities
                        .signing()
                        .server(List.of("localhost"), TestAgent.key().getPublic(), clock.instant())));
        for (String purpose : List.of("sslserver", "sslclient")) {
            Result verified = OutsideProgram.run(
                    OPENSSL,
                    "verify",
                    "-x509_strict",
                    "-purpose",
                    purpose,
                    "-attime",
                    String.valueOf(clock.instant().getEpochSecond()),
                    "-CAfile",
                    authority().toString(),
                    server.toString());
            assertEquals(purpose.equals("sslserver"), verified.code() == 0, verified.text());
        }
    }
}
