package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Observed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which account logged on to which host, kept out of what agents tell. */
final class AccountsSeenTest {
    private static Event windows(Line line, int eventId, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "TargetUserName", "Lea",
                "TargetUserSid", "S-1-5-21-1-2-3-1105",
                "TargetDomainName", "MAIRIE",
                "LogonType", "10",
                "IpAddress", "10.0.0.7"));
        fields.putAll(more);
        return new Event.LogRecord(
                line.at(0),
                "windows.eventlog",
                "Security",
                "Microsoft-Windows-Security-Auditing",
                eventId,
                line.now.getEpochSecond(),
                fields);
    }

    private static Event own(Line line, LogonAction action, LogonType type, String user, String key) {
        return new Event.Logon(
                line.at(0),
                "linux.logon",
                action,
                type,
                new Account("1000", user),
                Optional.empty(),
                "10.0.0.7",
                "",
                key.isEmpty() ? "password" : "publickey",
                key,
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    private static List<Use> uses(Line line, Scope scope) {
        return line.store.read(session -> session.accountUses().list(scope));
    }

    @Test
    void theFirstAndTheLastLogonOfEachAreKept(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            Instant first = line.now;
            line.send(host, windows(line, 4624, Map.of()));
            line.now = line.now.plus(Duration.ofDays(3));
            line.send(host, windows(line, 4624, Map.of("LogonType", "3")));
            Use only = uses(line, new Scope.All()).getFirst();
            assertEquals(1, uses(line, new Scope.All()).size());
            assertEquals("lea", only.account());
            assertEquals("mairie", only.domain());
            assertEquals("network", only.way());
            assertEquals(first, only.first());
            assertEquals(line.now, only.last());
            assertEquals(List.of(), uses(line, new Scope.Communes(Set.of(new Commune("29019")))));
        }
    }

    @Test
    void whatIsNoLogonOfAnAccountWithAPasswordIsNotKept(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId host = line.enrol(1, Line.QUIMPER);
            line.send(
                    host,
                    windows(line, 4625, Map.of()),
                    windows(line, 4624, Map.of("TargetUserSid", "S-1-5-18")),
                    windows(line, 4624, Map.of("TargetUserName", "PC9$", "LogonType", "3")),
                    windows(line, 4624, Map.of("LogonType", "9")),
                    windows(line, 4768, Map.of("TargetSid", "S-1-5-21-1-2-3-1105", "Status", "0x18")),
                    own(line, LogonAction.FAILED, LogonType.SSH, "lea", ""),
                    own(line, LogonAction.LOGON, LogonType.SUDO, "root", ""),
                    own(line, LogonAction.LOGON, LogonType.SERVICE, "backup", ""));
            assertEquals(List.of(), uses(line, new Scope.All()));
            line.send(
                    host,
                    windows(line, 4624, Map.of("TargetUserName", "svc$", "LogonType", "5")),
                    windows(line, 4768, Map.of("TargetSid", "S-1-5-21-1-2-3-1105", "Status", "0x0")),
                    own(line, LogonAction.LOGON, LogonType.SSH, "lea", "SHA256:abc"),
                    own(line, LogonAction.LOGON, LogonType.SU, "root", ""));
            assertEquals(
                    List.of("lea  ssh SHA256:abc", "lea mairie ticket ", "root  su ", "svc$ mairie service "),
                    uses(line, new Scope.All()).stream()
                            .map(use -> use.account() + " " + use.domain() + " " + use.way() + " " + use.key())
                            .sorted()
                            .toList());
        }
    }

    /** Of a host that has no agent only its controller tells who logged on there by NTLM. */
    @Test
    void aControllerTellsWhosePasswordItChecked(@TempDir Path folder) throws Exception {
        try (Line line = new Line(folder)) {
            AgentId controller = line.enrol(1, Line.QUIMPER);
            AgentId pc = line.enrol(2, Line.QUIMPER);
            Map<String, String> checked = Map.of("Workstation", "PC-SANS-AGENT", "Status", "0x0");
            line.send(controller, windows(line, 4776, checked));
            line.send(pc, windows(line, 4776, checked));
            assertEquals(List.of(), uses(line, new Scope.All()));
            line.send(
                    controller,
                    windows(
                            line,
                            4768,
                            Map.of("TargetUserName", "marc", "TargetSid", "S-1-5-21-1-2-3-1106", "Status", "0x0")),
                    windows(line, 4776, Map.of("Workstation", "PC9", "Status", "0xc000006a")),
                    windows(line, 4776, Map.of("TargetUserName", "PC9$", "Status", "0x0")));
            assertEquals(List.of("marc mairie ticket"), said(line));
            line.put(controller, windows(line, 4776, checked));
            line.put(pc, windows(line, 4776, checked));
            // Also by a collector that starts anew.
            Line.drain(line.pipeline(line.store));
            assertEquals(List.of("lea mairie ntlm", "marc mairie ticket"), said(line));
        }
    }

    private static List<String> said(Line line) {
        return uses(line, new Scope.All()).stream()
                .map(use -> use.account() + " " + use.domain() + " " + use.way())
                .sorted()
                .toList();
    }
}
