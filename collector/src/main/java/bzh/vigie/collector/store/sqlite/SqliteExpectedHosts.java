package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Lists of hosts that should be there, with one row for each host. */
final class SqliteExpectedHosts implements ExpectedHosts {
    private static final int LONGEST_NAME = 255;

    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteExpectedHosts(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public Optional<Long> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            String name,
            Origin origin,
            List<Expected> hosts,
            Author author) {
        boolean named = !name.isBlank() && name.length() <= LONGEST_NAME;
        if (!named
                || hosts.size() > MOST_HOSTS
                || hosts.stream().anyMatch(h -> h.name().length() > LONGEST_NAME)) {
            throw new IllegalArgumentException("a list has a name and at most " + MOST_HOSTS + " hosts with theirs");
        }
        if (!incidents.concerns(scope, id, commune)) {
            return Optional.empty();
        }
        long list = sql.insert(
                "INSERT INTO host_list (incident, commune, name, origin, hosts, written, author, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                commune,
                name,
                origin,
                hosts.size(),
                time.instant(),
                author.name(),
                author.reason());
        int place = 0;
        for (Expected host : hosts) {
            sql.change(
                    "INSERT INTO expected_host VALUES (?, ?, ?, ?, ?)",
                    list,
                    place++,
                    host.name(),
                    host.role(),
                    host.enabled());
        }
        audit.add(author, "incident-hosts " + commune + " " + list + " " + hosts.size(), id.text());
        return Optional.of(list);
    }

    @Override
    public List<Expected> current(Commune commune) {
        return sql.list("""
                SELECT DISTINCT expected_host.name, role, enabled FROM host_list JOIN expected_host ON list = number
                WHERE commune = ?
                  AND number = (SELECT max(number) FROM host_list AS later WHERE later.incident = host_list.incident
                                AND later.commune = host_list.commune AND later.name = host_list.name)""", SqliteExpectedHosts::expected, commune);
    }

    @Override
    public List<HostList> lists(Scope scope, IncidentId id) {
        return sql.scoped(
                """
                SELECT *, number = (SELECT max(number) FROM host_list AS later WHERE later.incident = host_list.incident
                    AND later.commune = host_list.commune AND later.name = host_list.name) AS latest
                  FROM host_list WHERE {scope} AND incident = ?2 ORDER BY number\
                """,
                row -> new HostList(
                        row.getLong("number"),
                        new Commune(row.getString("commune")),
                        row.getString("name"),
                        Origin.valueOf(row.getString("origin")),
                        row.getInt("hosts"),
                        row.getBoolean("latest"),
                        Sql.instant(row, "written"),
                        SqliteIncidents.author(row)),
                scope,
                id.text());
    }

    @Override
    public boolean identify(Scope scope, IncidentId id, AgentId host, Optional<String> name, Author author) {
        if (name.filter(each -> each.isBlank() || each.length() > LONGEST_NAME).isPresent()) {
            throw new IllegalArgumentException("a name has 1 to " + LONGEST_NAME + " characters");
        }
        if (!incidents.concerns(scope, id, host)) {
            return false;
        }
        sql.change(
                "INSERT INTO host_identity (incident, host, name, written, author, reason) VALUES (?, ?, ?, ?, ?, ?)",
                id.text(),
                host,
                name,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(author, "incident-identity " + host + " " + name.orElse("-"), id.text());
        return true;
    }

    @Override
    public List<IdentityLine> identities(Scope scope, IncidentId id) {
        return sql.scoped(
                """
                SELECT * FROM host_identity WHERE incident = ?2
                  AND host IN (SELECT id FROM host WHERE {scope}) ORDER BY number\
                """,
                row -> new IdentityLine(
                        row.getLong("number"),
                        new AgentId(row.getString("host")),
                        Optional.ofNullable(row.getString("name")),
                        Sql.instant(row, "written"),
                        SqliteIncidents.author(row)),
                scope,
                id.text());
    }

    @Override
    public List<Expected> hosts(Scope scope, long list) {
        return sql.scoped(
                "SELECT * FROM expected_host WHERE list IN (SELECT number FROM host_list WHERE {scope} AND number = ?2)"
                        + " ORDER BY place",
                SqliteExpectedHosts::expected,
                scope,
                list);
    }

    private static Expected expected(ResultSet row) throws SQLException {
        return new Expected(row.getString("name"), Role.valueOf(row.getString("role")), row.getBoolean("enabled"));
    }
}
