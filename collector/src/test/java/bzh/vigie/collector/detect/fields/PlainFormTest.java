package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Forms that Windows takes for the same, from Microsoft's pages of file names, registry keys and commands, and what is made of hostile ones. */
final class PlainFormTest {
    /** "Naming Files, Paths, and Namespaces", "File path formats on Windows systems": each names the first. */
    @Test
    void pathsThatWindowsTakesForOneAreOne() {
        for (String path : List.of(
                "C:\\Program Files\\Outil\\a.exe",
                "C:/Program Files/Outil/a.exe",
                "\\\\?\\C:\\Program Files\\Outil\\a.exe",
                "\\\\.\\C:\\Program Files\\Outil\\a.exe",
                "C:\\PROGRA~1\\Outil\\a.exe",
                "%ProgramFiles%\\Outil\\a.exe",
                "C:\\Windows\\..\\Program Files\\Outil\\a.exe",
                "C:\\Program Files\\Outil\\.\\a.exe")) {
            assertEquals("C:\\Program Files\\Outil\\a.exe", PlainForm.paths(path), path);
        }
        assertEquals("\\\\serveur\\partage\\a.exe", PlainForm.paths("\\\\?\\UNC\\serveur\\partage\\a.exe"));
        assertEquals("https://example.org/a", PlainForm.paths("https://example.org/a"));
        assertEquals("\\\\.\\pipe\\a", PlainForm.paths("\\\\.\\pipe\\a"));
    }

    /** "Registry Key Object Routines", "Predefined Keys", "Registry Redirector". */
    @Test
    void registryPathsThatAreOneAreOne() {
        for (String path : List.of(
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\a\\(Default)",
                "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\a\\@",
                "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet002\\Services\\a\\",
                "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\a\\{Default}",
                "Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\a\\(Default)")) {
            assertEquals("HKLM\\SYSTEM\\CurrentControlSet\\Services\\a\\(Default)", PlainForm.value(path), path);
        }
        assertEquals("HKLM\\SOFTWARE\\a\\b", PlainForm.value("HKLM\\SOFTWARE\\WOW6432Node\\a\\b"));
    }

    /** reg add, Set-ItemProperty, 4657 and Sysmon 13 set one value. */
    @Test
    void oneValueIsSetInManyWays() {
        String key = "\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";
        List<Map<String, String>> ways = List.of(
                Map.of("EventID", "13", "TargetObject", "HKLM" + key + "\\a", "Details", "C:\\a.exe"),
                Map.of(
                        "EventID",
                        "4657",
                        "ObjectName",
                        "\\REGISTRY\\MACHINE" + key,
                        "ObjectValueName",
                        "a",
                        "NewValue",
                        "C:\\a.exe"),
                Map.of(
                        "EventID",
                        "1",
                        "CommandLine",
                        "reg.exe \"ADD\" HKEY_LOCAL_MACHINE" + key + " -v a /d C:\\a.exe /f"),
                Map.of("EventID", "1", "CommandLine", "cmd /q /c \"reg a^dd HKLM" + key + " /v a /d C:\\a.exe\""),
                Map.of("EventID", "4104", "ScriptBlockText", "Set-ItemProperty HKLM:" + key + " a C:\\a.exe"),
                Map.of(
                        "EventID",
                        "4104",
                        "ScriptBlockText",
                        "New-Item`Property -Value 'C:\\a.exe' -Na a -Path \"HKLM:" + key + "\" -Force"));
        for (Map<String, String> way : ways) {
            var record = WindowsFields.of(channel(way), way.getOrDefault("EventID", ""), way)
                    .build();
            assertEquals("HKLM" + key + "\\a", record.value("RegistryValue"), way.toString());
            assertEquals("C:\\a.exe", record.value("RegistryData"), way.toString());
            assertEquals("windows.run-key.machine", record.value("RegistryLocation"), way.toString());
        }
    }

    private static String channel(Map<String, String> event) {
        return event.containsKey("ObjectName")
                ? "Security"
                : event.containsKey("ScriptBlockText")
                        ? "Microsoft-Windows-PowerShell/Operational"
                        : "Microsoft-Windows-Sysmon/Operational";
    }

    @Test
    void hostileTextsAreBounded() {
        String deep = "cmd /c ".repeat(20_000);
        String open = "reg add \"" + "\\".repeat(100_000);
        for (String line : List.of(
                deep, open, "%".repeat(100_000), "powershell -enc " + "A".repeat(100_000), "\\..".repeat(50_000))) {
            var record = WindowsFields.of(
                            "Microsoft-Windows-Sysmon/Operational", "1", Map.of("CommandLine", line, "Image", line))
                    .build();
            assertEquals(line, record.value("CommandLine"));
        }
    }
}
