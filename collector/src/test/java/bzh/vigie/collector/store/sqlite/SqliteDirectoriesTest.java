package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.item;
import static bzh.vigie.collector.store.Specimens.minute;
import static bzh.vigie.collector.store.Specimens.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Directories.Reader;
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
                    Optional.of(new Reader(AURAY, DOMAIN, agent(2), minute(60))),
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
    void aReaderOfAnotherDomainLosesWhatItKnewOfTheFirst() {
        Item admin = item("ad.group.privileged", Optional.empty(), "S-1-5-21-1-2-3-1105", "in Domain Admins", 1);
        store.change(s -> {
            s.directories().choose(AURAY, DOMAIN, agent(1), minute(1));
            s.inventories().put(agent(1), AURAY, admin, 1, minute(2));
            s.directories().choose(AURAY, "ecole.example", agent(1), minute(9));
        });
        assertEquals(Optional.empty(), store.read(s -> s.inventories().find(agent(1), admin.key())));
        assertEquals(Optional.empty(), store.read(s -> s.directories().find(AURAY, DOMAIN)));
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
