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
    public boolean save(String name, String query, boolean shared, Author author) {
        if (name.isBlank() || name.length() > LONGEST_NAME || query.isBlank() || query.length() > LONGEST_QUERY) {
            throw new IllegalArgumentException("a saved search has a name of 1 to " + LONGEST_NAME
                    + " characters and a query of 1 to " + LONGEST_QUERY);
        }
        int others = sql.first(
                        "SELECT count(*) FROM saved_search WHERE author = ? AND name <> ?",
                        row -> row.getInt(1),
                        author.name(),
                        name)
                .orElse(0);
        if (others >= MOST) {
            return false;
        }
        sql.change(
                "INSERT INTO saved_search (author, name, query, shared, written) VALUES (?1, ?2, ?3, ?4, ?5)"
                        + " ON CONFLICT (author, name) DO UPDATE SET query = ?3, shared = ?4, written = ?5",
                author.name(),
                name,
                query,
                shared,
                time.instant());
        audit.add(author, shared ? "search-shared" : "search-saved", name);
        return true;
    }

    @Override
    public List<Saved> list(Scope scope, String reader) {
        return sql.list(
                "SELECT * FROM saved_search WHERE author = ?2 OR (?1 AND shared) ORDER BY name, author",
                row -> new Saved(
                        row.getString("name"),
                        row.getString("query"),
                        row.getString("author"),
                        row.getBoolean("shared"),
                        Sql.instant(row, "written")),
                scope instanceof Scope.All,
                reader);
    }

    @Override
    public boolean remove(Scope scope, String of, String name, Author author) {
        boolean seen = find(scope, author.name(), of, name).isPresent();
        if (seen) {
            sql.change("DELETE FROM saved_search WHERE author = ? AND name = ?", of, name);
            audit.add(author, "search-removed", of.equals(author.name()) ? name : name + " (" + of + ")");
        }
        return seen;
    }
}
