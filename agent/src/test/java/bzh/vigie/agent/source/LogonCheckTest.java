package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Sessions.LogonSession;
import bzh.vigie.event.WindowsEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Made records and sessions. */
class LogonCheckTest {
    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final String ANNE = "S-1-5-21-1-2-3-1001";

    private final LogonCheck check = new LogonCheck();
    private long record = 100;

    private void record(String id, int minute, String logonId) {
        record("Security", id, minute, logonId);
    }

    private void record(String channel, String id, int minute, String logonId) {
        check.accept(new WindowsEvent(
                Map.of(
                        "Provider_Name",
                        "Microsoft-Windows-Security-Auditing",
                        "Channel",
                        channel,
                        "EventID",
                        id,
                        "EventRecordID",
                        Long.toString(channel.equals("Security") ? ++record : 1),
                        "TimeCreated_SystemTime",
                        NINE.plusSeconds(60L * minute).toString()),
                Map.of("TargetLogonId", logonId)));
    }

    private static LogonSession session(long id, int type, String sid, int minute) {
        return new LogonSession(id, "MAIRIE\\anne", sid, type, 1, Optional.of(NINE.plusSeconds(60L * minute)));
    }

    private List<Long> unrecorded(int minute, LogonSession... sessions) {
        return check.unrecorded(List.of(sessions), NINE, NINE.plusSeconds(60L * minute)).stream()
                .map(LogonSession::logonId)
                .toList();
    }

    @Test
    void aSessionThatTheLogDoesNotTellIsFoundOnceAndLate() {
        record("4624", 1, "0x10");
        LogonSession told = session(0x20, 10, ANNE, 5);
        LogonSession silent = session(0x30, 10, ANNE, 5);
        record("4624", 5, "0x20");
        assertEquals(List.of(), unrecorded(6, told, silent), "its record may come yet");
        assertEquals(List.of(), unrecorded(9, told, silent), "no later record has come");
        record("4634", 8, "0x10");
        assertEquals(List.of(0x30L), unrecorded(9, told, silent));
        assertEquals(List.of(), unrecorded(10, told, silent));
    }

    @Test
    void whatBeganBeforeTheLogWasReadOrBehindAHoleIsNotJudged() {
        LogonSession early = session(0x20, 2, ANNE, 1);
        LogonSession atHole = session(0x30, 2, ANNE, 5);
        record("4624", 2, "0x10");
        record += 7;
        record("4634", 6, "0x10");
        record("4624", 7, "0x11");
        record("4634", 30, "0x11");
        assertEquals(List.of(), unrecorded(31, early, atHole));
        assertEquals(List.of(0x40L), unrecorded(32, early, atHole, session(0x40, 2, ANNE, 20)));
    }

    @Test
    void aLogThatTellsOfNoLogonSaysNothingAboutOne() {
        record("4634", 1, "0x10");
        record("Application", "4624", 1, "0x10");
        record("4634", 30, "0x10");
        assertEquals(List.of(), unrecorded(31, session(0x20, 2, ANNE, 5)));
    }

    @Test
    void servicesMachinesAndSystemAccountsAreNotJudged() {
        record("4624", 1, "0x10");
        record("4634", 30, "0x10");
        LogonSession machine = new LogonSession(9, "MAIRIE\\PC1$", ANNE, 3, 0, Optional.of(NINE.plusSeconds(300)));
        assertEquals(
                List.of(),
                unrecorded(
                        31,
                        session(1, 5, ANNE, 5),
                        session(2, 9, ANNE, 5),
                        session(3, 2, "S-1-5-90-0-1", 5),
                        session(4, 3, "S-1-5-7", 5),
                        new LogonSession(5, "x", ANNE, 2, 1, Optional.empty()),
                        machine));
        assertEquals(List.of(6L), unrecorded(31, session(6, 3, ANNE, 5)));
    }
}
