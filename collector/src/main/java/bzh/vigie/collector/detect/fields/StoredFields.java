package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.Event;
import java.util.Locale;
import java.util.Map;

/** The fields of a stored event as the record that rules judged: several values, joined by line feeds there, are several again. Pure. */
public final class StoredFields {
    private StoredFields() {}

    /** The record of an event whose fields the history has. */
    public static SigmaRecord record(Map<String, String> fields) {
        SigmaRecord.Builder to = SigmaRecord.of(logSource(fields));
        fields.forEach((name, value) -> {
            if (value.indexOf('\n') < 0) {
                to.put(name, value);
            } else {
                to.put(name, value.lines().toList());
            }
        });
        return to.build();
    }

    private static LogSource logSource(Map<String, String> fields) {
        String kind = fields.getOrDefault("kind", "");
        String sensor = fields.getOrDefault("sensor", "");
        String product = sensor.indexOf('.') < 0 ? "" : sensor.substring(0, sensor.indexOf('.'));
        if (kind.equals(Kinds.ITEM)) {
            return Kinds.logSource(kind, fields.getOrDefault("os", product).toLowerCase(Locale.ROOT), "");
        }
        if (!kind.equals(Kinds.LOG_RECORD) || !product.equals("windows")) {
            return Kinds.logSource(kind, product, fields.getOrDefault("channel", ""));
        }
        String eventId = fields.getOrDefault("EventID", "");
        String channel = WindowsFields.channelOf(
                fields.getOrDefault("Channel", ""), eventId, fields.getOrDefault("Provider_Name", ""));
        LogSource source = LogSources.ofChannel(channel, eventId, fields);
        return fields.containsKey(Event.LogRecord.TOLD_AS_START)
                        && source.category().equals("process_creation")
                ? new LogSource(source.product(), "", source.service())
                : source;
    }
}
