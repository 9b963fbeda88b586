package bzh.vigie.agent.host.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry of a disk: what is made up of the hives on it. */
class HiveRegistryTest {
    private static final String PERSON = "S-1-5-21-1-2-3-1001";
    private static final String LIST = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

    @TempDir
    private Path root;

    private final RegKey system = RegText.parse("""
        [Select]
        "Current"=dword:00000002
        "Default"=dword:00000002
        [ControlSet001\\Services\\Old]
        [ControlSet002\\Services\\New]
        "ImagePath"=expand:"%SystemRoot%\\\\x.exe"
        """);
    private final RegKey software = RegText.parse("""
        [Microsoft\\Windows NT\\CurrentVersion]
        "SystemRoot"="C:\\\\Windows"
        [Classes\\Wow6432Node\\CLSID\\{1}]
        @="in 32 bits"
        [WOW6432Node\\Classes]
        ;link=\\Registry\\Machine\\SOFTWARE\\Classes\\Wow6432Node
        """);

    @BeforeEach
    void systemOfOnePerson() throws IOException {
        person(PERSON, "%SystemDrive%\\\\Users\\\\agent");
        hive("Users/agent/NTUSER.DAT", settings("of agent"));
    }

    @Test
    void theControlSetOfSelectIsTheCurrentOne() throws IOException {
        try (Machine machine = open()) {
            Registry registry = registry(machine);
            RegistryKey found = key(registry, "hklm\\system\\currentcontrolset\\services\\NEW");
            assertEquals("HKLM\\SYSTEM\\CurrentControlSet\\Services\\New", found.path());
            assertEquals("%SystemRoot%\\x.exe", found.text("imagepath").orElseThrow());
            assertInstanceOf(Absent.class, registry.key("HKLM\\SYSTEM\\CurrentControlSet\\Services\\Old"));
            assertInstanceOf(Found.class, registry.key("HKLM\\SYSTEM\\ControlSet001\\Services\\Old"));
            assertInstanceOf(Absent.class, registry.key("HKLM\\SAM\\SAM"));
            assertInstanceOf(Absent.class, registry.key("HKLM\\NONE\\x"));
            assertInstanceOf(Absent.class, registry.key(""));
        }
    }

    @Test
    void linksAreFollowedAndTold() throws IOException {
        software.make("Loop\\A").value("SymbolicLinkValue", 6, RegText.units("\\Registry\\Machine\\SOFTWARE\\Loop\\B"));
        software.make("Loop\\B").value("SymbolicLinkValue", 6, RegText.units("\\Registry\\Machine\\SOFTWARE\\Loop\\A"));
        software.make("Away")
                .value("SymbolicLinkValue", 6, RegText.units("\\Registry\\User\\" + PERSON + "\\Software"));
        try (Machine machine = open()) {
            Registry registry = registry(machine);
            assertEquals(
                    "in 32 bits",
                    key(registry, "HKLM\\SOFTWARE\\WOW6432Node\\Classes\\CLSID\\{1}")
                            .text("")
                            .orElseThrow());
            assertEquals(
                    Optional.of("HKLM\\SOFTWARE\\Classes\\Wow6432Node"),
                    registry.link("HKLM\\SOFTWARE\\WOW6432Node\\Classes"));
            assertEquals(Optional.empty(), registry.link("HKLM\\SOFTWARE\\Classes"));
            assertEquals(
                    "of agent",
                    key(registry, "HKLM\\SOFTWARE\\Away\\Own").text("who").orElseThrow());
            assertInstanceOf(Absent.class, registry.key("HKLM\\SOFTWARE\\Loop\\A\\x"));
        }
    }

    @Test
    void aUsersClassesStandWhereHeSeesThem() throws IOException {
        hive("Users/agent/AppData/Local/Microsoft/Windows/UsrClass.dat", RegText.parse("[CLSID\\{2}]\n@=\"own\"\n"));
        try (Machine machine = open()) {
            RegistryKey found = key(registry(machine), "HKU\\" + PERSON + "\\software\\CLASSES\\clsid\\{2}");
            assertEquals("HKU\\" + PERSON + "\\Software\\Classes\\CLSID\\{2}", found.path());
            assertTrue(key(registry(machine), "HKU\\" + PERSON + "\\Software")
                    .subkeys()
                    .contains("Classes"));
        }
    }

