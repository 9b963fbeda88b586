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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Alerts, one row each; the row's sequence number is the order in which they were stored. */
final class SqliteAlerts implements Alerts {
    private final Sql sql;
    private final SqliteAudit audit;
    private final SqliteLedger ledger;
    private final InstantSource time;
    private final SqliteAlertTallies tallies;

    SqliteAlerts(Sql sql, SqliteAudit audit, SqliteLedger ledger, InstantSource time) {
        this.sql = sql;
        this.audit = audit;
        this.ledger = ledger;
        this.time = time;
        this.tallies = new SqliteAlertTallies(sql);
    }

    /** What the ledger says of each alert, in the order in which they were stored. */
    static void eachContent(Sql sql, int page, Consumer<LedgerContent> reader) {
        long after = 0;
        List<Numbered> some;
        do {
            some = sql.list(
                    "SELECT * FROM alert WHERE sequence > ? ORDER BY sequence LIMIT ?",
                    AlertRows::numbered,
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
        return raise(alert, Optional.empty());
    }

    private boolean raise(Alert alert, Optional<Long> exception) {
        ledger.begin();
        long group = tallies.group(alert);
        Status status = exception.isPresent() ? Status.EXCEPTED : alert.status();
        boolean fresh = sql.change(
                        """
                        INSERT INTO alert (id, rule, severity, techniques, commune, host, hostname, cause, first_event,
                          time, host_time, evidence, status, count, last_time, exception, grp, situation)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (id) DO NOTHING\
                        """,
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
                        status,
                        alert.count(),
                        alert.lastTime(),
                        exception,
                        group,
                        alert.situation())
                == 1;
        if (fresh) {
            // As it is read back: times cut to microseconds.
            Numbered stored = sql.first("SELECT * FROM alert WHERE id = ?", AlertRows::numbered, alert.id())
                    .orElseThrow();
            tallies.raised(group, stored.alert(), stored.sequence());
            ledger.add(
                    LedgerKind.ALERT,
                    alert.commune().insee(),
                    alert.id(),
                    LedgerWords.raised(stored.alert(), exception));
        }
        return fresh;
    }

    @Override
    public void again(String id, AgentId host, Instant time) {
        sql.change("UPDATE alert SET count = count + 1, last_time = max(last_time, ?) WHERE id = ?", time, id);
        tallies.spread(id, host);
    }

    @Override
    public void list(Alert line, Listed item) {
        int again = sql.change("""
                UPDATE alert_item SET count = count + 1
                WHERE alert = (SELECT sequence FROM alert WHERE id = ?) AND rule = ? AND change = ? AND shape = ?\
                """, line.id(), item.rule(), item.change(), item.shape());
        if (again == 0) {
            sql.change(
                    """
                    INSERT INTO alert_item
                    SELECT a.sequence, a.commune, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM alert a
                    WHERE a.id = ? AND (SELECT count(*) FROM alert_item i WHERE i.alert = a.sequence) < ?\
                    """,
                    item.rule(),
                    item.change(),
                    item.shape(),
                    item.location(),
                    item.source(),
                    item.name(),
                    item.host(),
                    item.hostname(),
                    item.event(),
                    item.time(),
                    item.count(),
                    line.id(),
                    MOST_LISTED);
        }
    }

    /** What is listed of one line, where it may be seen. */
    private static final String LISTED =
            " FROM alert_item WHERE alert = (SELECT sequence FROM alert WHERE {scope} AND id = ?2)";

    @Override
    public List<Listed> listed(Scope scope, String id, int limit) {
        return sql.scoped(
                "SELECT *" + LISTED + " ORDER BY location, name, rule, change, shape LIMIT ?3",
                AlertRows::listed,
                scope,
                id,
                limit);
    }

    @Override
    public Map<String, Integer> listedByLocation(Scope scope, String id) {
        Map<String, Integer> places = new TreeMap<>();
        sql.scoped(
                        "SELECT location, sum(count)" + LISTED + " GROUP BY location",
                        row -> Map.entry(row.getString(1), row.getInt(2)),
                        scope,
                        id)
                .forEach(each -> places.put(each.getKey(), each.getValue()));
        return places;
    }

    @Override
    public Optional<Alert> listing(Commune commune, String rule, Listed item) {
        return sql.first("""
            SELECT a.* FROM alert_item i JOIN alert a ON a.sequence = i.alert
            WHERE i.commune = ? AND i.shape = ? AND i.rule = ? AND i.change = ? AND a.rule = ? ORDER BY i.alert DESC LIMIT 1\
            """, AlertRows::alert, commune, item.shape(), item.rule(), item.change(), rule);
    }

    @Override
    public List<AgentId> hosts(Scope scope, String id, int limit) {
        return sql.scoped(
                "SELECT h.host FROM alert a JOIN alert_host h ON h.alert = a.sequence WHERE {scope} AND a.id = ?2"
                        + " ORDER BY h.host LIMIT ?3",
                row -> new AgentId(row.getString(1)),
                scope,
                id,
                limit);
    }

    @Override
    public int countHosts(Scope scope, String id) {
        return sql.scoped(
                        "SELECT count(*) FROM alert a JOIN alert_host h ON h.alert = a.sequence WHERE {scope} AND a.id"
                                + " = ?2",
                        row -> row.getInt(1),
                        scope,
                        id)
                .getFirst();
    }

    @Override
    public Optional<Alert> find(Scope scope, String id) {
        List<Alert> found = sql.scoped("SELECT * FROM alert WHERE {scope} AND id = ?2", AlertRows::alert, scope, id);
        return found.stream().findFirst();
    }

    @Override
    public List<String> beginning(Scope scope, String beginning, int limit) {
        return sql.scoped(
                "SELECT id FROM alert WHERE {scope} AND id >= ?2 AND id < ?2 || char(1114111) ORDER BY id LIMIT ?3",
                row -> row.getString(1),
                scope,
                beginning,
                limit);
    }

    @Override
    public Optional<Alert> open(Commune commune, String rule, String cause, Optional<AgentId> host) {
        return sql.first(
                """
            SELECT * FROM alert WHERE commune = ?1 AND rule = ?2 AND cause = ?3 AND status <> 'CLOSED' AND status <> 'EXCEPTED'
              AND (?4 = '' OR status = 'NEW' OR EXISTS (SELECT 1 FROM alert_host WHERE alert = sequence AND alert_host.host = ?4))
            ORDER BY sequence DESC LIMIT 1\
            """,
                AlertRows::alert,
                commune,
                rule,
                cause,
                host.map(AgentId::text).orElse(""));
    }

    @Override
    public Optional<Alert> newest(Commune commune, String rule, String cause) {
        return sql.first("""
            SELECT * FROM alert WHERE commune = ? AND rule = ? AND cause = ?
            ORDER BY sequence DESC LIMIT 1\
            """, AlertRows::alert, commune, rule, cause);
    }

    /** Of each commune by its own index, and only those that are shown are read. */
    private static final String OPEN_OF_COMMUNES = """
        SELECT * FROM alert WHERE sequence IN (SELECT sequence FROM alert INDEXED BY alert_open_of_commune WHERE {scope} AND sequence < ?2
          AND status <> 'CLOSED' AND status <> 'EXCEPTED' AND rule <> 'vigie-same-attack' ORDER BY sequence DESC LIMIT ?3)
          ORDER BY sequence DESC\
        """;

    @Override
    public List<Alert> list(Scope scope, Filter filter, Optional<String> before, int limit) {
        long page = before.map(id -> sequence(scope, id).orElse(0L)).orElse(Long.MAX_VALUE);
        long sequence = Math.min(page, Math.min(filter.last().orElse(Long.MAX_VALUE), Long.MAX_VALUE - 1) + 1);
        if (scope instanceof Scope.Communes && filter.isAllOpen()) {
            return sql.scoped(OPEN_OF_COMMUNES, AlertRows::alert, scope, sequence, limit);
        }
        StringBuilder asked = new StringBuilder("SELECT * FROM alert WHERE {scope} AND sequence < ?2");
        List<Object> values = new ArrayList<>(List.of(sequence, limit));
        filter.group().ifPresent(group -> ask(asked, "grp", group, values));
        filter.commune().ifPresent(commune -> ask(asked, "commune", commune, values));
        filter.host().ifPresent(host -> {
            values.add(host);
            asked.append(" AND sequence IN (SELECT alert FROM alert_host WHERE host = ?")
                    .append(values.size() + 1)
                    .append(')');
        });
        filter.rule().ifPresent(rule -> ask(asked, "rule", rule, values));
        filter.assignee().ifPresent(person -> {
            ask(asked, "assignee", person, values);
            // As the index has it, which is used for nothing else.
            asked.append(" AND assignee <> ''");
        });
        filter.exception().ifPresent(exception -> ask(asked, "exception", exception, values));
        if (filter.onlyOpen()) {
            asked.append(" AND status <> 'CLOSED' AND status <> 'EXCEPTED'");
        }
        if (filter.isAllOpen()) {
            asked.append(" AND rule <> 'vigie-same-attack'");
        }
        asked.append(" ORDER BY sequence DESC LIMIT ?3");
        return sql.scoped(asked.toString(), AlertRows::alert, scope, values.toArray());
    }

    @Override
    public Optional<Instant> lastGrave(AgentId host, Instant before) {
        return tallies.lastGrave(host, before);
    }

    /** Named, since a planner that knows no figures takes the communes first. */
    private static final String OF_INDICATOR = " FROM alert INDEXED BY alert_by_indicator WHERE {scope}"
            + " AND json_extract(evidence, '$.indicator_id') = ?2";

    @Override
    public List<Alert> ofIndicator(Scope scope, String indicator, int limit) {
        return sql.scoped(
                "SELECT *" + OF_INDICATOR + " ORDER BY sequence DESC LIMIT ?3",
                AlertRows::alert,
                scope,
                indicator,
                limit);
    }

    @Override
    public long countOfIndicator(Scope scope, String indicator) {
        return sql.scoped("SELECT count(*)" + OF_INDICATOR, row -> row.getLong(1), scope, indicator)
                .getFirst();
    }

    @Override
    public OptionalLong sequence(Scope scope, String id) {
        return sql
                .scoped("SELECT sequence FROM alert WHERE {scope} AND id = ?2", row -> row.getLong(1), scope, id)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private static void ask(StringBuilder asked, String column, Object value, List<Object> values) {
        values.add(value);
        asked.append(" AND ").append(column).append(" = ?").append(values.size() + 1);
    }

    @Override
    public List<Group> groups(Scope scope, GroupFilter filter, Place after, int limit) {
        return tallies.groups(scope, filter, after, limit);
    }

    @Override
    public Optional<Group> group(Scope scope, Optional<Commune> commune, long number) {
        return tallies.group(scope, commune, number);
    }

    @Override
    public List<Numbered> after(Scope scope, long sequence, int limit) {
        return sql.scoped(
                "SELECT * FROM alert WHERE {scope} AND sequence > ?2 ORDER BY sequence LIMIT ?3",
                AlertRows::numbered,
                scope,
                sequence,
                limit);
    }

    @Override
    public List<Opened> opened(Scope scope, long line, int limit) {
        return sql.scoped("""
            SELECT l.number AS line, a.* FROM (SELECT * FROM alert_line WHERE {scope} AND number > ?2) AS l
              JOIN alert AS a ON a.id = l.alert
            WHERE l.step IN ('REOPENED', 'UNDONE') AND l.status NOT IN ('CLOSED', 'EXCEPTED') AND a.exception IS NOT NULL
              AND coalesce((SELECT p.status FROM alert_line AS p WHERE p.alert = l.alert AND p.number < l.number
                ORDER BY p.number DESC LIMIT 1), 'EXCEPTED') = 'EXCEPTED'
            ORDER BY l.number LIMIT ?3\
            """, row -> new Opened(row.getLong("line"), AlertRows.numbered(row)), scope, line, limit);
    }

    @Override
    public long last() {
        return sql.first("SELECT max(sequence) FROM alert", row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public void except(Alert alert, long exception) {
        List<String> counted = sql.list(
                """
                UPDATE alert SET count = count + 1, last_time = max(last_time, ?1)
                WHERE exception = ?2 AND cause = ?3 AND commune = ?4 AND rule = ?5 AND status = 'EXCEPTED'
                RETURNING id\
                """, row -> row.getString(1), alert.time(), exception, alert.cause(), alert.commune(), alert.rule());
        // Whoever opens it again sees on how many hosts it was.
        counted.forEach(id -> tallies.spread(id, alert.host()));
        if (counted.isEmpty()) {
            raise(alert, Optional.of(exception));
        }
    }

    @Override
    public Optional<Standing> standing(Scope scope, String id) {
        return sql.scoped("SELECT * FROM alert WHERE {scope} AND id = ?2", SqliteAlerts::standing, scope, id).stream()
                .findFirst();
    }

    @Override
    public Map<String, Standing> standings(Scope scope, List<String> ids) {
        String places =
                IntStream.range(0, ids.size()).mapToObj(i -> "?" + (i + 2)).collect(Collectors.joining(", "));
        Map<String, Standing> standings = new HashMap<>();
        sql.scoped(
                        "SELECT * FROM alert WHERE {scope} AND id IN (" + places + ")",
                        row -> Map.entry(row.getString("id"), standing(row)),
                        scope,
                        ids.toArray())
                .forEach(each -> standings.put(each.getKey(), each.getValue()));
        return standings;
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                Status.valueOf(row.getString("status")),
                row.getString("assignee"),
                closing(row),
                row.getLong("version"),
                Sql.ifLong(row, "exception"),
                row.getLong("grp"));
    }

    private static Optional<Closing> closing(ResultSet row) throws SQLException {
        return Optional.of(row.getString("closing"))
                .filter(word -> !word.isEmpty())
                .map(Closing::valueOf);
    }

    @Override
    public Outcome decide(Scope scope, String id, OptionalLong version, Move move, Author author) {
        boolean needsReason = move.step() == Step.COMMENTED || move.closing().equals(Optional.of(Closing.OTHER));
        if (needsReason && author.reason().isBlank()) {
            throw new IllegalArgumentException("a comment, or a closing as something else, says what");
        }
        Optional<Standing> found = standing(scope, id);
        if (found.isEmpty()) {
            return new Outcome.Unknown();
        }
        Standing is = found.get();
        List<Line> lines = lines(scope, id);
        if (version.isPresent() && version.getAsLong() != is.version() && !lines.isEmpty()) {
            return new Outcome.Overtaken(lines.getLast());
        }
        Optional<Stands> next = next(is, lines, move);
        return next.isEmpty()
                ? new Outcome.NotNow(is)
                : new Outcome.Done(write(find(scope, id).orElseThrow(), is, move, next.get(), author));
    }

    /** Where an alert stands, as a line has it. */
    private record Stands(Status status, String assignee, Optional<Closing> closing) {
        static Stands of(Line line) {
            return new Stands(line.status(), line.assignee(), line.closing());
        }
    }

    private static Optional<Stands> next(Standing is, List<Line> lines, Move move) {
        boolean open = is.status().isOpen();
        return switch (move.step()) {
            case ACKNOWLEDGED ->
                open ? Optional.of(new Stands(Status.ACKNOWLEDGED, is.assignee(), Optional.empty())) : Optional.empty();
            case ASSIGNED ->
                open ? Optional.of(new Stands(Status.ASSIGNED, move.assignee(), Optional.empty())) : Optional.empty();
            case COMMENTED -> Optional.of(new Stands(is.status(), is.assignee(), is.closing()));
            case CLOSED ->
                open ? Optional.of(new Stands(Status.CLOSED, is.assignee(), move.closing())) : Optional.empty();
            case REOPENED ->
                open ? Optional.empty() : Optional.of(new Stands(Status.NEW, is.assignee(), Optional.empty()));
            case UNDONE ->
                switch (lines.size()) {
                    case 0 -> Optional.empty();
                    case 1 ->
                        Optional.of(new Stands(
                                is.exception().isPresent() ? Status.EXCEPTED : Status.NEW, "", Optional.empty()));
                    default -> Optional.of(Stands.of(lines.get(lines.size() - 2)));
                };
        };
    }

    private Line write(Alert alert, Standing is, Move move, Stands next, Author author) {
        String word = next.closing().map(Closing::name).orElse("");
        long number = sql.insert(
                """
                INSERT INTO alert_line (alert, commune, step, status, assignee, closing, written, author, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                alert.id(),
                alert.commune(),
                move.step(),
                next.status(),
                next.assignee(),
                word,
                time.instant(),
                author.name(),
                author.reason());
        sql.change(
                "UPDATE alert SET status = ?, assignee = ?, closing = ?, version = ? WHERE id = ?",
                next.status(),
                next.assignee(),
                word,
                number,
                alert.id());
        tallies.moved(is.group(), alert, is.status(), next.status());
        Line line = sql.first("SELECT * FROM alert_line WHERE number = ?", SqliteAlerts::line, number)
                .orElseThrow();
        audit.add(author, LedgerWords.action(line), alert.id());
        return line;
    }

    @Override
    public List<Line> lines(Scope scope, String id) {
        return sql.scoped(
                "SELECT * FROM alert_line WHERE {scope} AND alert = ?2 ORDER BY number", SqliteAlerts::line, scope, id);
    }

    @Override
    public long lastLine() {
        return sql.first("SELECT max(number) FROM alert_line", row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public List<Line> lines(long after, int limit) {
        return sql.list(
                "SELECT * FROM alert_line WHERE number > ? ORDER BY number LIMIT ?", SqliteAlerts::line, after, limit);
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getLong("number"),
                row.getString("alert"),
                Step.valueOf(row.getString("step")),
                Status.valueOf(row.getString("status")),
                row.getString("assignee"),
                closing(row),
                Sql.instant(row, "written"),
                SqliteIncidents.author(row));
    }
}
