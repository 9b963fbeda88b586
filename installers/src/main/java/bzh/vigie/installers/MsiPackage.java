package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The MSI: made by {@code wixl} from {@link MsiSource}, given the tables that wixl does not know by {@code msibuild} (both of GNOME's
 * msitools), and sealed ({@link MsiSeal}), so that the same content is the same file.
 */
final class MsiPackage {
    /** Of the state folder and of the archive of classes: only SYSTEM and administrators come in, from the instant they are made. */
    private static final String PRIVATE = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

    /** What a person sees whose removal is refused; the only program whose failure is heeded is the one that refuses. */
    private static final String REFUSED =
            "La désinstallation de l’agent Vigie est refusée ; il reste installé. La raison et ce"
                    + " qu’il faut faire : C:\\Program Files\\Vigie\\agent\\resultat.txt ; si rien n’y figure, relancez ce .msi, qui le répare, puis"
                    + " désinstallez. / The removal of Vigie’s agent is refused, and it stays installed. Why, and what to do:"
                    + " C:\\Program Files\\Vigie\\agent\\resultat.txt; where nothing stands there, run this .msi again, which repairs it, then remove"
                    + " it.";

    /** What a person sees where that program is not there or does not start. */
    private static final String DAMAGED =
            "Un programme de l’agent Vigie manque : relancez ce .msi, qui le répare, puis désinstallez. / A"
                    + " program of Vigie’s agent is missing: run this .msi again, which repairs it, then remove it.";

