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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Coverage, losses and gaps by host. A stretch that goes on where the last one of the same subject ended, in the same
 * state, is joined to it: hours of the same are one row.
 */
final class SqliteCoverage implements CoverageLog {
    /** Two stretches adjoin within this much, as they are taken by two readings of one clock. */
    private static final long ADJOINING_MICROS = 2_000_000;

    /** Of a length in microseconds (some 30 years) or a count: sums of a few thousand of them stay far from what a long holds. */
    private static final long LARGEST = 1_000_000_000_000_000L;

    private final Sql sql;
    private final Names names;

    SqliteCoverage(Sql sql, Names names) {
        this.sql = sql;
        this.names = names;
    }

    @Override
    public void add(AgentId host, Event.Coverage stretch, Instant received) {
        long agent = names.agent(host);
        String accountId = stretch.account().map(Account::id).orElse("");
        Optional<Long> skew = sql.first("SELECT skew_micros FROM host WHERE id = ?", row -> row.getLong(1), host);
        Optional<Long> goesOn = sql.first(
                """
                SELECT number FROM (
                  SELECT * FROM coverage WHERE agent = ?1 AND subject = ?2 AND account_id = ?3
                  ORDER BY from_micros DESC LIMIT 1)
                WHERE account_name IS ?4 AND state = ?5 AND reason = ?6 AND detail = ?7 AND source = ?8 AND at_boot = ?9
                  AND from_micros <= ?10 AND abs(to_micros - ?10) <= ?11 AND to_micros <= ?12
                  AND abs(coalesce(skew_micros, ?13, 0) - coalesce(?13, 0)) <= ?11\
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
                skew);
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
            return;
        }
        sql.change(
                """
                INSERT INTO coverage (agent, subject, account_id, account_name, from_micros, to_micros, length_micros,
                  state, reason, detail, events, lost, source, at_wall, at_boot, at_monotonic, received, skew_micros)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
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
                skew);
    }

    /** As a host may say anything, and sums are kept. */
    private static long bounded(long told) {
        return Math.clamp(told, 0, LARGEST);
    }

    @Override
    public void add(AgentId host, Event.Loss loss, Instant received) {
        if (loss.source().startsWith(CoverageLog.COLLECTOR) && widened(host, loss, received)) {
            return;
        }
        long number = sql.insert(
                """
                INSERT INTO loss (agent, received, source, lane, from_number, to_number, reason, detail, at_wall,
                  at_boot, at_monotonic)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
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
                loss.at().monotonicMicros());
        int place = 0;
        for (SourceCount count : loss.sources()) {
            source(number, place++, count);
        }
    }

    /** Takes a loss into the row that this hour of receipt has of its host, source, lane and reason; false where it has none. */
    private boolean widened(AgentId host, Event.Loss loss, Instant received) {
        Optional<Long> row = byAgent(
                        """
                        SELECT number FROM loss
                        WHERE agent = ?1 AND received >= ?2 AND received < ?3 AND source = ?4 AND lane = ?5 AND reason = ?6
                        ORDER BY number LIMIT 1\
                        """,
                        found -> found.getLong(1),
                        host,
                        received.truncatedTo(ChronoUnit.HOURS),
                        received.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS),
                        loss.source(),
                        loss.lane(),
                        loss.reason())
                .stream()
                .findFirst();
        if (row.isEmpty()) {
            return false;
        }
        long number = row.get();
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
        int places = sql.first("SELECT count(*) FROM loss_source WHERE loss = ?", found -> found.getInt(1), number)
                .orElse(0);
        for (SourceCount count : loss.sources()) {
            int known = sql.change(
                    """
                    UPDATE loss_source SET events = min(events + ?3, ?6), first_wall = min(first_wall, ?4),
                      last_wall = max(last_wall, ?5)
                    WHERE loss = ?1 AND source = ?2\
                    """,
                    number,
                    count.source(),
                    count.events(),
                    count.firstWallMicros(),
                    count.lastWallMicros(),
                    LARGEST);
            if (known == 0) {
                source(number, places++, count);
            }
        }
        return true;
    }

    private void source(long loss, int place, SourceCount count) {
        sql.change(
                "INSERT INTO loss_source VALUES (?, ?, ?, ?, ?, ?)",
                loss,
                place,
                count.source(),
                count.events(),
                count.firstWallMicros(),
                count.lastWallMicros());
    }

    @Override
    public void gap(AgentId host, Instant from, Instant to, String reason) {
        sql.change(
                "INSERT INTO gap (agent, from_micros, to_micros, reason) VALUES (?, ?, ?, ?)",
                names.agent(host),
                from,
                to,
                reason);
    }

    @Override
    public void state(AgentId host, Event.SourceState state, Instant received) {
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

    @Override
    public List<Event.Loss> losses(AgentId host, Instant from, Instant to) {
        record Row(long number, Event.Loss withoutSources) {}
        List<Row> rows = byAgent(
                "SELECT * FROM loss WHERE agent = ?1 AND received >= ?2 AND received < ?3 ORDER BY received, number",
                row -> new Row(row.getLong("number"), loss(row)),
                host,
                from,
                to);
        List<Event.Loss> losses = new ArrayList<>();
        for (Row row : rows) {
            Event.Loss loss = row.withoutSources();
            List<SourceCount> sources = sql.list(
                    "SELECT * FROM loss_source WHERE loss = ? ORDER BY place",
                    r -> new SourceCount(
                            r.getString("source"),
                            r.getLong("events"),
                            r.getLong("first_wall"),
                            r.getLong("last_wall")),
                    row.number());
            losses.add(new Event.Loss(
                    loss.at(),
                    loss.source(),
                    loss.lane(),
                    loss.fromNumber(),
                    loss.toNumber(),
                    sources,
                    loss.reason(),
                    loss.detail()));
        }
        return losses;
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
    public int retain(Instant oldest, int most) {
        int stretches = sql.change(
                "DELETE FROM coverage WHERE number IN (SELECT number FROM coverage WHERE received < ? ORDER BY"
                        + " received LIMIT ?)",
                oldest,
                most);
        int gaps = sql.change(
                "DELETE FROM gap WHERE number IN (SELECT number FROM gap WHERE to_micros < ? ORDER BY to_micros LIMIT"
                        + " ?)",
                oldest,
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

    private static Event.Loss loss(ResultSet row) throws SQLException {
        return new Event.Loss(
                at(row),
                row.getString("source"),
                row.getInt("lane"),
                row.getLong("from_number"),
                row.getLong("to_number"),
                List.of(),
                ReasonCode.valueOf(row.getString("reason")),
                row.getString("detail"));
    }

    private static Moment at(ResultSet row) throws SQLException {
        return new Moment(Sql.instant(row, "at_wall"), row.getString("at_boot"), row.getLong("at_monotonic"));
    }
}
