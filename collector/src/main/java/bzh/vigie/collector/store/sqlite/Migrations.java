package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * Brings the tables to this program's schema: each file named here once, in order, in a transaction of its own. The file's
 * place in the list is its number; a file that has been released never changes.
 */
final class Migrations {
    private static final List<String> FILES = List.of("0001-schema.sql");

    private Migrations() {}

    /** Number of the schema that this program knows. */
    static int known() {
        return FILES.size();
    }

    /**
     * Number of the schema that is there; 0 for an empty file.
     *
     * @throws StoreException where a build from before the first release made the store, whose first file was another one
     */
    static int present(Sql sql) {
        boolean any = sql.first("SELECT 1 FROM sqlite_schema WHERE name = 'migration'", row -> true)
                .isPresent();
        if (!any) {
            return 0;
        }
        sql.first("SELECT name FROM migration WHERE number = 1", row -> row.getString("name"))
                .filter(name -> !name.equals(FILES.getFirst()))
                .ifPresent(name -> {
                    throw new StoreException(
                            Fault.UNRELEASED,
                            "A build from before the first release made the store (" + name
                                    + "), and it is not taken over: make a new collector in another folder.");
                });
        return sql.first("SELECT max(number) FROM migration", row -> row.getInt(1))
                .orElse(0);
    }

    /** Applies what is missing; the connection must be outside a transaction. */
    static void apply(Sql sql, InstantSource time) {
        refuseNewer(sql);
        for (int number = present(sql) + 1; number <= FILES.size(); number++) {
            sql.run("BEGIN IMMEDIATE");
            try {
                // Another process may have been faster.
                if (present(sql) < number) {
                    String name = FILES.get(number - 1);
                    sql.run("CREATE TABLE IF NOT EXISTS migration"
                            + " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT");
                    sql.run(script(name));
                    sql.change("INSERT INTO migration VALUES (?, ?, ?)", number, name, time.instant());
                }
                sql.run("COMMIT");
            } catch (RuntimeException e) {
                sql.run("ROLLBACK");
                throw e;
            }
        }
    }

    private static void refuseNewer(Sql sql) {
        if (present(sql) > FILES.size()) {
            String name = sql.first(
                            "SELECT name FROM migration ORDER BY number DESC LIMIT 1", row -> row.getString("name"))
                    .orElse("");
            throw new StoreException(
                    Fault.NEWER_VERSION,
                    "The store has schema " + present(sql) + " (" + name + "), this program knows up to " + FILES.size()
                            + ": use the newer version of the program that wrote it.");
        }
    }

    private static String script(String name) {
        try (InputStream file = Objects.requireNonNull(Migrations.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException("The program's own file " + name + " cannot be read: install it again.", e);
        }
    }
}
