package bzh.vigie.collector.store.sqlite;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.DirectoryAccounts.Teller;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts of a directory as parts of readings make them. */
final class SqliteDirectoryAccountsTest {
    private static final String DOMAIN = "mairie.example";
    private static final Teller DC1 = new Teller(Optional.of(agent(1)), "dc1");

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder, InstantSource.fixed(Specimens.START));
        store.change(s -> s.directories().choose(AURAY, DOMAIN, agent(1), minute(0)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static DirectoryAccount account(int rid, String name, Instant set, int version) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name,
                name.endsWith("$") ? Kind.COMPUTER : Kind.USER,
                0x200,
                OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, set)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                "",
                false,
                version < 0 ? OptionalInt.empty() : OptionalInt.of(version));
    }

    private void take(
            Commune commune,
            long reading,
            long after,
            int part,
            Optional<ReasonCode> end,
            int minute,
            DirectoryAccount... accounts) {
        take(commune, "dc1", reading, after, part, end, minute, accounts);
    }

    private void take(
            Commune commune,
            String controller,
            long reading,
            long after,
            int part,
            Optional<ReasonCode> end,
            int minute,
            DirectoryAccount... accounts) {
        store.change(s -> s.directoryAccounts()
                .take(
                        commune,
                        new Event.DirectoryAccounts(
                                new Moment(minute(minute), "b", 1),
                                "directory.ldap",
                                DOMAIN,
                                controller,
                                reading,
                                after,
                                part,
                                List.of(accounts),
                                end),
                        minute(minute)));
    }

    private List<String> names() {
        return store.read(s -> s.directoryAccounts().accounts(new Scope.All())).stream()
                .map(known -> known.account().name())
                .toList();
    }

    private Reading reading() {
        return store.read(s -> s.directoryAccounts().readings(new Scope.All())).getFirst();
    }

    @Test
    void nothingIsKnownOfADirectoryThatWasNeverRead() {
        assertEquals(
                new Reading(
                        AURAY,
                        DOMAIN,
                        agent(1),
                        minute(0),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        ReasonCode.NONE,
                        List.of()),
                reading());
        assertEquals(List.of(), names());
    }

    @Test
    void aWholeReadingIsKnownAtItsEndAndTakesAwayWhoIsGone() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, Optional.empty(), 1, account(1101, "anne", minute(0), -1));
        assertEquals(Optional.empty(), reading().whole());
        take(AURAY, 7, 0, 1, all, 2, account(1102, "bruno", minute(0), -1));
        assertEquals(Optional.of(minute(1)), reading().whole());
        assertEquals(Optional.of(minute(1)), reading().last());
        take(AURAY, 8, 7, 0, all, 60, account(1103, "chloe", minute(0), -1));
        assertEquals(Optional.of(minute(1)), reading().whole());
        assertEquals(Optional.of(minute(60)), reading().last());
        assertEquals(List.of("anne", "bruno", "chloe"), names());
        take(AURAY, 9, 0, 0, all, 90, account(1102, "bruno", minute(80), -1));
        assertEquals(List.of("bruno"), names());
    }

    @Test
    void aPartThatIsMissingKeepsAReadingFromCounting() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1, account(1101, "anne", minute(0), -1));
        take(AURAY, 8, 0, 0, Optional.empty(), 60, account(1101, "anne", minute(0), -1));
        take(AURAY, 8, 0, 2, all, 61, account(1103, "chloe", minute(0), -1));
        assertEquals(Optional.of(minute(1)), reading().last(), "part 1 did not come");
        assertEquals(ReasonCode.OVERLOADED, reading().reason());
        take(AURAY, 9, 8, 0, all, 120);
        assertEquals(Optional.of(minute(1)), reading().last(), "changes since what is not known");
        take(AURAY, 10, 0, 0, all, 180, account(1101, "anne", minute(0), -1));
        assertEquals(Optional.of(minute(180)), reading().last());
        take(AURAY, 12, 11, 0, all, 240);
        assertEquals(Optional.of(minute(180)), reading().last(), "changes since a reading that did not come");
        take(AURAY, 13, 12, 0, all, 300);
        assertEquals(Optional.of(minute(180)), reading().last(), "nor later ones");
    }

    @Test
    void aReadingThatBrokeOffSaysWhyAndForgetsNobody() {
        take(AURAY, 7, 0, 0, Optional.of(ReasonCode.NONE), 1, account(1101, "anne", minute(0), -1));
        take(AURAY, 8, 0, 0, Optional.of(ReasonCode.TIMED_OUT), 60, account(1102, "bruno", minute(0), -1));
        assertEquals(ReasonCode.TIMED_OUT, reading().reason());
        assertEquals(Optional.of(minute(1)), reading().last());
        assertEquals(List.of("anne", "bruno"), names());
    }

    @Test
    void everyPasswordOfKrbtgtThatWasSeenIsKept() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1, account(502, "krbtgt", minute(0), 2));
        take(AURAY, 8, 0, 0, all, 60, account(502, "krbtgt", minute(0), 2));
        take(AURAY, 9, 8, 0, all, 120, account(502, "krbtgt", minute(110), 3));
        String sid = "S-1-5-21-1-2-3-502";
        assertEquals(
                List.of(
                        new TicketKey(AURAY, DOMAIN, sid, minute(0), OptionalInt.of(2), DC1, minute(1), minute(60)),
                        new TicketKey(
                                AURAY, DOMAIN, sid, minute(110), OptionalInt.of(3), DC1, minute(120), minute(120))),
                store.read(s -> s.directoryAccounts().keys(new Scope.All())));
    }

    @Test
    void itIsKnownWhoseWordEachPasswordOfKrbtgtIs() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1, account(502, "krbtgt", minute(0), 2));
        take(AURAY, "dc2\nx", 8, 0, 0, all, 2, account(502, "krbtgt", minute(0), 2));
        store.change(s -> s.directories().choose(AURAY, DOMAIN, agent(2), minute(3)));
        take(AURAY, 9, 0, 0, all, 4, account(502, "krbtgt", minute(0), 2));
        assertEquals(
                List.of(DC1, new Teller(Optional.of(agent(1)), "dc2 x"), new Teller(Optional.of(agent(2)), "dc1")),
                store.read(s -> s.directoryAccounts().keys(new Scope.All())).stream()
                        .map(TicketKey::teller)
                        .toList());
        for (int i = 0; i < 210; i++) {
            take(AURAY, 10 + i, 0, 0, all, 5 + i, account(502, "krbtgt", minute(0), 1000 + i));
        }
        assertEquals(
                2,
                store.read(s -> s.directoryAccounts().keys(new Scope.All())).stream()
                        .filter(key -> key.teller().reader().equals(Optional.of(agent(1))))
                        .count(),
                "made up by another reader");
    }

    @Test
    void whatStandsThereIsTheWordOfAllWhoToldItUntilAllIsToldAnew() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        Teller dc2 = new Teller(Optional.of(agent(1)), "dc2");
        take(AURAY, 7, 0, 0, all, 1, account(1101, "anne", minute(0), -1));
        assertEquals(List.of(DC1), reading().tellers());
        take(AURAY, "dc2", 8, 7, 0, all, 2, account(1102, "bruno", minute(0), -1));
        assertEquals(List.of(DC1, dc2), reading().tellers());
        assertEquals(Optional.of(minute(2)), reading().last());
        take(AURAY, "dc2", 9, 0, 0, Optional.empty(), 3, account(1101, "anne", minute(0), -1));
        assertEquals(List.of(DC1, dc2), reading().tellers(), "not all of it yet");
        take(AURAY, "dc2", 9, 0, 1, all, 4, account(1102, "bruno", minute(0), -1));
        assertEquals(List.of(dc2), reading().tellers());
        store.change(s -> s.directories().choose(AURAY, DOMAIN, agent(2), minute(5)));
        assertEquals(List.of(dc2), reading().tellers(), "the one before told it");
        take(AURAY, 10, 9, 0, all, 6, account(1101, "anne", minute(0), -1));
        assertEquals(Optional.of(minute(3)), reading().last(), "what changed since what another one read");
        take(AURAY, 11, 0, 0, all, 7, account(1101, "anne", minute(0), -1));
        assertEquals(
                List.of(new Teller(Optional.of(agent(2)), "dc1")), reading().tellers());
        assertEquals(Optional.of(minute(7)), reading().last());
    }

    /** One reader's row shall not keep those of all communes from being read. */
    @Test
    void whatIsNoLineOfATellerIsNobodysWord() throws SQLException {
        take(AURAY, "dc1\nx", 7, 0, 0, Optional.of(ReasonCode.NONE), 1, account(1101, "anne", minute(0), -1));
        assertEquals("dc1 x", reading().controller());
        run("UPDATE directory_reading SET tellers = '" + agent(1).text()
                + " dc1' || char(10) || 'x' || char(10) || 'y z'");
        Teller nobody = new Teller(Optional.empty(), "");
        assertEquals(List.of(DC1, nobody, nobody), reading().tellers());
        take(AURAY, 8, 7, 0, Optional.of(ReasonCode.NONE), 2, account(1102, "bruno", minute(0), -1));
        assertEquals(Optional.of(minute(1)), reading().last(), "it is not known that one agent told all of it");
    }

    @Test
    void aReadingOfVeryManyControllersIsNone() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1);
        for (int i = 0; i < 20; i++) {
            take(AURAY, "dc" + (10 + i), 8 + i, 7 + i, 0, all, 2 + i);
        }
        assertTrue(reading().last().orElseThrow().isBefore(minute(20)));
        assertTrue(reading().tellers().size() < 20);
        take(AURAY, 100, 0, 0, all, 40);
        assertEquals(Optional.of(minute(40)), reading().last());
        assertEquals(List.of(DC1), reading().tellers());
    }

    @Test
    void whatIsMadeUpOfKrbtgtShutsOutNoTruePassword() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        for (int i = 0; i < 210; i++) {
            take(AURAY, 7 + i, 0, 0, all, 1 + i, account(502, "krbtgt", minute(0), 1000 + i));
        }
        take(
                AURAY,
                300,
                0,
                0,
                all,
                300,
                account(502, "krbtgt", minute(299), 3),
                account(1107, "krbtgt_7", minute(0), 1));
        List<TicketKey> keys = store.read(s -> s.directoryAccounts().keys(new Scope.All()));
        assertEquals(200, keys.size());
        assertEquals(OptionalInt.of(3), keys.getLast().version());
        assertTrue(keys.stream().noneMatch(key -> key.sid().endsWith("1107")), "another account's");
        assertTrue(keys.stream()
                .allMatch(
                        key -> key.version().orElseThrow() == 3 || key.version().orElseThrow() > 1010));
    }

    @Test
    void aFullRecordIsReplacedByAWholeReading() throws SQLException {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1, account(1101, "anne", minute(0), -1), account(1102, "bruno", minute(0), -1));
        take(AURAY, 8, 7, 0, all, 2, account(1101, "anne", minute(0), -1));
        assertEquals(2, counted(), "one that is told again is counted once");
        run("UPDATE directory_reading SET accounts = 200000");
        take(AURAY, 9, 8, 0, all, 3, account(1103, "chloe", minute(0), -1));
        assertEquals(ReasonCode.TOO_LARGE, reading().reason());
        assertEquals(List.of("anne", "bruno"), names());
        run("UPDATE directory_reading SET accounts = 2");
        run("INSERT INTO directory_account SELECT commune, domain, 'S-1-5-21-9-' || n, 'x', kind, control, NULL,"
                + " NULL, NULL, '', '', 0, NULL, 7, told FROM directory_account, (WITH RECURSIVE c(n) AS (SELECT 1"
                + " UNION ALL SELECT n + 1 FROM c WHERE n < 200) SELECT n FROM c) WHERE name = 'anne'");
        assertEquals(202, counted());
        run("UPDATE directory_reading SET accounts = 200000");
        take(AURAY, 10, 0, 0, all, 4, account(1103, "chloe", minute(0), -1));
        assertEquals(ReasonCode.NONE, reading().reason());
        assertEquals(Optional.of(minute(4)), reading().whole());
        assertEquals(List.of("chloe"), names());
    }

    @Test
    void whoIsNotToldAgainIsForgottenAndWhatAnIncidentRestsOnStays() {
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1, account(502, "krbtgt", minute(0), 2), account(1101, "anne", minute(0), -1));
        take(AURAY, 8, 7, 0, all, 90, account(1102, "bruno", minute(0), -1));
        Object ignored = store.write(s -> s.incidents().open("Annuaire", Set.of(AURAY), 30, Specimens.ANALYST));
        store.change(s -> s.directoryAccounts().retain(minute(60), 100));
        assertEquals(List.of("bruno"), names());
        store.read(s -> {
            assertEquals(1, s.directoryAccounts().keys(new Scope.All()).size());
            assertEquals(1, s.directories().list(new Scope.All()).size());
            return true;
        });
    }

    @Test
    void aDomainWhoseReaderIsGoneForLongEnds() {
        store.change(s -> s.hosts().enrol(Specimens.host(1, AURAY)));
        store.change(s -> s.directoryAccounts().retain(minute(0).minusSeconds(86_400 * 400L), 100));
        assertEquals(
                1,
                store.<Integer>read(s -> s.directories().list(new Scope.All()).size()));
        store.change(s -> s.directoryAccounts().retain(minute(60 * 24 * 400), 100));
        assertEquals(
                0,
                store.<Integer>read(s -> s.directories().list(new Scope.All()).size()));
    }

    private int counted() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE));
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT accounts FROM directory_reading")) {
            return row.getInt(1);
        }
    }

    private void run(String change) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE));
                Statement statement = other.createStatement()) {
            int ignored = statement.executeUpdate(change);
        }
    }

    @Test
    void whoMaySeeACommuneSeesItsAccountsAndTheyAreLetGoOf() {
        store.change(s -> s.directories().choose(CONCARNEAU, DOMAIN, agent(2), minute(0)));
        Optional<ReasonCode> all = Optional.of(ReasonCode.NONE);
        take(AURAY, 7, 0, 0, all, 1, account(1101, "anne", minute(0), -1), account(1104, "PC$", minute(0), -1));
        take(CONCARNEAU, 7, 0, 0, all, 90, account(1101, "denis", minute(0), -1));
        Scope one = new Scope.Communes(Set.of(CONCARNEAU));
        store.read(s -> {
            assertEquals(1, s.directoryAccounts().accounts(one).size());
            assertEquals(1, s.directoryAccounts().readings(one).size());
            assertEquals(
                    1,
                    s.directoryAccounts()
                            .accounts(new Scope.All(), Kind.COMPUTER)
                            .size());
            return true;
        });
        int first = store.write(s -> s.directoryAccounts().retain(minute(60), 1));
        assertEquals(1, first);
        int rest = store.write(s -> s.directoryAccounts().retain(minute(60), 100));
        assertTrue(rest > 0);
        assertEquals(List.of("denis"), names());
    }
}
