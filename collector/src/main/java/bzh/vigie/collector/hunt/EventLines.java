package bzh.vigie.collector.hunt;

import bzh.vigie.collector.notify.JsonLine;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.text.CsvCell;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Events as lines for programs and spreadsheets. Pure. */
public final class EventLines {
    /** Columns of a table where none are asked for; what else an event has stands in the last one. */
    public static final List<String> USUAL = List.of(
            "received",
            "commune",
            "hostname",
            "kind",
            "action",
            "User",
            "Image",
            "CommandLine",
            "DestinationIp",
            "QueryName");

    private static final String HOSTNAME = "hostname";

    private EventLines() {}

    /** One event as a JSON object, without a line feed. */
    public static String json(Hit hit) {
        return JsonLine.of(json -> {
            json.writeStringField("kind", "event");
            json.writeStringField("id", hit.id());
            json.writeStringField("host", hit.host().text());
            json.writeStringField("commune", hit.commune().insee());
            json.writeStringField("received", hit.received().toString());
            json.writeObjectFieldStart("fields");
            fields(json, new TreeMap<>(hit.fields()));
            json.writeEndObject();
        });
    }

    private static void fields(JsonGenerator json, Map<String, String> fields) throws IOException {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            json.writeStringField(field.getKey(), field.getValue());
        }
    }

    /** The first line of a table, with the mark by which spreadsheets know UTF-8. */
    public static String csvHead(List<String> columns) {
        List<String> all = new ArrayList<>(columns);
        all.add("fields");
        return "\ufeff" + row(all);
    }

    /** An event as a line of a table: its columns, and whatever other fields it has as JSON in the last one. Ends with CR LF. */
    public static String csv(Hit hit, List<String> columns, HostDirectory hosts) {
        List<String> cells = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (String column : columns) {
            cells.add(column(hit, column, hosts));
            told.add(TextPattern.fold(column));
        }
        Map<String, String> rest = new TreeMap<>(hit.fields());
        rest.keySet().removeIf(name -> told.contains(TextPattern.fold(name)));
        cells.add(rest.isEmpty() ? "" : JsonLine.of(json -> fields(json, rest)));
        return row(cells);
    }

    /** What an event has in a column: one of its own fields, or what it has beside them; empty where it has none. */
    public static String column(Hit hit, String column, HostDirectory hosts) {
        return switch (TextPattern.fold(column)) {
            case "received" -> hit.received().toString();
            case "commune" -> hit.commune().insee();
            case "host" -> hit.host().text();
            case "id" -> hit.id();
            case HOSTNAME -> hosts.name(hit.host());
            default -> {
                String name = TextPattern.fold(column.startsWith("fields.") ? column.substring(7) : column);
                yield hit.fields().entrySet().stream()
                        .filter(field -> TextPattern.fold(field.getKey()).equals(name))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("");
            }
        };
    }

    private static String row(List<String> cells) {
        return String.join(",", cells.stream().map(CsvCell::of).toList()) + "\r\n";
    }
}
