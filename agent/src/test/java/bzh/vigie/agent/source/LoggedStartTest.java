package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.WindowsEvent;
import bzh.vigie.wire.Bounds;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one record becomes, as a start and as the record it is; the records are made up after recorded ones. */
final class LoggedStartTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static String commandLine(WindowsEvent event) {
        return LoggedStart.of(event).orElseThrow().commandLine();
    }

    private static Map<String, String> record(WindowsEvent event) {
        return WindowsRecord.of("windows.log.x", event, false, Collected.CLOCK).fields();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S-1-5-21-1-2-3-1001", "S-1-5-19", "s-1-5-18"})
    void aRecordOfSysmonThatTheSystemDidNotWriteIsNoStart(String writer) {
        WindowsEvent event = LoggedStartsTest.sysmon(7, TIME);
        assertTrue(LoggedStart.of(event).isPresent());
        assertEquals(Optional.empty(), LoggedStart.of(LoggedStartsTest.with(event, "Security_UserID", writer)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            net user marie Hunter2 /add                        > net user marie **** /add
            net use Z: \\\\srv\\share Hunter2                    > net use Z: \\\\srv\\share ****
            psexec \\\\srv -u marie -p Hunter2 cmd               > psexec \\\\srv -u marie -p **** cmd
            schtasks /create /tn x /tr y /ru marie /rp Hunter2 > schtasks /create /tn x /tr y /ru marie /rp ****
            schtasks /query /s srv /u marie /p Hunter2         > schtasks /query /s srv /u marie /p ****
            mstsc /v:srv /p:Hunter2                            > mstsc /v:srv /p:****
            """)
    void passwordsOfWindowsCommandsAreHiddenInTheStartAndInTheRecord(String line, String masked) {
        WindowsEvent sysmon = LoggedStartsTest.with(
                LoggedStartsTest.with(LoggedStartsTest.sysmon(7, TIME), "CommandLine", line),
                "ParentCommandLine",
                line);
        assertEquals(masked, commandLine(sysmon));
        assertEquals(masked, LoggedStart.of(sysmon).orElseThrow().more().get("ParentCommandLine"));
        assertEquals(masked, record(sysmon).get("CommandLine"));
        assertEquals(masked, record(sysmon).get("ParentCommandLine"));
        WindowsEvent security = LoggedStartsTest.with(LoggedStartsTest.security(7, TIME), "CommandLine", line);
        assertEquals(masked, commandLine(security));
        assertEquals(masked, record(security).get("CommandLine"));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_170, Bounds.TEXT - 22})
    void whatShowsAPasswordMayComeAfterWhereTheTextIsCut(int before) {
        String line = "x".repeat(before) + " 'Hunter2' | ConvertTo-SecureString -AsPlainText -Force";
        WindowsEvent event = LoggedStartsTest.with(LoggedStartsTest.sysmon(7, TIME), "CommandLine", line);
        assertFalse(commandLine(event).contains("Hunter2"));
        assertFalse(record(event).getOrDefault("CommandLine", "").contains("Hunter2"));
    }

    @Test
    void anEndlessCommandLineIsBounded() {
        WindowsEvent event =
                LoggedStartsTest.with(LoggedStartsTest.sysmon(7, TIME), "CommandLine", "net ".repeat(1_000_000));
        assertEquals(8_193, commandLine(event).length());
        assertEquals(
                Bounds.TEXT + 1, record(event).getOrDefault("CommandLine", "").length());
    }
}
