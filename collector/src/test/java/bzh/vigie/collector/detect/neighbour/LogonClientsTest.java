package bzh.vigie.collector.detect.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields as Microsoft documents them for 4624, 4625, 4768, 4769 and 4776; the values are made up. */
final class LogonClientsTest {
    private static final Moment AT = new Moment(Instant.parse("2026-11-02T08:00:00Z"), "boot", 0);

    private static String told(Optional<Neighbour> client) {
        return client.map(n -> n.origin() + " "
                        + n.address().map(InetAddress::getHostAddress).orElse("-") + " "
                        + (n.name().isEmpty() ? "-" : n.name()))
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "4624, IpAddress, 192.168.1.7, WorkstationName, PC-2, LOGON 192.168.1.7 PC-2",
        "4625, IpAddress, 192.168.1.7, WorkstationName, -, LOGON 192.168.1.7 -",
        "4624, IpAddress, ::ffff:10.0.0.5, WorkstationName, '', LOGON 10.0.0.5 -",
        "4624, IpAddress, fe80::1%4, WorkstationName, '', LOGON fe80:0:0:0:0:0:0:1 -",
        "4625, IpAddress, -, WorkstationName, KALI, LOGON - KALI",
        "4625, IpAddress, 203.0.113.9, WorkstationName, KALI, none",
        "4624, IpAddress, 127.0.0.1, WorkstationName, PC-1, none",
        "4624, IpAddress, ::1, WorkstationName, PC-1, none",
        "4768, IpAddress, ::ffff:192.168.1.8, x, x, DOMAIN_CLIENT 192.168.1.8 -",
        "4769, IpAddress, fd00::8, x, x, DOMAIN_CLIENT fd00:0:0:0:0:0:0:8 -",
        "4776, Workstation, \\\\PC-3, x, x, DOMAIN_CLIENT - PC-3",
        "4776, Workstation, pc-3.mairie.example, x, x, DOMAIN_CLIENT - pc-3",
        "4776, Workstation, 'a b', x, x, none",
        "4776, Workstation, '<script>', x, x, none",
        "4672, IpAddress, 192.168.1.7, x, x, none",
    })
    void theClientIsWhatTheEventSays(int id, String a, String aValue, String b, String bValue, String expected) {
        Event event = new Event.LogRecord(AT, "windows.log", "Security", "p", id, 1, Map.of(a, aValue, b, bValue));
        assertEquals(expected, told(LogonClients.of(event)));
    }

    @ParameterizedTest
    @CsvSource({
        "linux.logon, 192.168.1.7, LOGON 192.168.1.7 -",
        "linux.logon, 100.64.3.4, LOGON 100.64.3.4 -",
        "linux.logon, 203.0.113.9, none",
        "linux.logon, :0, none",
        "linux.logon, portable-maire, none",
        "linux.logon, '', none",
        "windows.logon, PC-9, LOGON - PC-9",
    })
    void aLogonOfOurOwnSourcesTellsAnAddress(String source, String from, String expected) {
        Event logon = new Event.Logon(
                AT,
                source,
                LogonAction.FAILED,
                LogonType.SSH,
                new Account("", "lea"),
                Optional.empty(),
                from,
                "",
                "",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
        assertEquals(expected, told(LogonClients.of(logon)));
    }

    @Test
    void anotherChannelIsNotTheSecurityLog() {
        Event event =
                new Event.LogRecord(AT, "windows.log", "Application", "p", 4624, 1, Map.of("IpAddress", "10.0.0.5"));
        assertEquals("none", told(LogonClients.of(event)));
    }
}
