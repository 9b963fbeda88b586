package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.collector.store.UserDays;
import bzh.vigie.collector.store.UserDays.UserDay;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept for the conditions of a watch: days of users, and what persons state of the table. */
final class SqliteWatchTest {
    private static final long DAY = 24 * 60;
    private static final Scope ALL = new Scope.All();

    @TempDir
    Path dir;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir, InstantSource.fixed(minute(0)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aDayOfAUserIsOneRowFromItsFirstToItsLastLogon() {
        store.change(s -> {
            s.userDays().loggedOn(agent(1), "1000", "anne", minute(60));
            s.userDays().loggedOn(agent(1), "1000", "anne", minute(10));
            s.userDays().loggedOn(agent(1), "1000", "anne", minute(90));
            s.userDays().loggedOn(agent(1), "1000", "anne", minute(DAY));
            s.userDays().loggedOn(agent(2), "1000", "other", minute(5));
        });
        UserDay first = new UserDay("1000", "anne", minute(10), minute(90));
        UserDay second = new UserDay("1000", "anne", minute(DAY), minute(DAY));
        assertEquals(List.of(first, second), days(0, 3 * DAY));
        assertEquals(List.of(first), days(50, DAY));
        assertEquals(List.of(), days(100, DAY));
        assertEquals(1, store.<Integer>write(s -> s.userDays().retain(minute(DAY), 1)));
        assertEquals(List.of(second), days(0, 3 * DAY));
    }

    @Test
    void whoTellsOfTooManyUsersADayIsSaidTo() {
        store.change(s -> {
            for (int i = 0; i < UserDays.MOST_OF_DAY + 50; i++) {
                s.userDays().loggedOn(agent(1), "u" + i, "", minute(i));
            }
        });
        List<UserDay> days = days(0, DAY);
        assertEquals(UserDays.MOST_OF_DAY + 1, days.size());
        assertEquals(
                List.of(new UserDay(UserDays.TOO_MANY, "", minute(200), minute(249))),
                days.stream()
                        .filter(day -> day.account().equals(UserDays.TOO_MANY))
                        .toList());
    }

    private List<UserDay> days(long from, long to) {
        return store.read(s -> s.userDays().of(agent(1), minute(from), minute(to)));
    }

    @Test
    void thresholdsAreLinesThatOnlyWhoSeesTheWholeAddsAndNobodyChanges() throws SQLException {
        IncidentId id = store.write(s ->
                s.incidents().open("t", Set.of(AURAY, CONCARNEAU), 30, ANALYST).id());
        Scope part = new Scope.Communes(Set.of(AURAY));
        assertFalse(state(part, id, 80));
        assertThrows(IllegalArgumentException.class, () -> state(ALL, id, 0));
        assertThrows(IllegalArgumentException.class, () -> state(ALL, id, 101));
        assertTrue(state(ALL, id, 80));
        assertTrue(store.<Boolean>write(
                s -> s.thresholds().state(ALL, id, Threshold.WORKSTATIONS_PERCENT, OptionalLong.empty(), ANALYST)));
        var lines = store.read(s -> s.thresholds().lines(part, id));
        assertEquals(
                List.of(OptionalLong.of(80), OptionalLong.empty()),
                lines.stream().map(line -> line.value()).toList());
        assertEquals(ANALYST, lines.getFirst().author());
        assertEquals(List.of(), store.read(s -> s.thresholds().lines(new Scope.Communes(Set.of()), id)));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                Statement statement = other.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute("UPDATE incident_threshold SET value = 1"));
            assertThrows(SQLException.class, () -> statement.execute("DELETE FROM incident_threshold"));
        }
    }

    private boolean state(Scope scope, IncidentId id, long value) {
        return store.write(
                s -> s.thresholds().state(scope, id, Threshold.WORKSTATIONS_PERCENT, OptionalLong.of(value), ANALYST));
    }
}
