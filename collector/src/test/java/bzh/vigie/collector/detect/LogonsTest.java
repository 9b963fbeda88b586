package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Observed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logons in the live pipeline: alerts, texts, restarts, crashes. */
final class LogonsTest {
    private static Event windows(Line line, int eventId, Map<String, String> fields) {
        return new Event.LogRecord(
                line.at(0),
                "windows.eventlog",
                "Security",
                "Microsoft-Windows-Security-Auditing",
                eventId,
                line.now.getEpochSecond(),
                fields);
    }

    private static Event rdp(Line line, String user, String address) {
        return windows(
                line,
                4624,
                Map.of(
                        "TargetUserName", user,
                        "TargetUserSid", "S-1-5-21-1-2-3-1105",
                        "TargetDomainName", "MAIRIE",
                        "TargetLogonId", "0x77",
                        "LogonType", "10",
                        "IpAddress", address));
    }

    private static Event failed(Line line, String user, String address) {
        return windows(
                line,
                4625,
                Map.of(
                        "TargetUserName", user,
                        "TargetUserSid", "S-1-0-0",
                        "Status", "0xc000006d",
                        "SubStatus", "0xc000006a",
                        "LogonType", "3",
                        "IpAddress", address,
                        "WorkstationName", "KALI"));
    }

    private static Event ssh(Line line, LogonAction action, String user, String address, String method) {
        return own(line, action, LogonType.SSH, user, "", address, method);
    }

    private static Event own(
            Line line, LogonAction action, LogonType type, String user, String subject, String address, String method) {
        return new Event.Logon(
                line.at(0),
                "linux.logon",
                action,
                type,
                new Account("", user),
                subject.isEmpty() ? Optional.empty() : Optional.of(new Account("", subject)),
                address,
                "",
                method,
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    private static void learn(Line line, AgentId host) throws Exception {
        for (int day = 0; day < 15; day++) {
            line.put(host, rdp(line, "lea", "10.1.0.1"), ssh(line, LogonAction.LOGON, "lea", "10.1.0.1", "password"));
            line.now = line.now.plus(Duration.ofDays(1));
        }
        Line.drain(line.pipeline(line.store));
    }

    @Test
    void guessesOfWindowsAreToldInBothLanguagesAndOnceOnly(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId server = line.enrol(1, Line.QUIMPER);
            for (int i = 0; i < 6; i++) {
                // A new pipeline each time: a restart of the collector loses nothing.
                line.put(server, failed(line, "lea", "203.0.113.9"));
                Line.drain(line.pipeline(line.store));
            }
            line.put(server, rdp(line, "lea", "10.1.0.1"));
            Line.drain(line.pipeline(line.store));
            assertEquals(List.of(), line.rules());
            line.put(server, rdp(line, "lea", "203.0.113.9"), rdp(line, "lea", "203.0.113.9"));
            Line.drain(line.pipeline(line.store));
            assertEquals(List.of("vigie-logon-after-failures"), line.rules());
            Alert alert = line.alerts().getFirst();
            assertEquals(1, alert.count());
            assertEquals(Severity.HIGH, alert.severity());
            AlertText french = AlertTexts.shipped().of(alert, Locale.FRENCH);
            assertEquals("lea s'est connecté depuis 203.0.113.9 après 6 essais de mot de passe", french.title());
            assertTrue(french.explanation().contains("accès\u00a0: bureau à distance"), french.explanation());
            AlertText english = AlertTexts.shipped().of(alert, Locale.ENGLISH);
            assertEquals("lea logged on from 203.0.113.9 after 6 guesses", english.title());
        }
    }

    @Test
    void aSourceIsNewWithinItsCommuneAfterTheFirstFortnight(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            AgentId other = line.enrol(2, new Commune("29019"));
            line.send(host, rdp(line, "lea", "10.2.0.1"));
            learn(line, host);
            assertEquals(List.of(), line.rules());
            line.send(other, rdp(line, "lea", "10.3.0.9"));
            line.send(host, rdp(line, "lea", "10.2.0.1"));
            assertEquals(List.of(), line.rules());
            line.send(host, rdp(line, "lea", "10.3.0.9"));
            assertEquals(List.of("vigie-logon-new-source"), line.rules());
            assertEquals(Severity.LOW, line.alerts().getFirst().severity());
        }
    }

