package bzh.vigie.collector.incident;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
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
            // The same names are taken at enrolment or by a renaming only with a person's word.
            assertEquals(
                    List.of("c", "d", "e", "f", "h"),
                    roles.keySet().stream()
                            .filter(name ->
                                    store.read(s -> ReservedNames.isExpected(s, AURAY, name + ".mairie.example")))
                            .toList());
            assertEquals(false, store.read(s -> ReservedNames.isExpected(s, new Commune("29019"), "c")));
        }
    }

    /** One hostile agent asks under names of others: who waits, or was refused, is nobody's agent and nobody's doubt. */
    @Test
    void whoWasNeverLetInIsNoAgentOfAnExpectedHost() {
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(minute(60)))) {
            Incident incident = store.write(s -> {
                Incident opened = s.incidents().open("rançongiciel", Set.of(AURAY), 30, Specimens.ANALYST);
                s.expectedHosts()
                        .add(
                                ALL,
                                opened.id(),
                                AURAY,
                                "parc.csv",
                                Origin.HAND,
                                List.of(
                                        new Expected("srv-ad", Role.DOMAIN_CONTROLLER, true),
                                        new Expected("pc-dsi", Role.ADMINISTRATION, true),
                                        new Expected("pc-old", Role.WORKSTATION, true)),
                                ANALYST);
                s.hosts().enrol(Specimens.host(1, AURAY, "srv-ad", "{}"));
                for (int i = 2; i <= 6; i++) {
                    s.hosts()
                            .enrol(Specimens.host(
                                    i,
                                    AURAY,
                                    List.of("SRV-AD", "pc-dsi.mairie.example", "srv-ad", "pc-old", "kali")
                                            .get(i - 2),
                                    "{}"));
                }
                // Who waits has no certificate yet.
                for (int i : List.of(2, 3, 4, 6)) {
                    Host waiting = s.hosts().find(agent(i)).orElseThrow();
                    s.hosts().certificate(agent(i), waiting.publicKey(), waiting.enrolled());
                }
                for (int i : List.of(2, 3, 6)) {
                    s.hosts().state(agent(i), State.WAITING_FOR_APPROVAL, ANALYST);
                }
                s.hosts().state(agent(4), State.REVOKED, ANALYST);
                s.hosts().state(agent(5), State.REVOKED, ANALYST);
                return opened;
            });
            HostMatching matching =
                    store.read(s -> HostMatching.of(s, ALL, incident.id())).orElseThrow();
            Map<String, List<AgentId>> agents = new TreeMap<>();
            matching.expected().forEach(each -> {
                agents.put(
                        each.host().name(), each.agents().stream().map(Host::id).toList());
                assertEquals(Optional.empty(), each.doubt());
            });
            assertEquals(Map.of("srv-ad", List.of(agent(1)), "pc-dsi", List.of(), "pc-old", List.of(agent(5))), agents);
            assertEquals(List.of(), matching.unlisted());
        }
    }
}
