package bzh.vigie.collector.detect.variation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The act of a sample done another way, as Windows writes that down. Each way is named in {@code variations.txt} with its source.
 * What events look like: Sysmon's documentation, and Microsoft's of 4688, 4657, 4697, 4698, 4702, 4104.
 */
final class OtherWays {
    private static final String SYSMON = "Microsoft-Windows-Sysmon/Operational";
    private static final String SECURITY = "Security";
    private static final Pattern NUMBER = Pattern.compile("(?i)[DQ]WORD \\((0x[0-9a-f]+)\\)");
    private static final Pattern OF_USER = Pattern.compile("(?i)^HKU\\\\S-1-5-21-[\\d-]+(?=\\\\)");
    private static final Set<String> MADE = Set.of("4720");
    private static final Set<String> LOCAL_GROUPS = Set.of("S-1-5-32-544", "S-1-5-32-555", "S-1-5-32-580");

    private final Sample sample;
    private final List<Sample> found = new ArrayList<>();

    private OtherWays(Sample sample) {
        this.sample = sample;
    }

    static List<Sample> of(Sample sample) {
        if (sample.value("Channel").isEmpty()) {
            return List.of();
        }
        OtherWays ways = new OtherWays(sample);
        ways.process();
        ways.value();
        ways.service();
        ways.task();
        ways.script();
        ways.account();
        return ways.found;
    }

    private boolean is(String channel, String... eventIds) {
        return sample.value("Channel").equalsIgnoreCase(channel)
                && List.of(eventIds).contains(sample.eventId());
    }

    private void add(String way, String channel, String eventId, Map<String, String> fields) {
        if (!VariationList.READ.ways().containsKey(way)) {
            throw new IllegalStateException("variations.txt has no source of " + way);
        }
        Map<String, List<String>> event = new LinkedHashMap<>();
        event.put("Channel", List.of(channel));
        event.put("EventID", List.of(eventId));
        event.put("Computer", List.of(sample.value("Computer")));
        fields.forEach((name, value) -> event.put(name, List.of(value)));
        found.add(new Sample(sample.name() + " " + way, event));
    }

    private void started(String way, String image, String commandLine, String parent) {
        add(
                way,
                SYSMON,
                "1",
                Map.of(
                        "Image", image,
                        "CommandLine", commandLine,
                        "ParentImage", parent,
                        "User", "MAIRIE\\a.martin"));
    }

    private void shell(String way, String program, String commandLine) {
        started(way, "C:\\Windows\\System32\\" + program, commandLine, "C:\\Windows\\System32\\cmd.exe");
    }

    private void written(String way, String script) {
        add(
                way,
                "Microsoft-Windows-PowerShell/Operational",
                "4104",
                Map.of("ScriptBlockText", script, "MessageNumber", "1", "MessageTotal", "1", "Path", ""));
    }

    private void process() {
        if (is(SYSMON, "1") && sample.value("OriginalFileName").isEmpty()) {
            add(
                    "process-by-security",
                    SECURITY,
                    "4688",
                    Map.of(
                            "NewProcessName", sample.value("Image"),
                            "CommandLine", sample.value("CommandLine"),
                            "ParentProcessName", sample.value("ParentImage"),
                            "SubjectUserName", sample.value("User").replaceFirst("^.*\\\\", "")));
        } else if (is(SECURITY, "4688")) {
            started(
                    "process-by-security",
                    sample.value("NewProcessName"),
                    sample.value("CommandLine"),
                    sample.value("ParentProcessName"));
        }
    }

