package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.windows.BrowserFiles;
import bzh.vigie.agent.persistence.format.windows.PolicyFiles;
import bzh.vigie.agent.persistence.format.windows.ServerFiles;
import bzh.vigie.agent.persistence.format.windows.ShortcutFiles;
import bzh.vigie.agent.persistence.format.windows.SystemFiles;
import bzh.vigie.agent.persistence.format.windows.TaskFiles;
import bzh.vigie.agent.persistence.format.windows.WmiRepository;
import bzh.vigie.agent.windows.shim.ShimWriter;
import bzh.vigie.agent.windows.shortcut.ShortcutWriter;
import bzh.vigie.agent.windows.task.TaskSamples;
import bzh.vigie.agent.windows.wmi.RepositoryWriter;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Windows' own files mean as items; the readers themselves are tested beside them. */
final class WindowsFilesTest {
    @Test
    void aTaskIsAnItemForEachActionWithWhatStartsIt() {
        byte[] xml = TaskSamples.xml(
                "<BootTrigger/><LogonTrigger><Enabled>false</Enabled></LogonTrigger>",
                "<Hidden>true</Hidden>",
                "<Exec><Command>C:\\Program Files\\a b.exe</Command><Arguments>-x</Arguments></Exec>"
                        + "<ComHandler><ClassId>{61BCD1B9-340C-40EC-9D41-D7F1C0632F05}</ClassId></ComHandler>");
        List<Draft> drafts = read(TaskFiles.definition(), "C:/Windows/System32/Tasks/Maintenance/Sauvegarde", xml)
                .drafts();
        assertEquals(
                List.of(
                        "\\Maintenance\\Sauvegarde|\"C:\\Program Files\\a b.exe\" -x; on boot, logon (off); as S-1-5-18; highest rights",
                        "\\Maintenance\\Sauvegarde|{61bcd1b9-340c-40ec-9d41-d7f1c0632f05}; on boot, logon (off); as S-1-5-18; highest rights"),
                texts(drafts));
        assertEquals(
                new WindowsRun.Command("\"C:\\Program Files\\a b.exe\" -x", false),
                drafts.getFirst().run());
        assertEquals(
                new WindowsRun.ComClass("{61bcd1b9-340c-40ec-9d41-d7f1c0632f05}", false),
                drafts.getLast().run());
        assertEquals(Set.of(Trait.HIDDEN), drafts.getFirst().traits());
    }

    @Test
    void timesStandBesideATaskAndAreNoPartOfWhatItIs() {
        byte[] xml = TaskSamples.xml(
                "<BootTrigger/><TimeTrigger><StartBoundary>2027-01-01T03:00:00</StartBoundary></TimeTrigger>"
                        + "<CalendarTrigger><Enabled>false</Enabled><StartBoundary>2026-01-01T04:00:00</StartBoundary>"
                        + "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger>",
                "<StartWhenAvailable>true</StartWhenAvailable>",
                "<Exec><Command>a.exe</Command></Exec>");
        Draft draft = read(TaskFiles.definition(), "C:/Windows/System32/Tasks/Une fois", xml)
                .drafts()
                .getFirst();
        assertEquals(
                "catches-up\ntime StartBoundary=2027-01-01T03:00:00",
                draft.times().starts());
        assertTrue(draft.value().contains("; on boot, time, calendar (off); "), draft.value());
    }

    @Test
    void aJobOfTheOldSchedulerIsAnItem() {
        List<Draft> drafts = read(
                        TaskFiles.job(), "C:/Windows/Tasks/At1.job", TaskSamples.job("C:\\a.exe", "-k", 0x200))
                .drafts();
        assertEquals(List.of("At1.job|C:\\a.exe -k; on calendar; as SYSTEM"), texts(drafts));
        assertTrue(drafts.getFirst().traits().contains(Trait.HIDDEN));
        assertEquals(
                1,
                read(TaskFiles.job(), "C:/Windows/Tasks/At1.job", new byte[9]).malformed());
    }

