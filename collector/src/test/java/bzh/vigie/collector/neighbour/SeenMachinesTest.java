package bzh.vigie.collector.neighbour;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which computers of a directory are machines without an agent, whoever says their names. */
final class SeenMachinesTest {
    private static final String DOMAIN = "mairie.example";
    private static final Instant READ = Specimens.START.plus(Duration.ofDays(60));
    private static final MacAddress PRINTER = MacAddress.of(new byte[] {0x00, 0x24, (byte) 0xd4, 0, 0, 7});

    @TempDir
    Path folder;

    private Store store;
    private long reading;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder, InstantSource.fixed(READ));
        store.change(s -> {
            s.hosts().enrol(Specimens.host(1, AURAY));
            s.hosts().seen(agent(1), READ, 0);
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(0));
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static OptionalLong micros(Instant time) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    private static DirectoryAccount computer(int rid, String name, int control) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name + "$",
                Kind.COMPUTER,
                control,
                OptionalLong.empty(),
                micros(READ.minus(Duration.ofDays(1))),
                micros(minute(rid)),
                "",
                "Windows 11 Pro",
                false,
                OptionalInt.empty());
    }

    private void directory(List<DirectoryAccount> computers) {
        reading++;
        store.change(s -> {
            int part = 0;
            for (int from = 0; from < computers.size(); from += 256) {
                int to = Math.min(computers.size(), from + 256);
                s.directoryAccounts()
                        .take(
                                AURAY,
                                new Event.DirectoryAccounts(
                                        new Moment(READ, "b", 1),
                                        "directory.ldap",
                                        DOMAIN,
                                        "dc1",
                                        reading,
                                        0,
                                        part++,
                                        computers.subList(from, to),
                                        to == computers.size() ? Optional.of(ReasonCode.NONE) : Optional.empty()),
                                READ);
            }
        });
    }

    private List<String> unwatched() {
        return store.read(s -> SeenMachines.of(s, new Scope.All(), AURAY)).stream()
                .filter(machine -> machine.exempted().isEmpty())
                .map(SeenMachine::key)
                .sorted()
                .toList();
    }

    /** A neighbour with the printer's address that calls itself like a server. */
    private void told() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, READ);
        store.change(s -> s.neighbours()
                .see(
                        agent(1),
                        AURAY,
                        new Neighbour(
                                Origin.CACHE, Optional.empty(), Optional.of(PRINTER), "SRV-X", micros - 1, micros),
                        READ));
    }

    @Test
    void whatWasExemptedDoesNotHideAComputerByItsName() {
        directory(List.of(computer(1105, "SRV-X", 0x1000)));
        told();
        assertEquals(List.of("mac:" + PRINTER), unwatched(), "one machine, as long as nobody exempted it");
        store.change(s -> s.neighbours().exempt(AURAY, "mac:" + PRINTER, ANALYST));
        assertEquals(List.of("name:srv-x"), unwatched());
        store.change(s -> s.neighbours().exempt(AURAY, "name:srv-x", ANALYST));
        assertEquals(List.of(), unwatched(), "an analyst said so of the computer itself");
    }

    @Test
    void theNameOfAnAgentThatMayNotSendOrWasNotHeardSinceHidesNothing() {
        directory(List.of(computer(1105, "pc-1", 0x1000), computer(1106, "pc-2", 0x1000)));
        assertEquals(List.of("name:pc-2"), unwatched(), "pc-1 has an agent");
        Host other = Specimens.host(2, AURAY);
        store.change(s -> {
            s.hosts().enrol(other);
            s.hosts().seen(agent(2), READ.minus(Duration.ofDays(20)), 0);
        });
        assertEquals(List.of("name:pc-2"), unwatched(), "it was set up anew, and its agent was not");
        store.change(s -> s.hosts().seen(agent(2), READ.minus(Duration.ofDays(10)), 0));
        assertEquals(List.of(), unwatched());
        store.change(s -> s.hosts().state(agent(2), State.REVOKED, ANALYST));
        assertEquals(List.of("name:pc-2"), unwatched());
    }

    @Test
    void aDirectoryTellsOfNoMoreThanSoManyAndThatThereAreMoreIsSaid() {
        List<DirectoryAccount> made = new ArrayList<>();
        for (int i = 0; i < DirectoryComputers.MOST + 2; i++) {
            made.add(computer(5_000 + i, "m" + i, 0x1000));
        }
        made.add(computer(90_000, "dc1", 0x2000));
        directory(made);
        DirectoryComputers domain =
                store.read(s -> DirectoryComputers.of(s, new Scope.All())).getFirst();
        assertEquals(DirectoryComputers.MOST, domain.inUse().size());
        assertEquals(3, domain.more());
        assertTrue(domain.inUse().stream().anyMatch(DirectoryAccount::isController));
        assertEquals(DirectoryComputers.MOST, unwatched().size());
    }
}
