package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Alerts, one row each; the row's sequence number is the order in which they were stored. */
final class SqliteAlerts implements Alerts {
    private final Sql sql;
    private final SqliteAudit audit;
    private final SqliteLedger ledger;

    SqliteAlerts(Sql sql, SqliteAudit audit, SqliteLedger ledger) {
        this.sql = sql;
        this.audit = audit;
        this.ledger = ledger;
    }

    /** What the ledger says of each alert, in the order in which they were stored. */
    static void eachContent(Sql sql, int page, Consumer<LedgerContent> reader) {
        long after = 0;
        List<Numbered> some;
        do {
            some = sql.list(
                    "SELECT * FROM alert WHERE sequence > ? ORDER BY sequence LIMIT ?",
                    SqliteAlerts::numbered,
                    after,
                    page);
            for (Numbered each : some) {
                reader.accept(LedgerWords.of(each.alert()));
                after = each.sequence();
            }
        } while (some.size() == page);
    }

    @Override
    public boolean raise(Alert alert) {
        ledger.begin();
        boolean fresh = sql.change(
                        """
                        INSERT INTO alert (id, rule, severity, techniques, commune, host, hostname, cause, first_event,
                          time, host_time, evidence, status, count, last_time)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (id) DO NOTHING""",
                        alert.id(),
                        alert.rule(),
                        alert.severity(),
                        JsonText.list(alert.techniques()),
                        alert.commune(),
                        alert.host(),
                        alert.hostname(),
                        alert.cause(),
                        alert.firstEvent(),
                        alert.time(),
                        alert.hostTime(),
                        JsonText.map(alert.evidence()),
                        alert.status(),
                        alert.count(),
                        alert.lastTime())
                == 1;
        if (fresh) {
            // As it is read back: times cut to microseconds.
            Alert stored = sql.first("SELECT * FROM alert WHERE id = ?", SqliteAlerts::alert, alert.id())
                    .orElseThrow();
            ledger.add(LedgerKind.ALERT, alert.commune().insee(), alert.id(), LedgerWords.of(stored));
        }
        return fresh;
    }

    @Override
    public void again(String id, Instant time) {
        sql.change("UPDATE alert SET count = count + 1, last_time = max(last_time, ?) WHERE id = ?", time, id);
    }

    @Override
    public Optional<Alert> find(Scope scope, String id) {
        List<Alert> found = sql.scoped("SELECT * FROM alert WHERE {scope} AND id = ?2", SqliteAlerts::alert, scope, id);
        return found.stream().findFirst();
    }

    @Override
    public Optional<Alert> open(Commune commune, String rule, String cause) {
        return sql.first("""
                SELECT * FROM alert WHERE commune = ? AND rule = ? AND cause = ? AND status <> 'CLOSED'
                ORDER BY sequence DESC LIMIT 1""", SqliteAlerts::alert, commune, rule, cause);
    }

    @Override
    public Optional<Alert> newest(Commune commune, String rule, String cause) {
        return sql.first("""
                SELECT * FROM alert WHERE commune = ? AND rule = ? AND cause = ?
                ORDER BY sequence DESC LIMIT 1""", SqliteAlerts::alert, commune, rule, cause);
    }

    @Override
    public List<Alert> list(Scope scope, Optional<String> before, int limit) {
        long sequence = before.map(id -> sql.first("SELECT sequence FROM alert WHERE id = ?", r -> r.getLong(1), id)
                        .orElse(0L))
                .orElse(Long.MAX_VALUE);
        return sql.scoped(
                "SELECT * FROM alert WHERE {scope} AND sequence < ?2 ORDER BY sequence DESC LIMIT ?3",
                SqliteAlerts::alert,
                scope,
                sequence,
                limit);
    }

    @Override
    public List<Numbered> after(Scope scope, long sequence, int limit) {
        return sql.scoped(
                "SELECT * FROM alert WHERE {scope} AND sequence > ?2 ORDER BY sequence LIMIT ?3",
                SqliteAlerts::numbered,
                scope,
                sequence,
                limit);
    }

    @Override
    public long last() {
        return sql.first("SELECT max(sequence) FROM alert", row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public boolean status(Scope scope, String id, Status status, Author author) {
        if (find(scope, id).isEmpty()) {
            return false;
        }
        sql.change("UPDATE alert SET status = ? WHERE id = ?", status, id);
        audit.add(author, "alert-" + status.name().toLowerCase(Locale.ROOT), id);
        return true;
    }

    private static Numbered numbered(ResultSet row) throws SQLException {
        return new Numbered(row.getLong("sequence"), alert(row));
    }

    private static Alert alert(ResultSet row) throws SQLException {
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
                Sql.instant(row, "last_time"));
    }
}
