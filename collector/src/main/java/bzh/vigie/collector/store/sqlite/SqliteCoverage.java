package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Coverage, losses and gaps by host. A stretch that goes on where the last one of the same subject ended, in the same
 * state, is joined to it: hours of the same are one row. What the ledger holds is joined within one day of receipt (UTC), so that its rows
 * never change after it.
 */
final class SqliteCoverage implements CoverageLog {
    /** Two stretches adjoin within this much, as they are taken by two readings of one clock. */
    private static final long ADJOINING_MICROS = 2_000_000;

    /** Of a length in microseconds (some 30 years) or a count: sums of a few thousand of them stay far from what a long holds. */
    private static final long LARGEST = 1_000_000_000_000_000L;

    /** What an agent lost within this much of one another is one loss. */
    private static final long NEAR_MICROS = Duration.ofHours(1).toMillis() * 1_000;

    private static final long MICROS_OF_DAY = Duration.ofDays(1).toMillis() * 1_000;

    /** Counts that are read one by one. */
    private static final int MOST_COUNTS = 50_000;

    /** Whatever is lost of sources beyond those that are named. */
    private static final String OTHER = "other";

    private final Sql sql;
    private final Names names;
    private final InstantSource time;

    SqliteCoverage(Sql sql, Names names, InstantSource time) {
        this.sql = sql;
        this.names = names;
        this.time = time;
    }

