package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What events of SQL Server and Exchange say without names, and what two events call differently. */
final class UnnamedDataTest {
    private static SigmaRecord of(String channel, String eventId, Map<String, String> fields) {
        return WindowsFields.of(channel, eventId, fields).build();
    }

    @Test
    void anOptionOfSqlServerHasANameAndTwoValues() {
        SigmaRecord record = of("Application", "15457", Map.of("Data", "xp_cmdshell\n0\n1"));
        assertEquals("xp_cmdshell", record.value("Option"));
        assertEquals("0", record.value("OldValue"));
        assertEquals("1", record.value("NewValue"));
        assertEquals("xp_cmdshell\n0\n1", record.value("Data"));
    }

    @Test
    void winlogbeatNumbersThem() throws IOException {
        SigmaRecord record = FlatJson.record(Map.of(
                "winlog.channel", List.of("Application"),
                "winlog.event_id", List.of("15457"),
                "winlog.event_data.param1", List.of("xp_cmdshell"),
                "winlog.event_data.param2", List.of("0"),
                "winlog.event_data.param3", List.of("1")));
        assertEquals("xp_cmdshell", record.value("Option"));
        assertEquals("1", record.value("NewValue"));
    }

    @Test
    void aStatementOfTheAuditMayHaveSeveralLines() {
        String data = """
                audit_schema_version:1
                action_id:EX
                server_principal_name:MAIRIE\\a.martin
                statement:EXEC
                  xp_cmdshell 'dir c:'
                additional_information:
                user_defined_information:
                """;
        SigmaRecord record = of("Application", "33205", Map.of("Data", data));
        assertEquals("EX", record.value("action_id"));
        assertEquals("MAIRIE\\a.martin", record.value("server_principal_name"));
        assertEquals("EXEC\n  xp_cmdshell 'dir c:'", record.value("statement"));
        assertEquals("", record.value("audit_schema_version"));
    }

    @Test
    void aCmdletOfExchangeHasParametersAndACaller() {
        String data = "Set-Mailbox\n-Identity \"a\"\nmairie.example/Users/a\nS-1-5-21";
        SigmaRecord record = of("MSExchange Management", "1", Map.of("Data", data));
        assertEquals("Set-Mailbox", record.value("Cmdlet"));
        assertEquals("-Identity \"a\"", record.value("Parameters"));
        assertEquals("mairie.example/Users/a", record.value("Caller"));
        assertEquals("", of("Some/Channel", "1", Map.of("Data", data)).value("Cmdlet"));
    }

    @Test
    void theProgramOfAServiceAndWhatATaskDoesHaveOneNameInTwoEvents() {
        SigmaRecord service = of("Security", "4697", Map.of("ServiceFileName", "C:\\a.exe"));
        assertEquals("C:\\a.exe", service.value("ImagePath"));
        assertEquals("C:\\a.exe", service.value("ServiceFileName"));
        SigmaRecord task = of("Security", "4702", Map.of("TaskContentNew", "<Task/>"));
        assertEquals("<Task/>", task.value("TaskContent"));
    }
}
