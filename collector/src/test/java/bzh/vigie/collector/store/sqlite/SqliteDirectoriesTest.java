package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.item;
import static bzh.vigie.collector.store.Specimens.minute;
import static bzh.vigie.collector.store.Specimens.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads a directory, and that what is known of it goes along when another one does. */
final class SqliteDirectoriesTest {
    private static final String DOMAIN = "mairie.example";

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder, InstantSource.fixed(Specimens.START));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsKnownOfADirectoryGoesToItsNextReader() {
        Item admin = item("ad.group.privileged", Optional.empty(), "S-1-5-21-1-2-3-1105", "in Domain Admins", 1);
        Item cron = item("cron", Optional.empty(), "backup", "x", 1);
        store.change(s -> {
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(1));
            s.inventories().put(agent(1), AURAY, admin, 1, minute(2));
            s.inventories().put(agent(1), AURAY, cron, 1, minute(2));
            s.inventories()
                    .read(agent(1), read("ad.group.privileged", Optional.empty(), State.READ, 1, true), minute(2));
        });
        store.change(s -> s.directories().choose(AURAY, DOMAIN, agent(2), minute(60)));
        store.read(s -> {
            assertEquals(
                    Optional.of(new Reader(AURAY, DOMAIN, agent(2), minute(60), Optional.empty())),
                    s.directories().find(AURAY, DOMAIN));
            assertEquals(Optional.empty(), s.directories().readBy(agent(1)));
            assertEquals(
                    minute(2),
                    s.inventories().find(agent(2), admin.key()).orElseThrow().firstSeen());
            assertTrue(s.inventories().hasListing(agent(2), "ad.group.privileged", ""));
            assertEquals(Optional.empty(), s.inventories().find(agent(1), admin.key()));
            assertTrue(s.inventories().find(agent(1), cron.key()).isPresent());
            return true;
        });
    }

    @Test
    void aReaderOfAnotherDomainLeavesWhatWasKnownOfTheFirstToWhoReadsItNext() {
        Item admin = item("ad.group.privileged", Optional.empty(), "S-1-5-21-1-2-3-1105", "in Domain Admins", 1);
        store.change(s -> {
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(1));
            s.inventories().put(agent(1), AURAY, admin, 1, minute(2));
            s.inventories()
                    .read(agent(1), read("ad.group.privileged", Optional.empty(), State.READ, 1, true), minute(2));
            s.directories().choose(AURAY, "ecole.example", agent(1), minute(9));
        });
        assertEquals(Optional.empty(), store.read(s -> s.inventories().find(agent(1), admin.key())));
        Reader left = store.read(s -> s.directories().find(AURAY, DOMAIN)).orElseThrow();
        assertFalse(left.isRead());
        assertEquals(minute(9), left.since());
        assertEquals(
                List.of("ecole.example", DOMAIN),
                store.read(s -> s.directoryAccounts().readings(new Scope.All())).stream()
                        .map(Reading::domain)
                        .toList());
        store.change(s -> s.directories().choose(AURAY, DOMAIN, agent(2), minute(20)));
        store.read(s -> {
            assertEquals(
                    minute(2),
                    s.inventories().find(agent(2), admin.key()).orElseThrow().firstSeen());
            assertTrue(s.inventories().hasListing(agent(2), "ad.group.privileged", ""));
            return true;
        });
    }

    @Test
    void whatNobodyReadsAnyMoreGoesInTheEndUnlessAnIncidentIsOpen() {
        Item admin = item("ad.group.privileged", Optional.empty(), "S-1-5-21-1-2-3-1105", "in Domain Admins", 1);
        store.change(s -> {
            s.hosts().enrol(Specimens.host(1, AURAY));
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(1));
            s.inventories().put(agent(1), AURAY, admin, 1, minute(2));
            s.directories().choose(AURAY, "ecole.example", agent(1), minute(9));
        });
        Incident incident = store.write(s -> s.incidents().open("rançongiciel", Set.of(AURAY), 30, Specimens.ANALYST));
        AgentId nobody = Directories.nobody(AURAY, DOMAIN);
        store.change(s -> s.directories().retain(minute(100)));
        assertTrue(store.<Boolean>read(
                s -> s.inventories().find(nobody, admin.key()).isPresent()));
        store.change(s -> s.incidents()
                .phase(
                        new Scope.All(),
                        incident.id(),
                        Incidents.Phase.CLOSURE,
                        Optional.of(minute(50)),
                        Specimens.ANALYST));
        store.change(s -> s.directories().retain(minute(9)));
        assertTrue(store.<Boolean>read(
                s -> s.inventories().find(nobody, admin.key()).isPresent()));
        store.change(s -> s.directories().retain(minute(10)));
        assertEquals(Optional.empty(), store.read(s -> s.inventories().find(nobody, admin.key())));
        assertEquals(
                List.of("ecole.example"),
                store.read(s -> s.directories().list(new Scope.All())).stream()
                        .map(Reader::domain)
                        .toList());
    }

    @Test
    void aDomainThatIsRefusedCountsAsNoneUntilSomebodyIsChosen() {
        store.change(s -> {
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(1));
            s.directories().refuse(AURAY, DOMAIN, Optional.empty(), minute(2), Specimens.ANALYST);
        });
        assertEquals(List.of(), store.read(s -> s.directoryAccounts().readings(new Scope.All())));
        assertTrue(store.<Boolean>read(s -> s.directories().isRefused(AURAY, DOMAIN, agent(2))));
        assertFalse(store.<Boolean>read(s -> s.directories().isRefused(CONCARNEAU, DOMAIN, agent(2))));
        store.change(s -> {
            s.directories().refuse(AURAY, DOMAIN, Optional.of(agent(3)), minute(3), Specimens.ANALYST);
            s.directories().choose(AURAY, DOMAIN, agent(2), minute(4), Specimens.ANALYST);
        });
        store.read(s -> {
            assertFalse(s.directories().isRefused(AURAY, DOMAIN, agent(2)));
            assertTrue(s.directories().isRefused(AURAY, DOMAIN, agent(3)), "of another one it was said apart");
            assertEquals(1, s.directoryAccounts().readings(new Scope.All()).size());
            assertEquals(
                    List.of("directory-refused " + DOMAIN, "directory-refused " + DOMAIN, "directory-chosen " + DOMAIN),
                    s.audit().list(0, 10).stream().map(Audit.Entry::action).toList());
            return true;
        });
    }

    @Test
    void directoriesAreSeenByWhoMaySeeTheirCommune() {
        store.change(s -> {
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(1));
            s.directories().choose(CONCARNEAU, DOMAIN, agent(2), minute(1));
        });
        assertEquals(2, store.read(s -> s.directories().list(new Scope.All())).size());
        assertEquals(
                List.of(agent(2)),
                store.read(s -> s.directories().list(new Scope.Communes(Set.of(CONCARNEAU))).stream()
                        .map(Reader::reader)
                        .toList()));
    }
}