    /** A key whose name only looks like it must not stand for the classes, which are listed from another hive. */
    @Test
    void aKeyThatLooksLikeTheClassesIsNotThem() throws IOException {
        hive("Users/agent/NTUSER.DAT", RegText.parse("[Software\\Cla\u017fses]\n"));
        hive("Users/agent/AppData/Local/Microsoft/Windows/UsrClass.dat", RegText.parse("[CLSID\\{2}]\n"));
        try (Machine machine = open()) {
            assertEquals(
                    List.of("Cla\u017fses", "Classes"),
                    key(registry(machine), "HKU\\" + PERSON + "\\Software").subkeys());
        }
    }

    @Test
    void everybodyIsTold() throws IOException {
        person("S-1-5-21-1-2-3-1002", "C:\\\\Users\\\\gone");
        person("S-1-5-21-1-2-3-1003", "D:\\\\Users\\\\elsewhere");
        person("S-1-5-21-1-2-3-1004.bak", "C:\\\\Users\\\\before");
        person("S-1-5-21-1-2-3-1005", "C:\\\\Users\\\\broken");
        person("S-1-5-18", "%systemroot%\\\\system32\\\\config\\\\systemprofile");
        hive("Windows/System32/config/DEFAULT", settings("of the system"));
        hive("Windows/System32/config/systemprofile/NTUSER.DAT", settings("of the profile"));
        hive("Windows/ServiceProfiles/LocalService/NTUSER.DAT", settings("of a service"));
        hive("Users/before/NTUSER.DAT", settings("of before"));
        hive("Users/Default/NTUSER.DAT", settings("of new ones"));
        hive("Users/orphan/ntuser.man", settings("mandatory"));
        hive("Users/orphan/NTUSER.DAT", settings("not used"));
        file("Users/broken/NTUSER.DAT", "no hive at all".getBytes(StandardCharsets.US_ASCII));
        Files.createDirectories(root.resolve("Users/Public"));
        try (Machine machine = open()) {
            Registry registry = registry(machine);
            Map.of(
                            PERSON,
                            "of agent",
                            "S-1-5-18",
                            "of the system",
                            "S-1-5-19",
                            "of a service",
                            "S-1-5-21-1-2-3-1004.bak",
                            "of before",
                            "-Default",
                            "of new ones",
                            "-orphan",
                            "mandatory",
                            "-systemprofile",
                            "of the profile")
                    .forEach((id, who) -> {
                        assertInstanceOf(Found.class, profile(registry, id).hive(), id);
                        assertEquals(
                                who,
                                key(registry, "HKU\\" + id + "\\Software\\Own")
                                        .text("who")
                                        .orElseThrow());
                    });
            assertEquals(
                    Optional.of(HostPath.of("/C:/Users/agent")),
                    profile(registry, PERSON).folder());
            assertInstanceOf(
                    Absent.class, profile(registry, "S-1-5-21-1-2-3-1002").hive());
            assertInstanceOf(
                    Refused.class, profile(registry, "S-1-5-21-1-2-3-1003").hive());
            Reading<?> broken = profile(registry, "S-1-5-21-1-2-3-1005").hive();
            assertTrue(
                    broken instanceof Refused<?> refused && refused.detail().contains("NTUSER.DAT"), broken::toString);
            assertInstanceOf(Refused.class, registry.key("HKU\\S-1-5-21-1-2-3-1005\\Software"));
        }
    }

    /** A collection for triage may have the hive DEFAULT and nothing else of the system's own profile: neither its folder nor ProfileList. */
    @Test
    void theSettingsOfTheSystemAreReadWhereNothingElseNamesIt() throws IOException {
        hive("Windows/System32/config/DEFAULT", settings("of the system"));
        try (Machine machine = open()) {
            assertInstanceOf(Found.class, profile(registry(machine), "S-1-5-18").hive());
            assertEquals(
                    "of the system",
                    key(registry(machine), "HKU\\S-1-5-18\\Software\\Own")
                            .text("who")
                            .orElseThrow());
        }
    }

