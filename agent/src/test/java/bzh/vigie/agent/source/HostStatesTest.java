package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.source.HostStates.Told;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.WindowsEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The records are made; recorded ones, where there are some, are read by {@code RecordedStatesTest} of the installers. */
class HostStatesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration NONE = Duration.ZERO;
    private static final Duration HOUR = Duration.ofHours(1);

    private final HostStates states = new HostStates(true);

    private void record(String provider, String id, Map<String, String> fields) {
        record(provider, id, fields, NOW);
    }

    private void record(String provider, String id, Map<String, String> fields, Instant at) {
        String channel = provider.equals("Microsoft-Windows-Security-Auditing") ? "Security" : "System";
        record(provider, id, fields, at, channel, "S-1-5-18");
    }

    private void record(
            String provider, String id, Map<String, String> fields, Instant at, String channel, String user) {
        states.accept(
                new WindowsEvent(
                        Map.of(
                                "Provider_Name",
                                provider,
                                "EventID",
                                id,
                                "TimeCreated_SystemTime",
                                at.toString(),
                                "Channel",
                                channel,
                                "Security_UserID",
                                user),
                        fields),
                NOW);
    }

    @Test
    void aUserWhoWritesThatThePcSleepsOrIsShutDownIsNotBelieved() {
        record("Microsoft-Windows-Kernel-Power", "42", Map.of(), NOW, "Application", "S-1-5-18");
        record("Microsoft-Windows-Kernel-Power", "42", Map.of(), NOW, "System", "S-1-5-21-1-2-3-1001");
        record("Microsoft-Windows-Kernel-Boot", "27", Map.of("BootType", "1"), NOW, "System", "S-1-5-21-1-2-3-1001");
        record("User32", "1074", Map.of("param5", "restart"), NOW, "Application", "");
        assertEquals(List.of(), states.look(NONE, NONE));
        assertEquals("", states.shutdown(NOW));
        record("User32", "1074", Map.of("param5", "restart"), NOW, "System", "S-1-5-21-1-2-3-1001");
        assertEquals("state-asked|restart|?|?", states.shutdown(NOW), "whoever asks for it stands in it");
    }

    private void power(String id) {
        record("Microsoft-Windows-Kernel-Power", id, Map.of());
    }

    private void boot(String type) {
        record("Microsoft-Windows-Kernel-Boot", "27", Map.of("BootType", type));
    }

    @Test
    void sleepIsToldOnceHoweverManyRecordsSaySo() {
        power("42");
        assertEquals(
                List.of(new Told(AgentAction.SUSPENDED, StartKind.SAME_BOOT, "state-sleeps")), states.look(NONE, NONE));
        power("107");
        record("Microsoft-Windows-Power-Troubleshooter", "1", Map.of());
        assertEquals(
                List.of(new Told(AgentAction.RESUMED, StartKind.RESUME, "state-slept|3600")), states.look(HOUR, NONE));
        power("107");
        assertEquals(List.of(), states.look(NONE, NONE));
        assertEquals(List.of(), states.look(NONE, NONE));
    }

    @Test
    void aFastStartupIsASleepOfItsKindAlsoWhenItsRecordComesALookLater() {
        assertEquals(List.of(), states.look(HOUR, NONE), "waits for the record");
        power("107");
        boot("1");
        assertEquals(
                List.of(new Told(AgentAction.RESUMED, StartKind.FAST_STARTUP, "state-slept|3600")),
                states.look(NONE, NONE));
        boot("0x1");
        assertEquals(
                List.of(new Told(AgentAction.RESUMED, StartKind.FAST_STARTUP, "state-slept|3600")),
                states.look(HOUR, NONE));
    }

    @Test
    void hibernationIsNoFastStartup() {
        boot("2");
        assertEquals(StartKind.RESUME, states.look(HOUR, NONE).getFirst().start());
    }

    @Test
    void aSleepThatNoRecordShowsIsToldALookLater() {
        assertEquals(List.of(), states.look(HOUR, NONE));
        assertEquals(
                List.of(new Told(AgentAction.RESUMED, StartKind.RESUME, "state-slept|3600")), states.look(NONE, NONE));
        assertEquals(List.of(), states.look(NONE, NONE));
    }

    @Test
    void modernStandbyInWhichNoClockStandsStillHasItsEndToo() {
        power("506");
        assertEquals(AgentAction.SUSPENDED, states.look(NONE, NONE).getFirst().action());
        power("507");
        assertEquals(List.of(), states.look(NONE, NONE), "the clocks may show it yet");
        assertEquals(AgentAction.RESUMED, states.look(NONE, NONE).getFirst().action());
        assertEquals(List.of(), states.look(NONE, NONE));
    }

    @Test
    void whoSetTheClockIsSaidWithByHowMuch() {
        assertEquals(List.of(), states.look(NONE, Duration.ofDays(-1_826)));
        record("Microsoft-Windows-Security-Auditing", "4616", Map.of("ProcessName", "C:\\Windows\\System32\\cmd.exe"));
        assertEquals(
                List.of(new Told(
                        AgentAction.CLOCK_CHANGED,
                        StartKind.SAME_BOOT,
                        "state-clock-by|-157766400|C:\\Windows\\System32\\cmd.exe")),
                states.look(NONE, NONE));
    }

    @Test
    void recordsAloneTellNoTimeChangeAndOldOnesTellNothing() {
        record("Microsoft-Windows-Kernel-General", "1", Map.of("NewTime", "2020-01-01T00:00:00Z"));
        assertEquals(List.of(), states.look(NONE, NONE));
        record("Microsoft-Windows-Kernel-Power", "42", Map.of(), NOW.minusSeconds(3_600));
        record("Microsoft-Windows-Kernel-Power", "42", Map.of(), NOW.plusSeconds(3_600));
        assertEquals(List.of(), states.look(NONE, NONE));
        states.accept(new WindowsEvent(Map.of("Provider_Name", "Microsoft-Windows-Kernel-Power"), Map.of()), NOW);
        assertEquals(List.of(), states.look(NONE, NONE));
    }

    @Test
    void whoAskedForAShutdownIsLastWords() {
        assertEquals("", states.shutdown(NOW));
        record(
                "User32",
                "1074",
                Map.of("param1", "C:\\Windows\\explorer.exe\n(PC1)", "param5", "power off", "param7", "MAIRIE\\anne"));
        String said = states.shutdown(NOW.plusSeconds(20));
        assertTrue(said.startsWith("state-asked|power off|C:\\Windows\\explorer.exe"), said);
        assertTrue(said.endsWith("|MAIRIE\\anne") && said.lines().count() == 1, said);
        assertEquals("", states.shutdown(NOW.plusSeconds(7_200)));
    }

    @Test
    void aShutdownWithFastStartupIsASleepThatSaysWhoAskedForIt() {
        record("User32", "1074", Map.of("param1", "Explorer.EXE", "param5", "power off", "param7", "anne"));
        power("42");
        assertEquals(
                List.of(new Told(
                        AgentAction.SUSPENDED, StartKind.SAME_BOOT, "state-sleeps-asked|power off|Explorer.EXE|anne")),
                states.look(NONE, NONE));
        power("107");
        boot("1");
        assertEquals(
                List.of(new Told(AgentAction.RESUMED, StartKind.FAST_STARTUP, "state-slept|3600")),
                states.look(HOUR, NONE));
    }

    @Test
    void withoutRecordsNothingIsWaitedFor() {
        HostStates linux = new HostStates(false);
        assertEquals(
                List.of(
                        new Told(AgentAction.RESUMED, StartKind.RESUME, "state-slept|3600"),
                        new Told(AgentAction.CLOCK_CHANGED, StartKind.SAME_BOOT, "state-clock|+3600")),
                linux.look(HOUR, HOUR));
    }
}
