package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Windows events as Sigma names them; Security 4688 has the field names of process_creation. What two events call differently is
 * there under both names, so that one rule can be about both. An expression of a rule cannot refer back: {@code SharedBy} of a 5136 that sets
 * where a policy's files are is the domain that a path {@code \\DOMAIN\sysvol\DOMAIN\Policies\{…}} names twice, and not there for any other.
 */
final class WindowsFields {
    private static final Map<String, String> PROCESS_NAMES = Map.of(
            "NewProcessName", "Image",
            "ParentProcessName", "ParentImage",
            "SubjectUserName", "User",
            "NewProcessId", "ProcessId",
            "ProcessId", "ParentProcessId");

    /** By the name in the event of this number, the name in the event that says the same. */
    private static final Map<String, Map<String, String>> ALSO = Map.of(
            "4697", Map.of("ServiceFileName", "ImagePath"),
            "4702", Map.of("TaskContentNew", "TaskContent"));

    private static final Pattern SHARED = Pattern.compile(
            "\\\\\\\\([a-z0-9.-]{1,255})\\\\sysvol\\\\\\1\\\\policies\\\\\\{[0-9a-f-]{36}\\}",
            Pattern.CASE_INSENSITIVE);

    private static final LogSource SECURITY_PROCESS = new LogSource("windows", "process_creation", "security");

    private WindowsFields() {}

    /**
     * As an agent tells it. One that is told as a start of a process besides has no category, so that rules about starts of processes fire
     * once, over that start; rules that name the log find it here.
     */
    static SigmaRecord.Builder of(String channel, String eventId, Map<String, String> fields) {
        return of(channel, eventId, Map.of(), fields, fields.containsKey(Event.LogRecord.TOLD_AS_START));
    }

    /**
     * As a log file has it.
     *
     * @param system goes before the fields, which take the place of what has the same name
     */
    static SigmaRecord.Builder of(
            String channel, String eventId, Map<String, String> system, Map<String, String> fields) {
        return of(channel, eventId, system, fields, false);
    }

    private static SigmaRecord.Builder of(
            String channel,
            String eventId,
            Map<String, String> system,
            Map<String, String> fields,
            boolean toldAsStart) {
        LogSource logSource = LogSources.ofChannel(channel, eventId, fields);
        boolean process = logSource.equals(SECURITY_PROCESS);
        SigmaRecord.Builder to = SigmaRecord.of(
                toldAsStart && logSource.category().equals("process_creation")
                        ? new LogSource(logSource.product(), "", logSource.service())
                        : logSource);
        system.forEach((name, value) -> to.put(named(process, name), value));
        fields.forEach((name, value) -> to.put(named(process, name), value));
        ALSO.getOrDefault(eventId, Map.of()).forEach((name, other) -> to.ifAny(other, fields.getOrDefault(name, "")));
        if (eventId.equals("5136")
                && fields.getOrDefault("AttributeLDAPDisplayName", "").equalsIgnoreCase("gPCFileSysPath")) {
            Matcher path = SHARED.matcher(fields.getOrDefault("AttributeValue", ""));
            to.ifAny("SharedBy", path.matches() ? path.group(1) : "");
        }
        SubjectMachine.name(channel, fields, to);
        OwnChange.name(eventId, all(system, fields), to);
        UnnamedData.name(channel, eventId, fields, to);
        if (!toldAsStart) {
            WindowsActs.name(channel, eventId, fields, to);
        }
        return to.put("Channel", shownChannel(channel, eventId, fields)).put("EventID", eventId);
    }

    /** The channel in which an event of flat fields stands: of a 104 these may name the log that was emptied in its place. */
    static String channelOf(String channel, String eventId, String provider) {
        return eventId.equals("104") && provider.equalsIgnoreCase("Microsoft-Windows-Eventlog") ? "System" : channel;
    }

    /** The channel; of a 104 the log that was emptied, which the event names so too, as rules of others expect. */
    private static String shownChannel(String channel, String eventId, Map<String, String> fields) {
        return eventId.equals("104") && channel.equalsIgnoreCase("System")
                ? fields.getOrDefault("Channel", channel)
                : channel;
    }

    private static Map<String, String> all(Map<String, String> system, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(system);
        all.putAll(fields);
        return all;
    }

    /** Sigma writes Defender's "Threat Name" as ThreatName. */
    private static String named(boolean process, String name) {
        return process ? PROCESS_NAMES.getOrDefault(name, name) : name.replace(" ", "");
    }
}
