package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Thresholds;
import bzh.vigie.event.ItemFields;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Thresholds of incidents; one table of lines that are only ever added. */
final class SqliteThresholds implements Thresholds {
    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteThresholds(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public boolean state(Scope scope, IncidentId id, Threshold threshold, OptionalLong value, Author author) {
        if (value.isPresent() && !threshold.allows(value.getAsLong())) {
            throw new IllegalArgumentException(threshold + " is " + threshold.least() + " to " + threshold.most());
        }
        if (!incidents.whole(scope, id)) {
            return false;
        }
        Optional<Long> stated = value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
        sql.change(
                "INSERT INTO incident_threshold (incident, threshold, value, written, author, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id.text(),
                threshold,
                stated,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(
                author,
                "incident-threshold " + ItemFields.word(threshold) + " "
                        + stated.map(number -> Long.toString(number)).orElse("-"),
                id.text());
        return true;
    }

    @Override
    public List<Line> lines(Scope scope, IncidentId id) {
        return incidents.find(scope, id).isEmpty()
                ? List.of()
                : sql.list(
                        "SELECT * FROM incident_threshold WHERE incident = ? ORDER BY number",
                        row -> new Line(
                                row.getLong("number"),
                                Threshold.valueOf(row.getString("threshold")),
                                Sql.ifLong(row, "value"),
                                Sql.instant(row, "written"),
                                SqliteIncidents.author(row)),
                        id.text());
    }
}
