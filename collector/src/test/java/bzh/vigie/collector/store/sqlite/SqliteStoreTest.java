package bzh.vigie.collector.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreContract;
import bzh.vigie.collector.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqliteStoreTest extends StoreContract {
    @Override
    protected Store open(Path folder, InstantSource time) {
        return SqliteStore.open(folder, time);
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        Path made = dir.resolve("made");
        SqliteStore.open(made, InstantSource.system()).close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve(SqliteStore.FILE))));
    }

    @Test
    void whoReadsALotMakesNobodyElseWait() {
        try (SqliteStore all = SqliteStore.open(dir.resolve("apart"), InstantSource.system());
                Store people = all.withReaders(1, Duration.ZERO)) {
            people.change(s -> s.hosts().enrol(Specimens.host(1, Specimens.AURAY)));
            people.read(s -> {
                StoreException crowded = assertThrows(
                        StoreException.class,
                        () -> people.read(again -> again.ledger().given()));
                assertEquals(StoreException.Fault.CROWDED, crowded.fault());
                return all.read(other -> other.ledger().given());
            });
            assertEquals(1, people.read(s -> s.hosts().all(new Scope.All())).size());
        }
    }

    @Test
    void aNewerSchemaIsRefusedByName() throws Exception {
        store.close();
        outside("INSERT INTO migration VALUES (9999, '9999-from-the-future.sql', 0)");
        StoreException refused =
                assertThrows(StoreException.class, () -> SqliteStore.open(dir, InstantSource.system()));
        assertEquals(StoreException.Fault.NEWER_VERSION, refused.fault());
        assertTrue(String.valueOf(refused.getMessage()).contains("9999-from-the-future.sql"));
        outside("DELETE FROM migration WHERE number = 9999");
        store = SqliteStore.open(dir, InstantSource.system());
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedDamaged() throws Exception {
        Path other = Files.createDirectory(dir.resolve("other"));
        Files.writeString(other.resolve(SqliteStore.FILE), "This is a text, not a database. ".repeat(100));
        StoreException refused =
                assertThrows(StoreException.class, () -> SqliteStore.open(other, InstantSource.system()));
        assertEquals(StoreException.Fault.DAMAGED, refused.fault());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit SET reason = 'another' WHERE number = 2",
                "UPDATE audit SET author = 'another' WHERE number = 5",
                "DELETE FROM audit WHERE number = 3",
                "DELETE FROM audit WHERE number = 5",
                "UPDATE audit SET number = 9 WHERE number = 5",
            })
    void anEditedPastShows(String edit) throws Exception {
        store.change(s -> {
            for (int i = 0; i < 5; i++) {
                s.audit().add(Specimens.ANALYST, "did", "thing-" + i);
            }
        });
        assertThrows(SQLException.class, () -> outside(edit));
        outside("DROP TRIGGER audit_never_changes", "DROP TRIGGER audit_never_shrinks", edit);
        assertFalse(store.<Boolean>read(s -> s.audit().verifies()));
    }

    private void outside(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }
}