    /** What wixl does not know. */
    private static final List<String> QUERIES = List.of(
            // Given on the command line, they reach the part that runs as the system.
            "UPDATE `Property` SET `Value` = 'TOKEN;COLLECTOR;PROXY;KEEPSTATE;CODE;WINDOWSMAJOR;WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;"
                    + "WIX_SAME_VERSION_UPGRADE_DETECTED' WHERE `Property` = 'SecureCustomProperties'",
            "CREATE TABLE `MsiLockPermissionsEx` (`MsiLockPermissionsEx` CHAR(72) NOT NULL, `LockObject` CHAR(72) NOT NULL,"
                    + " `Table` CHAR(32) NOT NULL, `SDDLText` CHAR(0) NOT NULL, `Condition` CHAR(255)"
                    + " PRIMARY KEY `MsiLockPermissionsEx`)",
            "INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`)"
                    + " VALUES ('state', 'STATE', 'CreateFolder', '" + PRIVATE + "')",
            "INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`)"
                    + " VALUES ('cache', 'CACHE', 'CreateFolder', '" + PRIVATE + "')",
            // What the agent writes beside its program.
            removed("result", "resultat.txt", "INSTALLDIR"),
            removed("result.new", "resultat.txt.new", "INSTALLDIR"),
            removed("page", "status.html", "INSTALLDIR"),
            removed("page.new", "status.html.new", "INSTALLDIR"),
            removed("archive", "classes.jsa", "CACHE"),
            removed("list", "classes.jsa.list", "CACHE"),
            removed("of", "classes.jsa.of", "CACHE"),
            removed("new", "classes.jsa.new", "CACHE"),
            // So that they are removed at the very end too, when all is out of them.
            "INSERT INTO `CreateFolder` (`Directory_`, `Component_`) VALUES ('INSTALLDIR', 'cache')",
            "INSERT INTO `CreateFolder` (`Directory_`, `Component_`) VALUES ('VENDOR', 'cache')",
            // A mere repair tells the agent nothing anew, and a repair that a user without rights asked for never does.
            "UPDATE `InstallExecuteSequence` SET `Condition` = 'NOT Installed OR (NOT RestrictedUserControl"
                    + " AND (TOKEN OR COLLECTOR OR PROXY OR OriginalDatabase >< \"vigie1.\"))'"
                    + " WHERE `Action` = 'WriteIniValues'",
            // In one transaction with what replaces it: where that fails, the earlier version is put back.
            "UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'",
            // Whether this is Windows 10 at least: a value (2) of HKLM (2), in the view of 64 bits (16).
            "INSERT INTO `AppSearch` (`Property`, `Signature_`) VALUES ('WINDOWSMAJOR', 'windows')",
            "INSERT INTO `RegLocator` (`Signature_`, `Root`, `Key`, `Name`, `Type`) VALUES ('windows', 2,"
                    + " 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'CurrentMajorVersionNumber', 18)",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('AppSearch', 50)",
            "INSERT INTO `InstallUISequence` (`Action`, `Sequence`) VALUES ('AppSearch', 50)",
            // Windows' own sentence for a program that fails says that the package is bad, and logs the command line.
            "INSERT INTO `Error` (`Error`, `Message`) VALUES (1722, '" + REFUSED + "')",
            "INSERT INTO `Error` (`Error`, `Message`) VALUES (1721, '" + DAMAGED + "')",
            // Started again after a failure: after 5 s, 1 min, then every 5 min; counted anew after a day.
            "CREATE TABLE `MsiServiceConfigFailureActions` (`MsiServiceConfigFailureActions` CHAR(72) NOT NULL, `Name` CHAR(255) NOT"
                    + " NULL, `Event` INT NOT NULL, `ResetPeriod` LONG, `RebootMessage` CHAR(255), `Command` CHAR(255), `Actions`"
                    + " CHAR(0), `DelayActions` CHAR(0), `Component_` CHAR(72) NOT NULL PRIMARY KEY `MsiServiceConfigFailureActions`)",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('MsiConfigureServices', 5850)");

    private MsiPackage() {}

    private static String removed(String key, String file, String folder) {
        return "INSERT INTO `RemoveFile` (`FileKey`, `Component_`, `FileName`, `DirProperty`, `InstallMode`) VALUES ('"
                + key + "', 'cache', '" + file + "', '" + folder + "', 2)";
    }

    /** Whether this machine can make one. */
    static boolean isPossible() {
        return Tools.has("wixl") && Tools.has("msibuild");
    }

    /**
     * Makes it.
     *
     * @param sources {@code src/main/windows}
     * @param tree its files
     * @param work a folder for what comes between
     */
    static void make(Path sources, Path tree, String version, Path work, Path msi)
            throws IOException, InterruptedException {
        for (Path each : Folders.files(tree)) {
            // The cabinet inside keeps it.
            Files.setLastModifiedTime(each, FileTime.from(FixedZip.TIME));
        }
        Files.createDirectories(work);
        Path source = work.resolve("vigie-agent.wxs");
        Path partly = work.resolve("being-made.msi");
        Files.deleteIfExists(partly);
        MsiSource.Made made = MsiSource.of(sources, tree, version);
        Files.writeString(source, made.text());
        // It orders some rows by where they lie in memory.
        Tools.run(List.of(
                "setarch",
                "--addr-no-randomize",
                "wixl",
                "--arch",
                "x64",
                "--output",
                partly.toString(),
                source.toString()));
        // Of its texts, whose accents would else be taken for those of whatever Windows it is.
        Path codePage = Files.writeString(work.resolve("_ForceCodepage.idt"), "\r\n\r\n1252\t_ForceCodepage\r\n");
        List<String> words = new ArrayList<>(List.of("msibuild", partly.toString(), "-i", codePage.toString()));
        for (String query : QUERIES) {
            words.addAll(List.of("-q", query));
        }
        words.addAll(List.of(
                "-q",
                "INSERT INTO `MsiServiceConfigFailureActions` (`MsiServiceConfigFailureActions`, `Name`, `Event`, `ResetPeriod`,"
                        + " `Actions`, `DelayActions`, `Component_`) VALUES ('service', 'vigie-agent', 1, 86400, '1[~]1[~]1',"
                        + " '5000[~]60000[~]300000', '" + made.serviceComponent() + "')"));
        Tools.run(words);
        MsiSeal.seal(partly, made.product());
        Files.move(partly, msi, StandardCopyOption.REPLACE_EXISTING);
    }
}