    /** Under the name that it has there beside its own when Windows runs. */
    @Test
    void theSettingsOfTheSystemHaveTwoNames() throws IOException {
        person("S-1-5-18", "%systemroot%\\\\system32\\\\config\\\\systemprofile");
        hive("Windows/System32/config/DEFAULT", settings("of the system"));
        hive(
                "Windows/System32/config/systemprofile/AppData/Local/Microsoft/Windows/UsrClass.dat",
                RegText.parse("[CLSID\\{3}]\n"));
        try (Machine machine = open()) {
            RegistryKey found = key(registry(machine), "HKU\\.default\\Software\\Own");
            assertEquals("HKU\\S-1-5-18\\Software\\Own", found.path());
            assertEquals("of the system", found.text("who").orElseThrow());
            assertInstanceOf(
                    Absent.class,
                    registry(machine).key("HKU\\S-1-5-18\\Software\\Classes\\CLSID\\{3}"),
                    "Windows does not load them for it");
        }
    }

    @Test
    void ofAWindowsThatRunsUsersComeAndGo() throws IOException {
        try (Machine machine = open()) {
            Registry users = HiveRegistry.ofUsers(
                    machine.files(), HostPath.of("/C:/Windows/System32/config"), registry(machine));
            String path = "HKU\\-later\\Software\\Own";
            assertInstanceOf(Absent.class, users.key(path));
            hive("Users/later/NTUSER.DAT", settings("of one who came later"));
            assertEquals("of one who came later", key(users, path).text("who").orElseThrow());
            assertEquals(
                    Reading.found(Registry.State.FILE), profile(users, "-later").hive());
            hive("Users/later/NTUSER.DAT", settings("of one who changed"));
            assertEquals("of one who changed", key(users, path).text("who").orElseThrow());
            Files.delete(root.resolve("Users/later/NTUSER.DAT"));
            assertInstanceOf(Absent.class, users.key(path));
            assertTrue(users.profiles().stream().noneMatch(each -> each.id().equals("-later")));
            users.rest();
            assertEquals(
                    "of agent",
                    key(users, "HKU\\" + PERSON + "\\Software\\Own").text("who").orElseThrow());
            users.close();
        }
    }

    /** Keys on the way to the last one are kept: none may be taken for another. */
    @Test
    void whatWasLookedUpBeforeChangesNothing() throws IOException {
        for (String path : List.of("A\\B\\C", "A\\B\\D", "A\\E\\C", "B\\B\\C")) {
            software.make(path).value("", 1, RegText.text(path));
        }
        for (int i = 0; i < 12; i++) {
            person("S-1-5-21-1-2-3-" + (2_000 + i), "C:\\\\Users\\\\p" + i);
            hive("Users/p" + i + "/NTUSER.DAT", settings("of " + i));
        }
        try (Machine machine = open()) {
            Registry registry = registry(machine);
            for (String asked : List.of("A\\B\\C", "A\\B\\D", "a\\b\\c", "A\\E\\C", "B\\B\\C", "A\\B\\C")) {
                RegistryKey found = key(registry, "HKLM\\SOFTWARE\\" + asked);
                String path = asked.toUpperCase(Locale.ROOT);
                assertEquals("HKLM\\SOFTWARE\\" + path, found.path());
                assertEquals(path, found.text("").orElseThrow());
                assertInstanceOf(Absent.class, registry.key("HKLM\\SOFTWARE\\A\\" + path));
                assertEquals(
                        List.of("B", "E"), key(registry, "HKLM\\SOFTWARE\\A").subkeys());
            }
            for (int i = 0; i < 24; i++) {
                String path = "HKU\\S-1-5-21-1-2-3-" + (2_000 + i % 12) + "\\Software\\Own";
                assertEquals("of " + i % 12, key(registry, path).text("who").orElseThrow());
            }
            assertEquals(
                    "A\\B\\D", key(registry, "HKLM\\SOFTWARE\\A\\B\\D").text("").orElseThrow());
        }
    }

