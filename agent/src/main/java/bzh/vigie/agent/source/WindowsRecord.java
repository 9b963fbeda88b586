package bzh.vigie.agent.source;

import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.wire.Bounds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The event that tells a Windows event: what the record says in fields of its own besides, its data and then what {@code System} says of
 * it, so that the collector judges it as it judges the record of a log file. Passwords in command lines are hidden. Pure.
 */
final class WindowsRecord {
    /** Says how many fields were left out, where there were too many. */
    static final String LEFT_OUT = "FieldsLeftOut";

    private static final Set<String> OF_THE_RECORD = Set.of("Channel", "EventID", "EventRecordID", "Provider_Name");

    /** Fields that hold a command line: Security 4688 and 4697, System 7045, Sysmon 1. */
    private static final Set<String> COMMAND_LINES =
            Set.of("CommandLine", "ParentCommandLine", "ServiceFileName", "ImagePath");

    /** No record of Windows holds more characters: its size is 64 KiB at most. */
    private static final int LONGEST_MASKED = 2 * Bounds.TEXT;

    private WindowsRecord() {}

    /**
     * Told at the event's own time, on the clocks of now; now where it has none.
     *
     * @param toldAsStart whether it is told as a start of a process besides
     */
    static Event.LogRecord of(String source, WindowsEvent event, boolean toldAsStart, Clock clock) {
        Moment now = clock.now();
        Moment at = event.time()
                .map(time -> new Moment(time, now.bootId(), now.monotonicMicros()))
                .orElse(now);
        return new Event.LogRecord(
                at,
                source,
                event.channel(),
                event.provider(),
                number(event.eventId()),
                event.recordId(),
                fields(event, toldAsStart));
    }

    private static Map<String, String> fields(WindowsEvent event, boolean toldAsStart) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (toldAsStart) {
            fields.put(Event.LogRecord.TOLD_AS_START, "yes");
        }
        int leftOut = 0;
        for (Map.Entry<String, String> each : event.fields().entrySet()) {
            if (each.getKey().equals(Event.LogRecord.TOLD_AS_START)) {
                leftOut++;
            } else if (fields.size() < Bounds.LIST - 1) {
                String value = each.getValue();
                fields.put(each.getKey(), COMMAND_LINES.contains(each.getKey()) ? line(value) : cut(value));
            } else {
                leftOut++;
            }
        }
        for (Map.Entry<String, String> each : event.system().entrySet()) {
            if (OF_THE_RECORD.contains(each.getKey())
                    || each.getKey().equals(Event.LogRecord.TOLD_AS_START)
                    || fields.containsKey(each.getKey())) {
                continue;
            }
            if (fields.size() < Bounds.LIST - 1) {
                fields.put(each.getKey(), cut(each.getValue()));
            } else {
                leftOut++;
            }
        }
        if (leftOut > 0) {
            fields.put(LEFT_OUT, Integer.toString(leftOut));
        }
        return fields;
    }

    /** Passwords are hidden before it is cut, since what shows that one stands there may come after it; a longer one is not looked through. */
    private static String line(String value) {
        return cut(WindowsCommandMask.mask(value.substring(0, Math.min(value.length(), LONGEST_MASKED))));
    }

    /** One character over the bound is kept, so that whoever encodes it shows that it was cut. */
    private static String cut(String value) {
        return value.length() > Bounds.TEXT ? value.substring(0, Bounds.TEXT + 1) : value;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
