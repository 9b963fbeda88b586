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

    private Migrations() {}

    /** Number of the schema that this program knows. */
    static int known() {
        return FILES.size();
    }

    /** Number of the schema that is there; 0 for an empty file. */
    static int present(Sql sql) {
        boolean any = sql.first("SELECT 1 FROM sqlite_schema WHERE name = 'migration'", row -> true)
                .isPresent();
        return any
                ? sql.first("SELECT max(number) FROM migration", row -> row.getInt(1))
                        .orElse(0)
                : 0;
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
