package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Hosts, one row each. */
final class SqliteHosts implements Hosts {
    /** How long after it said so an agent that is removed may still be heard. */
    private static final Duration FAREWELL = Duration.ofMinutes(2);

    /** The decision's action in the audit log, which is the one place where it stands. */
    private static final String FORGOTTEN = "host-forgotten";

    private final Sql sql;
    private final SqliteAudit audit;

    SqliteHosts(Sql sql, SqliteAudit audit) {
        this.sql = sql;
        this.audit = audit;
    }

    @Override
    public void enrol(Host host) {
        sql.change(
                "INSERT INTO host VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                host.id(),
                host.commune(),
                host.hostname(),
                host.state(),
                host.publicKey(),
                host.facts(),
                host.version(),
                host.enrolled(),
                host.certificateExpires(),
                host.lastSeen(),
                host.skewMicros(),
                host.bootId(),
                host.runId(),
                host.connected());
        changed();
    }

    @Override
    public Optional<Host> find(AgentId id) {
        return sql.first("SELECT * FROM host WHERE id = ?", SqliteHosts::host, id);
    }

    @Override
    public Map<AgentId, String> names(Collection<AgentId> ids) {
        // Safe to write without escaping: an id is a UUID.
        String some = ids.stream().map(id -> '"' + id.text() + '"').collect(Collectors.joining(",", "[", "]"));
        Map<AgentId, String> names = new HashMap<>();
        sql.list(
                        "SELECT id, hostname FROM host WHERE id IN (SELECT value FROM json_each(?))",
                        row -> Map.entry(new AgentId(row.getString(1)), row.getString(2)),
                        some)
                .forEach(each -> names.put(each.getKey(), each.getValue()));
        return names;
    }

    @Override
    public Optional<Host> findByKey(Sha256 publicKey) {
        return sql.first(
                "SELECT * FROM host WHERE public_key = ? ORDER BY enrolled DESC LIMIT 1", SqliteHosts::host, publicKey);
    }

    @Override
    public List<String> shutOut(Commune commune) {
        return sql.list(
                "SELECT hostname FROM host WHERE state IN ('REVOKED', 'QUARANTINED') AND commune = ?",
                row -> row.getString(1),
                commune);
    }

    @Override
    public boolean isShutOut(Commune commune, String facts) {
        return sql.first("""
                        SELECT 1 FROM host, (SELECT nullif(json_extract(?1, '$.machine_id'), '') AS machine,
                                                    nullif(json_extract(?1, '$.installation_id'), '') AS installation)
                        WHERE state IN ('REVOKED', 'QUARANTINED') AND commune = ?2 AND CASE WHEN json_valid(facts) THEN
                          coalesce(json_extract(facts, '$.machine_id') = machine, 0)
                            OR coalesce(json_extract(facts, '$.installation_id') = installation, 0) END
                        LIMIT 1""", row -> true, facts, commune).isPresent();
    }

    @Override
    public List<String> heardOthers(Commune commune, Instant since, String facts) {
        return sql.list("""
                SELECT hostname FROM host WHERE state = 'ACTIVE' AND commune = ?1 AND last_seen >= ?2
                  AND NOT coalesce(CASE WHEN json_valid(facts) THEN
                    json_extract(facts, '$.machine_id') = nullif(json_extract(?3, '$.machine_id'), '') END, 0)""", row -> row.getString(1), commune, since, facts);
    }

    @Override
    public List<Host> list(Scope scope, Optional<AgentId> after, int limit) {
        return sql.scoped(
                "SELECT * FROM host WHERE {scope} AND id > ?2 ORDER BY id LIMIT ?3",
                SqliteHosts::host,
                scope,
                after.map(AgentId::text).orElse(""),
                limit);
    }

    @Override
    public List<Listed> list(Scope scope, Filter filter, Optional<AgentId> after, int limit) {
        return sql.scoped(
                """
                SELECT *, (SELECT coalesce(sum(open), 0) FROM alert_tally_host AS t WHERE t.host = host.id AND t.open > 0) AS alerts
                FROM host WHERE {scope} AND id > ?2 AND (?3 IS NULL OR commune = ?3) AND (?4 IS NULL OR state = ?4)
                  AND (?5 = '' OR instr(lower(hostname), lower(?5)) > 0)
                  AND (?6 IS NULL OR coalesce(last_seen, enrolled) < ?6)
                  AND (?7 = 0 OR EXISTS (SELECT 1 FROM alert_tally_host AS t WHERE t.host = host.id AND t.open > 0))
                ORDER BY id LIMIT ?8""",
                row -> new Listed(host(row), row.getInt("alerts")),
                scope,
                after.map(AgentId::text).orElse(""),
                filter.commune(),
                filter.state(),
                filter.name(),
                filter.notSince(),
                filter.onlyAlerts(),
                limit);
    }

