package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.AlertExceptions;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Moment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Exceptions of alerts; two tables of lines that are only ever added. What they hid is counted in the alerts. */
final class SqliteAlertExceptions implements AlertExceptions {
    private static final String ALL = """
        SELECT e.*, d.written AS end_written, d.author AS end_author, d.reason AS end_reason,
          (SELECT count(*) FROM alert WHERE exception = e.number) AS alerts,
          (SELECT coalesce(sum(count), 0) FROM alert WHERE exception = e.number) AS hits
        FROM alert_exception e LEFT JOIN alert_exception_end d ON d.exception = e.number WHERE {scope}\
        """;

    private final Sql sql;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteAlertExceptions(Sql sql, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public long add(Scope scope, boolean leads, Reach reach, Instant until, Author author) {
        Instant now = time.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new IllegalArgumentException("an exception ends after now and within " + LONGEST.toDays() + " days");
        }
        if (author.reason().isBlank() || !Reach.mayBeExcepted(reach.rule()) || !reach.isWithin(scope)) {
            throw new IllegalArgumentException(
                    "an exception has a reason, a rule that may be excepted, and a reach in its scope");
        }
        if (!reach.isNarrow() || (reach.isRegional() && !leads)) {
            throw new IllegalArgumentException(
                    "an exception asks for more than a commune, and one of several communes is by who leads");
        }
        long number = sql.insert(
                """
                INSERT INTO alert_exception (rule, signer, path, place, account, commune, host, until, written, author, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                reach.rule(),
                reach.signer(),
                reach.path(),
                reach.place(),
                reach.account(),
                reach.commune(),
                reach.host(),
                until,
                now,
                author.name(),
                author.reason());
        audit.add(author, "alert-exception-set until " + until + " rule " + reach.rule(), subject(number));
        return number;
    }

    private static String subject(long number) {
        return "alert exception " + number;
    }

    @Override
    public boolean end(Scope scope, long number, Author author) {
        if (find(scope, number).filter(each -> each.holds(time.instant())).isEmpty()) {
            return false;
        }
        sql.change(
                "INSERT INTO alert_exception_end (exception, written, author, reason) VALUES (?, ?, ?, ?)",
                number,
                time.instant(),
                author.name(),
                author.reason());
        audit.add(author, "alert-exception-ended", subject(number));
        return true;
    }

    @Override
    public List<Excepting> list(Scope scope) {
        return sql.scoped(ALL + " ORDER BY e.number DESC", SqliteAlertExceptions::excepting, scope);
    }

    @Override
    public List<Excepting> ending(Scope scope, Instant now, int limit) {
        String asked =
                ALL + " AND e.until > ?2 AND e.until < ?3 AND d.written IS NULL ORDER BY e.until, e.number LIMIT ?4";
        return sql.scoped(asked, SqliteAlertExceptions::excepting, scope, now, now.plus(TOLD), limit);
    }

    @Override
    public Optional<Excepting> find(Scope scope, long number) {
        return sql.scoped(ALL + " AND e.number = ?2", SqliteAlertExceptions::excepting, scope, number).stream()
                .findFirst();
    }

    @Override
    public Optional<Long> hiding(Alert alert, Instant now) {
        return sql.list("""
            SELECT e.* FROM alert_exception e LEFT JOIN alert_exception_end d ON d.exception = e.number
            WHERE e.rule = ?1 AND e.until > ?2 AND e.written <= ?2 AND (d.written IS NULL OR d.written > ?2)
            ORDER BY e.number\
            """, row -> new Reached(row.getLong("number"), reach(row)), alert.rule(), now).stream()
                .filter(each -> each.reach().covers(alert))
                .map(Reached::number)
                .findFirst();
    }

    private record Reached(long number, Reach reach) {}

    @Override
    public Preview preview(Scope scope, Reach reach, Predicate<Alert> never, int most, int first) {
        List<Alert> looked = sql.scoped(
                "SELECT * FROM alert WHERE {scope} AND rule = ?2 ORDER BY sequence DESC LIMIT ?3",
                AlertRows::alert,
                scope,
                reach.rule(),
                most + 1);
        int hidden = 0;
        int open = 0;
        int spared = 0;
        List<Alert> some = new ArrayList<>();
        for (Alert alert : looked.subList(0, Math.min(most, looked.size()))) {
            if (!reach.covers(alert)) {
                continue;
            }
            if (never.test(alert)) {
                spared++;
                continue;
            }
            hidden++;
            open += alert.status().isOpen() ? 1 : 0;
            if (some.size() < first) {
                some.add(alert);
            }
        }
        return new Preview(Math.min(most, looked.size()), looked.size() <= most, hidden, open, spared, some);
    }

    private static Reach reach(ResultSet row) throws SQLException {
        return new Reach(
                row.getString("rule"),
                Optional.ofNullable(row.getString("signer")),
                Optional.ofNullable(row.getString("path")),
                Optional.ofNullable(row.getString("place")),
                Optional.ofNullable(row.getString("account")),
                Optional.ofNullable(row.getString("commune")).map(Commune::new),
                Optional.ofNullable(row.getString("host")).map(AgentId::new));
    }

    private static Excepting excepting(ResultSet row) throws SQLException {
        long ended = row.getLong("end_written");
        Optional<End> end = row.wasNull()
                ? Optional.empty()
                : Optional.of(new End(
                        Moment.instant(ended), new Author(row.getString("end_author"), row.getString("end_reason"))));
        return new Excepting(
                row.getLong("number"),
                reach(row),
                Sql.instant(row, "until"),
                Sql.instant(row, "written"),
                SqliteIncidents.author(row),
                end,
                row.getLong("alerts"),
                row.getLong("hits"));
    }
}