    @Test
    void whatCouldNotBeReadGrowsWhileReading() throws IOException {
        for (int i = 0; i < 40; i++) {
            software.make("Vendor\\K" + i);
        }
        byte[] bytes = HiveWriter.write(software);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("K17");
        bytes[at - 76] = 'x';
        try (Machine machine = open(bytes)) {
            Registry registry = registry(machine);
            long before = registry.unread();
            assertEquals(39, key(registry, "HKLM\\SOFTWARE\\Vendor").subkeys().size());
            assertTrue(registry.unread() > before);
            long after = registry.unread();
            key(registry, "HKLM\\SOFTWARE\\Classes");
            assertEquals(after, registry.unread());
        }
    }

    @Test
    void aKeyFullOfNamesIsCutOffAndCounted() throws IOException {
        RegKey full = software.make("Full");
        for (int i = 0; i < 40_000; i++) {
            RegKey ignored = full.subkey("k".repeat(220) + i);
        }
        RegKey named = software.make("Named");
        for (int i = 0; i < 200; i++) {
            named.value("v".repeat(16_000) + i, 4, new byte[4]);
        }
        try (Machine machine = open()) {
            Registry registry = registry(machine);
            long before = registry.unread();
            int names = key(registry, "HKLM\\SOFTWARE\\Full").subkeys().size();
            assertTrue(names > 30_000 && names < 40_000, names + " names");
            assertEquals(before + 1, registry.unread());
            int values = key(registry, "HKLM\\SOFTWARE\\Named").values().size();
            assertTrue(values > 100 && values < 200, values + " values");
            assertEquals(before + 2, registry.unread());
        }
    }

    @Test
    void aHiveThatWasNotWrittenToItsEndIsInDoubt() throws IOException {
        byte[] bytes = HiveWriter.write(software);
        bytes[4]++;
        try (Machine machine = open(bytes)) {
            Registry registry = registry(machine);
            long before = registry.unread();
            key(registry, "HKLM\\SOFTWARE\\Classes");
            assertEquals(before, registry.unread(), "nothing of it is malformed");
            Reading.Refused<?> doubt =
                    registry.doubt("HKLM\\SOFTWARE\\Microsoft\\*").orElseThrow();
            assertEquals(ReasonCode.NOT_CLOSED, doubt.reason());
            assertEquals("hive-no-log|HKLM\\SOFTWARE", doubt.detail());
            assertEquals(Optional.empty(), registry.doubt("HKLM\\SYSTEM\\CurrentControlSet"));
        }
    }

    @Test
    void theDescriptorOfAKeyIsTold() throws IOException {
        software.make("Secured")
                .security(new byte[] {1, 0, 4, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        try (Machine machine = open()) {
            assertEquals(
                    20,
                    registry(machine)
                            .security("HKLM\\SOFTWARE\\Secured")
                            .ifFound()
                            .orElseThrow()
                            .length);
        }
    }

    private void person(String sid, String folder) {
        RegText.apply("[" + LIST + "\\" + sid + "]\n\"ProfileImagePath\"=expand:\"" + folder + "\"\n", software);
    }

    private static RegKey settings(String who) {
        return RegText.parse("[Software\\Own]\n\"who\"=\"" + who + "\"\n");
    }

    private void hive(String file, RegKey key) throws IOException {
        file(file, HiveWriter.write(key));
    }

    private void file(String file, byte[] bytes) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private Machine open() throws IOException {
        return open(HiveWriter.write(software));
    }

    private Machine open(byte[] ofSoftware) throws IOException {
        hive("Windows/System32/config/SYSTEM", system);
        file("Windows/System32/config/SOFTWARE", ofSoftware);
        return MountedWindows.open(root).ifFound().orElseThrow();
    }

    private static Registry registry(Machine machine) {
        return machine.registry().ifFound().orElseThrow();
    }

    private static Profile profile(Registry registry, String id) {
        return registry.profiles().stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static RegistryKey key(Registry registry, String path) {
        return registry.key(path).ifFound().orElseThrow(() -> new AssertionError(path));
    }
}
