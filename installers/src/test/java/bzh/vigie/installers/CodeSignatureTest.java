package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodeSignatureTest {
    @TempDir
    private Path folder;

    @Test
    void aBuildThatNamesNoCertificateSignsNothing() {
        assertEquals(Optional.empty(), CodeSignature.of(new Properties()));
    }

    /** osslsigncode checks what it signed; no Windows has. */
    @Test
    void theScriptIsSignedWithTheCertificateThatIsGivenAndAChangedOneIsFound()
            throws IOException, InterruptedException {
        assumeTrue(Tools.has("osslsigncode"), "skipped: no osslsigncode here (Debian package of that name)");
        Path password = folder.resolve("password");
        Files.writeString(password, "secret-of-a-test\n");
        Path store = folder.resolve("signer.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "signer",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=A commune for tests",
                "-ext",
                "EKU=codeSigning",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret-of-a-test");
        Path certificate = folder.resolve("signer.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "signer",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret-of-a-test",
                "-file",
                certificate.toString());

        Properties properties = new Properties();
        properties.setProperty("signing.pkcs12", store.toString());
        properties.setProperty("signing.password-file", password.toString());
        AuditKitTest.kit(folder, SheetValues.BLANK, CodeSignature.of(properties));
        Path script = folder.resolve("audit/sans-domaine/vigie-audit.ps1");
        String text = Files.readString(script);
        assertTrue(text.contains("# SIG # Begin signature block\r\n"), text.substring(text.length() - 200));
        verify(script, certificate);
        assertTrue(Files.readString(script.resolveSibling("vigie-audit.cmd")).contains("-ExecutionPolicy AllSigned "));
        assertTrue(Files.readString(folder.resolve("audit/fiche-journaux-windows.html"))
                .contains("Le script est signé."));
        assertFalse(Files.exists(script.resolveSibling("signed.ps1")));

        Files.writeString(script, text.replace("'/success:enable'", "'/success:disable'"));
        assertThrows(IOException.class, () -> verify(script, certificate));
    }

    private static void keytool(String... words) throws IOException, InterruptedException {
        List<String> line = new java.util.ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of(words));
        Tools.run(line);
    }

    private static void verify(Path script, Path certificate) throws IOException, InterruptedException {
        Tools.run(List.of("osslsigncode", "verify", "-CAfile", certificate.toString(), "-in", script.toString()));
    }
}
