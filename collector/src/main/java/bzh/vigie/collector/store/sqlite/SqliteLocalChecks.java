package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.LocalChecks;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What hosts check by themselves, one row a host. */
final class SqliteLocalChecks implements LocalChecks {
    private final Sql sql;

    SqliteLocalChecks(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void taken(AgentId host, Commune commune, Sha256 list, int entries, Instant received) {
        if (find(host).filter(known -> known.list().equals(list)).isPresent()) {
            return;
        }
        sql.change(
                "INSERT OR REPLACE INTO local_check (host, commune, list, entries, taken) VALUES (?, ?, ?, ?, ?)",
                host,
                commune,
                list.hex(),
                entries,
                received);
    }

    @Override
    public void swept(AgentId host, Sha256 list, Swept swept) {
        sql.change(
                "UPDATE local_check SET swept = ?3, items = ?4, places = ?5, unread_places = ?6, untold = ?7"
                        + " WHERE host = ?1 AND list = ?2",
                host,
                list.hex(),
                swept.received(),
                swept.items(),
                swept.places(),
                swept.unreadPlaces(),
                swept.untold());
    }

    @Override
    public Optional<Check> find(AgentId host) {
        return sql.first("SELECT * FROM local_check WHERE host = ?", SqliteLocalChecks::check, host);
    }

    @Override
    public List<Check> list(Scope scope) {
        return sql.scoped("SELECT * FROM local_check WHERE {scope} ORDER BY host", SqliteLocalChecks::check, scope);
    }

    private static Check check(ResultSet row) throws SQLException {
        Optional<Instant> swept = Sql.ifInstant(row, "swept");
        int items = row.getInt("items");
        int places = row.getInt("places");
        int unread = row.getInt("unread_places");
        int untold = row.getInt("untold");
        return new Check(
                new AgentId(row.getString("host")),
                new Commune(row.getString("commune")),
                new Sha256(row.getString("list")),
                row.getInt("entries"),
                Sql.instant(row, "taken"),
                swept.map(received -> new Swept(received, items, places, unread, untold)));
    }
}
