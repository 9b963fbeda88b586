package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Positions and small state of detectors. */
final class SqliteProgress implements Progress {
    private final Sql sql;
    private final Names names;

    SqliteProgress(Sql sql, Names names) {
        this.sql = sql;
        this.names = names;
    }

    @Override
    public OptionalLong position(String log) {
        return sql.first("SELECT number FROM position WHERE log = ?", row -> row.getLong(1), log)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    @Override
    public Map<String, Long> positions() {
        Map<String, Long> positions = new LinkedHashMap<>();
        sql.list("SELECT log, number FROM position ORDER BY log", row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(each -> positions.put(each.getKey(), each.getValue()));
        return positions;
    }

    @Override
    public void position(String log, long number) {
        sql.change("INSERT OR REPLACE INTO position VALUES (?, ?)", log, number);
    }

    @Override
    public long batch(AgentId agent, String epoch, int lane) {
        OptionalLong number = names.ifAgent(agent);
        if (number.isEmpty()) {
            return 0;
        }
        return sql.first(
                        "SELECT number FROM batch WHERE agent = ? AND epoch = ? AND lane = ?",
                        row -> row.getLong(1),
                        number.getAsLong(),
                        epoch,
                        lane)
                .orElse(0L);
    }

    @Override
    public void batch(AgentId agent, String epoch, int lane, long number) {
        sql.change("INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?)", names.agent(agent), epoch, lane, number);
    }

    @Override
    public Optional<byte[]> state(String detector, String key) {
        return sql.first(
                "SELECT value FROM detector_state WHERE detector = ? AND key = ?",
                row -> row.getBytes(1),
                detector,
                key);
    }

    @Override
    public Map<String, byte[]> states(String detector) {
        Map<String, byte[]> states = new LinkedHashMap<>();
        sql.list(
                        "SELECT key, value FROM detector_state WHERE detector = ? ORDER BY key",
                        row -> Map.entry(row.getString(1), row.getBytes(2)),
                        detector)
                .forEach(each -> states.put(each.getKey(), each.getValue()));
        return states;
    }

    @Override
    public void state(String detector, String key, byte[] value) {
        sql.change("INSERT OR REPLACE INTO detector_state VALUES (?, ?, ?)", detector, key, value);
    }

    @Override
    public void forget(String detector, String key) {
        sql.change("DELETE FROM detector_state WHERE detector = ? AND key = ?", detector, key);
    }
}
