package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.windows.wmi.RepositoryWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What WMI says against its repository. Objects are made up; their forms are those of the classes of Windows. */
final class ListedSubscriptionsTest {
    private static final String LOCATION = "windows.hidden.subscription";
    private static final String NAMESPACE = "root\\subscription";
    private static final String QUERY = "SELECT * FROM __InstanceModificationEvent WITHIN 60";
    private static final String OWN_QUERY = "select * from MSFT_SCMEventLogEvent";

    private final ToldMachine machine = new ToldMachine();
    private final RepositoryWriter repository =
            RepositoryWriter.vista().namespace(NAMESPACE).namespace("root\\ccm");

    private static String path(String className, String name) {
        return className + ".Name=\"" + name + "\"";
    }

    private void stored(String namespace, String filter, String query, String consumer, String command) {
        repository
                .instance(namespace, "__EventFilter", Map.of("Name", filter, "Query", query, "QueryLanguage", "WQL"))
                .instance(
                        namespace, "CommandLineEventConsumer", Map.of("Name", consumer, "CommandLineTemplate", command))
                .instance(
                        namespace,
                        "__FilterToConsumerBinding",
                        Map.of(
                                "Filter",
                                path("__EventFilter", filter),
                                "Consumer",
                                path("CommandLineEventConsumer", consumer)));
    }

    private void told(String filter, String query, String consumer, String command) {
        machine.told("wmi|" + NAMESPACE + "|__EventFilter|Name=" + filter + "|Query=" + query + "|QueryLanguage=WQL")
                .told("wmi|" + NAMESPACE + "|CommandLineEventConsumer|Name=" + consumer + "|CommandLineTemplate="
                        + command)
                .told("wmi|" + NAMESPACE + "|__FilterToConsumerBinding|Filter=\\\\.\\" + NAMESPACE + ":"
                        + path("__EventFilter", filter) + "|Consumer="
                        + path("CommandLineEventConsumer", consumer));
    }

    /** As each Windows has it. */
    private void own() {
        machine.told("wmi|" + NAMESPACE + "|__EventFilter|Name=SCM Event Log Filter|Query=" + OWN_QUERY)
                .told("wmi|" + NAMESPACE + "|NTEventLogEventConsumer|Name=SCM Event Log Consumer|SourceName=Service"
                        + " Control Manager|EventID=0|InsertionStringTemplates=\n".strip())
                .told("wmi|" + NAMESPACE + "|__FilterToConsumerBinding|Filter="
                        + path("__EventFilter", "SCM Event Log Filter") + "|Consumer="
                        + path("NTEventLogEventConsumer", "SCM Event Log Consumer"));
    }

    private void write() {
        repository
                .toFiles()
                .forEach((name, bytes) ->
                        machine.files.file(HostPath.of("/C:/Windows/System32/wbem/Repository/" + name), 0, bytes));
    }

    @Test
    void aHealthySystemShowsNoDifference() {
        own();
        repository
                .instance(
                        NAMESPACE,
                        "__EventFilter",
                        Map.of("Name", "SCM Event Log Filter", "Query", OWN_QUERY, "QueryLanguage", "WQL"))
                .instance(
                        NAMESPACE,
                        "NTEventLogEventConsumer",
                        Map.of("Name", "SCM Event Log Consumer", "SourceName", "Service Control Manager"))
                .instance(
                        NAMESPACE,
                        "__FilterToConsumerBinding",
                        Map.of(
                                "Filter",
                                path("__EventFilter", "SCM Event Log Filter"),
                                "Consumer",
                                path("NTEventLogEventConsumer", "SCM Event Log Consumer")));
        // of a namespace that is not asked
        stored("root\\ccm", "Other", QUERY, "Other", "C:\\Tools\\other.exe");
        stored(NAMESPACE, "Filter", QUERY, "Consumer", "C:\\Tools\\a.exe");
        told("filter", QUERY, "CONSUMER", "C:\\Tools\\a.exe");
        write();
        assertEquals(List.of("read"), machine.found(LOCATION));
    }

    @Test
    void whatOneOfBothDoesNotHaveIsTold() {
        stored(NAMESPACE, "Kept", QUERY, "Kept", "C:\\Tools\\kept.exe");
        told("New", QUERY, "New", "C:\\Tools\\new.exe");
        write();
        assertEquals(
                List.of(
                        "OBJECTS.DATA|root\\subscription:CommandLineEventConsumer.Kept not told|C:\\Tools\\kept.exe; on "
                                + QUERY + "|hidden mismatch target-missing",
                        "OBJECTS.DATA|root\\subscription:CommandLineEventConsumer.New not in the"
                                + " repository|C:\\Tools\\new.exe; on " + QUERY + "|mismatch target-missing",
                        "OBJECTS.DATA|root\\subscription:__EventFilter.Kept not told|on " + QUERY + "|hidden mismatch",
                        "OBJECTS.DATA|root\\subscription:__EventFilter.New not in the repository|on " + QUERY
                                + "|mismatch",
                        "read"),
                machine.found(LOCATION).stream().sorted().toList());
    }

    @Test
    void whatBothHaveOtherwiseIsTold() {
        stored(NAMESPACE, "F", QUERY, "C", "C:\\Tools\\a.exe");
        told("F", QUERY + "0", "C", "C:\\Tools\\b.exe");
        write();
        assertEquals(
                List.of(
                        "OBJECTS.DATA|root\\subscription:__EventFilter.F differs|repository: on " + QUERY + "; WMI: on "
                                + QUERY + "0|mismatch",
                        "OBJECTS.DATA|root\\subscription:CommandLineEventConsumer.C differs|repository: C:\\Tools\\a.exe;"
                                + " on " + QUERY + "; WMI: C:\\Tools\\b.exe; on " + QUERY + "0|mismatch target-missing",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void aConsumerThatIsBoundToAnotherFilterIsTold() {
        stored(NAMESPACE, "F", QUERY, "C", "C:\\Tools\\a.exe");
        machine.told("wmi|" + NAMESPACE + "|__EventFilter|Name=F|Query=" + QUERY)
                .told("wmi|" + NAMESPACE + "|CommandLineEventConsumer|Name=C|CommandLineTemplate=C:\\Tools\\a.exe");
        write();
        assertEquals(
                List.of(
                        "OBJECTS.DATA|root\\subscription:CommandLineEventConsumer.C differs|repository: C:\\Tools\\a.exe;"
                                + " on " + QUERY + "; WMI: C:\\Tools\\a.exe|mismatch target-missing",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void withoutARepositoryToCompareAllButWindowsOwnIsShown() {
        own();
        told("F", QUERY, "C", "C:\\Tools\\a.exe");
        assertEquals(
                List.of(
                        "OBJECTS.DATA|root\\subscription:CommandLineEventConsumer.C told|C:\\Tools\\a.exe; on " + QUERY
                                + "|",
                        "read"),
                machine.found(LOCATION));
    }
}
