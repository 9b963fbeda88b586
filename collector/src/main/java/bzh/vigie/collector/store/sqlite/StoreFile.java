package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.StoreException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the store's file is, found without changing it: a store that is opened would be brought to this program's schema.
 *
 * @param schema number of the schema that is there; 0 for an empty file
 * @param known number of the schema of this program
 * @param sound whether SQLite finds the file's structure whole
 */
public record StoreFile(int schema, int known, boolean sound) {
    /**
     * How many bytes each table and each index takes in the store of this folder. Reads the whole file, by a connection of its own.
     *
     * @throws StoreException where it cannot be read
     */
    public static Map<String, Long> sizes(Path dir) {
        try (Sql sql = SqliteStore.connect(dir.resolve(SqliteStore.FILE), true)) {
            Map<String, Long> sizes = new HashMap<>();
            sql.list(
                            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name",
                            row -> Map.entry(row.getString(1), row.getLong(2)))
                    .forEach(each -> sizes.put(each.getKey(), each.getValue()));
            return sizes;
        }
    }

    /**
     * Looks at the store of this folder, whose file must be there.
     *
     * @throws StoreException where it cannot be read at all, or a build from before the first release wrote it
     */
    public static StoreFile look(Path dir) {
        try (Sql sql = SqliteStore.connect(dir.resolve(SqliteStore.FILE), true)) {
            boolean sound = sql.first("PRAGMA quick_check(1)", row -> row.getString(1))
                    .orElse("")
                    .equals("ok");
            return new StoreFile(Migrations.present(sql), Migrations.known(), sound);
        }
    }
}
