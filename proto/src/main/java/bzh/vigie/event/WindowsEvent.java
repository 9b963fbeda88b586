package bzh.vigie.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Windows event as flat fields, the same from a log file and from a live subscription. Names are those that Event Viewer
 * shows in its details; several values of one name are joined by line feeds. The schema is in [MS-EVEN6] 2.2.12 and the
 * Windows SDK's event.xsd.
 *
 * @param system of {@code System}: an element's text by its name ({@code EventID}), an attribute by both ({@code Provider_Name})
 * @param fields of {@code EventData}: each {@code Data} by its {@code Name}, those without one as {@code Data}; of {@code UserData}
 *     and the sections of the same kind: elements by name, deeper ones and attributes with dots
 */
public record WindowsEvent(Map<String, String> system, Map<String, String> fields) {
    public WindowsEvent {
        system = Collections.unmodifiableMap(new LinkedHashMap<>(system));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The event of its rendered XML, of as much of it as could be read. */
    public static WindowsEvent ofXml(String xml) {
        WindowsEventFields fields = new WindowsEventFields();
        EventXml.read(xml, fields);
        return fields.event();
    }

    public String channel() {
        return of("Channel");
    }

    public String provider() {
        return of("Provider_Name");
    }

    public String computer() {
        return of("Computer");
    }

    /** The event's number in its provider, as text; empty where it is not there. */
    public String eventId() {
        return of("EventID");
    }

    /** The number in the log; 0 where it is not there. */
    public long recordId() {
        try {
            return Long.parseUnsignedLong(of("EventRecordID"));
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** When the provider made it. */
    public Optional<Instant> time() {
        try {
            return Optional.of(Instant.parse(of("TimeCreated_SystemTime")));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private String of(String name) {
        return system.getOrDefault(name, "");
    }
}
