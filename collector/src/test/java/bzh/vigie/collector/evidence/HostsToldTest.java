package bzh.vigie.collector.evidence;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hosts told and a conclusion rests on cannot be taken away, weakened or added to afterwards without being found. */
final class HostsToldTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-03-02");
    private static final AgentId HOST = agent(1);
    private static final String ID = "01900000-0000-7000-8000-000000000001";
    private static final Item TOOL = ReviewItems.service("Tool", "LocalSystem", "v1", "Editor");
    private static final Item GONE = ReviewItems.service("Gone", "LocalSystem", "v1", "Editor");

    @TempDir
    static Path made;

    @TempDir
    Path dir;

    /** Three days, an entry after each of the first two. */
    @BeforeAll
    static void whatIsTold() {
        at(made, FIRST, session -> {
            session.hosts().enrol(Specimens.host(1, AURAY));
            session.inventories().put(HOST, AURAY, TOOL, 1, noon(FIRST));
            session.inventories().put(HOST, AURAY, GONE, 1, noon(FIRST));
            told(session, FIRST, "anne");
            watched(session, FIRST, 0, 10, WatchState.LIVE);
            watched(session, FIRST, 10, 14, WatchState.DOWN);
            lost(session, FIRST, 9);
            session.coverage().gap(HOST, hour(FIRST, 14), hour(FIRST, 20), "silent");
        });
        enter(made, FIRST, Instant.EPOCH);
        at(made, FIRST.plusDays(1), session -> {
            session.inventories().remove(HOST, GONE.key(), noon(FIRST.plusDays(1)));
            session.hosts().hello(HOST, "other", "{}", "1", "b", "r", 0, noon(FIRST.plusDays(1)));
            told(session, FIRST.plusDays(1), "lea");
            watched(session, FIRST.plusDays(1), 0, 24, WatchState.LIVE);
        });
        enter(made, FIRST.plusDays(1), ToldCheck.end(FIRST.toString()));
        at(made, FIRST.plusDays(2), session -> told(session, FIRST.plusDays(2), "yann"));
    }

    private static Instant hour(LocalDate day, long hour) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(hour, ChronoUnit.HOURS);
    }

    /** Told as it ends, of a source and of one of its locations. */
    private static void watched(Store.Session session, LocalDate day, long from, long to, WatchState state) {
        watched(
                session,
                "linux.persistence",
                hour(day, from),
                hour(day, to),
                state,
                hour(day, to).minusMillis(1));
        watched(
                session,
                "linux.cron.d",
                hour(day, from),
                hour(day, to),
                state,
                hour(day, to).minusMillis(1));
    }

    private static void watched(
            Store.Session session, String subject, Instant from, Instant to, WatchState state, Instant received) {
        session.coverage()
                .add(
                        HOST,
                        new Event.Coverage(
                                new Moment(to, "b", HostsTold.micros(to)),
                                "linux.persistence",
                                subject,
                                Optional.empty(),
                                HostsTold.micros(from),
                                HostsTold.micros(to),
                                HostsTold.micros(to) - HostsTold.micros(from),
                                state,
                                state == WatchState.DOWN ? ReasonCode.NO_RIGHT : ReasonCode.NONE,
                                "",
                                0,
                                0),
                        received);
    }

    private static void lost(Store.Session session, LocalDate day, long hour) {
        long at = HostsTold.micros(hour(day, hour));
        session.coverage()
                .add(
                        HOST,
                        new Event.Loss(
                                new Moment(hour(day, hour), "b", 0),
                                "agent.spool",
                                1,
                                1,
                                1,
                                List.of(new SourceCount("linux.persistence", 9, at, at + 60_000_000)),
                                ReasonCode.OVERLOADED,
                                ""),
                        hour(day, hour));
    }

    private static Instant noon(LocalDate day) {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private static void told(Store.Session session, LocalDate day, String account) {
        Instant noon = noon(day);
        session.accountUses().seen(new Use(HOST, AURAY, account, "", "", "rdp", "", noon, noon));
        session.userDays().loggedOn(HOST, account, account, noon);
        session.neighbours()
                .see(
                        HOST,
                        AURAY,
                        new Neighbour(
                                Neighbour.Origin.CACHE,
                                Optional.of(address(day.getDayOfMonth())),
                                Optional.empty(),
                                "",
                                HostsTold.micros(noon),
                                HostsTold.micros(noon)),
                        noon);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void enter(Path folder, LocalDate day, Instant from) {
        at(
                folder,
                day.plusDays(1),
                session -> session.ledger()
                        .add(
                                LedgerKind.TOLD,
                                AURAY.insee(),
                                day.toString(),
                                HostsTold.of(session, AURAY, from, ToldCheck.end(day.toString()))));
    }

    private static void at(Path folder, LocalDate day, Consumer<Store.Session> work) {
        try (Store store = SqliteStore.open(folder, () -> noon(day))) {
            store.change(work);
        }
    }

    private List<String> verified() {
        try (Store store = SqliteStore.open(dir, () -> noon(FIRST.plusDays(3)))) {
            return LedgerVerification.of(store, List.of()).told();
        }
    }

    private void copied() throws Exception {
        Files.copy(made.resolve(SqliteStore.FILE), dir.resolve(SqliteStore.FILE));
    }

    private void outside(String edit) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteStore.FILE));
                java.sql.Statement statement = connection.createStatement()) {
            assertTrue(statement.executeUpdate(edit) > 0, edit);
        }
    }

    @Test
    void whatGoesOnAndWhatIsLetGoOfIsNoDifference() throws Exception {
        copied();
        assertEquals(List.of(), verified());
        at(dir, FIRST.plusDays(3), session -> {
            told(session, FIRST.plusDays(3), "anne");
            session.inventories().put(HOST, AURAY, GONE, 2, noon(FIRST.plusDays(3)));
            session.inventories().remove(HOST, TOOL.key(), noon(FIRST.plusDays(3)));
            // A day of before that a host tells now.
            session.userDays().loggedOn(HOST, "late", "late", noon(FIRST));
            session.hosts().hello(HOST, "again", "{}", "1", "b", "r", 0, noon(FIRST.plusDays(3)));
            // A day of which a host tells only now that it was watched, and lost something; a clock that is set; what
            // goes on.
            Instant now = hour(FIRST.plusDays(3), 1);
            watched(session, "linux.logon", hour(FIRST, 10), hour(FIRST, 20), WatchState.LIVE, now);
            lost(session, FIRST.plusDays(3), 2);
            session.hosts().seen(HOST, noon(FIRST.plusDays(3)), 7_000_000_000L);
            Instant begin = hour(FIRST.plusDays(2), 0);
            watched(session, "linux.persistence", begin, now, WatchState.LIVE, now);
            session.coverage().gap(HOST, hour(FIRST, 14), hour(FIRST, 20), CoverageLog.SHUT_DOWN);
        });
        assertEquals(List.of(), verified());
        enter(dir, FIRST.plusDays(3), ToldCheck.end(FIRST.plusDays(1).toString()));
        assertEquals(List.of(), verified());
        at(dir, FIRST.plusDays(4), session -> {
            assertTrue(session.coverage().retain(hour(FIRST.plusDays(1), 0), 100) > 0);
            assertTrue(session.userDays().retain(noon(FIRST.plusDays(1)), 10) > 0);
            assertTrue(session.neighbours().retain(noon(FIRST.plusDays(1)), 10) > 0);
        });
        assertEquals(List.of(), verified());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DELETE FROM account_use WHERE account = 'lea'; told-gone  56007/2026-03-03/account",
                "UPDATE account_use SET account = 'nobody' WHERE account = 'lea'; told-gone  56007/2026-03-03/account",
                "UPDATE account_use SET last = last - 1 WHERE account = 'lea'; told-changed  56007/2026-03-03/account",
                "DELETE FROM user_day WHERE account = 'lea'; told-gone  56007/2026-03-03/user",
                "INSERT INTO user_day SELECT agent, 'paul', day, 'paul', first_time, last_time, 0 FROM user_day WHERE"
                        + " account = 'lea'; told-added  56007/" + ID,
                "UPDATE user_day SET day = day + 1 WHERE account = 'lea'; told-gone  56007/2026-03-03/user",
                "DELETE FROM neighbour WHERE address = x'0a000003'; told-gone  56007/2026-03-03/neighbour",
                "UPDATE neighbour SET first_seen = first_seen - 1, last_seen = last_seen - 1; told-changed  56007/2026-03-02/neighbour",
                "DELETE FROM host_former_name; told-gone  56007/2026-03-03/name",
                "DELETE FROM inventory_past; told-changed  56007/2026-03-03/items",
                "DELETE FROM inventory_past; told-changed  56007/2026-03-02/items",
                "UPDATE inventory SET entries = (SELECT entries FROM inventory_past); told-changed  56007/2026-03-02/items",
                "UPDATE item SET bytes = CAST(bytes || x'00' AS BLOB); told-changed  56007/2026-03-02/items",
                "UPDATE item SET bytes = (SELECT bytes FROM item ORDER BY number DESC), content = (SELECT content FROM item ORDER"
                        + " BY number DESC) WHERE number = 1; told-changed  56007/2026-03-02/items",
                "UPDATE coverage SET state = 'LIVE', reason = 'NONE'; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE coverage SET to_micros = to_micros + 1 WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/"
                        + ID,
                "UPDATE coverage SET received = received + 86400000000 WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/"
                        + ID,
                "UPDATE coverage SET day = day + 7 WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE coverage SET day = NULL WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE coverage SET skew_micros = 1 WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/" + ID,
                "INSERT INTO coverage SELECT number + 90, agent, subject, account_id, account_name, from_micros, to_micros, length_micros,"
                        + " 'LIVE', 'NONE', detail, events, lost, source, at_wall, at_boot, at_monotonic, received, skew_micros, day"
                        + " FROM coverage WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/" + ID,
                "DELETE FROM coverage WHERE state = 'DOWN'; coverage-changed  56007/2026-03-02/" + ID,
                "DELETE FROM coverage; coverage-changed  56007/2026-03-02/" + ID,
                "DELETE FROM gap; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE gap SET reason = 'shut-down'; coverage-changed  56007/2026-03-02/" + ID,
                "DELETE FROM loss_source; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE loss_source SET events = 0; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE loss SET skew_micros = 90000000000; coverage-changed  56007/2026-03-02/" + ID,
                "UPDATE host SET state = 'REVOKED'; host-state-changed  " + ID,
            })
    void whatIsDoneFromElsewhereIsFound(String edit, String told) throws Exception {
        copied();
        outside(edit);
        List<String> found = verified();
        assertTrue(found.contains(told), found::toString);
    }

    /** The proof of the second hostile reading (N5): a day that was not watched is made one that was, against an anchor of before too. */
    @Test
    void aDayThatIsMadeToHaveBeenWatchedIsNamedWithItsHost() throws Exception {
        copied();
        Window day = new Window(hour(FIRST, 0), hour(FIRST, 24));
        Anchor anchor;
        long watched;
        try (Store store = SqliteStore.open(dir, () -> noon(FIRST.plusDays(3)))) {
            anchor = store.read(session -> Anchor.of(
                    session.ledger().first().orElseThrow(),
                    session.ledger().last().orElseThrow(),
                    noon(FIRST.plusDays(3))));
            watched = watched(store, day);
        }
        outside("DELETE FROM loss_source");
        outside("DELETE FROM loss");
        outside("DELETE FROM gap");
        outside("UPDATE coverage SET state = 'LIVE', reason = 'NONE', lost = 0");
        try (Store store = SqliteStore.open(dir, () -> noon(FIRST.plusDays(3)))) {
            assertTrue(watched(store, day) > watched + 10_000);
            assertEquals(
                    List.of("coverage-changed  56007/2026-03-02/" + ID),
                    LedgerVerification.of(store, List.of(anchor)).told());
        }
        // The next entry does not make it good.
        enter(dir, FIRST.plusDays(2), ToldCheck.end(FIRST.plusDays(1).toString()));
        assertEquals(List.of("coverage-changed  56007/2026-03-02/" + ID), verified());
    }

    private static long watched(Store store, Window day) {
        return store.read(session -> HostWatch.of(session.hosts().find(HOST).orElseThrow(), day, session.coverage()))
                .whole()
                .length()
                .toSeconds();
    }

    /** A ledger that an older version wrote says nothing of coverage. */
    @Test
    void anEntryThatSaysNothingOfCoverageIsNotHeldAgainstIt() throws Exception {
        copied();
        at(dir, FIRST.plusDays(3), session -> {
            Map<String, String> words = new HashMap<>(HostsTold.of(
                            session,
                            AURAY,
                            ToldCheck.end(FIRST.plusDays(1).toString()),
                            ToldCheck.end(FIRST.plusDays(2).toString()))
                    .fields());
            words.keySet().removeIf(name -> name.startsWith(CoverageRows.ALL));
            session.ledger()
                    .add(LedgerKind.TOLD, AURAY.insee(), FIRST.plusDays(2).toString(), new LedgerContent(words));
        });
        assertEquals(List.of(), verified());
    }

    /** The items of the days before add up no more, which the decision in the ledger says; all else is compared, and later days are. */
    @Test
    void whatAPersonHadRemovedIsNoDifferenceAndHidesNoOther() throws Exception {
        copied();
        at(dir, FIRST.plusDays(3), session -> {
            assertTrue(Forgetting.decide(session, session.hosts().find(HOST).orElseThrow(), Specimens.ANALYST));
            session.inventories().forget(HOST);
            session.coverage().forget(HOST);
        });
        assertEquals(List.of(), verified());
        enter(dir, FIRST.plusDays(3), ToldCheck.end(FIRST.plusDays(1).toString()));
        at(dir, FIRST.plusDays(4), session -> session.inventories().put(HOST, AURAY, TOOL, 9, noon(FIRST.plusDays(4))));
        enter(dir, FIRST.plusDays(4), ToldCheck.end(FIRST.plusDays(3).toString()));
        assertEquals(List.of(), verified());
        outside("DELETE FROM inventory");
        outside("DELETE FROM account_use WHERE account = 'lea'");
        assertEquals(
                Set.of("told-changed  56007/" + FIRST.plusDays(4) + "/items", "told-gone  56007/2026-03-03/account"),
                Set.copyOf(verified()));
    }

    /** A host that tells too much takes the room of no other, and days of users come first. */
    @Test
    void aHostThatFloodsDoesNotKeepADayThatNobodyToldFromBeingFound() throws Exception {
        copied();
        LocalDate day = FIRST.plusDays(2);
        at(dir, day, session -> {
            session.hosts().enrol(Specimens.host(2, AURAY));
            session.userDays().loggedOn(agent(2), "paul", "paul", noon(day));
            for (int last = 50; last < 90; last++) {
                long noon = HostsTold.micros(noon(day));
                session.neighbours()
                        .see(
                                HOST,
                                AURAY,
                                new Neighbour(
                                        Neighbour.Origin.CACHE,
                                        Optional.of(address(last)),
                                        Optional.empty(),
                                        "",
                                        noon,
                                        noon),
                                noon(day));
            }
        });
        at(dir, day.plusDays(1), session -> {
            LedgerContent said = HostsTold.of(
                    session, AURAY, ToldCheck.end(FIRST.plusDays(1).toString()), ToldCheck.end(day.toString()), 10);
            assertTrue(said.fields().containsKey("more.neighbour." + HOST.text()), said::toString);
            assertTrue(
                    said.fields().keySet().stream().noneMatch(name -> name.startsWith("more.user.")), said::toString);
            session.ledger().add(LedgerKind.TOLD, AURAY.insee(), day.toString(), said);
        });
        assertEquals(List.of(), verified());
        outside("INSERT INTO user_day SELECT agent, 'eve', day, 'eve', first_time, last_time, 0 FROM user_day WHERE"
                + " account = 'paul'");
        assertEquals(List.of("told-added  56007/" + agent(2).text()), verified());
        outside("DELETE FROM user_day WHERE account = 'paul'");
        assertTrue(verified().contains("told-gone  56007/" + day + "/user"));
    }

    /** Of words that are gone nothing can be compared, and that is said. */
    @Test
    void anEntryWithoutWordsHidesNothingOfTheOthers() throws Exception {
        copied();
        outside("DELETE FROM ledger_content WHERE number = (SELECT min(number) FROM ledger WHERE kind = 8)");
        assertEquals(List.of("without-content  1"), verified());
        outside("DELETE FROM account_use WHERE account = 'lea'");
        assertTrue(verified().contains("told-gone  56007/2026-03-03/account"));
    }

    @Test
    void oneCommuneSaysNothingOfAnother() throws Exception {
        copied();
        at(dir, FIRST.plusDays(3), session -> {
            session.hosts().enrol(Specimens.host(2, Specimens.CONCARNEAU));
            session.incidents().open("x", Set.of(AURAY), 30, ANALYST);
            session.userDays().loggedOn(agent(2), "paul", "paul", noon(FIRST.plusDays(3)));
        });
        assertEquals(List.of(), verified());
    }
}
