package bzh.vigie.collector.evidence;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.host.Forgetting;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.review.ReviewItems;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Item;
import bzh.vigie.event.Neighbour;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
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
        });
        enter(made, FIRST, Instant.EPOCH);
        at(made, FIRST.plusDays(1), session -> {
            session.inventories().remove(HOST, GONE.key(), noon(FIRST.plusDays(1)));
            session.hosts().hello(HOST, "other", "{}", "1", "b", "r", 0, noon(FIRST.plusDays(1)));
            told(session, FIRST.plusDays(1), "lea");
        });
        enter(made, FIRST.plusDays(1), ToldCheck.end(FIRST.toString()));
        at(made, FIRST.plusDays(2), session -> told(session, FIRST.plusDays(2), "yann"));
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
        });
        assertEquals(List.of(), verified());
        at(dir, FIRST.plusDays(4), session -> {
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
                        + " account = 'lea'; told-added  56007/01900000-0000-7000-8000-000000000001",
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
            })
    void whatIsDoneFromElsewhereIsFound(String edit, String told) throws Exception {
        copied();
        outside(edit);
        List<String> found = verified();
        assertTrue(found.contains(told), found::toString);
    }

    /** The items of the days before add up no more, which the decision in the ledger says; all else is compared, and later days are. */
    @Test
    void whatAPersonHadRemovedIsNoDifferenceAndHidesNoOther() throws Exception {
        copied();
        at(dir, FIRST.plusDays(3), session -> {
            assertTrue(Forgetting.decide(session, session.hosts().find(HOST).orElseThrow(), Specimens.ANALYST));
            session.inventories().forget(HOST);
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
