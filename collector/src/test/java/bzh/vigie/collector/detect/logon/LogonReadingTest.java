package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import bzh.vigie.collector.detect.logon.LogonReading.Attempted;
import bzh.vigie.collector.detect.logon.LogonReading.LeftOut;
import bzh.vigie.collector.detect.logon.LogonReading.Reason;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of events about logons, and why others do not count. */
final class LogonReadingTest {
    private static final Instant TIME = Instant.parse("2026-03-02T07:30:00Z");
    private static final String USER = "S-1-5-21-1-2-3-1105";

    private static LogonReading read(String eventId, String... fields) {
        SigmaRecord record = SigmaFields.windows(new WindowsEvent(
                Map.of("Channel", "Security", "EventID", eventId, "EventRecordID", "77"), Town.fields(fields)));
        assertTrue(LogonJudge.isAbout(record));
        return LogonJudge.read(record, "host-1", "SRV1.mairie.lan", TIME);
    }

    private static LogonReading logon(String name, String domain, String sid, String type, String address, String pc) {
        return read(
                "4624",
                "TargetUserName",
                name,
                "TargetDomainName",
                domain,
                "TargetUserSid",
                sid,
                "LogonType",
                type,
                "IpAddress",
                address,
                "WorkstationName",
                pc,
                "TargetLogonId",
                "0x1A2B");
    }

    private static LogonAttempt attempt(LogonReading reading) {
        return assertInstanceOf(Attempted.class, reading).attempt();
    }

    private static Reason reason(LogonReading reading) {
        return assertInstanceOf(LeftOut.class, reading).reason();
    }

    @Test
    void aLogonFromAPcHasItsAddressAndItsName() {
        LogonAttempt attempt = attempt(logon("Léa.LE GALL", "MAIRIE", USER, "3", "::ffff:10.0.0.12", "\\\\PC12"));
        assertEquals("léa.le gall", attempt.account());
        assertEquals(
                List.of("ip:10.0.0.12", "ws:pc12"),
                attempt.origins().stream().map(Origin::text).toList());
        assertEquals(LogonKind.NETWORK, attempt.kind());
        assertEquals(Outcome.SUCCESS, attempt.outcome());
        assertEquals("0x1a2b", attempt.logonId());
        assertEquals(77, attempt.recordId());
        assertFalse(attempt.superuser());
        assertTrue(attempt(logon("x", "MAIRIE", "S-1-5-21-1-2-3-500", "3", "10.0.0.1", "-"))
                .superuser());
    }

    @Test
    void oneAccountIsOneHoweverItIsWritten() {
        for (String name : List.of("lea", "LEA", "MAIRIE\\lea", "lea@mairie.lan", " Lea ")) {
            assertEquals(
                    "lea",
                    attempt(logon(name, "", USER, "10", "203.0.113.9", "SRV1")).account(),
                    name);
        }
        assertEquals(
                USER.toLowerCase(java.util.Locale.ROOT),
                attempt(logon("-", "", USER, "10", "203.0.113.9", "SRV1")).account());
    }

