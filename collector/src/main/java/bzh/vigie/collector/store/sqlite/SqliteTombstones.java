package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.EvictionLine;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.event.ItemFields;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tombstones with their lines, and what was said of recurrences. */
final class SqliteTombstones implements Tombstones {
    /** Words of the features by which a backup's file is known again, a line each. */
    private static final Pattern MATCHES_WHAT_STOOD_THERE = Pattern.compile("(?m)^(?:content|shape|place|path)$");

    private static final String WITH_LINE = """
        SELECT tombstone.*, line.standing, line.removal, line.author, line.reason, line.system_user FROM tombstone
          JOIN tombstone_line AS line ON line.number =
            (SELECT max(number) FROM tombstone_line WHERE tombstone_line.tombstone = tombstone.id)
        """;

    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAlerts alerts;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteTombstones(Sql sql, SqliteIncidents incidents, SqliteAlerts alerts, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.alerts = alerts;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public Optional<Tombstone> add(
            Scope scope,
            IncidentId id,
            Commune commune,
            Optional<AgentId> host,
            String key,
            Map<String, String> fields,
            Optional<Instant> removal,
            Author author) {
        int there = sql.first("SELECT count(*) FROM tombstone WHERE incident = ?", row -> row.getInt(1), id.text())
                .orElse(0);
        if (!incidents.concerns(scope, id, commune) || there >= MOST) {
            return Optional.empty();
        }
        String name = id.text() + "-T" + (there + 1);
        sql.change(
                "INSERT INTO tombstone (id, incident, commune, host, key, fields, marked) VALUES (?, ?, ?, ?, ?, ?, ?)",
                name,
                id.text(),
                commune,
                host,
                key,
                JsonText.map(fields),
                time.instant());
        line(name, true, removal, author);
        audit.add(author, "incident-tombstone " + name, id.text());
        return find(scope, name);
    }

    private void line(String id, boolean standing, Optional<Instant> removal, Author author) {
        sql.change(
                "INSERT INTO tombstone_line (tombstone, standing, removal, written, author, reason, system_user)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                standing,
                removal,
                time.instant(),
                author.name(),
                author.reason(),
                systemUser(author));
    }

    private static Optional<String> systemUser(Author author) {
        return Optional.of(author.systemUser()).filter(user -> !user.isEmpty());
    }

    @Override
    public boolean line(Scope scope, String id, boolean standing, Optional<Instant> removal, Author author) {
        Optional<Tombstone> tombstone = find(scope, id);
        if (tombstone.isEmpty()) {
            return false;
        }
        line(id, standing, removal, author);
        audit.add(
                author,
                (standing ? "incident-tombstone-dated " : "incident-tombstone-withdrawn ")
                        + id
                        + removal.map(at -> " " + at).orElse(""),
                tombstone.get().incident().text());
        return true;
    }

    @Override
    public List<Tombstone> list(Scope scope, IncidentId id) {
        return sql.scoped(
                WITH_LINE + "WHERE {scope} AND incident = ?2 ORDER BY tombstone.number",
                SqliteTombstones::tombstone,
                scope,
                id.text());
    }

    @Override
    public List<Withdrawn> withdrawn(Scope scope, IncidentId id) {
        return list(scope, id).stream()
                .filter(each -> !each.standing())
                .map(each -> new Withdrawn(each, sql.list("""
                        SELECT author, reason, system_user FROM tombstone_line WHERE tombstone = ?1 AND number >
                          (SELECT max(number) FROM tombstone_line WHERE tombstone = ?1 AND standing = 1) ORDER BY number\
                        """, SqliteTombstones::author, each.id())))
                .toList();
    }

    @Override
    public Optional<Tombstone> find(Scope scope, String id) {
        return sql.scoped(WITH_LINE + "WHERE {scope} AND id = ?2", SqliteTombstones::tombstone, scope, id).stream()
                .findFirst();
    }

    @Override
    public List<Tombstone> standing() {
        return sql.list(WITH_LINE + "WHERE standing = 1 ORDER BY tombstone.number", SqliteTombstones::tombstone);
    }

    @Override
    public Set<String> lookedBack(Commune commune) {
        return Set.copyOf(sql.list(
                "SELECT tombstone FROM tombstone_look_back WHERE commune = ?", row -> row.getString(1), commune));
    }

    @Override
    public void lookedBack(Commune commune, List<Tombstone> marks) {
        marks.forEach(mark -> sql.change(
                "INSERT OR IGNORE INTO tombstone_look_back (commune, tombstone, written) VALUES (?, ?, ?)",
                commune,
                mark.id(),
                time.instant()));
    }

    @Override
    public String version() {
        return sql.first("""
            SELECT (SELECT coalesce(max(number), 0) FROM tombstone_line) || ' '
              || (SELECT coalesce(max(number), 0) FROM incident_eviction) || ' '
              || (SELECT count(*) FROM incident_commune)\
            """, row -> row.getString(1)).orElse("");
    }

    @Override
    public List<Recurrence> recurrences(Scope scope, IncidentId id) {
        List<EvictionLine> evictions = incidents.evictions(new Scope.All(), id);
        return sql.scoped("""
            SELECT id FROM alert WHERE {scope} AND json_extract(evidence, '$.incident') = ?2
              AND rule IN ('vigie-return', 'vigie-suspected-return', 'vigie-not-removed', 'vigie-same-attack')
              ORDER BY sequence\
            """, row -> row.getString(1), scope, id.text()).stream()
                .flatMap(alert -> recurrence(scope, alert, evictions).stream())
                .toList();
    }

    @Override
    public long undecided(Scope scope, IncidentId id) {
        return recurrences(scope, id).stream().filter(Recurrence::isUndecided).count();
    }

    private Optional<Recurrence> recurrence(Scope scope, String id, List<EvictionLine> evictions) {
        return alerts.find(scope, id).map(alert -> {
            List<NatureLine> lines = natures(scope, alert.id());
            boolean before = alert.rule().equals(SAME_ATTACK)
                    && EvictionLine.end(evictions, alert.host())
                            .filter(end -> !Scans.lastSeen(alert).isBefore(end))
                            .isEmpty();
            return new Recurrence(alert, lines, lines.isEmpty() && before, dated(alert, evictions));
        });
    }

    /** Of a return, or of what has the same place, path or content: what is like it in other ways may be anybody's old file. */
    private static Optional<Instant> dated(Alert alert, List<EvictionLine> evictions) {
        boolean stoodThere = MATCHES_WHAT_STOOD_THERE
                .matcher(alert.evidence().getOrDefault("matched", ""))
                .find();
        if (!alert.rule().equals("vigie-return") && !(alert.rule().equals("vigie-suspected-return") && stoodThere)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(alert.evidence().get("modified"))
                    .map(Instant::parse)
                    .filter(written -> EvictionLine.start(evictions, alert.host())
                            .filter(written::isBefore)
                            .isPresent());
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Instant> lastMarked(IncidentId id, AgentId host) {
        return sql.first("""
            SELECT max(marked) AS marked FROM tombstone WHERE incident = ? AND host = ?
              AND coalesce(json_extract(fields, '$.location'), '') NOT GLOB 'ad.*' AND
              (SELECT standing FROM tombstone_line WHERE tombstone = tombstone.id ORDER BY number DESC LIMIT 1) = 1\
            """, row -> Sql.ifInstant(row, "marked"), id.text(), host)
                .flatMap(each -> each);
    }

    @Override
    public List<Recurrence> recurrences(IncidentId id, AgentId host) {
        List<EvictionLine> evictions = incidents.evictions(new Scope.All(), id);
        return sql.list("""
            SELECT alert.id FROM alert_host CROSS JOIN alert ON alert.sequence = alert_host.alert
              WHERE alert_host.host = ? AND json_extract(evidence, '$.incident') = ?
              AND coalesce(json_extract(evidence, '$.location'), '') NOT GLOB 'ad.*'
              AND rule IN ('vigie-return', 'vigie-suspected-return', 'vigie-not-removed', 'vigie-same-attack')
              ORDER BY sequence\
            """, row -> row.getString(1), host, id.text()).stream()
                .flatMap(alert -> recurrence(new Scope.All(), alert, evictions).stream())
                .toList();
    }

    @Override
    public boolean nature(Scope scope, String alert, Nature nature, String proof, Author author) {
        Optional<String> incident = alerts.find(scope, alert)
                .filter(found -> RULES.contains(found.rule()) || found.rule().equals(SAME_ATTACK))
                .map(found -> found.evidence().getOrDefault(INCIDENT, ""));
        if (incident.isEmpty()) {
            return false;
        }
        sql.change(
                "INSERT INTO recurrence_nature (alert, nature, proof, written, author, reason, system_user)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                alert,
                nature,
                Optional.of(proof).filter(named -> !named.isEmpty()),
                time.instant(),
                author.name(),
                author.reason(),
                systemUser(author));
        audit.add(author, "recurrence-" + ItemFields.word(nature), alert);
        return true;
    }

    @Override
    public List<NatureLine> natures(Scope scope, String alert) {
        return alerts.find(scope, alert).isEmpty()
                ? List.of()
                : sql.list(
                        "SELECT * FROM recurrence_nature WHERE alert = ? ORDER BY number",
                        row -> new NatureLine(
                                row.getLong("number"),
                                row.getString("alert"),
                                Nature.valueOf(row.getString("nature")),
                                Objects.requireNonNullElse(row.getString("proof"), ""),
                                Sql.instant(row, "written"),
                                author(row)),
                        alert);
    }

    private static Author author(ResultSet row) throws SQLException {
        return new Author(
                row.getString("author"),
                row.getString("reason"),
                Objects.requireNonNullElse(row.getString("system_user"), ""));
    }

    private static Tombstone tombstone(ResultSet row) throws SQLException {
        return new Tombstone(
                row.getLong("number"),
                row.getString("id"),
                new IncidentId(row.getString("incident")),
                new Commune(row.getString("commune")),
                Optional.ofNullable(row.getString("host")).map(AgentId::new),
                row.getString("key"),
                JsonText.map(row.getString("fields")),
                Sql.instant(row, "marked"),
                row.getBoolean("standing"),
                Sql.ifInstant(row, "removal"),
                author(row));
    }
}
