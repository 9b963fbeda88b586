package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.RuleHits;
import bzh.vigie.collector.store.Scope;
import java.time.LocalDate;
import java.util.List;

/** Counts of alerts by rule, which are kept with every alert ({@link SqliteAlertTallies}). */
final class SqliteRuleHits implements RuleHits {
    private final Sql sql;

    SqliteRuleHits(Sql sql) {
        this.sql = sql;
    }

    @Override
    public int retain(LocalDate oldest, int most) {
        return sql.change(
                "DELETE FROM rule_day WHERE (commune, day, rule) IN"
                        + " (SELECT commune, day, rule FROM rule_day WHERE day < ? LIMIT ?)",
                oldest.toEpochDay(),
                most);
    }

    @Override
    public List<Day> since(Scope scope, LocalDate first) {
        boolean all = scope instanceof Scope.All;
        return sql.scoped(
                "SELECT rule, day, sum(alerts) AS alerts FROM rule_day WHERE {scope}" + (all ? " AND commune = ''" : "")
                        + " AND day >= ?2 GROUP BY rule, day ORDER BY rule, day",
                row -> new Day(row.getString("rule"), LocalDate.ofEpochDay(row.getLong("day")), row.getLong("alerts")),
                scope,
                first.toEpochDay());
    }
}
