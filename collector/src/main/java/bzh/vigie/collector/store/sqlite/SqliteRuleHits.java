package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.RuleHits;
import bzh.vigie.collector.store.Scope;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Counts of alerts by rule. */
final class SqliteRuleHits implements RuleHits {
    private static final long DAY_MICROS = 86_400_000_000L;

    private final Sql sql;

    SqliteRuleHits(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Day> since(Scope scope, Instant since) {
        return sql.scoped(
                "SELECT rule, time / ?3 AS day, count(*) AS alerts FROM alert WHERE {scope} AND time >= ?2"
                        + " GROUP BY rule, day ORDER BY rule, day",
                row -> new Day(row.getString("rule"), LocalDate.ofEpochDay(row.getLong("day")), row.getLong("alerts")),
                scope,
                since,
                DAY_MICROS);
    }
}
