package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names for what some events say without any: the {@code Data} elements of SQL Server and Exchange, which a record has as the lines
 * of {@code Data}, and Winlogbeat as {@code param1}, {@code param2} …. {@code Data} stays as it is besides.
 *
 * <ul>
 *   <li>SQL Server 15457 (an option of the server was changed): {@code Option}, {@code OldValue}, {@code NewValue}
 *   <li>SQL Server 8128 (an extended procedure was run): {@code Library}, {@code Version}, {@code Procedure}
 *   <li>SQL Server 33205 (its audit): each line that begins with a key of the audit and a colon, under that key, such as
 *       {@code action_id}, {@code statement}, {@code server_principal_name}
 *   <li>Exchange 1 and 6 (a cmdlet was run, or failed): {@code Cmdlet}, {@code Parameters}, {@code Caller}
 * </ul>
 */
final class UnnamedData {
    private static final Map<String, List<String>> BY_PLACE = Map.of(
            "application/15457", List.of("Option", "OldValue", "NewValue"),
            "application/8128", List.of("Library", "Version", "Procedure"),
            "msexchange management/1", List.of("Cmdlet", "Parameters", "Caller"),
            "msexchange management/6", List.of("Cmdlet", "Parameters", "Caller"));

    private static final String AUDIT = "application/33205";
    /** sys.fn_get_audit_file (Transact-SQL), the columns that tell of an action. */
    private static final Set<String> AUDIT_KEYS = Set.of(
            "event_time",
            "action_id",
            "succeeded",
            "class_type",
            "session_server_principal_name",
            "server_principal_name",
            "database_principal_name",
            "target_server_principal_name",
            "target_database_principal_name",
            "server_instance_name",
            "database_name",
            "schema_name",
            "object_name",
            "statement",
            "additional_information",
            "user_defined_information");

    private static final Set<String> EVENT_IDS = Set.of("15457", "8128", "33205", "1", "6");
    private static final int MAX_LINES = 2_000;

    private UnnamedData() {}

    /** Adds the names that an event of this channel and number has. */
    static void name(String channel, String eventId, Map<String, String> fields, SigmaRecord.Builder to) {
        if (!EVENT_IDS.contains(eventId)) {
            return;
        }
        String event = channel.toLowerCase(Locale.ROOT) + "/" + eventId;
        if (event.equals(AUDIT)) {
            audit(fields.getOrDefault("Data", fields.getOrDefault("param1", "")))
                    .forEach((name, value) -> to.ifAny(name, value));
            return;
        }
        List<String> names = BY_PLACE.getOrDefault(event, List.of());
        String[] lines = fields.getOrDefault("Data", "").split("\n", names.size() + 1);
        for (int i = 0; i < names.size(); i++) {
            String shipped = fields.getOrDefault("param" + (i + 1), "");
            to.ifAny(names.get(i), (i < lines.length && !lines[i].isEmpty() ? lines[i] : shipped).strip());
        }
    }

    private static Map<String, String> audit(String data) {
        Map<String, String> values = new LinkedHashMap<>();
        String key = "";
        for (String line : data.split("\n", MAX_LINES)) {
            int colon = line.indexOf(':');
            String begins = colon < 0 ? "" : line.substring(0, colon);
            boolean another = begins.matches("[a-z_]{1,40}") && !values.containsKey(begins);
            if (another) {
                key = AUDIT_KEYS.contains(begins) ? begins : "";
            }
            if (!key.isEmpty()) {
                values.merge(key, another ? line.substring(colon + 1).strip() : line, (one, more) -> one + "\n" + more);
            }
        }
        values.replaceAll((name, value) -> value.strip());
        return values;
    }
}
