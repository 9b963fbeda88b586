package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who reads which directory, one row a domain of a commune. */
final class SqliteDirectories implements Directories {
    private final Sql sql;
    private final SqliteInventories inventories;

    SqliteDirectories(Sql sql, SqliteInventories inventories) {
        this.sql = sql;
        this.inventories = inventories;
    }

    @Override
    public Optional<Reader> find(Commune commune, String domain) {
        return sql.first(
                "SELECT * FROM directory WHERE commune = ? AND domain = ?", SqliteDirectories::reader, commune, domain);
    }

    @Override
    public Optional<Reader> readBy(AgentId agent) {
        return sql.first("SELECT * FROM directory WHERE reader = ?", SqliteDirectories::reader, agent);
    }

    @Override
    public List<Reader> list(Scope scope) {
        return sql.scoped(
                "SELECT * FROM directory WHERE {scope} ORDER BY commune, domain", SqliteDirectories::reader, scope);
    }

    @Override
    public void choose(Commune commune, String domain, AgentId agent, Instant now) {
        Optional<Reader> before = find(commune, domain);
        if (before.isEmpty()) {
            inventories.drop(agent, LOCATIONS);
        } else if (!before.get().reader().equals(agent)) {
            inventories.move(before.get().reader(), agent, LOCATIONS);
        }
        sql.change(
                "INSERT OR REPLACE INTO directory (commune, domain, reader, since) VALUES (?, ?, ?, ?)",
                commune,
                domain,
                agent,
                now);
    }

    private static Reader reader(ResultSet row) throws SQLException {
        return new Reader(
                new Commune(row.getString("commune")),
                row.getString("domain"),
                new AgentId(row.getString("reader")),
                Sql.instant(row, "since"));
    }
}
