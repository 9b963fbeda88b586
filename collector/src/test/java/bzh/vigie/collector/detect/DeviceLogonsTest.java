package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Observed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logons from addresses that were declared to be devices' or a VPN's, in the live pipeline. */
final class DeviceLogonsTest {
    private static final Scope ALL = new Scope.All();

    private static Event windows(Line line, String user, String type, String address, String elevated) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "TargetUserName",
                user,
                "TargetUserSid",
                "S-1-5-21-1-2-3-1105",
                "TargetDomainName",
                "MAIRIE",
                "TargetLogonId",
                "0x77",
                "LogonType",
                type,
                "IpAddress",
                address));
        if (!elevated.isEmpty()) {
            fields.put("ElevatedToken", elevated);
        }
        return new Event.LogRecord(
                line.at(0),
                "windows.eventlog",
                "Security",
                "Microsoft-Windows-Security-Auditing",
                4624,
                line.now.getEpochSecond(),
                fields);
    }

    private static Event ssh(Line line, LogonAction action, String user, String address) {
        return new Event.Logon(
                line.at(0),
                "linux.logon",
                action,
                LogonType.SSH,
                new Account("1000", user),
                Optional.empty(),
                address,
                "",
                "password",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    private static void declare(Line line, DeviceKind kind, String addresses, String name) {
        IncidentId id = line.store.write(session -> {
            List<Incident> there = session.incidents().list(ALL);
            return there.isEmpty()
                    ? session.incidents()
                            .open("x", Set.of(Line.QUIMPER), 90, Specimens.ANALYST)
                            .id()
                    : there.getFirst().id();
        });
        boolean done = line.store.write(session -> session.incidents()
                .device(ALL, id, Line.QUIMPER, kind, addresses, name, !name.isEmpty(), Specimens.ANALYST));
        assertTrue(done);
    }

    private static List<Alert> ours(Line line) {
        return line.alerts().stream()
                .filter(alert -> alert.rule().startsWith("vigie-logon-from-"))
                .toList();
    }

    @Test
    void aSessionFromADeclaredDeviceIsToldOnceADeviceAndAccount(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            line.send(host, windows(line, "lea", "10", "192.168.1.254", ""));
            assertEquals(List.of(), ours(line));
            declare(line, DeviceKind.FIREWALL, "192.168.1.254", "Pare-feu mairie");
            line.send(
                    host,
                    windows(line, "lea", "10", "192.168.1.254", ""),
                    windows(line, "lea", "10", "192.168.1.254", ""));
            line.now = line.now.plus(Duration.ofDays(1));
            line.send(host, windows(line, "lea", "10", "192.168.1.254", ""));
            assertEquals(1, ours(line).size());
            Alert alert = ours(line).getFirst();
            assertEquals(Severity.HIGH, alert.severity());
            assertEquals(3, alert.count());
            AlertText french = AlertTexts.shipped().of(alert, Locale.FRENCH);
            assertTrue(french.title().contains("Pare-feu mairie"), french.title());
            assertTrue(french.explanation().contains("pare-feu"), french.explanation());
            line.send(host, windows(line, "marc", "10", "192.168.1.254", ""));
            assertEquals(2, ours(line).size());
            declare(line, DeviceKind.FIREWALL, "192.168.1.254", "");
            line.send(host, windows(line, "anna", "10", "192.168.1.254", ""));
            assertEquals(2, ours(line).size());
        }
    }

    @Test
    void overTheNetworkOnlyAnAdministratorsRightsCount(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            declare(line, DeviceKind.VPN_POOL, "10.8.0.0/24", "VPN agents");
            line.send(
                    host,
                    windows(line, "lea", "3", "10.8.0.7", "%%1843"),
                    windows(line, "lea", "3", "10.9.0.7", "%%1842"),
                    windows(line, "PC1$", "3", "10.8.0.7", "%%1842"),
                    windows(line, "lea", "5", "10.8.0.7", "%%1842"),
                    ssh(line, LogonAction.FAILED, "lea", "10.8.0.7"));
            assertEquals(List.of(), ours(line));
            line.send(
                    host,
                    windows(line, "adm-lea", "3", "::ffff:10.8.0.7", "%%1842"),
                    ssh(line, LogonAction.LOGON, "lea", "10.8.0.9"));
            assertEquals(
                    List.of("adm-lea", "lea"),
                    ours(line).stream()
                            .map(alert -> alert.evidence().get("account"))
                            .toList());
            assertEquals(Severity.MEDIUM, ours(line).getFirst().severity());
            assertEquals("administrator", ours(line).getFirst().evidence().get("rights"));
        }
    }

    @Test
    void aDeviceIsThatOfItsCommune(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId other = line.enrol(2, new Commune("29019"));
            declare(line, DeviceKind.HYPERVISOR, "192.168.1.10", "ESXi");
            line.send(other, ssh(line, LogonAction.LOGON, "root", "192.168.1.10"));
            assertEquals(List.of(), ours(line));
        }
    }
}