    @Override
    public List<OfCommune> communes(Scope scope, Instant quietSince, Optional<Commune> after, int limit) {
        return sql.scoped(
                """
                SELECT commune, sum(state NOT IN ('REVOKED', 'UNINSTALLED')) AS hosts,
                  sum(connected AND state NOT IN ('REVOKED', 'UNINSTALLED')) AS connected,
                  sum(state = 'WAITING_FOR_APPROVAL') AS waiting,
                  sum(state = 'ACTIVE' AND coalesce(last_seen, enrolled) < ?2) AS quiet
                FROM host WHERE {scope} AND commune > ?3 GROUP BY commune ORDER BY commune LIMIT ?4""",
                SqliteHosts::ofCommune,
                scope,
                quietSince,
                after.map(Commune::insee).orElse(""),
                limit);
    }

    @Override
    public List<OfCommune> quietest(Scope scope, Instant quietSince, int limit) {
        return sql.scoped("""
                SELECT commune, count(*) AS hosts, sum(connected) AS connected, 0 AS waiting,
                  sum(NOT connected AND coalesce(last_seen, enrolled) < ?2) AS quiet
                FROM host WHERE {scope} AND state = 'ACTIVE' GROUP BY commune HAVING quiet > 0
                ORDER BY quiet DESC, commune LIMIT ?3""", SqliteHosts::ofCommune, scope, quietSince, limit);
    }

    @Override
    public OfCommune count(Scope scope, Commune commune, Instant quietSince) {
        return sql.scoped("""
                        SELECT ?3 AS commune, coalesce(sum(state NOT IN ('REVOKED', 'UNINSTALLED')), 0) AS hosts,
                          coalesce(sum(connected AND state NOT IN ('REVOKED', 'UNINSTALLED')), 0) AS connected,
                          coalesce(sum(state = 'WAITING_FOR_APPROVAL'), 0) AS waiting,
                          coalesce(sum(state = 'ACTIVE' AND coalesce(last_seen, enrolled) < ?2), 0) AS quiet
                        FROM host WHERE {scope} AND commune = ?3""", SqliteHosts::ofCommune, scope, quietSince, commune)
                .getFirst();
    }

    private static OfCommune ofCommune(ResultSet row) throws SQLException {
        return new OfCommune(
                new Commune(row.getString("commune")),
                row.getInt("hosts"),
                row.getInt("connected"),
                row.getInt("waiting"),
                row.getInt("quiet"));
    }

    @Override
    public void state(AgentId id, State state, Author author) {
        if (sql.change("UPDATE host SET state = ? WHERE id = ?", state, id) == 1) {
            audit.add(author, "host-" + state.name().toLowerCase(Locale.ROOT).replace('_', '-'), id.text());
            changed();
        }
    }

    @Override
    public void forget(AgentId id, Author author) {
        audit.add(author, FORGOTTEN, id.text());
    }

    @Override
    public Optional<Instant> forgotten(AgentId id) {
        return audit.about(id.text(), FORGOTTEN, 1).stream()
                .map(Audit.Entry::time)
                .findFirst();
    }

    @Override
    public void certificate(AgentId id, Sha256 publicKey, Instant expires) {
        sql.change("UPDATE host SET public_key = ?, certificate_expires = ? WHERE id = ?", publicKey, expires, id);
        changed();
    }

    @Override
    public void hello(
            AgentId id,
            String hostname,
            String facts,
            String version,
            String bootId,
            String runId,
            long skewMicros,
            Instant received) {
        find(id).map(Host::hostname).filter(name -> !name.equals(hostname)).ifPresent(name -> drop(id, name, received));
        sql.change("""
                UPDATE host SET hostname = ?, facts = ?, version = ?, boot_id = ?, run_id = ?, skew_micros = ?,
                  last_seen = CASE state WHEN 'UNINSTALLED' THEN max(coalesce(last_seen, ?7), ?7) ELSE ?7 END, connected = 1,
                  state = CASE WHEN state = 'UNINSTALLED' AND (last_seen IS NULL OR last_seen <= ?7) THEN 'ACTIVE' ELSE state END
                WHERE id = ?\
                """, hostname, facts, version, bootId, runId, skewMicros, received, id);
    }

    private void drop(AgentId id, String name, Instant received) {
        List<FormerName> names = formerNames(id);
        boolean known = names.stream().anyMatch(each -> each.name().equals(name));
        String kept = known || names.size() < MOST_FORMER_NAMES
                ? name
                : names.getLast().name();
        sql.change("INSERT OR REPLACE INTO host_former_name VALUES (?, ?, ?)", id, kept, received);
    }

