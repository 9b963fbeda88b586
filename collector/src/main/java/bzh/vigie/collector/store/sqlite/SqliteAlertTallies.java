package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Group;
import bzh.vigie.collector.store.Alerts.GroupFilter;
import bzh.vigie.collector.store.Alerts.Place;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Tombstones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many alerts are open of each group, kept with every alert and every decision, so that a list of groups reads only what it shows.
 * The number of communes is counted when it is shown, in the rows of that group.
 */
final class SqliteAlertTallies {
    /** The ranks of severities; the same numbers stand in the file. */
    private static final List<Severity> RANKS =
            List.of(Severity.INFORMATIONAL, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL);

    /** Of the rank of a group about the attacker's return. */
    private static final int RETURN = 10;

    /** The rows of the whole region. */
    private static final String EVERYWHERE = "";

    private final Sql sql;

    SqliteAlertTallies(Sql sql) {
        this.sql = sql;
    }

    Optional<Instant> lastGrave(AgentId host, Instant before) {
        return sql.first("""
            SELECT max(last_time) AS last FROM alert WHERE sequence IN (SELECT alert FROM alert_host WHERE host = ?1)
              AND severity IN ('HIGH', 'CRITICAL') AND time < ?2
              AND coalesce(json_extract(evidence, '$.location'), '') NOT GLOB ?3\
            """, row -> Sql.ifInstant(row, "last"), host, before, Directories.LOCATIONS + "*")
                .flatMap(last -> last);
    }

    /** The number of the alert's group, which is made where it is the first. */
    long group(Alert alert) {
        // What is of the attack before its eviction asks for no decision: it is one line for each artefact.
        String same = alert.rule().equals(Tombstones.SAME_ATTACK)
                ? alert.evidence().getOrDefault(Tombstones.TOMBSTONE, "")
                : alert.evidence()
                        .getOrDefault(
                                "shape", alert.cause().replace(alert.host().text(), ""));
        Optional<Long> known = number(alert.rule(), same);
        if (known.isPresent()) {
            return known.get();
        }
        return sql.insert("INSERT INTO alert_group (rule, same) VALUES (?, ?)", alert.rule(), same);
    }

    private Optional<Long> number(String rule, String same) {
        return sql.first(
                "SELECT number FROM alert_group WHERE rule = ? AND same = ?", row -> row.getLong(1), rule, same);
    }

    /** An alert was stored. */
    void raised(long group, Alert alert, long sequence) {
        int rank = RANKS.indexOf(alert.severity()) + (Tombstones.RULES.contains(alert.rule()) ? RETURN : 0);
        for (String where : List.of(alert.commune().insee(), EVERYWHERE)) {
            sql.change("""
                INSERT INTO alert_tally VALUES (?, ?, ?, ?, 0, 0, 0)
                ON CONFLICT DO UPDATE SET rank = max(rank, excluded.rank), newest = excluded.newest\
                """, group, where, rank, sequence);
        }
        for (String where : List.of(alert.commune().insee(), EVERYWHERE)) {
            sql.change(
                    "INSERT INTO rule_day VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET alerts = alerts + 1",
                    where,
                    LocalDate.ofInstant(alert.time(), ZoneOffset.UTC).toEpochDay(),
                    alert.rule());
        }
        sql.change("INSERT INTO alert_host VALUES (?, ?)", sequence, alert.host());
        count(group, alert, alert.status().isOpen() ? 1 : 0, alert.status() == Status.NEW ? 1 : 0);
    }

    /** An alert stands elsewhere. */
    void moved(long group, Alert alert, Status before, Status after) {
        count(
                group,
                alert,
                (after.isOpen() ? 1 : 0) - (before.isOpen() ? 1 : 0),
                (after == Status.NEW ? 1 : 0) - (before == Status.NEW ? 1 : 0));
    }

    private void count(long group, Alert alert, int open, int fresh) {
        if (open == 0 && fresh == 0) {
            return;
        }
        int hosts = 0;
        if (open != 0) {
            for (String host : sql.list(
                    "SELECT host FROM alert_host WHERE alert = (SELECT sequence FROM alert WHERE id = ?)",
                    row -> row.getString(1),
                    alert.id())) {
                hosts += host(group, host, open);
            }
        }
        for (String where : List.of(alert.commune().insee(), EVERYWHERE)) {
            sql.change("""
                UPDATE alert_tally SET open = open + ?, fresh = fresh + ?, hosts = hosts + ?
                WHERE grp = ? AND commune = ?\
                """, open, fresh, hosts, group, where);
        }
    }

    /** By how much the number of hosts with an open alert of the group grows when this one has so many more. */
    private int host(long group, String host, int open) {
        int now = sql.first("""
            INSERT INTO alert_tally_host VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET open = open + excluded.open RETURNING open\
            """, row -> row.getInt(1), group, host, open).orElse(0);
        return open > 0 && now == open ? 1 : open < 0 && now == 0 ? -1 : 0;
    }

