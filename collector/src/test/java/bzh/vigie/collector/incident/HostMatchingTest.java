package bzh.vigie.collector.incident;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What computers of a directory are taken for. */
final class HostMatchingTest {
    private static final Scope ALL = new Scope.All();

    @TempDir
    Path folder;

    private static DirectoryAccount computer(int rid, String name, String system) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name + "$",
                Kind.COMPUTER,
                0x1000,
                OptionalLong.empty(),
                OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, minute(60))),
                OptionalLong.empty(),
                "",
                system,
                false,
                OptionalInt.empty());
    }

    @Test
    void whatIsNoWindowsForWorkstationsIsTakenForAServerUnlessAListSaysThatItIsNone() {
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(minute(60)))) {
            Incident incident = store.write(s -> {
                s.directories().choose(AURAY, "mairie.example", agent(1), minute(0));
                s.directoryAccounts()
                        .take(
                                AURAY,
                                new Event.DirectoryAccounts(
                                        new Moment(minute(60), "b", 1),
                                        "directory.ldap",
                                        "mairie.example",
                                        "dc1",
                                        1,
                                        0,
                                        0,
                                        List.of(
                                                computer(1101, "a", "Windows 11 Pro"),
                                                computer(1102, "b", "windows 10"),
                                                computer(1103, "c", "Windows Server 2022 Standard"),
                                                computer(1104, "d", "Ubuntu"),
                                                computer(1105, "e", ""),
                                                computer(1106, "f", "not Windows 11"),
                                                computer(1107, "g", "Ubuntu"),
                                                computer(1108, "h", "Windows Server 2019")),
                                        Optional.of(ReasonCode.NONE)),
                                minute(60));
                Incident opened = s.incidents().open("rançongiciel", Set.of(AURAY), 30, Specimens.ANALYST);
                s.expectedHosts()
                        .add(
                                ALL,
                                opened.id(),
                                AURAY,
                                "parc.csv",
                                Origin.HAND,
                                List.of(
                                        new Expected("g", Role.WORKSTATION, true),
                                        new Expected("h", Role.WORKSTATION, true)),
                                ANALYST);
                return opened;
            });
            Map<String, Role> roles = new TreeMap<>();
            store.read(s -> HostMatching.of(s, ALL, incident.id()))
                    .orElseThrow()
                    .expected()
                    .forEach(each -> roles.put(each.host().name(), each.host().role()));
            assertEquals(
                    Map.of(
                            "a", Role.WORKSTATION,
                            "b", Role.WORKSTATION,
                            "c", Role.SERVER,
                            "d", Role.SERVER,
                            "e", Role.SERVER,
                            "f", Role.SERVER,
                            "g", Role.WORKSTATION,
                            "h", Role.SERVER),
                    roles);
        }
    }
}