    @Override
    public List<FormerName> formerNames(AgentId id) {
        return sql.list(
                "SELECT name, dropped FROM host_former_name WHERE host = ? ORDER BY dropped, name",
                row -> new FormerName(row.getString(1), Sql.instant(row, "dropped")),
                id);
    }

    @Override
    public void uninstalled(AgentId id, Instant received, String how) {
        int changed = sql.change("""
                UPDATE host SET state = ?, last_seen = max(coalesce(last_seen, ?2), ?2)
                WHERE id = ? AND state = ? AND (last_seen IS NULL OR last_seen <= ?)\
                """, State.UNINSTALLED, received, id, State.ACTIVE, received.plus(FAREWELL));
        if (changed == 1) {
            audit.add(
                    new Author("agent", how.isEmpty() ? "uninstalled" : "uninstalled: " + Printable.line(how, 40)),
                    "host-uninstalled",
                    id.text());
        }
    }

    @Override
    public int uninstalledSince(Commune commune, Instant since) {
        return sql.first(
                        "SELECT count(*) FROM host WHERE commune = ? AND state = ? AND last_seen >= ?",
                        row -> row.getInt(1),
                        commune.insee(),
                        State.UNINSTALLED,
                        since)
                .orElse(0);
    }

    @Override
    public void isBack(AgentId id) {
        sql.change("UPDATE host SET state = ? WHERE id = ? AND state = ?", State.ACTIVE, id, State.UNINSTALLED);
    }

    @Override
    public void seen(AgentId id, Instant received, long skewMicros) {
        sql.change("UPDATE host SET last_seen = ?, skew_micros = ? WHERE id = ?", received, skewMicros, id);
    }

    @Override
    public void disconnected(AgentId id) {
        sql.change("UPDATE host SET connected = 0 WHERE id = ?", id);
    }

    @Override
    public void disconnectAll() {
        sql.change("UPDATE host SET connected = 0 WHERE connected = 1");
    }

    @Override
    public long changes() {
        return sql.first("SELECT number FROM host_changes", row -> row.getLong(1))
                .orElse(0L);
    }

    private void changed() {
        sql.change("UPDATE host_changes SET number = number + 1");
    }

    /** Named for the whole region, since a planner that knows no figures takes all that are not connected. */
    private static String silent(Scope scope) {
        return scope instanceof Scope.All ? "INDEXED BY host_silent " : "";
    }

    @Override
    public Presence presence(Scope scope, Instant heardSince) {
        int silent = sql.scoped(
                        "SELECT count(*) FROM host " + silent(scope)
                                + "WHERE {scope} AND state = 'ACTIVE' AND connected = 0 AND coalesce(last_seen, enrolled) < ?2",
                        row -> row.getInt(1),
                        scope,
                        heardSince)
                .getFirst();
        return sql.scoped(
                        "SELECT count(*), coalesce(sum(connected), 0) FROM host WHERE {scope} AND state = 'ACTIVE'",
                        row -> new Presence(row.getInt(1), row.getInt(2), silent),
                        scope)
                .getFirst();
    }

    @Override
    public int endingBefore(Instant time) {
        return sql.first(
                        "SELECT count(*) FROM host WHERE state = 'ACTIVE' AND certificate_expires < ?",
                        row -> row.getInt(1),
                        time)
                .orElse(0);
    }

    @Override
    public List<Host> otherThan(Scope scope, String version) {
        return sql.scoped(
                "SELECT * FROM host WHERE {scope} AND version <> ?2 COLLATE NOCASE AND state NOT IN ('REVOKED', 'UNINSTALLED') ORDER BY id",
                SqliteHosts::host,
                scope,
                version);
    }

    @Override
    public List<Host> silent(Scope scope, Instant heardSince, int limit) {
        return sql.scoped(
                "SELECT * FROM host " + silent(scope)
                        + "WHERE {scope} AND state = 'ACTIVE' AND connected = 0 AND coalesce(last_seen, enrolled) < ?2"
                        + " ORDER BY coalesce(last_seen, enrolled) DESC LIMIT ?3",
                SqliteHosts::host,
                scope,
                heardSince,
                limit);
    }

    private static Host host(ResultSet row) throws SQLException {
        return new Host(
                new AgentId(row.getString("id")),
                new Commune(row.getString("commune")),
                row.getString("hostname"),
                State.valueOf(row.getString("state")),
                Sha256.of(row.getBytes("public_key")),
                row.getString("facts"),
                row.getString("version"),
                Sql.instant(row, "enrolled"),
                Sql.instant(row, "certificate_expires"),
                Sql.ifInstant(row, "last_seen"),
                row.getLong("skew_micros"),
                row.getString("boot_id"),
                row.getString("run_id"),
                row.getBoolean("connected"));
    }
}
