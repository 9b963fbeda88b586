package bzh.vigie.agent.persistence;

import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.account.SamValues;
import bzh.vigie.agent.windows.task.TaskSamples;
import bzh.vigie.agent.windows.wmi.RepositoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What Windows 10 and 11 have by themselves and no {@code .reg} text says: scheduled tasks, in their files and in the registry; the
 * one subscription of WMI; local accounts. Commands as {@code schtasks /query /xml} shows them.
 */
final class WindowsDefaults {
    private static final String CACHE =
            "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\";
    private static final String ACCOUNTS = "HKEY_LOCAL_MACHINE\\SAM\\SAM\\Domains\\Account";
    private static final String PLATFORM =
            "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.23110.3-0\\MpCmdRun.exe";
    private static final int DISABLED = 0x1;
    private static final int NEVER_EXPIRES = 0x200;
    private static final int NORMAL = 0x10;
    private static final int NO_PASSWORD_NEEDED = 0x4;

    private record Task(String path, String command, String arguments) {}

    private static final List<Task> TASKS = List.of(
            new Task("Microsoft\\Windows\\Defrag\\ScheduledDefrag", "%windir%\\system32\\defrag.exe", "-c -h -k -g -$"),
            new Task(
                    "Microsoft\\Windows\\Autochk\\Proxy",
                    "%windir%\\system32\\rundll32.exe",
                    "/d acproxy.dll,PerformAutochkOperations"),
            new Task(
                    "Microsoft\\Windows\\SMB\\UninstallSMB1ClientTask",
                    "%windir%\\system32\\WindowsPowerShell\\v1.0\\powershell.exe",
                    "-ExecutionPolicy Unrestricted -NonInteractive -NoProfile -WindowStyle Hidden \"& %windir%\\system32\\"
                            + "WindowsPowerShell\\v1.0\\Modules\\SmbShare\\DisableUnusedSmb1.ps1 -Scenario Client\""),
            new Task(
                    "Microsoft\\Windows\\NetTrace\\GatherNetworkInfo", "%windir%\\system32\\gatherNetworkInfo.vbs", ""),
            new Task(
                    "Microsoft\\Windows\\Application Experience\\Microsoft Compatibility Appraiser",
                    "%windir%\\system32\\compattelrunner.exe",
                    ""),
            new Task(
                    "Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan",
                    "%systemroot%\\system32\\usoclient.exe",
                    "StartScan"),
            new Task(
                    "Microsoft\\Windows\\Windows Defender\\Windows Defender Scheduled Scan",
                    PLATFORM,
                    "Scan -ScheduleJob -ScanTrigger 55 -IdleScheduledJob"),
            new Task(
                    "OneDrive Standalone Update Task-" + WindowsTree.SID,
                    "%localappdata%\\Microsoft\\OneDrive\\OneDriveStandaloneUpdater.exe",
                    ""),
            new Task(
                    "MicrosoftEdgeUpdateTaskMachineCore",
                    "C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe",
                    "/c"));

    private WindowsDefaults() {}

    /** Makes a disk below that directory with them, and with what that {@code .reg} text says. */
    static void make(Path root, String reg) throws IOException {
        StringBuilder all = new StringBuilder(reg);
        int number = 0;
        for (Task task : TASKS) {
            all.append(cached(task, ++number));
            Path file = root.resolve("Windows/System32/Tasks/" + task.path().replace('\\', '/'));
            String exec = "<Exec><Command>" + task.command() + "</Command><Arguments>"
                    + task.arguments().replace("&", "&amp;") + "</Arguments></Exec>";
            write(file, TaskSamples.xml("<BootTrigger/>", "", exec));
        }
        all.append("\n[")
                .append(ACCOUNTS)
                .append("]\n\"V\"=")
                .append(hex(HexFormat.of().parseHex("00".repeat(52) + "dcf4dc3b833d2b46828ba628")));
        all.append(account(500, "Administrateur", DISABLED | NORMAL | NEVER_EXPIRES, 24));
        all.append(account(501, "Invité", DISABLED | NORMAL | NEVER_EXPIRES | NO_PASSWORD_NEEDED, 4));
        all.append(account(503, "DefaultAccount", DISABLED | NORMAL | NEVER_EXPIRES | NO_PASSWORD_NEEDED, 4));
        all.append(account(504, "WDAGUtilityAccount", DISABLED | NORMAL, 24));
        all.append(account(1001, "agent", NORMAL | NEVER_EXPIRES, 56));
        WindowsTree.make(root, all.toString());
        for (Map.Entry<String, byte[]> file : subscription().entrySet()) {
            write(root.resolve("Windows/System32/wbem/Repository/" + file.getKey()), file.getValue());
        }
    }

    private static Map<String, byte[]> subscription() {
        String namespace = "root\\subscription";
        return RepositoryWriter.vista()
                .namespace(namespace)
                .instance(
                        namespace,
                        "__EventFilter",
                        Map.of(
                                "Name",
                                "SCM Event Log Filter",
                                "Query",
                                "select * from MSFT_SCMEventLogEvent",
                                "QueryLanguage",
                                "WQL",
                                "CreatorSID",
                                "S-1-5-32-544"))
                .instance(
                        namespace,
                        "NTEventLogEventConsumer",
                        Map.of("Name", "SCM Event Log Consumer", "SourceName", "Service Control Manager"))
                .bind(namespace, "SCM Event Log Filter", "NTEventLogEventConsumer", "SCM Event Log Consumer")
                .toFiles();
    }

    private static String cached(Task task, int number) {
        String id = "{00000000-0000-0000-0000-00000000000" + number + "}";
        ByteWriter actions =
                TaskSamples.execute(TaskSamples.actions(3, "Author"), 3, task.command(), task.arguments(), "");
        ByteWriter triggers = TaskSamples.general(TaskSamples.triggers(0x17, 0x40_0000), 0x17, 0xFFFF, true);
        return "\n[" + CACHE + "Tree\\" + task.path() + "]\n\"Id\"=\"" + id + "\"\n\"Index\"=dword:00000003\n\"SD\"="
                + hex(TaskSamples.descriptor()) + "\n[" + CACHE + "Tasks\\" + id + "]\n\"Path\"=\"\\\\"
                + task.path().replace("\\", "\\\\") + "\"\n\"Actions\"=" + hex(actions.toBytes()) + "\"Triggers\"="
                + hex(triggers.toBytes());
    }

    /** With a hash of so many bytes, of which the first 24 tell how it is hidden: without more there is no password. */
    private static String account(int rid, String name, int flags, int hash) {
        return "\n[" + ACCOUNTS + "\\Users\\%08X]\n\"F\"=".formatted(rid) + hex(SamValues.f(rid, flags)) + "\"V\"="
                + hex(SamValues.v(name, "", "", hash)) + "\n[" + ACCOUNTS + "\\Users\\Names\\" + name
                + "]\n@=hex(%x):\n".formatted(rid);
    }

    private static String hex(byte[] bytes) {
        return "hex:" + HexFormat.ofDelimiter(",").formatHex(bytes) + "\n";
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
