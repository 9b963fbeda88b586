package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.collector.store.Witnesses.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exports of Microsoft 365 and Entra, with one row for each record that is judged and one for each operation that is not. */
final class SqliteCloudExports implements CloudExports {
    private final Sql sql;

    SqliteCloudExports(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(long number, Summary summary, List<CloudRecord> records) {
        if (records.size() > MOST_RECORDS) {
            throw new IllegalArgumentException("an export has at most " + MOST_RECORDS + " records");
        }
        sql.change(
                "INSERT INTO cloud_export VALUES (?, ?, ?, ?)",
                number,
                summary.rows(),
                summary.signIns(),
                summary.summed());
        for (Refused each : summary.refused()) {
            sql.change(
                    "INSERT INTO cloud_refused (list, reason, total, numbers) VALUES (?, ?, ?, ?)",
                    number,
                    each.reason(),
                    each.rows(),
                    each.numbers());
        }
        summary.notJudged()
                .forEach((operation, rows) -> sql.change(
                        "INSERT INTO cloud_operation (list, operation, total) VALUES (?, ?, ?)",
                        number,
                        operation,
                        rows));
        for (CloudRecord each : records) {
            sql.change(
                    "INSERT INTO cloud_record (list, line, seen, operation, account, source, object, detail, user_agent,"
                            + " outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    number,
                    each.line(),
                    each.time(),
                    each.operation(),
                    each.account(),
                    each.source(),
                    each.object(),
                    each.detail(),
                    each.userAgent(),
                    each.outcome());
        }
    }

    @Override
    public List<CloudRecord> records(long number) {
        return sql.list(
                "SELECT * FROM cloud_record WHERE list = ? ORDER BY number",
                row -> new CloudRecord(
                        row.getInt("line"),
                        Sql.instant(row, "seen"),
                        row.getString("operation"),
                        row.getString("account"),
                        row.getString("source"),
                        row.getString("object"),
                        row.getString("detail"),
                        row.getString("user_agent"),
                        Outcome.valueOf(row.getString("outcome"))),
                number);
    }

    @Override
    public Optional<Summary> summary(long number) {
        Map<String, Integer> notJudged = new LinkedHashMap<>();
        sql.list(
                "SELECT operation, total FROM cloud_operation WHERE list = ? ORDER BY total DESC, operation",
                row -> notJudged.put(row.getString("operation"), row.getInt("total")),
                number);
        List<Refused> refused = sql.list(
                "SELECT reason, total, numbers FROM cloud_refused WHERE list = ? ORDER BY number",
                row -> new Refused(row.getString("reason"), row.getInt("total"), row.getString("numbers")),
                number);
        return sql.first(
                "SELECT total, sign_ins, summed, (SELECT count(*) FROM cloud_record WHERE list = cloud_export.number) AS judged"
                        + " FROM cloud_export WHERE number = ?",
                row -> new Summary(
                        row.getInt("total"),
                        row.getInt("sign_ins"),
                        row.getInt("judged"),
                        row.getBoolean("summed"),
                        notJudged,
                        refused),
                number);
    }

    @Override
    public List<Import> standing(Scope scope) {
        return sql.scoped(
                "SELECT *, 1 AS latest FROM witness_list WHERE {scope} AND " + SqliteWitnesses.CURRENT
                        + " AND number IN (SELECT number FROM cloud_export) ORDER BY number",
                SqliteWitnesses::imported,
                scope);
    }
}