    /** An alert was seen on this host too. */
    void spread(String id, AgentId host) {
        int fresh = sql.change("INSERT OR IGNORE INTO alert_host SELECT sequence, ? FROM alert WHERE id = ?", host, id);
        if (fresh == 0) {
            return;
        }
        Where where = sql.first(
                        "SELECT grp, commune, status FROM alert WHERE id = ?",
                        row -> new Where(row.getLong(1), row.getString(2), Status.valueOf(row.getString(3))),
                        id)
                .orElseThrow();
        if (where.status().isOpen()) {
            sql.change(
                    "UPDATE alert_tally SET hosts = hosts + ?1 WHERE grp = ?2 AND commune IN (?3, '')",
                    host(where.group(), host.text(), 1),
                    where.group(),
                    where.commune());
        }
    }

    private record Where(long group, String commune, Status status) {}

    List<Group> groups(Scope asked, GroupFilter filter, Place after, int limit) {
        if (filter.commune().isPresent() && !asked.allows(filter.commune().get())) {
            return List.of();
        }
        // A single commune has rows of its own, also for who sees all.
        Scope scope = filter.commune()
                .<Scope>map(one -> new Scope.Communes(Set.of(one)))
                .orElse(asked);
        String more = more(filter);
        return switch (scope) {
            case Scope.All ignored ->
                sql.scoped(
                        "SELECT * FROM alert_tally WHERE commune = '' AND open > 0 AND (rank, newest) < (?2, ?3)"
                                + " AND rank >= ?4" + more + " ORDER BY rank DESC, newest DESC LIMIT ?5",
                        row -> group(scope, row),
                        scope,
                        after.rank(),
                        after.newest(),
                        RANKS.indexOf(filter.least()),
                        limit,
                        filter.rule(),
                        filter.assignee());
            case Scope.Communes some ->
                sql.scoped(
                        """
                                SELECT grp, max(rank) AS rank, max(newest) AS newest, sum(open) AS open, sum(fresh) AS fresh,
                                  sum(hosts) AS hosts FROM alert_tally WHERE {scope} AND open > 0 AND rank >= ?4
                                """
                                + more + " GROUP BY grp HAVING (max(rank), max(newest)) < (?2, ?3)"
                                + " ORDER BY max(rank) DESC, max(newest) DESC LIMIT ?5",
                        row -> group(scope, row),
                        some,
                        after.rank(),
                        after.newest(),
                        RANKS.indexOf(filter.least()),
                        limit,
                        filter.rule(),
                        filter.assignee());
        };
    }

    /** Each of these reads only alerts of that rule, that person or that standing: each has an index. */
    private static String more(GroupFilter filter) {
        String standing = filter.status()
                .map(status -> switch (status) {
                    case NEW -> " AND fresh > 0";
                    case ACKNOWLEDGED ->
                        " AND grp IN (SELECT grp FROM alert WHERE {scope} AND status = 'ACKNOWLEDGED')";
                    case ASSIGNED ->
                        " AND grp IN (SELECT grp FROM alert WHERE {scope} AND assignee <> '' AND status = 'ASSIGNED')";
                    case CLOSED, EXCEPTED -> " AND FALSE";
                })
                .orElse("");
        return standing
                + (filter.rule().isPresent() ? " AND grp IN (SELECT number FROM alert_group WHERE rule = ?6)" : "")
                + (filter.assignee().isPresent()
                        ? " AND grp IN (SELECT grp FROM alert WHERE {scope} AND assignee <> '' AND assignee = ?7"
                                + " AND status NOT IN ('CLOSED', 'EXCEPTED'))"
                        : "");
    }

    Optional<Group> group(Scope scope, Optional<Commune> commune, long number) {
        String sum = "SELECT grp, max(rank) AS rank, max(newest) AS newest, sum(open) AS open, sum(fresh) AS fresh,"
                + " sum(hosts) AS hosts FROM alert_tally WHERE {scope} AND grp = ?2 AND open > 0 AND commune <> ''"
                + " AND (?3 IS NULL OR commune = ?3) GROUP BY grp";
        return sql.scoped(sum, row -> group(scope, row), scope, number, commune).stream()
                .findFirst();
    }

    private Group group(Scope scope, ResultSet row) throws SQLException {
        long number = row.getLong("grp");
        int rank = row.getInt("rank");
        long newest = row.getLong("newest");
        Alert alert = sql.first("SELECT * FROM alert WHERE sequence = ?", AlertRows::alert, newest)
                .orElseThrow();
        int communes = sql.scoped(
                        "SELECT count(*) FROM alert_tally WHERE {scope} AND grp = ?2 AND commune <> '' AND open > 0",
                        count -> count.getInt(1),
                        scope,
                        number)
                .getFirst();
        return new Group(
                number,
                alert,
                RANKS.get(rank % RETURN),
                row.getInt("open"),
                row.getInt("fresh"),
                row.getInt("hosts"),
                communes,
                new Place(rank, newest));
    }
}