    private void value() {
        String place = sample.value("TargetObject");
        int end = place.lastIndexOf('\\');
        if (!is(SYSMON, "13") || end < 0 || !sample.value("EventType").equals("SetValue")) {
            return;
        }
        String key = place.substring(0, end);
        String name = place.substring(end + 1);
        boolean unnamed = name.equalsIgnoreCase("(Default)");
        Matcher number = NUMBER.matcher(sample.value("Details"));
        boolean isNumber = number.matches();
        String data = isNumber
                ? Long.decode(number.group(1)).toString()
                : sample.value("Details").replaceFirst("^\\(Empty\\)$", "");
        String kernel = key.replaceFirst("(?i)^HKLM\\\\", "\\\\REGISTRY\\\\MACHINE\\\\")
                .replaceFirst("(?i)^HKU\\\\", "\\\\REGISTRY\\\\USER\\\\")
                .replaceFirst("(?i)\\\\CurrentControlSet(?=\\\\)", "\\\\ControlSet001");
        add(
                "value-by-security",
                SECURITY,
                "4657",
                Map.of(
                        "SubjectUserSid",
                        "S-1-5-21-1004336348-1177238915-682003330-1108",
                        "SubjectUserName",
                        "a.martin",
                        "ObjectName",
                        kernel,
                        "ObjectValueName",
                        unnamed ? "" : name,
                        "OperationType",
                        "%%1904",
                        "OldValueType",
                        "-",
                        "NewValueType",
                        isNumber ? "%%1876" : "%%1873",
                        "NewValue",
                        data,
                        "ProcessName",
                        sample.value("Image")));
        String typed = OF_USER.matcher(key).replaceFirst("HKCU");
        shell(
                "value-by-reg",
                "reg.exe",
                "reg add \"" + typed + "\" " + (unnamed ? "/ve" : "/v \"" + name + "\"") + " /t "
                        + (isNumber ? "REG_DWORD" : "REG_SZ") + " /d \"" + data.replace("\"", "\\\"") + "\" /f");
        shell(
                "value-by-reg",
                "reg.exe",
                "reg  add " + quotedIfNeeded(typed.replaceFirst("^HKLM", "HKEY_LOCAL_MACHINE")) + " /f /d "
                        + quotedIfNeeded(data.replace("\"", "\\\""))
                        + (unnamed ? " /ve" : " /v " + quotedIfNeeded(name)));
        String drive = typed.replaceFirst("^(HK..)\\\\", "$1:\\\\").replaceFirst("^HKU:", "Registry::HKEY_USERS");
        String text = "'" + data.replace("'", "''") + "'";
        written("value-by-power-shell", "Set-ItemProperty -Path '" + drive + "' -Name '" + name + "' -Value " + text);
        written(
                "value-by-power-shell",
                "New-ItemProperty -Path '" + drive + "' -Name '" + name + "' -PropertyType "
                        + (isNumber ? "DWord" : "String") + " -Value " + text + " -Force | Out-Null");
        written("value-by-power-shell", "New-ItemProperty \"" + drive + "\" " + name + " -Value " + text);
        written(
                "value-by-dot-net",
                "[Microsoft.Win32.Registry]::SetValue('"
                        + typed.replaceFirst("^HKLM", "HKEY_LOCAL_MACHINE").replaceFirst("^HKCU", "HKEY_CURRENT_USER")
                        + "', '" + (unnamed ? "" : name) + "', " + text + ")");
    }

    private static String quotedIfNeeded(String text) {
        return text.contains(" ") || text.isEmpty() ? "\"" + text + "\"" : text;
    }

    private void service() {
        boolean system = is("System", "7045");
        if (!system && !is(SECURITY, "4697")) {
            return;
        }
        String name = sample.value("ServiceName");
        String program = sample.value(system ? "ImagePath" : "ServiceFileName");
        if (system) {
            add(
                    "service-by-other-log",
                    SECURITY,
                    "4697",
                    Map.of(
                            "SubjectUserName",
                            "a.martin",
                            "ServiceName",
                            name,
                            "ServiceFileName",
                            program,
                            "ServiceType",
                            "0x10",
                            "ServiceStartType",
                            "3",
                            "ServiceAccount",
                            "LocalSystem"));
        } else {
            add(
                    "service-by-other-log",
                    "System",
                    "7045",
                    Map.of(
                            "Provider_Name",
                            "Service Control Manager",
                            "ServiceName",
                            name,
                            "ImagePath",
                            program,
                            "ServiceType",
                            "user mode service",
                            "StartType",
                            "demand start",
                            "AccountName",
                            "LocalSystem"));
        }
        boolean driver = program.matches("(?is).*\\.sys\"?\\s*");
        String text = program.replace("\"", "\\\"");
        shell(
                "service-by-sc",
                "sc.exe",
                "sc create \"" + name + "\" " + (driver ? "type= kernel " : "") + "binPath= \"" + text
                        + "\" start= auto");
        shell(
                "service-by-sc",
                "sc.exe",
                "C:\\Windows\\system32\\sc.exe  create " + quotedIfNeeded(name) + " start=demand "
                        + (driver ? "type=kernel " : "") + "binpath=\"" + text + "\"");
        if (!driver) {
            written(
                    "service-by-power-shell",
                    "New-Service -Name '" + name + "' -BinaryPathName '" + program.replace("'", "''")
                            + "' -StartupType Automatic");
            written(
                    "service-by-power-shell",
                    "New-Service " + quotedIfNeeded(name) + " '" + program.replace("'", "''") + "'");
            shell(
                    "service-by-wmi",
                    "wbem\\WMIC.exe",
                    "wmic service call create StartMode=\"Automatic\",Name=\"" + name + "\",DisplayName=\"" + name
                            + "\",PathName=\"" + text + "\"");
            written(
                    "service-by-wmi",
                    "Invoke-CimMethod -ClassName Win32_Service -MethodName Create -Arguments @{ Name = '" + name
                            + "'; PathName = '" + program.replace("'", "''") + "' }");
        }
        for (String by : List.of("C:\\Windows\\system32\\services.exe", "C:\\Windows\\System32\\reg.exe")) {
            add(
                    "service-by-registry",
                    SYSMON,
                    "13",
                    Map.of(
                            "EventType",
                            "SetValue",
                            "Image",
                            by,
                            "TargetObject",
                            "HKLM\\System\\CurrentControlSet\\Services\\" + name + "\\ImagePath",
                            "Details",
                            program));
        }
    }