    @Override
    public int add(AgentId host, Event.Coverage stretch, Instant received) {
        long agent = names.agent(host);
        String accountId = stretch.account().map(Account::id).orElse("");
        Optional<Long> skew = skew(host);
        Optional<Long> day = isHeld(stretch) ? Optional.of(day(received)) : Optional.empty();
        Optional<Long> goesOn = sql.first(
                """
                SELECT number FROM (
                  SELECT * FROM coverage WHERE agent = ?1 AND subject = ?2 AND account_id = ?3
                  ORDER BY from_micros DESC LIMIT 1)
                WHERE account_name IS ?4 AND state = ?5 AND reason = ?6 AND detail = ?7 AND source = ?8 AND at_boot = ?9
                  AND from_micros <= ?10 AND abs(to_micros - ?10) <= ?11 AND to_micros <= ?12
                  AND abs(coalesce(skew_micros, ?13, 0) - coalesce(?13, 0)) <= ?11 AND day IS ?14\
                """,
                row -> row.getLong(1),
                agent,
                stretch.subject(),
                accountId,
                stretch.account().map(Account::name),
                stretch.state(),
                stretch.reason(),
                stretch.detail(),
                stretch.source(),
                stretch.at().bootId(),
                stretch.fromWallMicros(),
                ADJOINING_MICROS,
                stretch.toWallMicros(),
                skew,
                day);
        if (goesOn.isPresent()) {
            sql.change(
                    """
                    UPDATE coverage SET to_micros = ?, length_micros = length_micros + ?, events = events + ?,
                      lost = lost + ?, at_wall = ?, at_monotonic = ?, received = ? WHERE number = ?\
                    """,
                    stretch.toWallMicros(),
                    bounded(stretch.lengthMicros()),
                    bounded(stretch.events()),
                    bounded(stretch.lost()),
                    stretch.at().wallMicros(),
                    stretch.at().monotonicMicros(),
                    received,
                    goesOn.get());
            return 0;
        }
        sql.change(
                """
                INSERT INTO coverage (agent, subject, account_id, account_name, from_micros, to_micros, length_micros,
                  state, reason, detail, events, lost, source, at_wall, at_boot, at_monotonic, received, skew_micros, day)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                agent,
                stretch.subject(),
                accountId,
                stretch.account().map(Account::name),
                stretch.fromWallMicros(),
                stretch.toWallMicros(),
                bounded(stretch.lengthMicros()),
                stretch.state(),
                stretch.reason(),
                stretch.detail(),
                bounded(stretch.events()),
                bounded(stretch.lost()),
                stretch.source(),
                stretch.at().wallMicros(),
                stretch.at().bootId(),
                stretch.at().monotonicMicros(),
                received,
                skew,
                day);
        return 1;
    }

    private Optional<Long> skew(AgentId host) {
        return sql.first("SELECT skew_micros FROM host WHERE id = ?", row -> row.getLong(1), host);
    }

    /** Whether the ledger holds it: of a location, only that something was mounted over it. */
    private static boolean isHeld(Event.Coverage stretch) {
        return stretch.subject().equals(stretch.source()) || stretch.isPass() || stretch.reason() == ReasonCode.COVERED;
    }

    private static long day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toEpochDay();
    }

    /** As a host may say anything, and sums are kept. */
    private static long bounded(long told) {
        return Math.clamp(told, 0, LARGEST);
    }

    @Override
    public int add(AgentId host, Event.Loss loss, Instant received) {
        Optional<Long> hour = sameHour(host, loss, received);
        long number = hour.orElseGet(() -> sql.insert(
                """
                INSERT INTO loss (agent, received, source, lane, from_number, to_number, reason, detail, at_wall,
                  at_boot, at_monotonic, skew_micros)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                names.agent(host),
                received,
                loss.source(),
                loss.lane(),
                loss.fromNumber(),
                loss.toNumber(),
                loss.reason(),
                loss.detail(),
                loss.at().wallMicros(),
                loss.at().bootId(),
                loss.at().monotonicMicros(),
                skew(host)));
        if (hour.isPresent()) {
            sql.change(
                    """
                    UPDATE loss SET received = max(received, ?2), from_number = min(from_number, ?3),
                      to_number = max(to_number, ?4), at_wall = max(at_wall, ?5)
                    WHERE number = ?1\
                    """,
                    number,
                    received,
                    loss.fromNumber(),
                    loss.toNumber(),
                    loss.at().wallMicros());
        }
        int before = sources(number);
        int places = before;
        for (SourceCount count : loss.sources()) {
            String source = places < MOST_SOURCES || isCounted(number, count.source()) ? count.source() : OTHER;
            if (!widened(number, source, count)) {
                sql.change(
                        "INSERT INTO loss_source VALUES (?, ?, ?, ?, ?, ?)",
                        number,
                        places++,
                        source,
                        bounded(count.events()),
                        count.firstWallMicros(),
                        count.lastWallMicros());
            }
        }
        return places - before + (hour.isPresent() ? 0 : 1);
    }

    /** The loss that takes another in. The times of what a host lost are its own word: far ones stay apart, so that what is between is not lost. */
    private Optional<Long> sameHour(AgentId host, Event.Loss loss, Instant received) {
        boolean own = loss.source().startsWith(CoverageLog.COLLECTOR);
        LongSummaryStatistics first =
                loss.sources().stream().mapToLong(SourceCount::firstWallMicros).summaryStatistics();
        LongSummaryStatistics last =
                loss.sources().stream().mapToLong(SourceCount::lastWallMicros).summaryStatistics();
        Instant hour = received.truncatedTo(ChronoUnit.HOURS);
        return byAgent(
                        """
                        SELECT number FROM loss
                        WHERE agent = ?1 AND received >= ?2 AND received < ?3 AND source = ?4 AND lane = ?5 AND reason = ?6
                          AND NOT EXISTS (SELECT 1 FROM loss_source
                            WHERE loss = loss.number AND (last_wall < ?7 OR first_wall > ?8))
                        ORDER BY number LIMIT 1\
                        """,
                        found -> found.getLong(1),
                        host,
                        hour,
                        hour.plus(1, ChronoUnit.HOURS),
                        loss.source(),
                        loss.lane(),
                        loss.reason(),
                        own ? Long.MIN_VALUE : first.getMin() - NEAR_MICROS,
                        own ? Long.MAX_VALUE : last.getMax() + NEAR_MICROS)
                .stream()
                .findFirst();
    }

    private int sources(long loss) {
        return sql.first("SELECT count(*) FROM loss_source WHERE loss = ?", found -> found.getInt(1), loss)
                .orElse(0);
    }

    private boolean isCounted(long loss, String source) {
        return sql.first(
                        "SELECT 1 FROM loss_source WHERE loss = ? AND source = ?",
                        found -> found.getInt(1),
                        loss,
                        source)
                .isPresent();
    }

    /** Takes a count into that of the same source; false where there is none. */
    private boolean widened(long loss, String source, SourceCount count) {
        return sql.change(
                        """
                        UPDATE loss_source SET events = min(events + ?3, ?6), first_wall = min(first_wall, ?4),
                          last_wall = max(last_wall, ?5)
                        WHERE loss = ?1 AND source = ?2\
                        """,
                        loss,
                        source,
                        bounded(count.events()),
                        count.firstWallMicros(),
                        count.lastWallMicros(),
                        LARGEST)
                > 0;
    }

    @Override
    public void gap(AgentId host, Instant from, Instant to, String reason) {
        sql.change(
                "INSERT INTO gap (agent, from_micros, to_micros, reason, day) VALUES (?, ?, ?, ?, ?)",
                names.agent(host),
                from,
                to,
                reason,
                day(time.instant()));
    }

    @Override
    public int state(AgentId host, Event.SourceState state, Instant received) {
        boolean known = !byAgent(
                        "SELECT 1 FROM source_state WHERE agent = ? AND source = ?",
                        row -> row.getInt(1),
                        host,
                        state.source())
                .isEmpty();
        sql.change(
                "INSERT OR REPLACE INTO source_state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                names.agent(host),
                state.source(),
                state.state(),
                state.reason(),
                state.detail(),
                state.at().wallMicros(),
                state.at().bootId(),
                state.at().monotonicMicros(),
                received);
        return known ? 0 : 1;
    }

    @Override
    public List<Event.SourceState> states(AgentId host) {
        return byAgent(
                "SELECT * FROM source_state WHERE agent = ? ORDER BY source",
                row -> new Event.SourceState(
                        at(row),
                        row.getString("source"),
                        WatchState.valueOf(row.getString("state")),
                        ReasonCode.valueOf(row.getString("reason")),
                        row.getString("detail")),
                host);
    }

    @Override
    public List<Told> told(AgentId host, Instant from, Instant to) {
        return told(
                "WHERE from_micros - skew < ?3 AND to_micros - skew > ?2 ORDER BY from_micros, number LIMIT 200000",
                host,
                from,
                to);
    }

    private List<Told> told(String which, AgentId host, Instant from, Instant to) {
        return byAgent(
                """
                    SELECT * FROM (
                      SELECT *, coalesce(skew_micros, (SELECT skew_micros FROM host WHERE id = ?4), 0) AS skew
                        FROM coverage WHERE agent = ?1)
                    """ + which,
                row -> new Told(stretch(row), Sql.instant(row, "received"), row.getLong("skew")),
                host,
                from,
                to,
                host);
    }

    private static final String LOST = """
            FROM (SELECT *, coalesce(skew_micros, (SELECT skew_micros FROM host WHERE id = ?4), 0) AS skew FROM loss) AS loss
            LEFT JOIN loss_source counted ON counted.loss = loss.number
            WHERE agent = ?1 AND received >= ?2 AND received < ?3 ORDER BY received, number, place\
            """;

    @Override
    public List<Event.Loss> losses(AgentId host, Instant from, Instant to) {
        record Row(long number, Event.Loss loss) {}
        List<Row> rows = byAgent(
                "SELECT loss.*, counted.source AS counted, events, first_wall, last_wall " + LOST + " LIMIT ?5",
                row -> new Row(row.getLong("number"), loss(row)),
                host,
                from,
                to,
                host,
                MOST_COUNTS);
        Map<Long, Event.Loss> losses = new LinkedHashMap<>();
        rows.forEach(row -> losses.merge(row.number(), row.loss(), SqliteCoverage::joined));
        List<Event.Loss> all = new ArrayList<>(losses.values());
        if (rows.size() == MOST_COUNTS) {
            all.addAll(byAgent(
                    """
                    SELECT cast(min(total(events), ?6) AS INTEGER), max(at_wall), max(last_wall)
                    FROM (SELECT events, at_wall - skew AS at_wall, last_wall - skew AS last_wall\
                    """ + " " + LOST + " LIMIT -1 OFFSET ?5) HAVING count(*) > 0",
                    row -> rest(row.getLong(1), Math.max(row.getLong(2), row.getLong(3))),
                    host,
                    from,
                    to,
                    host,
                    MOST_COUNTS,
                    LARGEST));
        }
        return all;
    }

    @Override
    public List<Gap> gaps(AgentId host, Instant from, Instant to) {
        return byAgent(
                """
                SELECT * FROM gap WHERE agent = ?1 AND from_micros < ?3 AND to_micros > ?2
                ORDER BY from_micros, number\
                """,
                row -> new Gap(Sql.instant(row, "from_micros"), Sql.instant(row, "to_micros"), row.getString("reason")),
                host,
                from,
                to);
    }

    @Override
    public List<Line> lines(AgentId host, LocalDate from, LocalDate to) {
        return byAgent(
                """
                SELECT day, json_array('stretch', subject, account_id, account_name, from_micros, to_micros, length_micros,
                    state, reason, detail, events, lost, source, at_wall, at_boot, at_monotonic, received, skew_micros) AS text
                  FROM coverage WHERE agent = ?1 AND day >= ?2 AND day < ?3
                UNION ALL SELECT received / ?4, json_array('loss', loss.number, received, loss.source, lane, from_number,
                    to_number, reason, detail, at_wall, at_boot, at_monotonic, skew_micros, place, counted.source, events,
                    first_wall, last_wall)
                  FROM loss LEFT JOIN loss_source counted ON counted.loss = loss.number
                  WHERE agent = ?1 AND received >= ?2 * ?4 AND received < ?3 * ?4
                UNION ALL SELECT day, json_array('gap', from_micros, to_micros, reason)
                  FROM gap WHERE agent = ?1 AND day >= ?2 AND day < ?3
                ORDER BY day, text\
                """,
                row -> new Line(LocalDate.ofEpochDay(row.getLong("day")), row.getString("text")),
                host,
                from.toEpochDay(),
                to.toEpochDay(),
                MICROS_OF_DAY);
    }

    @Override
    public Optional<Instant> oldest() {
        return sql.first(
                "SELECT received FROM coverage ORDER BY received LIMIT 1", row -> Sql.instant(row, "received"));
    }

    @Override
    public int retain(Instant oldest, int most) {
        int stretches = sql.change(
                "DELETE FROM coverage WHERE number IN (SELECT number FROM coverage WHERE received < ? ORDER BY"
                        + " received LIMIT ?)",
                oldest,
                most);
        if (stretches == most) {
            return stretches;
        }
        int gaps = sql.change(
                "DELETE FROM gap WHERE number IN (SELECT number FROM gap WHERE to_micros < ?1 AND coalesce(day, 0) * ?2 < ?1"
                        + " ORDER BY to_micros LIMIT ?3)",
                oldest,
                MICROS_OF_DAY,
                most);
        List<Long> losses = sql.list(
                "SELECT number FROM loss WHERE received < ? ORDER BY received LIMIT ?",
                row -> row.getLong(1),
                oldest,
                most);
        for (long loss : losses) {
            sql.change("DELETE FROM loss_source WHERE loss = ?", loss);
            sql.change("DELETE FROM loss WHERE number = ?", loss);
        }
        return stretches + gaps + losses.size();
    }

    @Override
    public void forget(AgentId host) {
        OptionalLong agent = names.ifAgent(host);
        if (agent.isPresent()) {
            sql.change(
                    "DELETE FROM loss_source WHERE loss IN (SELECT number FROM loss WHERE agent = ?)",
                    agent.getAsLong());
            for (String table : List.of("loss", "coverage", "source_state")) {
                sql.change("DELETE FROM " + table + " WHERE agent = ?", agent.getAsLong());
            }
        }
    }

    private <T> List<T> byAgent(String query, Sql.Row<T> reader, AgentId host, Object... more) {
        OptionalLong agent = names.ifAgent(host);
        if (agent.isEmpty()) {
            return List.of();
        }
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = agent.getAsLong();
        System.arraycopy(more, 0, arguments, 1, more.length);
        return sql.list(query, reader, arguments);
    }

    private static Event.Coverage stretch(ResultSet row) throws SQLException {
        Optional<String> accountName = Optional.ofNullable(row.getString("account_name"));
        String accountId = row.getString("account_id");
        return new Event.Coverage(
                at(row),
                row.getString("source"),
                row.getString("subject"),
                accountName.map(name -> new Account(accountId, name)),
                row.getLong("from_micros"),
                row.getLong("to_micros"),
                row.getLong("length_micros"),
                WatchState.valueOf(row.getString("state")),
                ReasonCode.valueOf(row.getString("reason")),
                row.getString("detail"),
                row.getLong("events"),
                row.getLong("lost"));
    }

    /** A loss with one of its counts, or none. */
    private static Event.Loss loss(ResultSet row) throws SQLException {
        Optional<String> counted = Optional.ofNullable(row.getString("counted"));
        long events = row.getLong("events");
        long skew = row.getLong("skew");
        long first = byCollectorClock(row.getLong("first_wall"), skew);
        long last = byCollectorClock(row.getLong("last_wall"), skew);
        Moment at = at(row);
        return new Event.Loss(
                new Moment(at.wall().minus(skew, ChronoUnit.MICROS), at.bootId(), at.monotonicMicros()),
                row.getString("source"),
                row.getInt("lane"),
                row.getLong("from_number"),
                row.getLong("to_number"),
                counted.map(source -> new SourceCount(source, events, first, last)).stream()
                        .toList(),
                ReasonCode.valueOf(row.getString("reason")),
                row.getString("detail"));
    }

    /** Zero says that there is no time. */
    private static long byCollectorClock(long wallMicros, long skew) {
        return wallMicros > 0 ? Math.max(1, Math.min(wallMicros, Long.MAX_VALUE / 2) - skew) : wallMicros;
    }

    private static Event.Loss joined(Event.Loss loss, Event.Loss more) {
        List<SourceCount> sources = new ArrayList<>(loss.sources());
        sources.addAll(more.sources());
        return new Event.Loss(
                loss.at(),
                loss.source(),
                loss.lane(),
                loss.fromNumber(),
                loss.toNumber(),
                sources,
                loss.reason(),
                loss.detail());
    }

    private static Event.Loss rest(long events, long lastMicros) {
        return new Event.Loss(
                new Moment(Moment.instant(lastMicros), "collector", 0),
                COLLECTOR,
                0,
                0,
                0,
                List.of(new SourceCount("unknown", events, 1, lastMicros)),
                ReasonCode.OVERLOADED,
                "more losses than are read");
    }

    private static Moment at(ResultSet row) throws SQLException {
        return new Moment(Sql.instant(row, "at_wall"), row.getString("at_boot"), row.getLong("at_monotonic"));
    }
}
