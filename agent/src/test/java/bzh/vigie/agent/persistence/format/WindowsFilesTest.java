package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.windows.BrowserFiles;
import bzh.vigie.agent.persistence.format.windows.PolicyFiles;
import bzh.vigie.agent.persistence.format.windows.ServerFiles;
import bzh.vigie.agent.persistence.format.windows.ShortcutFiles;
import bzh.vigie.agent.persistence.format.windows.SystemFiles;
import bzh.vigie.agent.windows.shim.ShimWriter;
import bzh.vigie.agent.windows.shortcut.ShortcutWriter;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Windows' own files mean as items; the readers themselves are tested beside them. */
final class WindowsFilesTest {
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
                read(ShortcutFiles.startup(), "C:/x/desktop.ini", new byte[0]).drafts());
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
}
