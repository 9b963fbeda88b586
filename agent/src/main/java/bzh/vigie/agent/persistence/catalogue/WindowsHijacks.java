package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.classes;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.ownClasses;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.event.Item.Trait;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What takes the place of another program, or runs beside it. */
final class WindowsHijacks {
    private static final Pattern VERB =
            Pattern.compile("\\\\classes\\\\(?:wow6432node\\\\)?(.+)\\\\shell\\\\([^\\\\]+)\\\\command$");
    private static final Set<String> MANY = Set.of(
            "*",
            "allfilesystemobjects",
            "directory",
            "drive",
            "folder",
            "unknown",
            "desktopbackground",
            "network",
            "netserver",
            "netshare",
            "printers",
            "lnkfile",
            "internetshortcut");
    private static final Set<String> PROGRAMS =
            Set.of("exefile", "comfile", "batfile", "cmdfile", "mscfile", "regfile", "ms-settings");

    private WindowsHijacks() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.image.debugger",
                        "T1546.012 T1546.008",
                        Values.named(Names.COMMAND, "Debugger"),
                        both(NT + "/Image File Execution Options/*", NT + "/Image File Execution Options/*/*")),
                userKeys(
                        "windows.image.debugger-user",
                        "T1546.012",
                        Values.named(Names.COMMAND, "Debugger"),
                        own(NT + "/Image File Execution Options/*")),
                keys(
                        "windows.image.flag",
                        "T1546.012",
                        Values.named(Names.NOTHING, "GlobalFlag")
                                .and((key, draft) -> (key.number("GlobalFlag").orElse(0) & 0x300) != 0
                                        ? draft
                                        : draft.enabled(false)),
                        both(NT + "/Image File Execution Options/*", NT + "/Image File Execution Options/*/*")),
                keys(
                        "windows.image.verifier",
                        "T1546.012",
                        Values.named(Names.LIBRARY, "VerifierDlls").separatedBy(" "),
                        both(NT + "/Image File Execution Options/*", NT + "/Image File Execution Options/*/*")),
                keys(
                        "windows.image.silent-exit",
                        "T1546.012",
                        Values.named(Names.COMMAND, "MonitorProcess"),
                        both(NT + "/SilentProcessExit", NT + "/SilentProcessExit/*")),
                keys(
                        "windows.accessibility.tool",
                        "T1546.008",
                        Values.named(Names.COMMAND, "StartExe", "ATExe")
                                .and((key, draft) -> draft.with(Trait.MASQUERADES, false)),
                        both(NT + "/Accessibility/ATs/*")),
                keys(
                        "windows.accessibility.configured",
                        "T1546.008",
                        Values.named(Names.NOTHING, "Configuration").separatedBy(","),
                        both(NT + "/Accessibility", NT + "/Accessibility/ATs")),
                userKeys(
                        "windows.accessibility.configured-user",
                        "T1546.008",
                        Values.named(Names.NOTHING, "Configuration").separatedBy(","),
                        own(NT + "/Accessibility")),
                keys(
                        "windows.shell.auto-run",
                        "T1546",
                        Values.named(Names.COMMAND, "AutoRun"),
                        both("/Microsoft/Command Processor")),
                userKeys(
                        "windows.shell.auto-run-user",
                        "T1546",
                        Values.named(Names.COMMAND, "AutoRun"),
                        own("/Microsoft/Command Processor")),
                keys(
                        "windows.association.program",
                        "T1546.001",
                        Values.named(Names.COMMAND, "", "DelegateExecute", "IsolatedCommand")
                                .by(
                                        "\"%1\" %*",
                                        "\"%1\" /S",
                                        "\"%1\"",
                                        "mmc.exe \"%1\" %*",
                                        "regedit.exe \"%1\"",
                                        "wscript.exe \"%1\" %*",
                                        "mshta.exe \"%1\" %*",
                                        "notepad.exe %1",
                                        "cmd.exe /c \"%1\" %*"),
                        classes(
                                "/exefile/shell/open/command",
                                "/comfile/shell/open/command",
                                "/batfile/shell/open/command",
                                "/cmdfile/shell/open/command",
                                "/piffile/shell/open/command",
                                "/scrfile/shell/open/command",
                                "/mscfile/shell/open/command",
                                "/regfile/shell/open/command",
                                "/VBSFile/shell/open/command",
                                "/JSFile/shell/open/command",
                                "/htafile/shell/open/command",
                                "/WSFFile/shell/open/command",
                                "/txtfile/shell/open/command",
                                "/cplfile/shell/open/command",
                                "/Microsoft.PowerShellScript.1/shell/open/command",
                                "/ms-settings/shell/open/command",
                                "/Folder/shell/open/command",
                                "/htmlfile/shell/open/command",
                                "/inffile/shell/open/command")),
                userKeys(
                        "windows.association.program-user",
                        "T1546.001 T1548.002",
                        Values.named(Names.COMMAND, "", "DelegateExecute", "IsolatedCommand")
                                .where(key -> !isOfConsoles(key)),
                        ownClasses(
                                "/*/shell/*/command",
                                "/CLSID/*/shell/*/command",
                                "/*/Background/shell/*/command",
                                "/SystemFileAssociations/*/shell/*/command")),
                keys(
                                "windows.association.verb",
                                "T1546.001 T1547.001",
                                Values.named(Names.COMMAND, "", "DelegateExecute", "IsolatedCommand")
                                        .where(WindowsHijacks::isOfManyThings),
                                classes(
                                        "/*/shell/*/command",
                                        "/CLSID/*/shell/*/command",
                                        "/*/Background/shell/*/command",
                                        "/SystemFileAssociations/*/shell/*/command"))
                        .mass(),
                userKeys(
                        "windows.association.choice-user",
                        "T1546.001",
                        Values.named(Names.NOTHING, "ProgId"),
                        choices(
                                ".exe", ".com", ".bat", ".cmd", ".pif", ".scr", ".msc", ".reg", ".vbs", ".js", ".hta",
                                ".wsf", ".ps1", ".lnk", ".url")),
                userKeys(
                        "windows.association.console-user",
                        "T1546.001 T1548.002 T1053.005",
                        Values.named(Names.COMMAND, "", "DelegateExecute").by("mmc.exe \"%1\" %*"),
                        ownClasses("/mscfile/shell/*/command")),
                keys(
                        "windows.association.ending",
                        "T1546.001",
                        Values.named(Names.NOTHING, "")
                                .by(
                                        "exefile", "comfile", "batfile", "cmdfile", "piffile", "scrfile", "mscfile",
                                        "regfile", "VBSFile", "JSFile", "htafile", "WSFFile"),
                        classes(
                                "/.exe", "/.com", "/.bat", "/.cmd", "/.pif", "/.scr", "/.msc", "/.reg", "/.vbs", "/.js",
                                "/.hta", "/.wsf")),
                userKeys(
                        "windows.association.ending-user",
                        "T1546.001",
                        Values.named(Names.NOTHING, ""),
                        ownClasses(
                                "/.exe", "/.com", "/.bat", "/.cmd", "/.pif", "/.scr", "/.msc", "/.reg", "/.vbs", "/.js",
                                "/.hta", "/.wsf")),
                keys("windows.app-path", "T1574", Values.named(Names.COMMAND, ""), both(VERSION + "/App Paths/*")),
                userKeys(
                        "windows.app-path-user",
                        "T1574",
                        Values.named(Names.COMMAND, ""),
                        own(VERSION + "/App Paths/*")),
                keys(
                        "windows.debugger.crash",
                        "T1546",
                        Values.named(Names.COMMAND, "Debugger")
                                .by("vsjitdebugger.exe*", "winedbg --auto*", "drwtsn32 -p*"),
                        both(NT + "/AeDebug", NT + "/AeDebugProtected")),
                keys(
                        "windows.debugger.error-reporting",
                        "T1546",
                        Values.named(Names.COMMAND, "Debugger", "ReflectDebugger"),
                        both(
                                "/Microsoft/Windows/Windows Error Reporting",
                                "/Microsoft/Windows/Windows Error Reporting/Hangs")),
                keys(
                        "windows.debugger.exception-module",
                        "T1546",
                        Values.namesAre(Names.LIBRARY),
                        both("/Microsoft/Windows/Windows Error Reporting/RuntimeExceptionHelperModules")),
                userKeys(
                        "windows.debugger.exception-module-user",
                        "T1546",
                        Values.namesAre(Names.LIBRARY),
                        own("/Microsoft/Windows/Windows Error Reporting/RuntimeExceptionHelperModules")),
                keys(
                        "windows.debugger.managed",
                        "T1546",
                        Values.named(Names.COMMAND, "DbgManagedDebugger"),
                        both("/Microsoft/.NETFramework")),
                keys(
                        "windows.shim.installed",
                        "T1546.011",
                        Values.named(Names.FILE, "DatabasePath"),
                        both(NT + "/AppCompatFlags/InstalledSDB/*")),
                keys(
                        "windows.shim.custom",
                        "T1546.011",
                        Values.all(Names.NOTHING),
                        both(NT + "/AppCompatFlags/Custom/*")),
                keys(
                        "windows.telemetry-controller",
                        "T1546",
                        Values.named(Names.COMMAND, "Command"),
                        both(NT + "/AppCompatFlags/TelemetryController/*")),
                keys(
                        "windows.packaged-debug",
                        "T1546",
                        Values.named(Names.COMMAND, ""),
                        "HKLM/SOFTWARE/Classes/ActivatableClasses/Package/*/DebugInformation/*"),
                userKeys(
                        "windows.packaged-debug-user",
                        "T1546",
                        Values.named(Names.COMMAND, "DebugPath"),
                        "HKCU/Software/Classes/ActivatableClasses/Package/*/DebugInformation/*"));
    }

    /** What a user opens programs and addresses with, ending by ending. */
    private static String[] choices(String... endings) {
        return Stream.concat(
                        Arrays.stream(endings)
                                .map(ending ->
                                        "HKCU/Software" + VERSION + "/Explorer/FileExts/" + ending + "/UserChoice"),
                        Stream.of("HKCU/Software/Microsoft/Windows/Shell/Associations/UrlAssociations/ms-*/UserChoice"))
                .toArray(String[]::new);
    }

    /**
     * Whether a verb is one of a thing of the shell (a class that Explorer shows, such as the bin) or of many kinds of file at once;
     * those of one kind of file are masses, and what opens programs is a place of its own.
     */
    private static boolean isOfManyThings(SourceKey key) {
        Matcher verb = VERB.matcher(WindowsPath.fold(key.path()));
        if (!verb.find()) {
            return false;
        }
        String of = verb.group(1);
        boolean program = PROGRAMS.contains(of) && !verb.group(2).equals("open");
        return of.contains("\\")
                || program
                || (MANY.contains(of) && !(of.equals("folder") && verb.group(2).equals("open")));
    }

    /** Consoles are a place of their own: tasks and elevated programs open them. */
    private static boolean isOfConsoles(SourceKey key) {
        return WindowsPath.fold(key.path()).contains("\\mscfile\\");
    }
}
