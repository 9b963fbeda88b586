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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the MSI that only a real Windows would heed. */
final class MsiPackageTest {
    @TempDir
    Path folder;

    @Test
    void secretsAreHiddenAndFoldersPrivateAndNoCustomActionIsAScript() throws IOException, InterruptedException {
        Path msi = WindowsPackage.msi();
        assertTrue(table(msi, "Property").contains("MsiHiddenProperties\tTOKEN;PROXY"));
        assertTrue(table(msi, "Property").contains("ALLUSERS\t1"));
        assertTrue(table(msi, "MsiLockPermissionsEx")
                .contains("STATE\tCreateFolder\tD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"));
        assertTrue(table(msi, "MsiLockPermissionsEx")
                .contains("CACHE\tCreateFolder\tD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"));
        assertTrue(
                table(msi, "LaunchCondition").contains("Une version plus récente de l'agent Vigie est déjà installée"));
        assertTrue(table(msi, "_ForceCodepage").contains("1252\t_ForceCodepage"));
        for (String row : table(msi, "CustomAction").lines().skip(3).toList()) {
            int type = Integer.parseInt(row.split("\t", -1)[1]) & 0x3f;
            // A property that is set, a program that is installed ("Custom Action Types").
            assertTrue(type == 51 || type == 18, row);
        }
        assertTrue(Commands.run(List.of("msiinfo", "suminfo", msi.toString()))
                .said()
                .contains("Template: x64;1036"));
    }

    @Test
    void aLaterVersionKnowsTheEarlierAndKeepsTheIdsOfItsComponents() throws IOException, InterruptedException {
        Path msi = WindowsPackage.msi();
        Path later = WindowsPackage.msi("99.1.0", folder.resolve("later"));
        assertEquals(table(msi, "Component"), table(later, "Component"));
        assertEquals(
                table(msi, "Upgrade").lines().skip(3).findFirst().orElseThrow().split("\t", -1)[0],
                table(later, "Upgrade")
                        .lines()
                        .skip(3)
                        .findFirst()
                        .orElseThrow()
                        .split("\t", -1)[0]);
        assertFalse(table(msi, "Property").equals(table(later, "Property")), "product code and version");
    }

    @Test
    void itIsSignedWithTheCertificateThatIsGiven() throws IOException, InterruptedException {
        assumeTrue(Commands.works("osslsigncode", "--version"), "skipped: osslsigncode is not installed");
        Path msi = Files.copy(WindowsPackage.msi(), folder.resolve("signed.msi"));
        Path password = Files.writeString(folder.resolve("password"), "of-this-test");
        Path pkcs12 = folder.resolve("mairie.p12");
        Path pem = folder.resolve("mairie.pem");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Commands.run(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "mairie",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "3072",
                        "-dname",
                        "CN=Mairie de test",
                        "-ext",
                        "ExtendedKeyUsage=codeSigning",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        pkcs12.toString(),
                        "-storepass:file",
                        password.toString()))
                .orFail("keytool");
        Commands.run(List.of(
                        keytool,
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "mairie",
                        "-keystore",
                        pkcs12.toString(),
                        "-storepass:file",
                        password.toString(),
                        "-file",
                        pem.toString()))
                .orFail("keytool");
        new CodeSignature(pkcs12, password.toString(), "").sign(msi);
        Commands.Outcome verified =
                Commands.run(List.of("osslsigncode", "verify", "-CAfile", pem.toString(), "-in", msi.toString()));
        assertTrue(verified.said().contains("CN=Mairie de test"), verified::said);
        assertEquals(0, verified.code(), verified::said);
    }

    @Test
    void whatIsNoMsiIsNotSealed() throws IOException {
        Path other = Files.writeString(folder.resolve("other.msi"), "nothing of an MSI's");
        assertThrows(IOException.class, () -> MsiSeal.seal(other, "product"));
    }

    private static String table(Path msi, String name) throws IOException, InterruptedException {
        return Commands.run(List.of("msiinfo", "export", msi.toString(), name))
                .orFail("msiinfo export " + name)
                .said();
    }
}
