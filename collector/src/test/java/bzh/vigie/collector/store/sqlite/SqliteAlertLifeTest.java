package bzh.vigie.collector.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AlertLifeContract;
import bzh.vigie.collector.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SqliteAlertLifeTest extends AlertLifeContract {
    @Override
    protected Store open(Path folder, InstantSource time) {
        return SqliteStore.open(folder, time);
    }

    /** As a bug, or somebody with an editor, leaves them. */
    @Test
    void countsThatAreWrongAreFoundAndCountedAnew() throws SQLException {
        alerts();
        assertEquals(Map.of(), wrong());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE alert_tally SET open = open + 1 WHERE commune <> ''");
            statement.executeUpdate("DELETE FROM alert_tally_host");
            statement.executeUpdate("UPDATE rule_day SET alerts = 7 WHERE commune = ''");
        }
        assertEquals(Set.of("alert_tally", "alert_tally_host", "rule_day"), wrong().keySet());
        repair();
        assertEquals(Map.of(), wrong());
    }
}
