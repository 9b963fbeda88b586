package bzh.vigie.agent.fuzz;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.bits.BitsQueue;
import bzh.vigie.agent.windows.office.OfficeMacros;
import bzh.vigie.agent.windows.policy.FolderRedirection;
import bzh.vigie.agent.windows.policy.PolicyScripts;
import bzh.vigie.agent.windows.policy.Preferences;
import bzh.vigie.agent.windows.policy.RegistryPolicy;
import bzh.vigie.agent.windows.policy.SecurityTemplate;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.agent.windows.shim.ShimDatabase;
import bzh.vigie.agent.windows.shim.ShimWriter;
import bzh.vigie.agent.windows.shortcut.Shortcut;
import bzh.vigie.agent.windows.shortcut.ShortcutWriter;
import bzh.vigie.agent.windows.task.CachedActions;
import bzh.vigie.agent.windows.task.CachedTriggers;
import bzh.vigie.agent.windows.task.DynamicInfo;
import bzh.vigie.agent.windows.task.JobFile;
import bzh.vigie.agent.windows.task.TaskSamples;
import bzh.vigie.agent.windows.task.TaskXml;
import bzh.vigie.agent.windows.wmi.Repository;
import bzh.vigie.agent.windows.wmi.RepositoryWriter;
import bzh.vigie.agent.windows.xml.IniText;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.agent.windows.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Windows' own files. */
final class WindowsTargets {
    private static final String CLASS = "{61bcd1b9-340c-40ec-9d41-d7f1c0632f05}";

    private WindowsTargets() {}

    static List<FuzzTarget> all() {
        return List.of(
                target(
                        "task-xml",
                        TaskXml::parse,
                        TaskSamples.xml("<BootTrigger/>", "", "<Exec><Command>a</Command></Exec>")),
                target("task-actions", CachedActions::parse, actions()),
                target("task-triggers", CachedTriggers::parse, triggers()),
                target(
                        "task-times",
                        DynamicInfo::parse,
                        new ByteWriter().u32(3).zeros(32).toBytes()),
                target("task-job", JobFile::parse, TaskSamples.job("a.exe", "b", 0)),
                target("shortcut", b -> Shortcut.parse(b).ifPresent(Shortcut::commandLine), shortcut()),
                target(
                        "shim",
                        ShimDatabase::parse,
                        new ShimWriter().program("a.exe", "b", "InjectDll|c").toBytes()),
                target("bits", b -> BitsQueue.read(Bytes.of(b)), queue()),
                target("registry-policy", RegistryPolicy::parse, policy()),
                target(
                        "folder-redirection",
                        FolderRedirection::parse,
                        text("[{B97D20BB-F46A-4C97-BA10-5E3608430854}_s-1-1-0]\nFullPath=x\n[y]\nS-1-1-0=z\n")),
                target("policy-scripts", PolicyScripts::parse, text("[Logon]\n0CmdLine=a\n0Parameters=b\n")),
                target(
                        "policy-template",
                        SecurityTemplate::parse,
                        text("[Privilege Rights]\na = *S-1-5-18\n\"c\",2,\"d\"\n")),
                target(
                        "policy-preferences",
                        Preferences::parse,
                        text("<g><File><Properties action=\"U\" fromPath=\"a\"/></File></g>")),
                new FuzzTarget(
                        "windows-office-macros",
                        OfficeMacros::of,
                        List.of(
                                new ByteWriter()
                                        .hex("d0cf11e0a1b11ae1")
                                        .zeros(504)
                                        .utf16("VBA")
                                        .zeros(58)
                                        .u16(8)
                                        .u8(1)
                                        .zeros(61)
                                        .toBytes(),
                                new ByteWriter()
                                        .hex("504b0304504b0102")
                                        .zeros(24)
                                        .u16(14)
                                        .zeros(16)
                                        .latin1("vbaProject.bin")
                                        .zeros(2)
                                        .toBytes())),
                target(
                        "xml",
                        b -> XmlText.parse(WindowsText.of(b)),
                        text("<?xml version='1.0'?><a b=\"c\">&#65;<!--d--></a>")),
                target("ini", b -> IniText.parse(WindowsText.of(b)), text("\ufeff[a]\n;b\nc=d\n")),
                target("sid", WindowsTargets::sid, text("S-1-0x10000000000-21-4294967295")),
                wmi("OBJECTS.DATA"),
                wmi("INDEX.BTR"),
                wmi("MAPPING1.MAP"));
    }

    /** One that is read is written so that it is read again. */
    private static void sid(byte[] bytes) {
        Sid.parse(new String(bytes, StandardCharsets.ISO_8859_1)).ifPresent(sid -> {
            if (!Sid.parse(sid.toString()).equals(Optional.of(sid))) {
                throw new IllegalStateException(sid.toString());
            }
        });
    }

    private static FuzzTarget target(String name, FuzzTarget.Reader reader, byte[] seed) {
        return new FuzzTarget("windows-" + name, reader, List.of(seed));
    }

    /** One file of a repository whose others are whole. */
    private static FuzzTarget wmi(String name) {
        Map<String, byte[]> files = RepositoryWriter.vista()
                .subscription("root\\subscription", "a", "SELECT 1", "b")
                .toFiles();
        Map<String, Bytes> opened = new HashMap<>();
        files.forEach((file, bytes) -> opened.put(file, Bytes.of(bytes)));
        return target(
                "wmi-" + name,
                bytes -> {
                    Map<String, Bytes> broken = new HashMap<>(opened);
                    broken.put(name, Bytes.of(bytes));
                    Repository.read(broken).consumers().forEach(c -> c.does());
                },
                files.getOrDefault(name, new byte[0]));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] actions() {
        ByteWriter out = TaskSamples.actions(3, "Author");
        return TaskSamples.handler(TaskSamples.execute(out, 3, "a.exe", "b", "c"), CLASS, "d")
                .toBytes();
    }

    private static byte[] triggers() {
        ByteWriter out = TaskSamples.triggers(0x17, 0);
        return TaskSamples.daily(TaskSamples.user(TaskSamples.general(out, 0x17, 0xAAAA, true), "u"), 0x17)
                .toBytes();
    }

    private static byte[] shortcut() {
        return new ShortcutWriter()
                .idList("C:\\a\\b.exe")
                .basePath("C:\\x.exe")
                .environment("%a%")
                .machine("m")
                .toBytes();
    }

    private static byte[] policy() {
        return new ByteWriter()
                .latin1("PReg")
                .u32(1)
                .utf16("[Software\\A\0;b\0;")
                .u32(4)
                .utf16(";")
                .u32(4)
                .utf16(";")
                .u32(7)
                .utf16("]")
                .toBytes();
    }

    private static byte[] queue() {
        ByteWriter out = new ByteWriter()
                .hex("93362035a00c104a84f3b17e7b499cd7")
                .u32(0)
                .u32(1)
                .u32(5)
                .u32(0)
                .guid(CLASS);
        for (String each : new String[] {"a", "", "b.exe", "c", "S-1-5-18"}) {
            out.u32(each.length() + 1L).utf16(each).u16(0);
        }
        return out.u32(3).zeros(40).toBytes();
    }
}
