package bzh.vigie.collector.detect.watchlist;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a field of a record holds, as far as its name says. */
enum FieldKind {
    /** A path of a file. */
    PATH,
    /** A file's name without its folder. */
    FILE_NAME,
    /** An account's name. */
    ACCOUNT,
    /** A SID. */
    SID,
    /** A key of the registry, a value's name perhaps behind it. */
    REGISTRY,
    /** A service's name. */
    SERVICE,
    /** A scheduled task's. */
    TASK,
    /** The name of a persistence item, which is what its location says. */
    ITEM_NAME,
    /** Where a persistence item was read: a file or a key. */
    ITEM_SOURCE,
    /** An IP address, a name of DNS, or several. */
    NETWORK,
    /** A hash, or several. */
    HASH,
    /** A command line, a script, a task's definition. */
    TEXT,
    /** Nothing that an indicator is looked for in: a number, a word of ours, what was before. */
    NOTHING;

    private static final Map<String, FieldKind> BY_NAME = Map.ofEntries(
            Map.entry("Image", PATH),
            Map.entry("ParentImage", PATH),
            Map.entry("GrandparentImage", PATH),
            Map.entry("TargetFilename", PATH),
            Map.entry("ImageLoaded", PATH),
            Map.entry("TargetImage", PATH),
            Map.entry("SourceImage", PATH),
            Map.entry("ProcessName", PATH),
            Map.entry("NewProcessName", PATH),
            Map.entry("ParentProcessName", PATH),
            Map.entry("Application", PATH),
            Map.entry("RelativeTargetName", PATH),
            Map.entry("target", PATH),
            Map.entry("resolved", PATH),
            Map.entry("FilePath", PATH),
            Map.entry("Path", PATH),
            Map.entry("original_name", FILE_NAME),
            Map.entry("OriginalFileName", FILE_NAME),
            Map.entry("User", ACCOUNT),
            Map.entry("ParentUser", ACCOUNT),
            Map.entry("user", ACCOUNT),
            Map.entry("account", ACCOUNT),
            Map.entry("subject", ACCOUNT),
            Map.entry("TargetUserName", ACCOUNT),
            Map.entry("SubjectUserName", ACCOUNT),
            Map.entry("mail", ACCOUNT),
            Map.entry("application_id", ACCOUNT),
            Map.entry("MemberName", ACCOUNT),
            Map.entry("SamAccountName", ACCOUNT),
            Map.entry("AccountName", ACCOUNT),
            Map.entry("TargetOutboundUserName", ACCOUNT),
            Map.entry("UserId", SID),
            Map.entry("account_id", SID),
            Map.entry("subject_id", SID),
            Map.entry("user_id", SID),
            Map.entry("TargetSid", SID),
            Map.entry("TargetUserSid", SID),
            Map.entry("SubjectUserSid", SID),
            Map.entry("MemberSid", SID),
            Map.entry("UserID", SID),
            Map.entry("TargetObject", REGISTRY),
            Map.entry("ObjectName", ITEM_SOURCE),
            Map.entry("source", ITEM_SOURCE),
            Map.entry("name", ITEM_NAME),
            Map.entry("ServiceName", SERVICE),
            Map.entry("param1", SERVICE),
            Map.entry("TaskName", TASK),
            Map.entry("SourceIp", NETWORK),
            Map.entry("DestinationIp", NETWORK),
            Map.entry("LocalIp", NETWORK),
            Map.entry("source_address", NETWORK),
            Map.entry("IpAddress", NETWORK),
            Map.entry("QueryName", NETWORK),
            Map.entry("QueryResults", NETWORK),
            Map.entry("DestinationHostname", NETWORK),
            Map.entry("SourceHostname", NETWORK),
            Map.entry("ClientAddress", NETWORK),
            Map.entry("SourceAddress", NETWORK),
            Map.entry("DestAddress", NETWORK),
            Map.entry("sha256", HASH),
            Map.entry("Hashes", HASH),
            Map.entry("Hash", HASH),
            Map.entry("authentihash", HASH),
            Map.entry("imphash", HASH),
            Map.entry("tlsh", HASH),
            Map.entry("CommandLine", TEXT),
            Map.entry("ParentCommandLine", TEXT),
            Map.entry("value", TEXT),
            Map.entry("observables", TEXT),
            Map.entry("Details", TEXT),
            Map.entry("ScriptBlockText", TEXT));

    private static final Set<String> NEVER = Set.of(
            "kind",
            "sensor",
            "change",
            "location",
            "os",
            "scope",
            "techniques",
            "signature",
            "shipped",
            "enabled",
            "modified",
            "key",
            "fingerprint",
            "shape",
            "traits",
            "prevalence",
            "prevalence.hosts",
            "before.locked",
            "missed",
            "ProcessId",
            "ParentProcessId",
            "ProcessKey",
            "ParentProcessKey",
            "ProcessGuid",
            "ParentProcessGuid",
            "LogonGuid",
            "LogonId",
            "Channel",
            "EventID",
            "EventRecordID",
            "Provider_Name",
            "Provider_Guid",
            "AlreadyRunning",
            "Traits",
            "action",
            "Protocol",
            "Initiated",
            "SourcePort",
            "DestinationPort",
            "LocalPort",
            "bytes_sent",
            "bytes_received",
            "connections",
            "last_logon",
            "password_set",
            "state",
            "reason",
            "status",
            "items",
            "trigger",
            "lost",
            "lane",
            "Level",
            "Task",
            "Opcode",
            "Keywords",
            "Version",
            "UtcTime",
            "SystemTime",
            "TimeCreated",
            "Execution_ProcessID",
            "Execution_ThreadID",
            "Computer",
            "neighbour_mac",
            "record_type",
            "RuleName",
            "IntegrityLevel",
            "TerminalSessionId",
            "neighbour_address",
            "neighbour_name",
            "host",
            "time");

    /** Names with a capital letter are Windows', which does not write them one way only: any spelling counts. Ours are as they are. */
    private static final Map<String, FieldKind> FOLDED = folded();

    private static Map<String, FieldKind> folded() {
        Map<String, FieldKind> folded = new HashMap<>();
        NEVER.stream().filter(FieldKind::isOfWindows).forEach(name -> folded.put(fold(name), NOTHING));
        BY_NAME.forEach((name, kind) -> {
            if (isOfWindows(name)) {
                folded.put(fold(name), kind);
            }
        });
        return Map.copyOf(folded);
    }

    private static boolean isOfWindows(String name) {
        return !name.equals(fold(name));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** That of a field; what nobody knows is text. */
    static FieldKind of(String name) {
        FieldKind known = BY_NAME.get(name);
        if (known != null) {
            return known;
        }
        if (NEVER.contains(name) || name.regionMatches(true, 0, "before.", 0, 7)) {
            return NOTHING;
        }
        return FOLDED.getOrDefault(fold(name), TEXT);
    }

    /** Those that fields have whose name is this one in lower case. */
    static Set<FieldKind> ofFolded(String name) {
        Set<FieldKind> kinds = EnumSet.of(of(name));
        FieldKind other = FOLDED.get(name);
        kinds.add(other != null ? other : name.startsWith("before.") ? NOTHING : TEXT);
        kinds.remove(NOTHING);
        return kinds;
    }
}
