package bzh.vigie.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.OutsideProgram;
import bzh.vigie.agent.OutsideProgram.Result;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificate requests (PKCS #10) as OpenSSL of the system reads and checks them. */
final class RequestWitnessTest {
    private static final String OPENSSL = "/usr/bin/openssl";

    @TempDir
    Path dir;

    @Test
    void openSslChecksTheSignatureOfARequest() throws Exception {
        OutsideProgram.assumeInstalled(OPENSSL);
        StateFolder state = new StateFolder(dir.resolve("state"));
        state.create();
        AgentKey key = AgentKey.loadOrCreate(state, new SecureRandom());
        Result read = OutsideProgram.run(
                CertificateRequest.der(key), OPENSSL, "req", "-inform", "DER", "-verify", "-noout", "-text", "-pubkey");
        assertEquals(0, read.code(), read.text());
        assertTrue(read.text().contains("Certificate request self-signature verify OK"), read.text());
        assertTrue(read.text().contains("Subject: CN=vigie-agent"), read.text());
        assertTrue(read.text().contains("ASN1 OID: prime256v1"), read.text());
        String shown = read.text().replaceAll("(?s).*-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----.*", "$1");
        assertEquals(Base64.getEncoder().encodeToString(key.publicInfo()), shown.replaceAll("\\s", ""));
    }
}
