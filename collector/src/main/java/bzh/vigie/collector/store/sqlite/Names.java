package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Numbers that stand for long names in tables with many rows: agents and locations. Remembers them for one session. */
final class Names {
    private final Sql sql;
    private final Map<AgentId, Long> agents = new HashMap<>();
    private final Map<String, Long> locations = new HashMap<>();

    Names(Sql sql) {
        this.sql = sql;
    }

    /** The agent's number; empty where nothing was ever stored under it. */
    OptionalLong ifAgent(AgentId id) {
        Long known = agents.get(id);
        if (known == null) {
            known = sql.first("SELECT number FROM agent WHERE id = ?", row -> row.getLong(1), id)
                    .orElse(-1L);
            if (known < 0) {
                return OptionalLong.empty();
            }
            agents.put(id, known);
        }
        return OptionalLong.of(known);
    }

    /** The agent's number, which it gets now where it has none. */
    long agent(AgentId id) {
        return ifAgent(id).orElseGet(() -> sql.insert("INSERT INTO agent (id) VALUES (?)", id));
    }

    OptionalLong ifLocation(String id) {
        Long known = locations.get(id);
        if (known == null) {
            known = sql.first("SELECT number FROM location WHERE id = ?", row -> row.getLong(1), id)
                    .orElse(-1L);
            if (known < 0) {
                return OptionalLong.empty();
            }
            locations.put(id, known);
        }
        return OptionalLong.of(known);
    }

    /** The id of the location of that number. */
    String location(long number) {
        return sql.first("SELECT id FROM location WHERE number = ?", row -> row.getString(1), number)
                .orElse("");
    }

    long location(String id) {
        return ifLocation(id).orElseGet(() -> sql.insert("INSERT INTO location (id) VALUES (?)", id));
    }
}
