package bzh.vigie.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private static final Set<String> KNOWN = Set.of("spool-bytes", "heartbeat", "proxy", "port", "linux-audit");

    enum Audit {
        OFF,
        JOIN,
        OWN
    }

    @Test
    void valuesComeWithTheirTypes() throws BadSettingException {
        Settings s = Settings.parse(
                "agent.conf",
                "# a comment\n spool-bytes = 64MiB\nheartbeat=90s\n\nproxy = http://a:b@c:1/ = x\nport=443\nlinux-audit = join\n",
                KNOWN);
        assertEquals(64L << 20, s.bytes("spool-bytes", 0, 0, 1L << 40));
        assertEquals(Duration.ofSeconds(90), s.duration("heartbeat", Duration.ZERO, Duration.ZERO, Duration.ofDays(1)));
        assertEquals(Optional.of("http://a:b@c:1/ = x"), s.text("proxy"));
        assertEquals(443, s.number("port", 1, 1, 65_535));
        assertEquals(Audit.JOIN, s.choice("linux-audit", Audit.OFF, Audit.class));
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheKnownOnes() {
        BadSettingException e = assertThrows(
                BadSettingException.class, () -> Settings.parse("agent.conf", "\nspol-bytes = 1\n", KNOWN));
        assertEquals(
                "agent.conf:2: unknown key 'spol-bytes'; known keys are heartbeat, linux-audit, port, proxy, spool-bytes",
                e.getMessage());
    }

    @Test
    void aValueOutOfRangeIsNamedWithWhatIsAllowed() throws BadSettingException {
        Settings s = Settings.parse("agent.conf", "port = 70000\nheartbeat = soon\nspool-bytes = 99999GiB", KNOWN);
        assertEquals(
                "agent.conf: key 'port' has the value '70000', allowed is a whole number from 1 to 65535",
                assertThrows(BadSettingException.class, () -> s.number("port", 1, 1, 65_535))
                        .getMessage());
        assertThrows(BadSettingException.class, () -> s.bytes("spool-bytes", 0, 0, 1L << 40));
        assertThrows(
                BadSettingException.class,
                () -> s.duration("heartbeat", Duration.ZERO, Duration.ZERO, Duration.ofDays(1)));
        assertThrows(BadSettingException.class, () -> s.choice("port", Audit.OFF, Audit.class));
    }

    @Test
    void aWrongSettingIsSaidInFrenchToo() {
        BadSettingException e = assertThrows(
                BadSettingException.class, () -> Settings.parse("agent.conf", "\nspol-bytes = 1\n", KNOWN));
        assertEquals(
                "agent.conf:2 : clé inconnue « spol-bytes » ; les clés connues sont heartbeat, linux-audit, port,"
                        + " proxy, spool-bytes",
                e.in(Locale.FRENCH).replace('\u00a0', ' '));
    }

    @Test
    void aPathIsCheckedForWhatItIsWantedFor(@TempDir Path dir) throws IOException, BadSettingException {
        Path file = Files.writeString(dir.resolve("there"), "x");
        Settings s = Settings.parse(
                "f",
                "port = " + dir.resolve("none/file") + "\nproxy = " + file + "\nheartbeat = " + dir + "\nspool-bytes = "
                        + dir.resolve("new"),
                KNOWN);
        assertEquals(Optional.of(file), s.fileToRead("proxy"));
        assertEquals(Optional.of(file), s.fileToWrite("proxy"));
        assertEquals(Optional.of(dir.resolve("new")), s.fileToWrite("spool-bytes"));
        assertEquals(Optional.of(dir), s.folder("heartbeat"));
        assertEquals(Optional.empty(), s.folder("linux-audit"));
        BadSettingException e = assertThrows(BadSettingException.class, () -> s.fileToWrite("port"));
        assertTrue(String.valueOf(e.getMessage()).contains("make the folder " + dir.resolve("none")), e.getMessage());
        assertThrows(BadSettingException.class, () -> s.fileToRead("port"));
        assertThrows(BadSettingException.class, () -> s.fileToRead("heartbeat"));
        assertThrows(BadSettingException.class, () -> s.fileToWrite("heartbeat"));
        assertThrows(BadSettingException.class, () -> s.folder("proxy"));
    }

    @Test
    void aKeyTwiceALineWithoutEqualsAndRubbishAreRefused(@TempDir Path dir) throws IOException {
        assertThrows(BadSettingException.class, () -> Settings.parse("f", "port=1\nport=2", KNOWN));
        assertThrows(BadSettingException.class, () -> Settings.parse("f", "just words", KNOWN));
        Path file = Files.write(dir.resolve("agent.conf"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        BadSettingException e = assertThrows(BadSettingException.class, () -> Settings.read(file, KNOWN));
        assertTrue(String.valueOf(e.getMessage()).contains("not UTF-8"));
    }

    @Test
    void aFolderInItsPlaceIsCalledAFolder(@TempDir Path dir) {
        BadSettingException e = assertThrows(BadSettingException.class, () -> Settings.read(dir, KNOWN));
        assertEquals(dir + ": is a folder; a file of lines key = value is expected there", e.getMessage());
        assertEquals(
                dir + " : est un dossier ; un fichier de lignes clé = valeur y est attendu",
                e.in(Locale.FRENCH).replace('\u00a0', ' ').replace('\u202f', ' '));
    }

    @Test
    void aFileThatIsNotThereIsAnEmptyConfiguration(@TempDir Path dir) throws BadSettingException {
        assertEquals(Optional.empty(), Settings.read(dir.resolve("none"), KNOWN).text("port"));
    }
}
