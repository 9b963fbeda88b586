package bzh.vigie.agent.windows.wmi;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes of subscriptions and the order of their properties in an instance; it has been the same since Windows XP. The class
 * definitions of the repository are not asked: who writes the repository could change them.
 *
 * <p>Source: the MOF of WMI (wbemcons.mof, system classes) as flare-wmi records it from disk.
 */
enum Layout {
    FILTER("__EventFilter", "Name:s CreatorSID:b QueryLanguage:s Query:s EventNamespace:s EventAccess:4"),
    BINDING(
            "__FilterToConsumerBinding",
            "Filter:s Consumer:s DeliveryQoS:4 DeliverSynchronously:2 MaintainSecurityContext:2 SlowDownProviders:2"
                    + " CreatorSID:b"),
    SCRIPT(
            "ActiveScriptEventConsumer",
            "MachineName:s MaximumQueueSize:4 CreatorSID:b Name:s ScriptingEngine:s ScriptText:s ScriptFileName:s"
                    + " KillTimeout:4"),
    COMMAND(
            "CommandLineEventConsumer",
            "MachineName:s MaximumQueueSize:4 CreatorSID:b Name:s ExecutablePath:s CommandLineTemplate:s"
                    + " UseDefaultErrorMode:2 CreateNewConsole:2 CreateNewProcessGroup:2 CreateSeparateWowVdm:2"
                    + " CreateSharedWowVdm:2 Priority:4 WorkingDirectory:s DesktopName:s WindowTitle:s XCoordinate:4"
                    + " YCoordinate:4 XSize:4 YSize:4 XNumCharacters:4 YNumCharacters:4 FillAttributes:4"
                    + " ShowWindowCommand:4 ForceOnFeedback:2 ForceOffFeedback:2 RunInteractively:2 KillTimeout:4"),
    LOG_FILE(
            "LogFileEventConsumer",
            "MachineName:s MaximumQueueSize:4 CreatorSID:b Name:s Filename:s Text:s MaximumFileSize:8 IsUnicode:2"),
    EVENT_LOG(
            "NTEventLogEventConsumer",
            "MachineName:s MaximumQueueSize:4 CreatorSID:b Name:s UNCServerName:s SourceName:s EventID:4 EventType:4"
                    + " Category:2 NumberOfInsertionStrings:4 InsertionStringTemplates:a NameOfRawDataProperty:s"
                    + " NameOfUserSidProperty:s"),
    MAIL(
            "SMTPEventConsumer",
            "MachineName:s MaximumQueueSize:4 CreatorSID:b Name:s SMTPServer:s Subject:s FromLine:s ReplyToLine:s"
                    + " Message:s ToLine:s CcLine:s BccLine:s HeaderFields:a"),
    NAMESPACE("__namespace", "Name:s");

    /** How a property stands in an instance. */
    enum Type {
        /** A place in the heap: a text. */
        TEXT(4),
        /** A place in the heap: u32 n, n bytes. */
        BYTES(4),
        /** A place in the heap: u32 n, n places of texts. */
        TEXTS(4),
        BITS_16(2),
        BITS_32(4),
        BITS_64(8);

        final int size;

        Type(int size) {
            this.size = size;
        }
    }

    /** A property. */
    record Property(String name, Type type) {}

    final String className;
    private final String written;

    Layout(String className, String written) {
        this.className = className;
        this.written = written;
    }

    /** In their order in an instance. */
    List<Property> properties() {
        return Stream.of(written.split(" ", -1)).map(Layout::property).toList();
    }

    /** The class of that name. */
    static Optional<Layout> of(String className) {
        return Stream.of(values())
                .filter(l -> l.className.equalsIgnoreCase(className))
                .findFirst();
    }

    /** Whether it is one of the five kinds of consumers that Windows brings. */
    boolean isConsumer() {
        return this != FILTER && this != BINDING && this != NAMESPACE;
    }

    /** Bytes of the values of an instance. */
    int size() {
        return properties().stream().mapToInt(p -> p.type().size).sum();
    }

    private static Property property(String written) {
        String name = written.substring(0, written.length() - 2);
        return new Property(
                name,
                switch (written.charAt(written.length() - 1)) {
                    case 's' -> Type.TEXT;
                    case 'b' -> Type.BYTES;
                    case 'a' -> Type.TEXTS;
                    case '2' -> Type.BITS_16;
                    case '8' -> Type.BITS_64;
                    default -> Type.BITS_32;
                });
    }
}
