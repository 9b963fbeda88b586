package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Situation;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows of the table of alerts as records. */
final class AlertRows {
    private AlertRows() {}

    static Numbered numbered(ResultSet row) throws SQLException {
        return new Numbered(row.getLong("sequence"), alert(row));
    }

    static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                row.getString("id"),
                row.getString("rule"),
                Severity.valueOf(row.getString("severity")),
                JsonText.list(row.getString("techniques")),
                new Commune(row.getString("commune")),
                new AgentId(row.getString("host")),
                row.getString("hostname"),
                row.getString("cause"),
                row.getString("first_event"),
                Sql.instant(row, "time"),
                Sql.instant(row, "host_time"),
                JsonText.map(row.getString("evidence")),
                Status.valueOf(row.getString("status")),
                row.getInt("count"),
                Sql.instant(row, "last_time"),
                Situation.valueOf(row.getString("situation")));
    }

    static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getString("rule"),
                row.getString("change"),
                row.getString("shape"),
                row.getString("location"),
                row.getString("source"),
                row.getString("name"),
                new AgentId(row.getString("host")),
                row.getString("hostname"),
                row.getString("event"),
                Sql.instant(row, "time"),
                row.getInt("count"));
    }
}
