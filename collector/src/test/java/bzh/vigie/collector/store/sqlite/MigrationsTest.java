package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.host;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.DirectoryAccounts;
import bzh.vigie.collector.store.DirectoryAccounts.Teller;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import bzh.vigie.collector.store.RuleHits;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.LocationStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that an older program made is brought up to date, with what it holds. */
final class MigrationsTest {
    private static final List<String> FILES = List.of(
            "0001-state.sql",
            "0002-coverage-age.sql",
            "0003-as-shipped.sql",
            "0004-neighbours.sql",
            "0005-removal-code.sql",
            "0006-incidents.sql",
            "0007-ledger.sql",
            "0008-attestations.sql",
            "0009-indicators.sql",
            "0010-tombstones.sql",
            "0011-honest.sql",
            "0012-review.sql",
            "0013-conclusions.sql",
            "0014-accounts.sql",
            "0015-review-lineage.sql",
            "0016-witnesses.sql",
            "0017-watch.sql",
            "0018-alerts-by-cause.sql",
            "0019-saved-searches.sql",
            "0020-scans.sql",
            "0021-people.sql",
            "0022-named-attestations.sql",
            "0023-alert-life.sql",
            "0024-told.sql",
            "0025-local-checks.sql",
            "0026-accounts-by-name.sql",
            "0027-searches-of-each.sql",
            "0028-acknowledged.sql",
            "0029-identities.sql",
            "0030-kept-counts.sql",
            "0031-indicators-seen.sql",
            "0032-confirmed.sql",
            "0033-directories.sql",
            "0034-never-heard.sql",
            "0035-directory-accounts.sql",
            "0036-pages.sql",
            "0038-directory-bounds.sql",
            "0039-directory-word.sql",
            "0040-directory-readers.sql",
            "0041-directory-controllers.sql",
            "0042-directory-silence.sql",
            "0043-situation.sql",
            "0044-listed-items.sql",
            "0045-passes.sql",
            "0046-same-attack.sql",
            "0047-nature-proof.sql",
            "0048-cloud-exports.sql",
            "0049-cloud-refused.sql",
            "0050-system-user.sql",
            "0051-token-uses.sql",
            "0052-mark-look-back.sql",
            "0055-items-by-shape.sql",
            "0057-shut-out.sql",
            "0058-coverage-by-day.sql");

    @TempDir
    Path dir;

    private Connection connection;

