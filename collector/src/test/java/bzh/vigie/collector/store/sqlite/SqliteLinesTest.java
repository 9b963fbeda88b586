package bzh.vigie.collector.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Specimens;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tables hold lines is said by the program; here the schema is held against it. */
final class SqliteLinesTest {
    @TempDir
    Path dir;

    @Test
    void everyTableThatNeverChangesIsNamedAndItsLinesAreFoundByTheirKey() {
        try (SqliteStore store = SqliteStore.open(dir, InstantSource.fixed(Specimens.START));
                Sql sql = SqliteStore.connect(dir.resolve(SqliteStore.FILE), true)) {
            assertTrue(store.read(session -> session.ledger().lines()).isEmpty());
            Set<String> named = new TreeSet<>(SqliteLines.TABLES);
            named.addAll(SqliteLines.CHAINED);
            named.addAll(SqliteLines.PARTS);
            assertEquals(
                    named,
                    new TreeSet<>(sql.list(
                            "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name = tbl_name ||"
                                    + " '_never_changes'",
                            row -> row.getString(1))),
                    "a new table of lines is named in SqliteLines");
            for (String table : SqliteLines.TABLES) {
                int keys = sql.list("SELECT 1 FROM pragma_table_info('" + table + "') WHERE pk > 0", row -> 1)
                        .size();
                List<String> plan = sql.list(
                        "EXPLAIN QUERY PLAN " + SqliteLines.finding(table),
                        row -> row.getString("detail"),
                        Collections.nCopies(keys, "1").toArray());
                assertTrue(plan.getFirst().startsWith("SEARCH " + table + " USING "), () -> table + plan);
                assertEquals(
                        keys,
                        SqliteLines.finding(table).split(" = \\?", -1).length - 1,
                        () -> table + " is found by its whole key");
            }
        }
    }
}
