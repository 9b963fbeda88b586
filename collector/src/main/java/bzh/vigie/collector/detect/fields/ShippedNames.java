package bzh.vigie.collector.detect.fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that common shippers give to what a Windows event says, as Windows and Sigma have them: Winlogbeat and Elastic Agent
 * ({@code winlog.event_data.Image}), the JSON form of event log readers ({@code Event.EventData.Image}), NXLog (flat, with
 * {@code Hostname} and {@code SourceName}).
 */
final class ShippedNames {
    private static final Pattern BEATS = Pattern.compile("winlog\\.(?:event_data|user_data)\\.(.+)");
    private static final Pattern READERS = Pattern.compile("Event\\.(?:System|EventData|UserData\\.[^.]+)\\.(.+)");
    private static final Map<String, String> OTHER = Map.ofEntries(
            Map.entry("winlog.channel", "Channel"),
            Map.entry("winlog.event_id", "EventID"),
            Map.entry("winlog.provider_name", "Provider_Name"),
            Map.entry("winlog.computer_name", "Computer"),
            Map.entry("winlog.record_id", "EventRecordID"),
            Map.entry("Event.System.EventID.#text", "EventID"),
            Map.entry("Event.System.Provider.#attributes.Name", "Provider_Name"),
            Map.entry("Event.System.Provider_attributes.Name", "Provider_Name"),
            Map.entry("Event.System.TimeCreated.#attributes.SystemTime", "TimeCreated_SystemTime"),
            Map.entry("Event.System.TimeCreated_attributes.SystemTime", "TimeCreated_SystemTime"));
    /** What a 104 calls the log that was emptied, by the same name as the log that it stands in. */
    private static final List<String> EMPTIED =
            List.of("winlog.user_data.Channel", "Event.UserData.LogFileCleared.Channel");

    private static final Map<String, String> NXLOG =
            Map.of("SourceName", "Provider_Name", "Hostname", "Computer", "RecordNumber", "EventRecordID");

    private ShippedNames() {}

    /** The fields under their plain names; what has its plain name already is left. */
    static Map<String, List<String>> plain(Map<String, List<String>> fields) {
        boolean nested = fields.containsKey("winlog.channel") || fields.containsKey("Event.System.Channel");
        boolean nxlog = fields.containsKey("SourceModuleName") || fields.containsKey("SourceName");
        if (!nested && !nxlog) {
            return fields;
        }
        Map<String, List<String>> plain = new LinkedHashMap<>();
        fields.forEach((name, values) -> plain.putIfAbsent(nested ? plainName(name) : name, values));
        for (String emptied : EMPTIED) {
            List<String> log = fields.get(emptied);
            if (log != null) {
                plain.put("Channel", log);
            }
        }
        if (nxlog) {
            NXLOG.forEach((theirs, ours) -> {
                List<String> values = fields.get(theirs);
                if (values != null) {
                    plain.putIfAbsent(ours, values);
                }
            });
        }
        return plain;
    }

    private static String plainName(String name) {
        String known = OTHER.get(name);
        if (known != null) {
            return known;
        }
        for (Pattern pattern : List.of(BEATS, READERS)) {
            Matcher matcher = pattern.matcher(name);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return name;
    }
}
