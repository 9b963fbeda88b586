package bzh.vigie.collector.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.StoreException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store is brought to this program's schema, by every file of it, once and in order. */
final class MigrationsTest {
    private static final InstantSource TIME = InstantSource.fixed(Specimens.START);

    @TempDir
    Path dir;

    @Test
    void everyFileIsAppliedInTheOrderOfItsName() throws Exception {
        SqliteStore.open(dir, TIME).close();
        URI first = Objects.requireNonNull(Migrations.class.getResource("0001-schema.sql"))
                .toURI();
        try (Sql sql = connect();
                Stream<Path> files = Files.list(Path.of(first).resolveSibling("."))) {
            assertEquals(
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".sql"))
                            .sorted()
                            .toList(),
                    applied(sql));
            assertEquals(Migrations.known(), Migrations.present(sql));
        }
    }

    @Test
    void whatIsThereIsNotAppliedAgain() {
        SqliteStore.open(dir, TIME).close();
        try (Sql sql = connect()) {
            sql.run("INSERT INTO position VALUES ('detect', 41)");
        }
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.system())) {
            assertEquals(41, store.read(s -> s.progress().position("detect")).orElseThrow());
            assertEquals(Specimens.START, store.read(s -> s.accountUses().since()));
        }
    }

    /** A file that fails leaves what was there before it, instead of half of each. */
    @Test
    void aFileThatFailsLeavesWhatWas() {
        try (Sql sql = connect()) {
            // The last name that the file wants.
            sql.run("CREATE TABLE saved_search (x INTEGER)");
            assertThrows(StoreException.class, () -> SqliteStore.open(dir, TIME));
            assertEquals(
                    List.of("saved_search"), sql.list("SELECT name FROM sqlite_schema", row -> row.getString("name")));
            assertEquals(0, Migrations.present(sql));
            sql.run("DROP TABLE saved_search");
        }
        SqliteStore.open(dir, TIME).close();
    }

    @Test
    void aFileThatAnotherProcessAppliedMeanwhileIsLeftToIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService other = Executors.newSingleThreadExecutor();
                Sql faster = connect();
                Sql slower = connect()) {
            faster.run("BEGIN IMMEDIATE");
            faster.run(
                    "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL)");
            faster.run("INSERT INTO migration VALUES (1, '0001-schema.sql', 0)");
            Future<?> waiting = other.submit(() -> {
                begun.countDown();
                Migrations.apply(slower, TIME);
            });
            begun.await();
            faster.run("COMMIT");
            waiting.get();
            assertEquals(List.of("0001-schema.sql"), applied(faster));
            assertEquals(
                    List.of(),
                    faster.list("SELECT name FROM sqlite_schema WHERE name = 'agent'", row -> row.getString("name")));
        }
    }

    /** The numbers of such a build's files mean something else: one of them is this program's own, and the last is no newer version's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 54})
    void aStoreOfBeforeTheFirstReleaseIsRefused(int last) {
        try (Sql sql = connect()) {
            sql.run(
                    "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT");
            sql.run("INSERT INTO migration VALUES (1, '0001-state.sql', 0)");
            sql.run("INSERT OR IGNORE INTO migration VALUES (" + last + ", '0058-coverage-by-day.sql', 0)");
            for (StoreException refused : List.of(
                    assertThrows(StoreException.class, () -> SqliteStore.open(dir, TIME)),
                    assertThrows(StoreException.class, () -> StoreFile.look(dir)))) {
                assertEquals(StoreException.Fault.UNRELEASED, refused.fault());
                assertTrue(String.valueOf(refused.getMessage()).contains("0001-state.sql"));
            }
            assertEquals(
                    List.of("migration"), sql.list("SELECT name FROM sqlite_schema", row -> row.getString("name")));
        }
    }

    private Sql connect() {
        return SqliteStore.connect(dir.resolve(SqliteStore.FILE), false);
    }

    private static List<String> applied(Sql sql) {
        return sql.list("SELECT name FROM migration ORDER BY number", row -> row.getString("name"));
    }
}