    @ParameterizedTest
    @CsvSource({
        "2,127.0.0.1,CONSOLE,at:host-1",
        "2,-,CONSOLE,at:host-1",
        "7,127.0.0.1,CONSOLE,at:host-1",
        "7,203.0.113.9,RDP,ip:203.0.113.9",
        "11,-,CONSOLE,at:host-1",
        "13,-,CONSOLE,at:host-1",
        "10,203.0.113.9,RDP,ip:203.0.113.9",
        "12,fe80::1%12,RDP,ip:fe80:0:0:0:0:0:0:1",
        "3,2001:db8::7,NETWORK,ip:2001:db8:0:0::/64",
        "8,203.0.113.9,NETWORK,ip:203.0.113.9",
    })
    void typesOfLogons(String type, String address, LogonKind kind, String origin) {
        LogonAttempt attempt = attempt(logon("lea", "MAIRIE", USER, type, address, "SRV1"));
        assertEquals(kind, attempt.kind());
        assertEquals(
                List.of(origin), attempt.origins().stream().map(Origin::text).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "PC1$,MAIRIE,S-1-5-21-1-2-3-1199,3,10.0.0.1,-,MACHINE_ACCOUNT",
        "PC1$@MAIRIE.LAN,,S-1-5-21-1-2-3-1199,3,10.0.0.1,-,MACHINE_ACCOUNT",
        "Système,AUTORITE NT,S-1-5-18,3,10.0.0.1,-,NOT_A_PERSON",
        "SERVICE LOCAL,AUTORITE NT,S-1-5-19,3,10.0.0.1,-,NOT_A_PERSON",
        "ANONYMOUS LOGON,AUTORITE NT,S-1-5-7,3,10.0.0.1,PC1,NOT_A_PERSON",
        "DWM-1,Window Manager,S-1-5-90-0-1,2,-,-,NOT_A_PERSON",
        "UMFD-0,Font Driver Host,S-1-5-96-0-0,2,-,-,NOT_A_PERSON",
        "DefaultAppPool,IIS APPPOOL,S-1-5-82-1,3,10.0.0.1,-,NOT_A_PERSON",
        "svc,MAIRIE,S-1-5-21-1-2-3-1105,5,-,SRV1,SERVICE",
        "svc,MAIRIE,S-1-5-21-1-2-3-1105,4,-,SRV1,SERVICE",
        "lea,MAIRIE,S-1-5-21-1-2-3-1105,9,::1,-,NOT_CHECKED",
        "lea,MAIRIE,S-1-5-21-1-2-3-1105,0,-,-,OTHER_TYPE",
        "lea,MAIRIE,S-1-5-21-1-2-3-1105,3,::1,-,LOOPBACK",
        "lea,MAIRIE,S-1-5-21-1-2-3-1105,3,127.0.0.1,SRV1,LOOPBACK",
        "lea,MAIRIE,S-1-5-21-1-2-3-1105,3,-,-,NO_SOURCE",
        "-,-,S-1-0-0,3,10.0.0.1,-,NO_ACCOUNT",
    })
    void whatDoesNotCountHasAReason(
            String name, String domain, String sid, String type, String address, String pc, Reason reason) {
        String workstation = pc.equals("-") ? "" : pc;
        assertEquals(reason, reason(logon(name, domain == null ? "" : domain, sid, type, address, workstation)));
    }

    @Test
    void anAccountOfTheHostThatIsMadeToLookLikeAMachineCounts() {
        assertEquals(
                "support$",
                attempt(logon("support$", "SRV1", USER, "3", "10.0.0.1", "-")).account());
    }

    @ParameterizedTest
    @CsvSource({
        "0xc000006d,0xc000006a,%%2313,WRONG_PASSWORD,0xc000006a",
        "0xC000006D,0xC0000064,%%2313,UNKNOWN_USER,0xc0000064",
        "0xc000006d,0x0,%%2313,WRONG_PASSWORD,0xc000006d",
        "0xc000006d,0x0,%%2304,REFUSED,0xc000006d",
        "0xc0000224,0x0,%%2309,REFUSED,0xc0000224",
        "0xc000006e,0xc0000072,%%2310,REFUSED,0xc0000072",
        "0xc0000234,0x0,%%2307,REFUSED,0xc0000234",
        "0xc000006e,0xc0000071,%%2309,REFUSED,0xc0000071",
        "0xc000015b,0x0,%%2308,REFUSED,0xc000015b",
        "0xc000018c,0x0,%%2306,REFUSED,0xc000018c",
        "-1073741715,-1073741718,%%2313,WRONG_PASSWORD,0xc000006a",
        "0x0,0x0,%%2313,REFUSED,0xffffffffffffffff",
        "nonsense,?,%%2313,REFUSED,0xffffffffffffffff",
    })
    void aFailureSaysWhetherItIsAGuess(String status, String sub, String reason, Outcome outcome, String word) {
        LogonAttempt attempt = attempt(read(
                "4625",
                "TargetUserName",
                "lea",
                "TargetUserSid",
                "S-1-0-0",
                "Status",
                status,
                "SubStatus",
                sub,
                "FailureReason",
                reason,
                "LogonType",
                "3",
                "IpAddress",
                "203.0.113.9"));
        assertEquals(outcome, attempt.outcome());
        assertEquals(word, attempt.status());
    }