    @Test
    void onLinuxRootAndWhoMaySudoAreAdministrators(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            learn(line, host);
            line.send(host, own(line, LogonAction.LOGON, LogonType.SUDO, "root", "lea", "", ""));
            line.send(host, ssh(line, LogonAction.LOGON, "yann", "203.0.113.8", "password"));
            line.send(host, ssh(line, LogonAction.LOGON, "lea", "203.0.113.9", "publickey"));
            line.send(host, ssh(line, LogonAction.LOGON, "root", "203.0.113.9", "publickey"));
            assertEquals(
                    List.of(
                            "vigie-logon-new-source",
                            "vigie-administrator-new-source",
                            "vigie-administrator-new-source"),
                    line.rules());
            assertEquals(Severity.MEDIUM, line.alerts().getLast().severity());
        }
    }

    @Test
    void aKnownSourceTypingErrorsAtTheConsoleAndKeysAreNoGuessing(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            line.send(host, ssh(line, LogonAction.LOGON, "yann", "192.0.2.8", "password"));
            line.now = line.now.plusSeconds(1);
            for (int i = 0; i < 9; i++) {
                line.put(
                        host,
                        ssh(line, LogonAction.FAILED, "yann", "192.0.2.8", "password"),
                        ssh(line, LogonAction.FAILED, "lea", "192.0.2.9", "publickey"),
                        own(line, LogonAction.FAILED, LogonType.INTERACTIVE, "lea", "", "", "password"));
            }
            line.put(
                    host,
                    ssh(line, LogonAction.LOGON, "yann", "192.0.2.8", "password"),
                    ssh(line, LogonAction.LOGON, "lea", "192.0.2.9", "publickey"),
                    own(line, LogonAction.LOGON, LogonType.INTERACTIVE, "lea", "", "", "password"));
            Line.drain(line.pipeline);
            assertEquals(List.of(), line.rules());
        }
    }

    @Test
    void guessingFromAnotherAccountOfTheHostIsTold(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            line.send(host, own(line, LogonAction.LOGON, LogonType.SU, "root", "lea", "", ""));
            line.now = line.now.plusSeconds(1);
            for (int i = 0; i < 5; i++) {
                line.put(
                        host,
                        own(line, LogonAction.FAILED, LogonType.SU, "root", "lea", "", ""),
                        own(line, LogonAction.FAILED, LogonType.SU, "root", "www-data", "", ""));
            }
            line.put(
                    host,
                    own(line, LogonAction.LOGON, LogonType.SU, "root", "lea", "", ""),
                    own(line, LogonAction.LOGON, LogonType.SU, "root", "www-data", "", ""));
            Line.drain(line.pipeline);
            assertEquals(List.of("vigie-logon-after-failures"), line.rules());
            assertEquals("root", line.alerts().getFirst().evidence().get("account"));
            assertTrue(String.valueOf(line.alerts().getFirst().evidence().get("came_from"))
                    .startsWith("www-data@"));
        }
    }

    private static void fill(Line line) {
        Random random = new Random(5);
        AgentId[] hosts = {line.enrol(1, Line.QUIMPER), line.enrol(2, Line.QUIMPER)};
        for (int i = 0; i < 600; i++) {
            line.now = line.now.plusSeconds(random.nextInt(90));
            if (i % 20 == 0) {
                line.now = line.now.plus(Duration.ofDays(1));
            }
            String user = "user" + random.nextInt(8);
            String address = "203.0.113." + random.nextInt(i < 300 ? 6 : 60);
            line.put(
                    hosts[random.nextInt(2)],
                    random.nextInt(6) == 0 ? rdp(line, user, address) : failed(line, user, address));
        }
    }

    @Test
    void killedAnywhereTheSameAlertsAreRaisedOnce(@TempDir Path folder) throws Exception {
        Map<String, Integer> expected;
        try (Line line = new Line(Files.createDirectory(folder.resolve("whole")))) {
            fill(line);
            Line.drain(line.pipeline);
            expected = line.counts();
        }
        assertTrue(expected.size() > 10, expected.toString());
        int crashes = 0;
        for (int run = 0; run < 3; run++) {
            Random random = new Random(run);
            try (Line line = new Line(Files.createDirectory(folder.resolve("run" + run)))) {
                fill(line);
                Store store = new CrashingStore(line.store, StoreException.Fault.BUSY, () -> 1 + random.nextInt(6));
                crashes += Line.drainThroughCrashes(() -> line.pipeline(store), random);
                assertEquals(expected, line.counts(), "run " + run);
            }
        }
        assertTrue(crashes > 3, crashes + " crashes");
    }
}