    @Test
    void aShortcutThatHidesWhatItStartsShows() {
        byte[] link = new ShortcutWriter()
                .idList("C:\\Windows\\notepad.exe")
                .environment("%windir%\\System32\\mshta.exe")
                .text(0x20, " ".repeat(300) + "https://exemple.fr/a.hta")
                .toBytes();
        Draft draft =
                read(ShortcutFiles.startup(), "C:/x/Lettre.lnk", link).drafts().getFirst();
        assertTrue(
                draft.traits().containsAll(Set.of(Trait.MASQUERADES, Trait.HIDDEN, Trait.NETWORK_TOOL)),
                draft::toString);
        assertTrue(draft.value().endsWith("; shows C:\\Windows\\notepad.exe"));
        assertEquals(
                List.of(),
                read(ShortcutFiles.startup(), "C:/x/Desktop.INI", new byte[0]).drafts());
        assertEquals(
                1,
                read(ShortcutFiles.startup(), "C:/x/des\u212atop.ini", new byte[0])
                        .drafts()
                        .size());
        byte[] url = "[InternetShortcut]\r\nURL=file:///C:/Users/Public/a.exe\r\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                new WindowsRun.Command("C:\\Users\\Public\\a.exe", false),
                read(ShortcutFiles.startup(), "C:/x/a.url", url)
                        .drafts()
                        .getFirst()
                        .run());
        assertEquals(
                new Run.Itself(),
                read(ShortcutFiles.startup(), "C:/x/a.exe", new byte[2])
                        .drafts()
                        .getFirst()
                        .run());
    }

    @Test
    void whatStartsByItselfIsAnItemAlsoWhereItIsNotUnderstood() {
        for (String name : List.of("C:/x/a.lnk", "C:/x/a.url")) {
            Parsed parsed = read(ShortcutFiles.startup(), name, new byte[9]);
            assertEquals(1, parsed.malformed());
            assertEquals(new Run.Itself(), parsed.drafts().getFirst().run());
        }
    }

    @Test
    void aSubscriptionIsOneItemWithItsQuery() {
        Map<String, byte[]> files = RepositoryWriter.vista()
                .namespace("root\\subscription")
                .subscription("root\\subscription", "veille", "SELECT * FROM x", "powershell -enc AAAAAAAAAAAAAAAAAAAA")
                .instance("root\\subscription", "__EventFilter", Map.of("Name", "seul", "Query", "SELECT 1"))
                .instance(
                        "root\\subscription",
                        "NTEventLogEventConsumer",
                        Map.of("Name", "SCM Event Log Consumer", "SourceName", "Service Control Manager"))
                .instance(
                        "root\\subscription",
                        "__EventFilter",
                        Map.of("Name", "SCM Event Log Filter", "Query", "select * from MSFT_SCMEventLogEvent"))
                .bind("root\\subscription", "SCM Event Log Filter", "NTEventLogEventConsumer", "SCM Event Log Consumer")
                .toFiles();
        Parsed parsed = new WmiRepository()
                .parse(
                        source("C:/r/OBJECTS.DATA"),
                        open(files.getOrDefault("OBJECTS.DATA", new byte[0])),
                        around(files));
        assertEquals(0, parsed.malformed());
        Draft command = named(parsed, "root\\subscription:CommandLineEventConsumer.veille");
        assertEquals("powershell -enc AAAAAAAAAAAAAAAAAAAA; on SELECT * FROM x", command.value());
        assertTrue(command.enabled());
        assertTrue(command.traits().contains(Trait.DECODES));
        assertFalse(named(parsed, "root\\subscription:__EventFilter.seul").enabled());
        assertEquals(
                Draft.Make.AS_MADE,
                named(parsed, "root\\subscription:NTEventLogEventConsumer.SCM Event Log Consumer")
                        .make());
    }

    @Test
    void aShimThatInjectsLeadsToItsLibrary() {
        byte[] sdb = new ShimWriter()
                .program("putty.exe", "PuTTY", "InjectDll|C:\\ProgramData\\a.dll")
                .toBytes();
        Draft draft = read(SystemFiles.shims(), "C:/Windows/AppPatch/Custom/{1}.sdb", sdb)
                .drafts()
                .getFirst();
        assertEquals(
                "putty.exe|InjectDll C:\\ProgramData\\a.dll; for PuTTY; of base de test",
                draft.name() + "|" + draft.value());
        assertEquals(new Run.Path("C:\\ProgramData\\a.dll"), draft.run());
    }

    @Test
    void scriptsOfAPolicyLieBesideTheirList() {
        byte[] ini =
                "[Logon]\r\n0CmdLine=a b.bat\r\n0Parameters=x\r\n[Startup]\r\n0CmdLine=\\\\s\\p\\b.cmd\r\n0Parameters=\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        List<Draft> drafts = read(
                        PolicyFiles.scripts(), "C:/Windows/System32/GroupPolicy/User/Scripts/scripts.ini", ini)
                .drafts();
        assertEquals(List.of("logon 0|a b.bat x", "startup 0|\\\\s\\p\\b.cmd"), texts(drafts));
        assertEquals(
                new WindowsRun.Command(
                        "\"C:\\Windows\\System32\\GroupPolicy\\User\\Scripts\\logon\\a b.bat\" x", false),
                drafts.getFirst().run());
    }

    @Test
    void modulesOfIisAndAgentsOfExchangeAreItems() {
        byte[] config = """
                <configuration><system.webServer><globalModules><add name="M" image="C:\\inetpub\\m.dll"/></globalModules>
                <handlers><add name="H" path="*.jpg" verb="*" scriptProcessor="C:\\php\\php.exe|%s"/></handlers></system.webServer>
                <system.web><machineKey validationKey="ABCD" decryptionKey="EF"/></system.web></configuration>
                """.getBytes(StandardCharsets.UTF_8);
        List<Draft> drafts =
                read(ServerFiles.web(), "C:/inetpub/web.config", config).drafts();
        assertEquals(
                List.of("globalModules M", "handlers H", "machine key"),
                drafts.stream().map(Draft::name).toList());
        assertEquals(
                new WindowsRun.Library("C:\\php\\php.exe", false), drafts.get(1).run());
        assertFalse(drafts.get(2).value().contains("ABCD"));
        byte[] agents =
                "<c><agentList><agent name=\"A\" classFactory=\"F\" assemblyPath=\"C:\\a.dll\" enabled=\"false\"/></agentList></c>"
                        .getBytes(StandardCharsets.UTF_8);
        Draft agent = read(ServerFiles.transportAgents(), "C:/e/agents.config", agents)
                .drafts()
                .getFirst();
        assertEquals("A|C:\\a.dll; class F", agent.name() + "|" + agent.value());
        assertFalse(agent.enabled());
    }

    @Test
    void extensionsOfBrowsersAndTheTerminalAreItems() {
        byte[] manifest = "{\"name\":\"x\",\"permissions\":[\"tabs\"],\"host_permissions\":[\"<all_urls>\"]}"
                .getBytes(StandardCharsets.UTF_8);
        Draft chromium = read(BrowserFiles.chromium(), "C:/u/Extensions/abcdef/1.0_0/manifest.json", manifest)
                .drafts()
                .getFirst();
        assertEquals("abcdef|x; rights tabs <all_urls>; from nowhere", chromium.name() + "|" + chromium.value());
        byte[] settings =
                "// c\n{\"startOnUserLogin\":true,\"defaultProfile\":\"{1}\",\"profiles\":{\"list\":[{\"guid\":\"{1}\",\"name\":\"p\",\"commandline\":\"cmd.exe\"},]}}"
                        .getBytes(StandardCharsets.UTF_8);
        Parsed terminal = read(BrowserFiles.terminal(), "C:/t/settings.json", settings);
        assertEquals(0, terminal.malformed());
        assertEquals(List.of("p|cmd.exe", "startOnUserLogin|true; {1}"), texts(terminal.drafts()));
        assertTrue(terminal.drafts().getFirst().enabled());
    }

    private static Parsed read(FileFormat format, String path, byte[] bytes) {
        return format.parse(source(path), open(bytes));
    }

    private static List<String> texts(List<Draft> drafts) {
        return drafts.stream().map(d -> d.name() + "|" + d.value()).toList();
    }

    private static Draft named(Parsed parsed, String name) {
        return parsed.drafts().stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + parsed));
    }

    private static SourceFile source(String path) {
        return new SourceFile(HostPath.of("/" + path), "", status(0), Optional.empty(), false);
    }

    private static Status status(int size) {
        return new Status(Kind.REGULAR, 0644, 0, 0, size, 0, 0, 0, 0);
    }

    private static OpenFile open(byte[] bytes) {
        return new OpenFile() {
            @Override
            public Status status() {
                return WindowsFilesTest.status(bytes.length);
            }

            @Override
            public int read(long at, byte[] into) {
                int length = (int) Math.max(0, Math.min(into.length, bytes.length - at));
                if (length > 0) {
                    System.arraycopy(bytes, (int) at, into, 0, length);
                }
                return length;
            }

            @Override
            public void close() {}
        };
    }

    private static Surroundings around(Map<String, byte[]> files) {
        return new Surroundings() {
            @Override
            public Reading<OpenFile> open(HostPath file) {
                byte[] bytes = files.get(file.nameText());
                return bytes == null ? Reading.absent() : Reading.found(WindowsFilesTest.open(bytes));
            }

            @Override
            public Optional<RegistryKey> key(String path) {
                return Optional.empty();
            }

            @Override
            public boolean hasRegistry() {
                return false;
            }
        };
    }
}
