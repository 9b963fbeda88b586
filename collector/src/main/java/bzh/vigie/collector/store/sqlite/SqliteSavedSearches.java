package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.SavedSearches;
import bzh.vigie.collector.store.Scope;
import java.time.InstantSource;
import java.util.List;

/** Saved searches in one table. */
final class SqliteSavedSearches implements SavedSearches {
    private final Sql sql;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteSavedSearches(Sql sql, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public boolean save(String name, String query, Author author) {
        if (name.isBlank() || name.length() > LONGEST_NAME || query.isBlank() || query.length() > LONGEST_QUERY) {
            throw new IllegalArgumentException("a saved search has a name of 1 to " + LONGEST_NAME
                    + " characters and a query of 1 to " + LONGEST_QUERY);
        }
        boolean own = sql.first("SELECT author FROM saved_search WHERE name = ?", row -> row.getString(1), name)
                .map(author.name()::equals)
                .orElseGet(() -> sql.first("SELECT count(*) FROM saved_search", row -> row.getInt(1))
                                .orElse(0)
                        < MOST);
        if (own) {
            sql.change(
                    "INSERT INTO saved_search VALUES (?1, ?2, ?3, ?4)"
                            + " ON CONFLICT (name) DO UPDATE SET query = ?2, written = ?4",
                    name,
                    query,
                    author.name(),
                    time.instant());
            audit.add(author, "search-saved", name);
        }
        return own;
    }

    @Override
    public List<Saved> list(Scope scope, String reader) {
        return sql.list(
                "SELECT * FROM saved_search WHERE ?1 OR author = ?2 ORDER BY name",
                row -> new Saved(
                        row.getString("name"),
                        row.getString("query"),
                        row.getString("author"),
                        Sql.instant(row, "written")),
                scope instanceof Scope.All,
                reader);
    }

    @Override
    public boolean remove(Scope scope, String name, Author author) {
        boolean seen = find(scope, author.name(), name).isPresent();
        if (seen) {
            sql.change("DELETE FROM saved_search WHERE name = ?", name);
            audit.add(author, "search-removed", name);
        }
        return seen;
    }
}
