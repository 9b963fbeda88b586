package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which logons are of a person who came in. */
final class UsersSeenTest {
    private static final Moment NOW = new Moment(Instant.parse("2026-11-02T08:00:00Z"), "boot", 1);
    private static final String SID = "S-1-5-21-1-2-3-1001";

    private static Event logon(LogonAction action, LogonType type, String id, String name) {
        return new Event.Logon(
                NOW,
                "linux.logon",
                action,
                type,
                new Account(id, name),
                Optional.empty(),
                "",
                "",
                "",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    private static Event security(int id, String sid, String type) {
        return new Event.LogRecord(
                NOW,
                "windows.security",
                "Security",
                "Microsoft-Windows-Security-Auditing",
                id,
                7,
                Map.of("TargetUserSid", sid, "TargetUserName", "anne", "LogonType", type));
    }

    @Test
    void whoCameInAtTheScreenOrFromAfarIsAUser() {
        assertEquals(
                Optional.of(new Account("1000", "anne")),
                UsersSeen.account(logon(LogonAction.LOGON, LogonType.SSH, "1000", "anne")));
        assertEquals(
                Optional.of(new Account("", "anne")),
                UsersSeen.account(logon(LogonAction.LOGON, LogonType.INTERACTIVE, "", "anne")));
        assertEquals(Optional.of(new Account(SID, "anne")), UsersSeen.account(security(4624, SID, "10")));
        assertEquals(
                Optional.of(new Account("S-1-12-1-4-5-6-7", "anne")),
                UsersSeen.account(security(4624, "S-1-12-1-4-5-6-7", "2")));
    }

    @Test
    void whoDidNotOrIsNoPersonIsNone() {
        assertEquals(Optional.empty(), UsersSeen.account(logon(LogonAction.FAILED, LogonType.SSH, "1000", "anne")));
        assertEquals(Optional.empty(), UsersSeen.account(logon(LogonAction.LOGOFF, LogonType.SSH, "1000", "anne")));
        assertEquals(Optional.empty(), UsersSeen.account(logon(LogonAction.LOGON, LogonType.SUDO, "0", "root")));
        assertEquals(Optional.empty(), UsersSeen.account(logon(LogonAction.LOGON, LogonType.SSH, "", "")));
        assertEquals(Optional.empty(), UsersSeen.account(security(4625, SID, "10")));
        assertEquals(Optional.empty(), UsersSeen.account(security(4624, SID, "3")));
        assertEquals(Optional.empty(), UsersSeen.account(security(4624, "S-1-5-18", "5")));
        assertEquals(Optional.empty(), UsersSeen.account(security(4624, "S-1-5-90-0-1", "2")));
    }
}
