package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.UserDays;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Days of users; one table. */
final class SqliteUserDays implements UserDays {
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final Sql sql;
    private final Names names;
    private final InstantSource clock;

    SqliteUserDays(Sql sql, Names names, InstantSource clock) {
        this.sql = sql;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public void loggedOn(AgentId host, String account, String name, Instant time) {
        long agent = names.agent(host);
        long day = day(time);
        int stretched = stretch(agent, account, day, time);
        if (stretched > 0) {
            return;
        }
        boolean room = sql.first(
                        "SELECT count(*) FROM user_day WHERE agent = ? AND day = ?", row -> row.getInt(1), agent, day)
                .filter(known -> known < MOST_OF_DAY)
                .isPresent();
        if (room) {
            insert(agent, account, day, name, time);
        } else if (stretch(agent, TOO_MANY, day, time) == 0) {
            insert(agent, TOO_MANY, day, "", time);
        }
    }

    private int stretch(long agent, String account, long day, Instant time) {
        return sql.change(
                "UPDATE user_day SET first_time = min(first_time, ?1), last_time = max(last_time, ?1)"
                        + " WHERE agent = ?2 AND account = ?3 AND day = ?4",
                time,
                agent,
                account,
                day);
    }

    private void insert(long agent, String account, long day, String name, Instant time) {
        sql.change(
                "INSERT INTO user_day VALUES (?, ?, ?, ?, ?, ?, ?)",
                agent,
                account,
                day,
                name,
                time,
                time,
                clock.instant());
    }

    @Override
    public List<UserDay> of(AgentId host, Instant from, Instant to) {
        OptionalLong agent = names.ifAgent(host);
        return agent.isEmpty()
                ? List.of()
                : sql.list(
                        """
                        SELECT * FROM user_day WHERE agent = ? AND last_time >= ? AND first_time < ?
                        ORDER BY account, day\
                        """,
                        row -> new UserDay(
                                row.getString("account"),
                                row.getString("name"),
                                Sql.instant(row, "first_time"),
                                Sql.instant(row, "last_time")),
                        agent.getAsLong(),
                        from,
                        to);
    }

    @Override
    public List<ToldDay> told(AgentId host, Instant from, Instant to) {
        OptionalLong agent = names.ifAgent(host);
        return agent.isEmpty()
                ? List.of()
                : sql.list(
                        "SELECT account, day, received FROM user_day WHERE agent = ? AND received >= ? AND received < ?",
                        row -> new ToldDay(
                                row.getString("account"), begin(row.getLong("day")), Sql.instant(row, "received")),
                        agent.getAsLong(),
                        from,
                        to);
    }

    @Override
    public Optional<Instant> oldest() {
        return sql.first("SELECT day FROM user_day ORDER BY day LIMIT 1", row -> begin(row.getLong(1)));
    }

    private static Instant begin(long day) {
        return Instant.ofEpochSecond(day * DAY);
    }

    @Override
    public int retain(Instant oldest, int most) {
        return sql.change(
                "DELETE FROM user_day WHERE (agent, account, day) IN"
                        + " (SELECT agent, account, day FROM user_day WHERE day < ? ORDER BY day LIMIT ?)",
                day(oldest),
                most);
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), DAY);
    }
}
