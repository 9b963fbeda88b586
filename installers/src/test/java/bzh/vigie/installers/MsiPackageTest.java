package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
        String heeded = table(msi, "CustomAction")
                .lines()
                .filter(row -> row.startsWith("ForgetState\t"))
                .findFirst()
                .orElseThrow();
        int type = Integer.parseInt(heeded.split("\t", -1)[1]);
        // Its failure counts ("Custom Action Return Processing Options"). A command line is everybody's to read: the
        // break-glass code stands in none.
        assertEquals(0, type & 0xc0, heeded);
        assertTrue(heeded.contains("\"--code-file=[CODE_FILE]\"") && !heeded.contains("--code="), heeded);
        assertFalse(table(msi, "CustomAction").contains("[CODE]"));
        assertFalse(table(msi, "Error").contains("[4]"), "nor is it in what is said of that failure");
        assertTrue(table(msi, "Error").contains("1722\tLa désinstallation de l’agent Vigie est refusée"));
        assertTrue(table(msi, "Error").contains("1721\tUn programme de l’agent Vigie manque"));
        assertTrue(table(msi, "_ForceCodepage").contains("1252\t_ForceCodepage"));
        for (String row : table(msi, "CustomAction").lines().skip(3).toList()) {
            int kind = Integer.parseInt(row.split("\t", -1)[1]) & 0x3f;
            // A property that is set, a program that is installed ("Custom Action Types").
            assertTrue(kind == 51 || kind == 18, row);
        }
        assertTrue(Commands.run(List.of("msiinfo", "suminfo", msi.toString()))
                .said()
                .contains("Template: x64;1036"));
    }

    @Test
    void whatAnOrdinaryUserMayAskForChangesNothingAndStartsNothingAsTheSystem()
            throws IOException, InterruptedException {
        Path msi = WindowsPackage.msi();
        List<Step> sequence = sequence(msi);
        // A repair. RestrictedUserControl is set where who asks is no administrator ("Restricted Public Properties").
        assertEquals(
                "NOT Installed OR (NOT RestrictedUserControl AND (TOKEN OR COLLECTOR OR PROXY OR OriginalDatabase >< \"vigie1.\"))",
                step(sequence, "WriteIniValues").condition());
        for (String row : table(msi, "CustomAction").lines().skip(3).toList()) {
            String[] columns = row.split("\t", -1);
            String condition = step(sequence, columns[0]).condition();
            // In the script, and not as who asked (msidbCustomActionTypeInScript, NoImpersonate).
            boolean asSystem = (Integer.parseInt(columns[1]) & 0x0c00) == 0x0c00;
            assertTrue(!asSystem || condition.startsWith("REMOVE=\"ALL\" AND "), row);
        }
        assertEquals("REINSTALL AND NOT REMOVE", step(sequence, "AwaitService").condition());
    }

    @Test
    void anUpgradeThatFailsIsUndoneWithTheRemovalOfTheEarlierVersionAndOneThatDoesNotLosesNoFile()
            throws IOException, InterruptedException {
        Path msi = WindowsPackage.msi();
        // "RemoveExistingProducts Action": after InstallInitialize, before anything that writes the script.
        List<String> order = sequence(msi).stream().map(Step::action).toList();
        assertEquals(order.indexOf("InstallInitialize") + 1, order.indexOf("RemoveExistingProducts"), order::toString);
        // Without versions in the File table, those that are there would count as newer, and go with the old version.
        assertTrue(table(msi, "Property").contains("REINSTALLMODE\tamus"));
    }

    @Test
    void windowsEightIsKnownByWhatOnlyWindowsTenHas() throws IOException, InterruptedException {
        Path msi = WindowsPackage.msi();
        assertTrue(table(msi, "LaunchCondition")
                .contains("Installed OR (VersionNT64 AND WINDOWSMAJOR)\tIl faut Windows 10"));
        assertTrue(table(msi, "RegLocator")
                .contains(
                        "windows\t2\tSOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\tCurrentMajorVersionNumber\t18"));
        assertTrue(table(msi, "AppSearch").contains("WINDOWSMAJOR\twindows"));
        List<Step> sequence = sequence(msi);
        assertTrue(step(sequence, "AppSearch").number()
                < step(sequence, "LaunchConditions").number());
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

    /** A row of InstallExecuteSequence. */
    private record Step(String action, String condition, int number) {}

    /** In their order. */
    private static List<Step> sequence(Path msi) throws IOException, InterruptedException {
        return table(msi, "InstallExecuteSequence")
                .lines()
                .skip(3)
                .map(row -> row.split("\t", -1))
                .map(row -> new Step(row[0], row[1], Integer.parseInt(row[2])))
                .sorted(Comparator.comparingInt(Step::number))
                .toList();
    }

    private static Step step(List<Step> sequence, String action) {
        return sequence.stream()
                .filter(each -> each.action().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static String table(Path msi, String name) throws IOException, InterruptedException {
        return Commands.run(List.of("msiinfo", "export", msi.toString(), name))
                .orFail("msiinfo export " + name)
                .said();
    }
}
