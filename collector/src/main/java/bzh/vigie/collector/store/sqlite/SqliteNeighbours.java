package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Neighbours;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines that hosts saw, one row for each host, origin, address, MAC address and name. */
final class SqliteNeighbours implements Neighbours {
    private final Sql sql;
    private final Names names;
    private final SqliteAudit audit;

    SqliteNeighbours(Sql sql, Names names, SqliteAudit audit) {
        this.sql = sql;
        this.names = names;
        this.audit = audit;
    }

    @Override
    public void see(AgentId host, Commune commune, Neighbour seen, Instant received) {
        long agent = names.agent(host);
        byte[] address = seen.address().map(InetAddress::getAddress).orElse(new byte[0]);
        byte[] mac = seen.mac().map(MacAddress::octets).orElse(new byte[0]);
        int stretched = sql.change(
                "UPDATE neighbour SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?)"
                        + " WHERE agent = ? AND origin = ? AND address = ? AND mac = ? AND name = ?",
                seen.firstWallMicros(),
                seen.lastWallMicros(),
                agent,
                seen.origin(),
                address,
                mac,
                seen.name());
        if (stretched == 0 && hasRoom(agent, commune, seen.origin(), received)) {
            sql.change(
                    "INSERT INTO neighbour VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    agent,
                    seen.origin(),
                    address,
                    mac,
                    seen.name(),
                    commune,
                    seen.firstWallMicros(),
                    seen.lastWallMicros());
        }
    }

    /** Whether there is room for one more, which one of the host's own may have had to make. */
    private boolean hasRoom(long agent, Commune commune, Origin origin, Instant received) {
        long own = sql.first(
                        "SELECT count(*) FROM neighbour WHERE agent = ? AND origin = ?",
                        row -> row.getLong(1),
                        agent,
                        origin)
                .orElse(0L);
        if (own >= MOST_OF_HOST) {
            forgetOldest(agent, origin.name());
            return true;
        }
        long known = sql.first("SELECT known FROM neighbour_tally WHERE commune = ?", row -> row.getLong(1), commune)
                .orElse(0L);
        if (known < MOST_OF_COMMUNE) {
            return true;
        }
        // Whoever fills the table gives way, so that many made-up agents cannot keep out what another sees.
        refuse(commune, 1, received);
        return sql.first(
                        """
                        SELECT agent, origin, count(*) AS rows FROM neighbour WHERE commune = ?
                        GROUP BY agent, origin ORDER BY rows DESC LIMIT 1""",
                        row -> new Filling(row.getLong("agent"), row.getString("origin"), row.getLong("rows")),
                        commune)
                .filter(most -> most.rows() > own + 1)
                .map(most -> {
                    forgetOldest(most.agent(), most.origin());
                    return true;
                })
                .orElse(false);
    }

    private record Filling(long agent, String origin, long rows) {}

    private void forgetOldest(long agent, String origin) {
        sql.change("""
                DELETE FROM neighbour WHERE (agent, origin, address, mac, name) IN (
                  SELECT agent, origin, address, mac, name FROM neighbour WHERE agent = ? AND origin = ?
                  ORDER BY last_seen LIMIT 1)\
                """, agent, origin);
    }

    @Override
    public void refuse(Commune commune, int sightings, Instant received) {
        sql.change(
                "INSERT INTO neighbour_tally VALUES (?1, 0, ?2, ?3)"
                        + " ON CONFLICT (commune) DO UPDATE SET refused = refused + ?2, last_refused = ?3",
                commune,
                sightings,
                received);
    }

    @Override
    public List<Commune> communes(Scope scope) {
        return sql.scoped(
                "SELECT commune FROM neighbour_tally WHERE {scope} AND known > 0 ORDER BY commune",
                row -> new Commune(row.getString(1)),
                scope);
    }

    @Override
    public List<Sighting> list(Scope scope, Commune commune) {
        return sql.scoped("""
            SELECT id, neighbour.* FROM neighbour JOIN agent ON agent.number = neighbour.agent
              WHERE {scope} AND commune = ?2 ORDER BY first_seen, agent, address, mac, name\
            """, SqliteNeighbours::sighting, scope, commune);
    }

    @Override
    public List<Refused> refused(Scope scope) {
        return sql.scoped(
                "SELECT * FROM neighbour_tally WHERE {scope} AND refused > 0 ORDER BY commune",
                row -> new Refused(
                        new Commune(row.getString("commune")),
                        row.getLong("refused"),
                        Sql.instant(row, "last_refused")),
                scope);
    }

    @Override
    public void exempt(Commune commune, String machine, Author author) {
        sql.change(
                "INSERT OR REPLACE INTO exempted_machine VALUES (?, ?, ?, ?)",
                commune,
                machine,
                author.name(),
                author.reason());
        audit.add(author, "machine-exempted", subject(commune, machine));
    }

    @Override
    public boolean watch(Commune commune, String machine, Author author) {
        int gone = sql.change("DELETE FROM exempted_machine WHERE commune = ? AND machine = ?", commune, machine);
        if (gone > 0) {
            audit.add(author, "machine-no-longer-exempted", subject(commune, machine));
        }
        return gone > 0;
    }

    @Override
    public List<Commune> exempting() {
        return sql.list(
                "SELECT DISTINCT commune FROM exempted_machine ORDER BY commune", row -> new Commune(row.getString(1)));
    }

    private static String subject(Commune commune, String machine) {
        return commune + " " + machine;
    }

    @Override
    public Map<String, Author> exempted(Scope scope, Commune commune) {
        Map<String, Author> exempted = new LinkedHashMap<>();
        sql.scoped(
                        "SELECT * FROM exempted_machine WHERE {scope} AND commune = ?2 ORDER BY machine",
                        row -> Map.entry(
                                row.getString("machine"), new Author(row.getString("author"), row.getString("reason"))),
                        scope,
                        commune)
                .forEach(each -> exempted.put(each.getKey(), each.getValue()));
        return exempted;
    }

    @Override
    public int retain(Instant oldest, int most) {
        return sql.change("""
            DELETE FROM neighbour WHERE (agent, origin, address, mac, name) IN (
              SELECT agent, origin, address, mac, name FROM neighbour WHERE last_seen < ?
              ORDER BY last_seen LIMIT ?)\
            """, oldest, most);
    }

    private static Sighting sighting(ResultSet row) throws SQLException {
        byte[] mac = row.getBytes("mac");
        return new Sighting(
                new AgentId(row.getString("id")),
                new Neighbour(
                        Origin.valueOf(row.getString("origin")),
                        address(row.getBytes("address")),
                        mac.length == 0 ? Optional.empty() : Optional.of(MacAddress.of(mac)),
                        row.getString("name"),
                        row.getLong("first_seen"),
                        row.getLong("last_seen")));
    }

    private static Optional<InetAddress> address(byte[] bytes) {
        try {
            return bytes.length == 0 ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
