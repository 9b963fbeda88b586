package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.source.HostStates.Told;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The records are made: there is no recorded Kernel-Power 41 and no EventLog 6008, whose fields are those of Microsoft's documentation
 * ("Advanced troubleshooting for Event ID 41"). Recorded shutdowns in good order are read by {@code RecordedStatesTest}.
 */
class LastShutdownTest {
    private static final String POWER = "Microsoft-Windows-Kernel-Power";
    private static final Instant BOOT = Instant.parse("2026-03-02T07:58:00Z");
    private static final Instant NOW = BOOT.plusSeconds(300);

    private final HostStates states = new HostStates(true);

    @BeforeEach
    void aColdStartAfterARunWithoutAnEnd() {
        states.began(StartKind.COLD, false, BOOT);
    }

    private void record(String provider, String id, Instant at, Map<String, String> fields) {
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
                                "System"),
                        fields),
                NOW);
    }

    private void bootIsRecorded() {
        record("Microsoft-Windows-Kernel-General", "12", BOOT.plusSeconds(1), Map.of());
        record("EventLog", "6005", BOOT.plusSeconds(20), Map.of());
    }

    private List<Told> told() {
        return told(states);
    }

    private static List<Told> told(HostStates states) {
        List<Told> told = new ArrayList<>();
        for (int look = 0; look < 60; look++) {
            told.addAll(states.look(Duration.ZERO, Duration.ZERO));
        }
        return told;
    }

    private static List<Told> unexpected(String detail) {
        return List.of(new Told(AgentAction.UNEXPECTED_SHUTDOWN, StartKind.COLD, detail));
    }

    @Test
    void aPowerCutIsToldOnceThoughTwoRecordsSaySo() {
        bootIsRecorded();
        record("EventLog", "6008", BOOT.plusSeconds(20), Map.of("Data", "07:45:12\n02/03/2026"));
        record(POWER, "41", BOOT.plusSeconds(3), Map.of("BugcheckCode", "0", "PowerButtonTimestamp", "0"));
        assertEquals(unexpected("state-power-cut"), told());
        record(POWER, "41", BOOT.plusSeconds(3), Map.of("BugcheckCode", "0"));
        assertEquals(List.of(), told(), "once a boot");
    }

    @Test
    void theCauseIsSaidWhereWindowsKnowsIt() {
        record(POWER, "41", BOOT, Map.of("BugcheckCode", "239", "PowerButtonTimestamp", "0"));
        assertEquals(unexpected("state-stop-error|0xef"), told());
    }

    @Test
    void aPowerButtonThatWasHeldIsSaid() {
        record(POWER, "41", BOOT, Map.of("BugcheckCode", "0", "PowerButtonTimestamp", "134123456789012345"));
        assertEquals(unexpected("state-power-button"), told());
    }

    @Test
    void soIsOneThatNewerVersionsRecordByAnotherField() {
        record(POWER, "41", BOOT, Map.of("LongPowerButtonPressDetected", "true"));
        assertEquals(unexpected("state-power-button"), told());
    }

    @Test
    void powerLostInSleepIsSaidAsThat() {
        record(POWER, "41", BOOT, Map.of("BugcheckCode", "0", "SleepInProgress", "4", "PowerButtonTimestamp", "0"));
        assertEquals(unexpected("state-cut-asleep"), told());
    }

    @Test
    void aShutdownThatHungIsNoShutdown() {
        record("EventLog", "6006", BOOT.minusSeconds(400), Map.of());
        bootIsRecorded();
        record(POWER, "41", BOOT.plusSeconds(3), Map.of());
        assertEquals(unexpected("state-power-cut"), told());
    }

    @Test
    void aShutdownInGoodOrderIsToldWithTheNewestThatWasAskedFor() {
        record("EventLog", "6006", BOOT.minus(Duration.ofDays(3)), Map.of());
        record(
                "User32",
                "1074",
                BOOT.minusSeconds(70),
                Map.of(
                        "param1",
                        "C:\\Windows\\System32\\wbem\\wmiprvse.exe (PC1)",
                        "param5",
                        "restart",
                        "param7",
                        "a"));
        record("EventLog", "6006", BOOT.minusSeconds(40), Map.of());
        bootIsRecorded();
        Told told = told().getFirst();
        assertEquals(AgentAction.SHUT_DOWN, told.action());
        assertEquals(
                "Before this start the PC was shut down in good order, at 2026-03-02 07:57:20 UTC: “restart” was asked for by"
                        + " C:\\Windows\\System32\\wbem\\wmiprvse.exe (PC1) for a.",
                SourceText.say(told.detail(), Locale.ENGLISH));
        assertEquals(
                "Avant ce démarrage, le poste a été éteint normalement, à 2026-03-02 07:57:20 UTC : « restart » a été demandé par"
                        + " C:\\Windows\\System32\\wbem\\wmiprvse.exe (PC1) pour a.",
                SourceText.say(told.detail(), Locale.FRENCH));
    }

    @Test
    void recordsOfOtherBootsSayNothing() {
        record(POWER, "41", BOOT.minus(Duration.ofDays(2)), Map.of());
        record("EventLog", "6006", BOOT.plus(Duration.ofDays(1)), Map.of());
        assertEquals(unexpected("state-no-end"), told(), "by the agent's own mark alone");
    }

    @Test
    void nothingIsToldOfARestartOfTheAgentAlone() {
        HostStates again = new HostStates(true);
        again.began(StartKind.SAME_BOOT, false, BOOT);
        assertEquals(List.of(), told(again));
    }

    @Test
    void whereThereAreNoRecordsTheLastRunSpeaks() {
        HostStates linux = new HostStates(false);
        linux.began(StartKind.COLD, false, BOOT);
        assertEquals(unexpected("state-no-end"), linux.look(Duration.ZERO, Duration.ZERO));
        HostStates ended = new HostStates(false);
        ended.began(StartKind.COLD, true, BOOT);
        assertEquals(List.of(), told(ended));
    }
}
