package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.IncidentsContract;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SqliteIncidentsTest extends IncidentsContract {
    private static final Scope ALL = new Scope.All();

    @Override
    protected Store open(Path folder, InstantSource time) {
        return SqliteStore.open(folder, time);
    }

    @Test
    void noStatementChangesOrTakesAwayALine() throws SQLException {
        Path folder = dir.resolve("other");
        try (Store store = SqliteStore.open(folder, InstantSource.fixed(Specimens.START))) {
            store.change(s -> {
                IncidentId id =
                        s.incidents().open("x", Set.of(AURAY), 30, ANALYST).id();
                s.incidents().phase(ALL, id, Phase.EVICTION, Optional.empty(), ANALYST);
                s.incidents()
                        .eviction(
                                ALL,
                                id,
                                Optional.empty(),
                                Optional.of(new Interval(Specimens.START, Optional.empty())),
                                ANALYST);
                s.incidents().device(ALL, id, AURAY, DeviceKind.OTHER, "192.0.2.1", "", true, ANALYST);
                s.expectedHosts()
                        .add(ALL, id, AURAY, "x", Origin.HAND, List.of(new Expected("pc", Role.SERVER, true)), ANALYST);
            });
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE));
                Statement statement = other.createStatement()) {
            for (String table : List.of(
                    "incident",
                    "incident_commune",
                    "incident_phase",
                    "incident_eviction",
                    "incident_watch",
                    "incident_device",
                    "host_list",
                    "expected_host")) {
                assertTrue(statement.executeQuery("SELECT 1 FROM " + table).next(), table);
                assertThrows(SQLException.class, () -> statement.executeUpdate("DELETE FROM " + table), table);
                String column = table.equals("expected_host") ? "name" : "reason";
                assertThrows(
                        SQLException.class,
                        () -> statement.executeUpdate("UPDATE " + table + " SET " + column + " = 'other'"),
                        table);
            }
        }
    }
}