    @BeforeEach
    void anEmptyFile() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
    }

    @Test
    void everyFileIsAppliedAndHasATest() throws Exception {
        assertEquals(Migrations.known(), FILES.size());
        Path first = Path.of(Objects.requireNonNull(Migrations.class.getResource(FILES.getFirst()))
                .toURI());
        try (Stream<Path> files = Files.list(first.resolveSibling("."))) {
            assertEquals(
                    FILES,
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".sql"))
                            .sorted()
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42
            })
    void whatAnOlderProgramKeptIsThere(int schema) throws Exception {
        older(schema);
        run(
                "INSERT INTO agent VALUES (1, '" + agent(1).text() + "')",
                "INSERT INTO host VALUES ('" + agent(1).text() + "', '56007', 'pc-1', 'ACTIVE', x'" + "ab".repeat(32)
                        + "', '{}', '0.0.9', 0, 1000000, NULL, 0, '', '', 0)",
                "INSERT INTO location VALUES (1, 'linux.cron.d')",
                "INSERT INTO inventory VALUES (1, 1, 1, '', x'', 1, NULL, 1)",
                "INSERT INTO location_status"
                        + (schema < 3
                                ? ""
                                : " (inventory, account_name, state, reason, detail, reader, items, bytes, started,"
                                        + " duration, trigger_kind, catalogue_version)")
                        + " VALUES (1, NULL, 'READ', 'NONE', '', 'live', 3, 120, 0, 1500, 'PASS', 1)",
                "INSERT INTO position VALUES ('detect', 41)");
        connection.close();
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            store.read(s -> {
                assertEquals("pc-1", s.hosts().find(agent(1)).orElseThrow().hostname());
                LocationStatus status = s.inventories().statuses(agent(1)).getFirst();
                assertEquals(3, status.items());
                assertEquals(Optional.empty(), status.asShipped());
                return true;
            });
            store.change(s -> {
                s.hosts().enrol(host(2, AURAY));
                s.audit().add(ANALYST, "did", "thing");
            });
            assertTrue(store.<Boolean>read(s -> s.audit().verifies()));
        }
    }

    @Test
    void whatRulesToldBeforeIsCounted() throws Exception {
        older(FILES.indexOf("0030-kept-counts.sql"));
        for (String alert : List.of("'a', 'r1', 'LOW', '[]', '56007'", "'b', 'r1', 'LOW', '[]', '29039'")) {
            run("INSERT INTO alert (id, rule, severity, techniques, commune, host, hostname, cause, first_event,"
                    + " time, host_time, evidence, status, count, last_time) VALUES (" + alert
                    + ", 'h', 'pc', 'c', 'e', 86400000001, 0, '{}', 'NEW', 1, 0)");
        }
        connection.close();
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            LocalDate day = LocalDate.EPOCH.plusDays(1);
            assertEquals(
                    List.of(new RuleHits.Day("r1", day, 2)),
                    store.read(s -> s.ruleHits().since(new Scope.All(), day)));
            Scope auray = new Scope.Communes(Set.of(AURAY));
            assertEquals(
                    List.of(new RuleHits.Day("r1", day, 1)),
                    store.read(s -> s.ruleHits().since(auray, day)));
            assertEquals(List.of(), store.read(s -> s.ruleHits().since(auray, day.plusDays(1))));
        }
    }

    @Test
    void whoToldAPasswordOfBeforeIsKnownWhereNobodyElseWasChosenMeanwhile() throws Exception {
        older(FILES.indexOf("0039-directory-word.sql"));
        run(
                "INSERT INTO directory VALUES ('56007', 'mairie.example', '" + agent(1).text() + "', 50)",
                "INSERT INTO directory_key VALUES ('56007', 'mairie.example', 'S-1-5-21-1-2-3-502', 1, 2, 40, 90)",
                "INSERT INTO directory_key VALUES ('56007', 'mairie.example', 'S-1-5-21-1-2-3-502', 2, 3, 60, 90)",
                "INSERT INTO directory_reading (commune, domain, controller, reading, next_part, began, ended,"
                        + " whole_at, last_at, complete, reason) VALUES ('56007', 'mairie.example', 'dc1', 1, 1, 60, 60,"
                        + " 60, 60, 1, 'NONE')");
        connection.close();
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            store.read(s -> {
                assertEquals(
                        List.of(new Teller(Optional.empty(), ""), new Teller(Optional.of(agent(1)), "")),
                        s.directoryAccounts().keys(new Scope.All()).stream()
                                .map(TicketKey::teller)
                                .toList());
                assertEquals(
                        List.of(new Teller(Optional.of(agent(1)), "dc1")),
                        s.directoryAccounts()
                                .readings(new Scope.All())
                                .getFirst()
                                .tellers());
                return true;
            });
        }
    }

    @Test
    void theControllerOfAPasswordThatTheLastReadingToldIsKnownAndALineFeedInItIsTakenOut() throws Exception {
        older(FILES.indexOf("0039-directory-word.sql"));
        String key = "INSERT INTO directory_key VALUES ('%s', 'mairie.example', 'S-1-5-21-1-2-3-502', %s)";
        String reading = "INSERT INTO directory_reading (commune, domain, controller, reading, next_part, began, ended,"
                + " whole_at, last_at, complete, reason) VALUES ('%s', 'mairie.example', %s, 1, 1, 60, 70, 60, 60, 1, 'NONE')";
        run(
                "INSERT INTO directory VALUES ('29039', 'mairie.example', '" + agent(2).text() + "', 20)",
                "INSERT INTO directory VALUES ('56007', 'mairie.example', '" + agent(1).text() + "', 20)",
                key.formatted("56007", "1, 2, 30, 50"),
                key.formatted("56007", "2, 3, 55, 65"),
                key.formatted("29039", "1, 2, 30, 65"),
                reading.formatted("56007", "'dc1'"),
                reading.formatted("29039", "'dc1' || char(10) || 'x'"));
        connection.close();
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START))) {
            store.read(s -> {
                assertEquals(
                        List.of(
                                new Teller(Optional.of(agent(2)), "dc1 x"),
                                new Teller(Optional.of(agent(1)), ""),
                                new Teller(Optional.of(agent(1)), "dc1")),
                        s.directoryAccounts().keys(new Scope.All()).stream()
                                .map(TicketKey::teller)
                                .toList());
                assertEquals(
                        List.of(
                                List.of(new Teller(Optional.of(agent(2)), "dc1 x")),
                                List.of(new Teller(Optional.of(agent(1)), "dc1"))),
                        s.directoryAccounts().readings(new Scope.All()).stream()
                                .map(DirectoryAccounts.Reading::tellers)
                                .toList());
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
    void anOlderSchemaBecomesWhatANewOneIs(int schema) throws Exception {
        older(schema);
        connection.close();
        SqliteStore.open(dir, InstantSource.system()).close();
        Path fresh = dir.resolve("fresh");
        SqliteStore.open(fresh, InstantSource.system()).close();
        assertEquals(schemaOf(fresh), schemaOf(dir));
    }

    /** A step that fails leaves the schema before it, and says so, instead of half of each. */
    @Test
    void aStepThatFailsLeavesWhatWas() throws Exception {
        older(1);
        // The name that the second file wants.
        run("CREATE TABLE gap_by_age (x INTEGER)");
        connection.close();
        assertThrows(StoreException.class, () -> SqliteStore.open(dir, InstantSource.system()));
        connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
        assertEquals(List.of("1"), column("SELECT number FROM migration"));
        assertEquals(List.of(), column("SELECT name FROM sqlite_schema WHERE name = 'coverage_by_age'"));
        run("DROP TABLE gap_by_age");
        connection.close();
        SqliteStore.open(dir, InstantSource.system()).close();
    }

    private void older(int schema) throws Exception {
        run("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT");
        for (int number = 1; number <= schema; number++) {
            String name = FILES.get(number - 1);
            run(script(name), "INSERT INTO migration VALUES (" + number + ", '" + name + "', 0)");
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(Migrations.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> schemaOf(Path folder) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE))) {
            return column(
                    other,
                    "SELECT type || ' ' || name || ' ' || coalesce(replace(sql, 'IF NOT EXISTS ', ''), '')"
                            + " FROM sqlite_schema ORDER BY type, name");
        }
    }

    private List<String> column(String sql) throws SQLException {
        return column(connection, sql);
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }
}