    @ParameterizedTest
    @CsvSource({
        "4771,0x18,WRONG_PASSWORD",
        "4768,0x6,UNKNOWN_USER",
        "4768,0x12,REFUSED",
        "4771,0x17,REFUSED",
        "4768,0x0,SUCCESS"
    })
    void aControllerTellsAddresses(String eventId, String status, Outcome outcome) {
        LogonAttempt attempt = attempt(read(
                eventId, "TargetUserName", "lea", "TargetSid", USER, "IpAddress", "::ffff:10.0.0.7", "Status", status));
        assertEquals(outcome, attempt.outcome());
        assertEquals(LogonKind.VALIDATION, attempt.kind());
        assertEquals("ip:10.0.0.7", attempt.origins().getFirst().text());
        assertEquals("controller", attempt.log());
        assertEquals(
                Reason.LOOPBACK,
                reason(read(
                        eventId, "TargetUserName", "lea", "TargetSid", USER, "IpAddress", "::1", "Status", status)));
    }

    @Test
    void aControllerTellsWorkstationsOfNtlm() {
        LogonAttempt attempt =
                attempt(read("4776", "TargetUserName", "lea", "Workstation", "PC12", "Status", "0xc000006a"));
        assertEquals("ws:pc12", attempt.origins().getFirst().text());
        assertEquals(Outcome.WRONG_PASSWORD, attempt.outcome());
        assertEquals(
                Reason.LOOPBACK, reason(read("4776", "TargetUserName", "lea", "Workstation", "srv1", "Status", "0x0")));
        assertEquals(
                Reason.NO_SOURCE, reason(read("4776", "TargetUserName", "lea", "Workstation", "", "Status", "0x0")));
    }

    @Test
    void whatSaysNoOutcomeIsLeftOut() {
        assertEquals(Reason.NO_OUTCOME, reason(read("4648", "TargetUserName", "lea")));
        assertEquals(Reason.TICKET_FOR_SERVICE, reason(read("4769", "TargetUserName", "lea@MAIRIE")));
        assertEquals(Reason.LOGOFF, reason(read("4634", "TargetUserName", "lea")));
    }

    @Test
    void onlyRightsThatMakeAMasterAreAnAdministrators() {
        assertInstanceOf(
                LogonReading.Privileged.class,
                read(
                        "4672",
                        "SubjectUserName",
                        "lea",
                        "SubjectUserSid",
                        USER,
                        "PrivilegeList",
                        "SeSecurityPrivilege\n\t\t\tSeDebugPrivilege"));
        assertEquals(
                Reason.NO_POWER,
                reason(read(
                        "4672",
                        "SubjectUserName",
                        "svc",
                        "SubjectUserSid",
                        USER,
                        "PrivilegeList",
                        "SeImpersonatePrivilege")));
        assertEquals(
                Reason.NOT_A_PERSON,
                reason(read(
                        "4672",
                        "SubjectUserName",
                        "Système",
                        "SubjectUserSid",
                        "S-1-5-18",
                        "PrivilegeList",
                        "SeTcbPrivilege")));
    }

    @Test
    void linesOfOursAreReadFromFilesToo() throws IOException {
        SigmaRecord record = FlatJson.record(FlatJson.fields(
                "{\"kind\":\"logon\",\"sensor\":\"linux.logon\",\"action\":\"failed\",\"type\":\"ssh\",\"account\":\"ROOT\","
                        + "\"source_address\":\"194.117.26.69\",\"method\":\"password\",\"detail\":\"invalid user\"}"));
        assertTrue(LogonJudge.isAbout(record));
        LogonAttempt attempt = attempt(LogonJudge.read(record, "host-1", "srv", TIME));
        assertEquals(Outcome.UNKNOWN_USER, attempt.outcome());
        assertEquals(LogonKind.SSH, attempt.kind());
        assertTrue(attempt.superuser());
    }

    @Test
    void whatAHostWritesCannotBreakALineOfOurs() {
        LogonAttempt attempt = attempt(
                logon("a\tb\nc" + "x".repeat(100_000), "MAIRIE", USER, "3", "10.0.0.1", "PC\t1\n" + "y".repeat(9_999)));
        assertTrue(attempt.account().startsWith("a?b?c") && attempt.account().length() <= 80, attempt.account());
        for (Origin origin : attempt.origins()) {
            assertFalse(origin.text().contains("\t") || origin.text().contains("\n"));
            assertTrue(origin.text().length() <= 90);
            assertEquals(origin, Origin.parse(origin.text()));
        }
    }
}
