package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.Locale;
import java.util.Map;

/**
 * Windows events as Sigma names them: channel to service, Sysmon's and a few other event numbers to category, Security 4688
 * with the field names of process_creation.
 */
final class WindowsFields {
    private static final Map<String, String> SERVICES = Map.ofEntries(
            Map.entry("security", "security"),
            Map.entry("system", "system"),
            Map.entry("application", "application"),
            Map.entry("windows powershell", "powershell-classic"),
            Map.entry("microsoft-windows-powershell/operational", "powershell"),
            Map.entry("powershellcore/operational", "powershell"),
            Map.entry("microsoft-windows-sysmon/operational", "sysmon"),
            Map.entry("microsoft-windows-taskscheduler/operational", "taskscheduler"),
            Map.entry("microsoft-windows-wmi-activity/operational", "wmi"),
            Map.entry("microsoft-windows-windows defender/operational", "windefend"),
            Map.entry("microsoft-windows-bits-client/operational", "bits-client"),
            Map.entry("microsoft-windows-dns-client/operational", "dns-client"),
            Map.entry("microsoft-windows-ntlm/operational", "ntlm"),
            Map.entry("microsoft-windows-codeintegrity/operational", "codeintegrity-operational"),
            Map.entry("microsoft-windows-applocker/exe and dll", "applocker"),
            Map.entry("microsoft-windows-applocker/msi and script", "applocker"),
            Map.entry(
                    "microsoft-windows-terminalservices-localsessionmanager/operational",
                    "terminalservices-localsessionmanager"),
            Map.entry("microsoft-windows-windows firewall with advanced security/firewall", "firewall-as"));

    private static final Map<String, String> SYSMON = Map.ofEntries(
            Map.entry("1", "process_creation"),
            Map.entry("2", "file_change"),
            Map.entry("3", "network_connection"),
            Map.entry("4", "sysmon_status"),
            Map.entry("5", "process_termination"),
            Map.entry("6", "driver_load"),
            Map.entry("7", "image_load"),
            Map.entry("8", "create_remote_thread"),
            Map.entry("9", "raw_access_thread"),
            Map.entry("10", "process_access"),
            Map.entry("11", "file_event"),
            Map.entry("13", "registry_set"),
            Map.entry("14", "registry_rename"),
            Map.entry("15", "create_stream_hash"),
            Map.entry("16", "sysmon_status"),
            Map.entry("17", "pipe_created"),
            Map.entry("18", "pipe_created"),
            Map.entry("19", "wmi_event"),
            Map.entry("20", "wmi_event"),
            Map.entry("21", "wmi_event"),
            Map.entry("22", "dns_query"),
            Map.entry("23", "file_delete"),
            Map.entry("25", "process_tampering"),
            Map.entry("26", "file_delete"),
            Map.entry("27", "file_block_executable"),
            Map.entry("29", "file_executable_detected"));

    private static final Map<String, String> PROCESS_NAMES = Map.of(
            "NewProcessName", "Image",
            "ParentProcessName", "ParentImage",
            "SubjectUserName", "User",
            "NewProcessId", "ProcessId",
            "ProcessId", "ParentProcessId");

    private WindowsFields() {}

    static SigmaRecord.Builder of(String channel, String eventId, Map<String, String> fields) {
        String service = SERVICES.getOrDefault(channel.toLowerCase(Locale.ROOT), "");
        String category = switch (service) {
            case "sysmon" -> eventId.equals("12") ? keyEvent(fields) : SYSMON.getOrDefault(eventId, "");
            case "security" -> eventId.equals("4688") ? "process_creation" : "";
            case "powershell" -> eventId.equals("4104") ? "ps_script" : eventId.equals("4103") ? "ps_module" : "";
            case "powershell-classic" -> eventId.equals("400") ? "ps_classic_start" : "";
            default -> "";
        };
        boolean process = service.equals("security") && eventId.equals("4688");
        SigmaRecord.Builder to = SigmaRecord.of(new LogSource("windows", category, service));
        // Sigma writes Defender's "Threat Name" as ThreatName.
        fields.forEach((name, value) ->
                to.put(process ? PROCESS_NAMES.getOrDefault(name, name) : name.replace(" ", ""), value));
        return to.put("Channel", channel).put("EventID", eventId);
    }

    private static String keyEvent(Map<String, String> fields) {
        return fields.getOrDefault("EventType", "").startsWith("Delete") ? "registry_delete" : "registry_add";
    }
}