    private void task() {
        if (!is(SECURITY, "4698")) {
            return;
        }
        String name = sample.value("TaskName");
        List<String> program = Sample.program(sample.value("TaskContent"));
        if (program.getFirst().isEmpty()) {
            return;
        }
        add(
                "task-changed",
                SECURITY,
                "4702",
                Map.of("SubjectUserName", "a.martin", "TaskName", name, "TaskContentNew", sample.value("TaskContent")));
        String line = (program.getFirst() + " " + program.getLast()).strip().replace("\"", "\\\"");
        shell(
                "task-by-schtasks",
                "schtasks.exe",
                "schtasks /create /tn \"" + name + "\" /tr \"" + line + "\" /sc onlogon /ru SYSTEM /f");
        shell(
                "task-by-schtasks",
                "schtasks.exe",
                "\"C:\\Windows\\system32\\schtasks.exe\" /Create /SC MINUTE /MO 30 /RU \"NT AUTHORITY\\SYSTEM\" /TR \""
                        + line + "\" /TN " + quotedIfNeeded(name));
        written(
                "task-by-power-shell",
                "$a = New-ScheduledTaskAction -Execute '" + program.getFirst().replace("'", "''")
                        + "'"
                        + (program.getLast().isEmpty()
                                ? ""
                                : " -Argument '" + program.getLast().replace("'", "''") + "'")
                        + "; Register-ScheduledTask -TaskName '" + name + "' -Action $a -User SYSTEM");
    }

    private void script() {
        String script = sample.value("ScriptBlockText");
        if (!sample.eventId().equals("4104") || script.isEmpty()) {
            return;
        }
        add(
                "script-by-pipeline",
                "Windows PowerShell",
                "800",
                Map.of("Data", script + "\n\tDetailSequence=1\n\tDetailTotal=1"));
        if (script.length() <= 2_000 && script.indexOf('\n') < 0) {
            String home = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
            started(
                    "script-by-command-line",
                    home,
                    "powershell.exe -NoProfile -Command \"" + script.replace("\"", "\\\"") + "\"",
                    "C:\\Windows\\System32\\cmd.exe");
            started(
                    "script-by-encoded-command",
                    home,
                    "powershell -NoP -enc "
                            + Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE)),
                    "C:\\Windows\\System32\\cmd.exe");
        }
    }

    private void account() {
        if (sample.value("Channel").equals(SECURITY) && MADE.contains(sample.eventId())) {
            String name = sample.value("TargetUserName");
            shell("account-by-net", "net.exe", "net user " + quotedIfNeeded(name) + " Azerty123! /add");
            shell(
                    "account-by-net",
                    "net1.exe",
                    "C:\\Windows\\system32\\net1 user /add " + quotedIfNeeded(name) + " Azerty123!");
            written("account-by-net", "New-LocalUser -Name '" + name + "' -NoPassword");
        }
        if (is(SECURITY, "4732") && LOCAL_GROUPS.contains(sample.value("TargetSid"))) {
            String group = quotedIfNeeded(sample.value("TargetUserName"));
            shell("member-by-net", "net.exe", "net localgroup " + group + " l.leroy /add");
            written("member-by-net", "Add-LocalGroupMember -Group " + group + " -Member l.leroy");
        }
        if (is(SECURITY, "1102")) {
            shell("log-by-wevtutil", "wevtutil.exe", "wevtutil cl Security");
            shell("log-by-wevtutil", "wevtutil.exe", "wevtutil.exe clear-log security /r:.");
            written("log-by-wevtutil", "Clear-EventLog -LogName Security");
        }
    }
}
