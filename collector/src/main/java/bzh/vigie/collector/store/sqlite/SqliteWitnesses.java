package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Witnesses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Exports of devices, with one row for each line. */
final class SqliteWitnesses implements Witnesses {
    private static final int LONGEST_NAME = 255;

    /** Imports that no later one has taken the place of. */
    static final String CURRENT =
            "number IN (SELECT max(number) FROM witness_list WHERE {scope} GROUP BY incident, commune, name)";

    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteWitnesses(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
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
            Kind kind,
            String sha256,
            int unread,
            List<Sighting> lines,
            Author author) {
        if (name.isBlank() || name.length() > LONGEST_NAME || lines.size() > MOST_LINES) {
            throw new IllegalArgumentException("an import has a name and at most " + MOST_LINES + " lines");
        }
        if (!incidents.concerns(scope, id, commune)) {
            return Optional.empty();
        }
        long list = sql.insert(
                "INSERT INTO witness_list (incident, commune, name, kind, sha256, lines, unread, first, last, written,"
                        + " author, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                commune,
                name,
                kind,
                sha256,
                lines.size(),
                unread,
                lines.stream().map(Sighting::time).min(Instant::compareTo),
                lines.stream().map(Sighting::time).max(Instant::compareTo),
                time.instant(),
                author.name(),
                author.reason());
        for (Sighting each : lines) {
            sql.change(
                    "INSERT OR IGNORE INTO witness_row VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    list,
                    each.line(),
                    each.time(),
                    each.account(),
                    each.source(),
                    each.destination(),
                    each.host(),
                    each.outcome());
        }
        audit.add(author, "incident-witness " + commune + " " + list + " " + lines.size() + " " + sha256, id.text());
        return Optional.of(list);
    }

    @Override
    public List<Import> imports(Scope scope, IncidentId id) {
        return sql.scoped(
                "SELECT *, " + CURRENT + " AS latest FROM witness_list WHERE {scope} AND incident = ?2 ORDER BY number",
                SqliteWitnesses::imported,
                scope,
                id.text());
    }

    static Import imported(ResultSet row) throws SQLException {
        return new Import(
                row.getLong("number"),
                new Commune(row.getString("commune")),
                row.getString("name"),
                Kind.valueOf(row.getString("kind")),
                row.getString("sha256"),
                row.getInt("lines"),
                row.getInt("unread"),
                Sql.ifInstant(row, "first"),
                Sql.ifInstant(row, "last"),
                row.getBoolean("latest"),
                Sql.instant(row, "written"),
                SqliteIncidents.author(row));
    }

    @Override
    public List<Sighting> lines(long number, int after, int limit) {
        return sql.list(
                "SELECT * FROM witness_row WHERE list = ? AND line > ? ORDER BY line LIMIT ?",
                SqliteWitnesses::sighting,
                number,
                after,
                limit);
    }

    @Override
    public List<Told> seen(Scope scope, Commune commune, String what, Instant from, Instant to, int limit) {
        return what.isEmpty()
                ? List.of()
                : sql.scoped(
                        "SELECT * FROM witness_row JOIN witness_list ON list = number WHERE {scope} AND commune = ?2"
                                + " AND (source = ?3 OR destination = ?3 OR host = ?3) AND seen >= ?4 AND seen < ?5"
                                + " AND outcome <> 'FAILURE' AND " + CURRENT + " ORDER BY seen, list, line LIMIT ?6",
                        SqliteWitnesses::told,
                        scope,
                        commune,
                        what,
                        from,
                        to,
                        limit);
    }

    @Override
    public List<SignedIn> signedIn(Scope scope, IncidentId id) {
        return sql.scoped(
                "SELECT commune, account, min(seen) AS earliest, max(seen) AS latest FROM witness_row"
                        + " JOIN witness_list ON list = number WHERE {scope} AND incident = ?2 AND account <> ''"
                        + " AND outcome <> 'FAILURE' AND " + CURRENT
                        + " GROUP BY commune, account ORDER BY commune, account",
                row -> new SignedIn(
                        new Commune(row.getString("commune")),
                        row.getString("account"),
                        Sql.instant(row, "earliest"),
                        Sql.instant(row, "latest")),
                scope,
                id.text());
    }

    private static Told told(ResultSet row) throws SQLException {
        return new Told(
                new Commune(row.getString("commune")),
                row.getLong("number"),
                Kind.valueOf(row.getString("kind")),
                sighting(row));
    }

    private static Sighting sighting(ResultSet row) throws SQLException {
        return new Sighting(
                row.getInt("line"),
                Sql.instant(row, "seen"),
                row.getString("account"),
                row.getString("source"),
                row.getString("destination"),
                row.getString("host"),
                Outcome.valueOf(row.getString("outcome")));
    }
}
