package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.DomainFacts.Tickets;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A domain in which all was renewed, and what a conclusion says when one thing was not: it is never too good. */
final class DomainFactsTest {
    private static final Scope ALL = new Scope.All();
    private static final String DOMAIN = "mairie.example";
    private static final Instant EVICTED = Specimens.START.plus(Duration.ofDays(10));
    private static final Instant NOW = EVICTED.plus(Duration.ofDays(20));
    private static final String KRBTGT = "S-1-5-21-1-2-3-502";

    @TempDir
    Path folder;

    private Store store;
    private Incident incident;
    private long reading;

    @BeforeEach
    void allIsWell() {
        store = SqliteStore.open(folder, InstantSource.fixed(NOW));
        incident = store.write(session -> {
            session.hosts().enrol(named(1, "dc1"));
            session.hosts().enrol(named(2, "pc1"));
            Incident opened = session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(day(-2), Optional.of(EVICTED))),
                            ANALYST);
            session.directories().choose(AURAY, DOMAIN, agent(1), day(-3));
            place("ad.group.privileged", LocationStatus.State.READ, session);
            return opened;
        });
        attest(Statement.TOUCHED, 2);
        whole(1, krbtgt(0.5, 3), admin(0.6), computer("PC1$", 0.5));
        whole(2, krbtgt(1.5, 4), admin(0.6), computer("PC1$", 0.5));
        whole(20);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Host named(int number, String name) {
        Host host = Specimens.host(number, AURAY);
        return new Host(
                host.id(),
                host.commune(),
                name,
                host.state(),
                host.publicKey(),
                host.facts(),
                host.version(),
                Specimens.START,
                host.certificateExpires(),
                host.lastSeen(),
                0,
                host.bootId(),
                host.runId(),
                host.connected());
    }

    private static Instant day(double days) {
        return EVICTED.plusSeconds(Math.round(days * 86_400));
    }

    private static OptionalLong micros(double days) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, day(days)));
    }

    private static DirectoryAccount account(
            String rid, String name, DirectoryAccount.Kind kind, int control, double set) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name,
                kind,
                control,
                micros(set),
                OptionalLong.empty(),
                micros(-400),
                "",
                "",
                false,
                OptionalInt.empty());
    }

    private static DirectoryAccount krbtgt(double set, int version) {
        DirectoryAccount plain = account("502", "krbtgt", DirectoryAccount.Kind.USER, 0x202, set);
        return new DirectoryAccount(
                plain.sid(),
                plain.name(),
                plain.kind(),
                plain.control(),
                plain.passwordSetMicros(),
                plain.lastLogonMicros(),
                plain.createdMicros(),
                "",
                "",
                true,
                version < 0 ? OptionalInt.empty() : OptionalInt.of(version));
    }

    /** One that leads the domain. */
    private static DirectoryAccount admin(double set) {
        DirectoryAccount plain = account("500", "Administrateur", DirectoryAccount.Kind.USER, 0x200, set);
        return new DirectoryAccount(
                plain.sid(),
                plain.name(),
                plain.kind(),
                plain.control(),
                plain.passwordSetMicros(),
                plain.lastLogonMicros(),
                plain.createdMicros(),
                "",
                "",
                true,
                OptionalInt.empty());
    }

    private static DirectoryAccount computer(String name, double set) {
        return account("1105", name, DirectoryAccount.Kind.COMPUTER, 0x1000, set);
    }

    private static void place(String location, LocationStatus.State state, Store.Session session) {
        session.inventories().read(agent(1), Specimens.read(location, Optional.empty(), state, 1, true), EVICTED);
    }

    /** A reading of all accounts; of none given, those that are there. */
    private void whole(double day, DirectoryAccount... accounts) {
        read(day, "dc1." + DOMAIN, ReasonCode.NONE, accounts);
    }

    private void read(double day, String controller, ReasonCode end, DirectoryAccount... accounts) {
        List<DirectoryAccount> told = new ArrayList<>(List.of(accounts));
        if (told.isEmpty()) {
            store.read(session -> session.directoryAccounts().accounts(ALL))
                    .forEach(known -> told.add(known.account()));
        }
        reading++;
        store.change(session -> session.directoryAccounts()
                .take(
                        AURAY,
                        new Event.DirectoryAccounts(
                                new Moment(day(day), "b", 1),
                                "directory.ldap",
                                DOMAIN,
                                controller,
                                reading,
                                0,
                                0,
                                told,
                                Optional.of(end)),
                        day(day)));
    }

    private void attest(Statement statement, int host) {
        boolean written = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        statement,
                        Optional.of(agent(host)),
                        Optional.of(Answer.YES),
                        "minutes of the meeting",
                        Optional.empty(),
                        ANALYST));
        assertTrue(written);
    }

    private void is(Kind kind, State state, String... about) {
        assertEquals(new Criterion(kind, state, List.of(about)), criterion(kind));
    }

    private Criterion criterion(Kind kind) {
        return store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW))).criteria().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDomainThatWasReadAndRenewedCapsNothing() {
        is(Kind.DIRECTORY_READ, State.MET);
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
    }

    @Test
    void aCommuneWithoutADomainIsNotCapped() {
        store.change(session -> session.directories().choose(AURAY, "other.example", agent(1), day(1)));
        store.change(session -> session.directories().choose(Specimens.CONCARNEAU, DOMAIN, agent(1), day(1)));
        is(Kind.DIRECTORY_READ, State.MET);
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
    }

    @Test
    void aDomainThatNobodyReadIsNotKnown() {
        store.change(session -> session.directories().choose(AURAY, "other.example", agent(2), day(1)));
        is(
                Kind.DIRECTORY_READ,
                State.NOT_MET,
                "other.example  directory-not-read",
                "other.example  directory-reader-touched  pc1");
        is(Kind.KRBTGT_SEEN_RESET, State.UNKNOWN, "other.example  tickets-unknown");
        is(Kind.PRIVILEGED_RENEWED, State.UNKNOWN, "other.example  unknown");
    }

    @Test
    void aDirectoryThatWasReadInPartIsNamedWithItsPlace() {
        store.change(session -> place("ad.rights.domain", LocationStatus.State.PARTIAL, session));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  ad.rights.domain");
    }

    @Test
    void aReadingThatBrokeOffIsAPart() {
        read(20, "dc1", ReasonCode.TIMED_OUT, admin(0.6));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part");
    }

    @Test
    void aDirectoryThatWasReadBeforeTheEndOrLongAgoSaysNothingOfNow() {
        store.change(session -> {
            Incident now = session.incidents().find(ALL, incident.id()).orElseThrow();
            session.incidents()
                    .eviction(
                            ALL,
                            now.id(),
                            Optional.empty(),
                            Optional.of(new Interval(day(15), Optional.of(day(20.5)))),
                            ANALYST);
        });
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-not-since");
        is(Kind.PRIVILEGED_RENEWED, State.NOT_MET, DOMAIN + "\\Administrateur  set-before", DOMAIN + "  unknown");
    }

    @Test
    void aDirectoryThatIsNoLongerReadIsNotKnownLately() {
        store.change(session -> session.directories().choose(AURAY, "other.example", agent(1), day(1)));
        store.change(session -> {
            session.directories().choose(AURAY, DOMAIN, agent(1), day(1));
            place("ad.group.privileged", LocationStatus.State.READ, session);
        });
        read(17, "dc1", ReasonCode.NONE);
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-not-lately");
    }

    @Test
    void theWordOfAReaderOrControllerThatTheAttackerHadIsCapped() {
        store.change(session -> session.hosts().enrol(named(3, "dc2")));
        attest(Statement.TOUCHED, 3);
        read(20, "dc2." + DOMAIN, ReasonCode.NONE);
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-controller-touched  dc2." + DOMAIN);
        attest(Statement.TOUCHED, 1);
        is(
                Kind.DIRECTORY_READ,
                State.NOT_MET,
                DOMAIN + "  directory-reader-touched  dc1",
                DOMAIN + "  directory-controller-touched  dc2." + DOMAIN);
    }

    @Test
    void anAccountThatLeadsWithAPasswordOfBeforeIsNamed() {
        whole(
                20,
                krbtgt(1.5, 4),
                admin(-30),
                account("1200", "anne", DirectoryAccount.Kind.USER, 0x200, -30),
                account("1201", "DC1$", DirectoryAccount.Kind.COMPUTER, 0x2000, -5),
                account("1202", "ancien", DirectoryAccount.Kind.USER, 0x202, -30),
                computer("PC1$", -3));
        is(
                Kind.PRIVILEGED_RENEWED,
                State.NOT_MET,
                DOMAIN + "\\Administrateur  set-before",
                DOMAIN + "\\DC1$  set-before");
        DomainFacts facts = store.read(session -> DomainFacts.of(session, ALL, incident, NOW));
        assertEquals(
                List.of("Administrateur", "DC1$", "anne"),
                facts.domains().getFirst().old().stream()
                        .map(person -> person.account().name())
                        .toList());
    }

    @Test
    void whoIsInAPrivilegedGroupLeadsWhateverItsMark() {
        whole(20, krbtgt(1.5, 4), admin(1), account("1200", "anne", DirectoryAccount.Kind.USER, 0x200, -30));
        is(Kind.PRIVILEGED_RENEWED, State.MET);
        store.change(session -> session.inventories()
                .put(
                        agent(1),
                        AURAY,
                        Specimens.item("ad.group.privileged", Optional.empty(), "S-1-5-21-1-2-3-1200", "in Admins", 1),
                        1,
                        day(2)));
        is(Kind.PRIVILEGED_RENEWED, State.NOT_MET, DOMAIN + "\\anne  set-before");
        assertEquals(State.NOT_MET, criterion(Kind.REVIEW_DECIDED).state(), "and nobody approved it");
    }

    private static DirectoryAccount computer(String rid, String name, int control, String system, double logon) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + rid,
                name,
                DirectoryAccount.Kind.COMPUTER,
                control,
                micros(1),
                micros(logon),
                micros(-400),
                "",
                system,
                false,
                OptionalInt.empty());
    }

    @Test
    void computersThatLogOnAreExpectedAndWithoutAnAgentSeenAndNotEnrolled() {
        whole(
                20,
                computer("1300", "DC1$", 0x2000, "Windows Server 2022 Standard", 19),
                computer("1301", "PC1$", 0x1000, "Windows 11", 18),
                computer("1302", "COMPTA$", 0x1000, "Windows Server 2016", -20),
                computer("1303", "VIEUX$", 0x1000, "Windows 7", -26),
                computer("1304", "ETEINT$", 0x1002, "Windows 11", 19));
        HostMatching matching = store.read(session -> HostMatching.of(session, ALL, incident.id()))
                .orElseThrow();
        assertEquals(
                List.of("DC1 DOMAIN_CONTROLLER 1", "PC1 WORKSTATION 1", "COMPTA SERVER 0"),
                matching.expected().stream()
                        .map(each -> each.host().name() + " " + each.host().role() + " "
                                + each.agents().size())
                        .toList());
        assertEquals(List.of(), matching.without());
        assertEquals(2, matching.directories().getFirst().idle());
        assertEquals(
                List.of("name:compta"),
                store.read(session -> SeenMachines.of(session, ALL, AURAY)).stream()
                        .map(SeenMachine::key)
                        .toList());
        assertEquals(List.of(AURAY), store.read(session -> SeenMachines.communes(session, ALL)));
        assertEquals(State.NOT_MET, criterion(Kind.NO_UNWATCHED_MACHINE).state());
        Scope other = new Scope.Communes(Set.of(Specimens.CONCARNEAU));
        assertEquals(List.of(), store.read(session -> SeenMachines.of(session, other, AURAY)));
    }

    @Test
    void passwordsOfTheDirectoryAgeTheAccountsOfTouchedHosts() {
        whole(20, krbtgt(1.5, 4), admin(1), computer("PC1$", -3));
        AccountFacts facts = store.read(session -> AccountFacts.of(session, ALL, incident, NOW));
        assertEquals(
                new Aged("pc1$", PasswordLists.Kind.MACHINE, true, Optional.of(day(-3)), false), aged(facts, "pc1$"));
        List<ExposedAccounts.Exposed> exposed = ExposedAccounts.of(facts).accounts();
        assertTrue(
                exposed.stream()
                        .anyMatch(each ->
                                each.name().equals("pc1$") && each.standing() == ExposedAccounts.Standing.SET_BEFORE),
                exposed::toString);
    }

    @Test
    void anImportedListThatIsOlderThanTheReadingDoesNotCount() {
        store.change(session -> session.passwordLists()
                .add(
                        ALL,
                        incident.id(),
                        AURAY,
                        "export.csv",
                        "ab",
                        List.of(
                                new Aged(
                                        "administrateur",
                                        PasswordLists.Kind.ACCOUNT,
                                        true,
                                        Optional.of(day(-90)),
                                        false),
                                new Aged("autre", PasswordLists.Kind.ACCOUNT, true, Optional.of(day(-90)), false)),
                        ANALYST));
        AccountFacts before = store.read(session -> AccountFacts.of(session, ALL, incident, NOW));
        assertEquals(
                Optional.of(day(-90)), aged(before, "administrateur").set(), "the list was written after the reading");
        read(20.5, "dc1", ReasonCode.NONE);
        AccountFacts after = store.read(session -> AccountFacts.of(session, ALL, incident, NOW));
        assertEquals(Optional.of(day(0.6)), aged(after, "administrateur").set());
        assertEquals(Optional.of(day(-90)), aged(after, "autre").set());
    }

    private static Aged aged(AccountFacts facts, String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(facts.directories().get(AURAY)).get(name));
    }

    private static TicketKey key(double set, int version, double first, double last) {
        return new TicketKey(
                AURAY,
                DOMAIN,
                KRBTGT,
                day(set),
                version < 0 ? OptionalInt.empty() : OptionalInt.of(version),
                day(first),
                day(last));
    }

    private static Tickets tickets(TicketKey... keys) {
        return DomainFacts.tickets(List.of(keys), Optional.of(EVICTED));
    }

    @Test
    void krbtgtIsSaidToBeResetAsOftenAsWasSeen() {
        assertEquals(Tickets.TICKETS_UNKNOWN, tickets());
        assertEquals(Tickets.TICKETS_UNKNOWN, tickets(key(-100, 2, -20, -1)), "not read since the end");
        assertEquals(Tickets.TICKETS_NOT, tickets(key(-100, 2, -20, 3)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(-100, 2, -20, 1), key(2, 3, 3, 5)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(2, 7, 3, 5)), "whatever came before was not seen");
        assertEquals(Tickets.TICKETS_TWICE, tickets(key(2, 3, 3, 4), key(4, 4, 5, 6)));
        assertEquals(Tickets.TICKETS_TWICE, tickets(key(2, -1, 3, 4), key(4, -1, 5, 6)), "by dates alone");
        assertEquals(
                Tickets.TICKETS_TWICE,
                tickets(key(-100, 2, -20, 1), key(4, 4, 5, 6)),
                "two between two readings, the first of which was after the end");
        assertEquals(
                Tickets.TICKETS_ONCE,
                tickets(key(-100, 2, -20, -1), key(4, 4, 5, 6)),
                "one of the two may be of before the end");
    }

    @Test
    void aDateThatWasMovedWithoutAPasswordIsNoReset() {
        assertEquals(Tickets.TICKETS_NOT, tickets(key(-100, 2, -20, 1), key(2, 2, 3, 6)));
        assertEquals(Tickets.TICKETS_ONCE, tickets(key(-100, 2, -20, 1), key(2, 3, 3, 4), key(4, 3, 5, 6)));
    }

    @Test
    void aControllerThatWasRestoredFromABackupBringsTheOldPasswordBack() {
        whole(20.5, krbtgt(-50, 2), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
    }

    @Test
    void aWordThatKrbtgtWasResetDoesNotStandAgainstWhatTheDirectoryShows() {
        for (Statement statement : List.of(Statement.DOMAIN_TAKEN, Statement.KRBTGT_RESET_TWICE)) {
            boolean written = store.write(session -> session.attestations()
                    .attest(
                            ALL,
                            incident.id(),
                            statement,
                            Optional.empty(),
                            Optional.of(Answer.YES),
                            "minutes of the meeting",
                            Optional.empty(),
                            ANALYST));
            assertTrue(written);
        }
        is(Kind.DOMAIN_NOT_TAKEN, State.MET);
        whole(20.5, krbtgt(-50, 2), admin(1));
        is(Kind.DOMAIN_NOT_TAKEN, State.NOT_MET, "krbtgt-reset-twice", "domain-rebuilt");
    }
}
