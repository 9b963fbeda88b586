package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.KeptCounts;
import bzh.vigie.collector.store.RuleHits;
import bzh.vigie.collector.store.Tombstones;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@link SqliteAlertTallies} keeps, counted anew from all alerts. */
final class SqliteKeptCounts implements KeptCounts {
    private static final String OPEN = "status NOT IN ('CLOSED', 'EXCEPTED')";

    private static final String HOSTS = "SELECT a.grp AS grp, h.host AS host, sum(" + OPEN + ") AS open FROM alert AS a"
            + " JOIN alert_host AS h ON h.alert = a.sequence GROUP BY 1, 2 HAVING sum(" + OPEN + ") > 0";

    /** Of each commune; of everywhere it is their sum. */
    private static final String GROUPS = """
            WITH counted AS (
              SELECT grp, commune,
                max(CASE severity WHEN 'LOW' THEN 1 WHEN 'MEDIUM' THEN 2 WHEN 'HIGH' THEN 3 WHEN 'CRITICAL' THEN 4 ELSE 0 END
                  + CASE WHEN rule IN (%s) THEN 10 ELSE 0 END) AS rank,
                max(sequence) AS newest, sum(%s) AS open, sum(status = 'NEW') AS fresh FROM alert GROUP BY grp, commune),
            present AS (
              SELECT a.grp AS grp, a.commune AS commune, count(DISTINCT h.host) AS hosts FROM alert AS a
                JOIN alert_host AS h ON h.alert = a.sequence WHERE %s GROUP BY 1, 2),
            each AS (
              SELECT counted.*, coalesce(hosts, 0) AS hosts FROM counted LEFT JOIN present USING (grp, commune))
            SELECT grp, commune, rank, newest, open, fresh, hosts FROM each
            UNION ALL SELECT grp, '', max(rank), max(newest), sum(open), sum(fresh), sum(hosts) FROM each GROUP BY grp""".formatted(
            Tombstones.RULES.stream().sorted().map(rule -> "'" + rule + "'").collect(Collectors.joining(", ")),
            OPEN,
            OPEN);

    /** In a day there are 86,400,000,000 microseconds. */
    private static final String DAYS = """
            SELECT commune, time / 86400000000 AS day, rule, count(*) AS alerts FROM alert WHERE time / 86400000000 >= ?1
              GROUP BY 1, 2, 3
            UNION ALL SELECT '', time / 86400000000, rule, count(*) FROM alert WHERE time / 86400000000 >= ?1 GROUP BY 2, 3""";

    private final Sql sql;
    private final SqliteAudit audit;

    SqliteKeptCounts(Sql sql, SqliteAudit audit) {
        this.sql = sql;
        this.audit = audit;
    }

    /**
     * A table of counts.
     *
     * @param kept how it is read
     * @param counted what it should hold
     */
    private record Table(String name, String kept, String counted) {
        String differing() {
            return "SELECT count(*) FROM (SELECT * FROM (SELECT * FROM (" + kept + ") EXCEPT SELECT * FROM (" + counted
                    + ")) UNION ALL SELECT * FROM (SELECT * FROM (" + counted + ") EXCEPT SELECT * FROM (" + kept
                    + "))) WHERE ?1 IS NOT NULL";
        }
    }

    private static final List<Table> TABLES = List.of(
            new Table("alert_tally", "SELECT grp, commune, rank, newest, open, fresh, hosts FROM alert_tally", GROUPS),
            new Table("alert_tally_host", "SELECT grp, host, open FROM alert_tally_host WHERE open <> 0", HOSTS),
            new Table("rule_day", "SELECT commune, day, rule, alerts FROM rule_day WHERE day >= ?1", DAYS));

    private static long first(LocalDate today) {
        return today.minusDays(RuleHits.KEPT - 1L).toEpochDay();
    }

    @Override
    public Map<String, Long> wrong(LocalDate today) {
        Map<String, Long> wrong = new LinkedHashMap<>();
        for (Table table : TABLES) {
            long differing = sql.first(table.differing(), row -> row.getLong(1), first(today))
                    .orElse(0L);
            if (differing > 0) {
                wrong.put(table.name(), differing);
            }
        }
        return wrong;
    }

    @Override
    public void repair(LocalDate today, Author author) {
        for (Table table : TABLES) {
            sql.change("DELETE FROM " + table.name());
            // The first argument of all: a statement without it takes none.
            sql.change(
                    "INSERT INTO " + table.name() + " SELECT * FROM (" + table.counted() + ") WHERE ?1 IS NOT NULL",
                    first(today));
        }
        audit.add(author, "counts-repaired", "store");
    }
}
