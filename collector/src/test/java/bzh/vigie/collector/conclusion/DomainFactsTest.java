package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.ExpectedHosts;
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
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LocationText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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

    @TempDir
    Path folder;

    private Instant now = NOW;
    private Store store;
    private Incident incident;
    private long reading;

    @BeforeEach
    void allIsWell() {
        store = SqliteStore.open(folder, () -> now);
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
            places(session, 20);
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
        return Specimens.host(number, AURAY, name, "{}");
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

    private static void place(String location, LocationStatus.State state, Store.Session session, double day) {
        session.inventories()
                .read(
                        agent(1),
                        new Event.LocationRead(
                                new Moment(day(day), "b", 1),
                                "directory.ldap",
                                new LocationStatus(
                                        location,
                                        Optional.empty(),
                                        state,
                                        ReasonCode.NONE,
                                        "",
                                        "ldap",
                                        3,
                                        120,
                                        micros(day).getAsLong(),
                                        1_500,
                                        LocationStatus.Trigger.PASS,
                                        1),
                                1,
                                true,
                                Sha256.over(new byte[0])),
                        day(day));
    }

    /** Every place of a directory was read then. */
    private static void places(Store.Session session, double day) {
        LocationText.ids("ad.").stream()
                .filter(place -> !place.equals("ad.database"))
                .forEach(place -> place(place, LocationStatus.State.READ, session, day));
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

    /** Without whose word it is, which it says of each domain, also where it is met. */
    private Criterion criterion(Kind kind) {
        Criterion said = said(kind);
        return new Criterion(
                kind,
                said.state(),
                said.about().stream()
                        .filter(each -> !each.contains("  told-by  ")
                                && !each.endsWith("  dates-unchecked")
                                && !each.equals("no-domain-told"))
                        .toList());
    }

    private Criterion said(Kind kind) {
        return store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW))).criteria().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** Whoever signs has to know whose word it rests on; what is so now is not held against what was signed. */
    @Test
    void whoReadADirectoryAndFromWhichControllerIsSaidAndSigned() {
        Conclusion conclusion = store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW)));
        assertEquals(
                List.of(DOMAIN + "  told-by  dc1  asked  dc1." + DOMAIN),
                said(Kind.DIRECTORY_READ).about());
        String text = ConclusionText.of(conclusion);
        assertTrue(
                text.lines()
                        .anyMatch(line ->
                                line.startsWith("directory 56007 " + DOMAIN + "  told-by  dc1  asked  dc1." + DOMAIN)
                                        && line.contains("  tickets-twice  ")),
                text);
    }

    /** What was told last takes the place of what was told before: what was signed is not contradicted by a directory that is read on. */
    @Test
    void aDirectoryThatIsReadOnAndRenewedDoesNotSpeakAgainstWhatWasSigned() {
        whole(60, krbtgt(12, 4), admin(55));
        store.change(session -> places(session, 60));
        is(Kind.DIRECTORY_READ, State.MET);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
        assertTrue(ConclusionText.isWhoseWord("about directory-read " + DOMAIN + "  told-by  dc1  asked  dc2"));
        assertFalse(ConclusionText.isWhoseWord("about directory-read " + DOMAIN + "  directory-not-read"));
    }

    /** A date is renewed without a password by whoever may write it: whoever signs has to know that nothing else speaks for it. */
    @Test
    void datesThatNothingElseSpeaksForAreSaid() {
        Criterion own = said(Kind.PRIVILEGED_RENEWED);
        assertEquals(new Criterion(own.kind(), State.MET, List.of(DOMAIN + "  dates-unchecked")), own);
        assertTrue(ConclusionText.isUnchecked("about privileged-renewed " + DOMAIN + "  dates-unchecked"));
        store.change(session -> session.inventories()
                .put(
                        agent(1),
                        AURAY,
                        Specimens.item("ad.password-age", Optional.empty(), "dates-checked", "it is told", 1),
                        1,
                        day(2)));
        assertEquals(List.of(), said(Kind.PRIVILEGED_RENEWED).about());
    }

    private Item dated(String name, String object) {
        return Specimens.from(object, Specimens.item("ad.password-age", Optional.empty(), name, "it is told", 1));
    }

    private Signed signed(String statement) {
        byte[] text = statement.getBytes(StandardCharsets.UTF_8);
        Conclusions.Line line = new Conclusions.Line(
                1, Conclusions.Decision.SIGNED, "", NOW, Sha256.over(text), statement, NOW, ANALYST);
        return Signed.of(store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW))), List.of(line))
                .orElseThrow();
    }

    @Test
    void anAccountThatAloneHidesWhenItsPasswordWasWrittenIsNotRenewed() {
        Item checked = dated("dates-checked", "{domain}");
        store.change(session -> session.inventories().put(agent(1), AURAY, checked, 1, day(2)));
        is(Kind.PRIVILEGED_RENEWED, State.MET);
        String then = ConclusionText.of(store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW))));
        Item hidden = dated("date-unchecked", "CN=cache,CN=Users,{domain}");
        store.change(session -> {
            session.inventories().remove(agent(1), checked.key(), day(3));
            session.inventories().put(agent(1), AURAY, hidden, 2, day(3));
        });
        String about = DOMAIN + "  date-unchecked  CN=cache,CN=Users,{domain}";
        is(Kind.PRIVILEGED_RENEWED, State.NOT_MET, about);
        assertTrue(
                signed(then).reopened().contains("about privileged-renewed " + about),
                () -> signed(then).toString());
    }

    /** What was signed with dates that were checked does not stand where they no longer are; what was signed without does. */
    @Test
    void datesThatAreNoLongerCheckedSpeakAgainstWhatWasSigned() {
        String unchecked =
                ConclusionText.of(store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW))));
        Item checked = dated("dates-checked", "{domain}");
        store.change(session -> session.inventories().put(agent(1), AURAY, checked, 1, day(2)));
        String then = ConclusionText.of(store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW))));
        assertEquals(List.of(), undated(then));
        assertEquals(List.of(), undated(unchecked), "better since");
        store.change(session -> session.inventories().remove(agent(1), checked.key(), day(3)));
        assertEquals(List.of("about privileged-renewed " + DOMAIN + "  dates-unchecked"), undated(then));
        assertEquals(List.of(), undated(unchecked));
        assertEquals(List.of(), undated(then.replaceAll("(?m)^about directory-read .*$", "")), "of before");
    }

    private List<String> undated(String statement) {
        return signed(statement).reopened().stream()
                .filter(line -> line.endsWith("  dates-unchecked"))
                .toList();
    }

    @Test
    void aDomainThatWasReadAndRenewedCapsNothing() {
        is(Kind.DIRECTORY_READ, State.MET);
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
    }

    @Test
    void aCommuneWithoutADomainIsNotCapped() {
        whole(20, krbtgt(-50, 2), admin(-30));
        store.change(session -> session.directories().refuse(AURAY, DOMAIN, Optional.empty(), day(1), ANALYST));
        store.change(session -> session.directories().choose(Specimens.CONCARNEAU, DOMAIN, agent(1), day(1)));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-refused");
        is(Kind.KRBTGT_SEEN_RESET, State.UNKNOWN, DOMAIN + "  tickets-unknown");
        is(Kind.PRIVILEGED_RENEWED, State.UNKNOWN, DOMAIN + "  unknown");
        state(Statement.DOMAIN_GONE, DOMAIN, Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, DOMAIN + "  domain-gone  minutes of the meeting");
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
        store.change(session -> place("ad.rights.domain", LocationStatus.State.PARTIAL, session, 20));
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
        store.change(session -> places(session, 17));
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
                facts.domains().getFirst().people().people().stream()
                        .filter(DomainPeople.Person::old)
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

    /** Orlando may copy every password, and is in no group: the review's DCSync right. */
    @Test
    void whoHasTheDomainByARightLeadsToo() {
        whole(20, krbtgt(1.5, 4), admin(1), account("1200", "orlando", DirectoryAccount.Kind.USER, 0x200, -30));
        store.change(session -> session.inventories()
                .put(
                        agent(1),
                        AURAY,
                        new Item(
                                "ad.rights.domain",
                                List.of("T1098"),
                                "windows",
                                Optional.empty(),
                                "S-1-5-21-1-2-3-1200 extended-right DS-Replication-Get-Changes-All",
                                "orlando (S-1-5-21-1-2-3-1200): extended-right DS-Replication-Get-Changes-All",
                                "{domain}",
                                Item.Shipped.UNKNOWN,
                                true,
                                ItemTimes.NONE,
                                Set.of(Item.Trait.SUPERUSER)),
                        1,
                        day(2)));
        is(Kind.PRIVILEGED_RENEWED, State.NOT_MET, DOMAIN + "\\orlando  set-before");
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
        store.change(session -> {
            session.hosts().seen(agent(1), day(20), 0);
            session.hosts().seen(agent(2), day(20), 0);
        });
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
    void whereAnImportedListAndTheDirectoryDifferTheWorseCountsAndBothAreTold() {
        use("anne", "mairie", "S-1-5-21-1-2-3-1107");
        whole(20.5, account("1107", "anne", DirectoryAccount.Kind.USER, 0x200, 1));
        assertEquals(ExposedAccounts.Standing.RENEWED, exposed("mairie\\anne").standing());
        list("export.csv", "anne", 1);
        assertEquals(List.of(), exposed("mairie\\anne").told(), "they say the same");
        list("export.csv", "anne", -90);
        ExposedAccounts.Exposed anne = exposed("mairie\\anne");
        assertEquals(ExposedAccounts.Standing.SET_BEFORE, anne.standing(), "though the directory was read later");
        assertEquals(
                List.of(DOMAIN + " " + day(1), "export.csv " + day(-90)),
                anne.told().stream()
                        .map(told -> told.source() + " " + told.aged().set().orElseThrow())
                        .toList());
        list("export.csv", "anne", 2);
        whole(20.6, account("1107", "anne", DirectoryAccount.Kind.USER, 0x200, -5));
        assertEquals(
                ExposedAccounts.Standing.SET_BEFORE, exposed("mairie\\anne").standing());
    }

    private void list(String name, String account, double set) {
        store.change(session -> session.passwordLists()
                .add(
                        ALL,
                        incident.id(),
                        AURAY,
                        name,
                        "ab",
                        List.of(new Aged(account, PasswordLists.Kind.ACCOUNT, true, Optional.of(day(set)), false)),
                        ANALYST));
    }

    /** It logged on to the host that the attacker touched. */
    private void use(String account, String domain, String sid) {
        store.change(session -> session.accountUses()
                .seen(new AccountUses.Use(agent(2), AURAY, account, domain, sid, "network", "", day(-5), day(-4))));
    }

    private ExposedAccounts.Exposed exposed(String name) {
        AccountFacts facts = store.read(session -> AccountFacts.of(session, ALL, incident, NOW));
        return ExposedAccounts.of(facts).accounts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** An agent says to be in a domain, and reads its directory. */
    private void madeUp(DirectoryAccount... accounts) {
        reading++;
        store.change(session -> {
            if (session.hosts().find(agent(7)).isEmpty()) {
                session.hosts().enrol(Specimens.host(7, AURAY, "pc7", "{\"domain\":\"autre.example\"}"));
            }
            session.directories().choose(AURAY, "autre.example", agent(7), day(1));
            session.directoryAccounts()
                    .take(
                            AURAY,
                            new Event.DirectoryAccounts(
                                    new Moment(day(20), "b", 1),
                                    "directory.ldap",
                                    "autre.example",
                                    "x",
                                    reading,
                                    0,
                                    0,
                                    List.of(accounts),
                                    Optional.of(ReasonCode.NONE)),
                            day(20));
        });
    }

    private static DirectoryAccount stranger(String name, double set) {
        return new DirectoryAccount(
                "S-1-5-21-9-9-9-1107",
                name,
                DirectoryAccount.Kind.USER,
                0x200,
                micros(set),
                OptionalLong.empty(),
                micros(-400),
                "",
                "",
                false,
                OptionalInt.empty());
    }

    @Test
    void anAccountOfTheSameNameInAnotherDomainIsAnother() {
        use("anne", "mairie", "S-1-5-21-1-2-3-1107");
        use("bruno", "mairie", "");
        whole(20.5, admin(1));
        madeUp(stranger("anne", 20), stranger("bruno", 20));
        assertEquals(ExposedAccounts.Standing.UNKNOWN, exposed("mairie\\anne").standing(), "renewed elsewhere");
        whole(20.6, account("1107", "anne", DirectoryAccount.Kind.USER, 0x200, 1));
        madeUp(stranger("anne", -90));
        assertEquals(ExposedAccounts.Standing.RENEWED, exposed("mairie\\anne").standing(), "old elsewhere");
        madeUp(stranger("bruno", 20));
        assertEquals(ExposedAccounts.Standing.UNKNOWN, exposed("mairie\\bruno").standing(), "by name in its domain");
        whole(20.7, account("1108", "bruno", DirectoryAccount.Kind.USER, 0x200, 1));
        assertEquals(ExposedAccounts.Standing.RENEWED, exposed("mairie\\bruno").standing());
        use("anne", "autre", "S-1-5-21-7-7-7-1107");
        assertEquals(
                ExposedAccounts.Standing.UNKNOWN,
                store
                        .read(session -> ExposedAccounts.of(AccountFacts.of(session, ALL, incident, NOW)))
                        .accounts()
                        .stream()
                        .filter(each -> each.name().endsWith("anne"))
                        .findFirst()
                        .orElseThrow()
                        .standing(),
                "of one of its SIDs nothing is told");
    }

    @Test
    void aDomainThatAHostIsInAndNobodyReadsIsNamed() {
        store.change(
                session -> session.hosts().enrol(Specimens.host(5, AURAY, "pc5", "{\"domain\":\"Ecole.Example\"}")));
        is(Kind.DIRECTORY_READ, State.NOT_MET, "ecole.example  directory-not-read");
        is(Kind.KRBTGT_SEEN_RESET, State.UNKNOWN, "ecole.example  tickets-unknown");
        is(Kind.PRIVILEGED_RENEWED, State.UNKNOWN, "ecole.example  unknown");
        store.change(session -> session.hosts()
                .enrol(Specimens.host(6, Specimens.CONCARNEAU, "pc6", "{\"domain\":\"lycee.example\"}")));
        assertEquals(1, criterion(Kind.DIRECTORY_READ).about().size(), "another commune's");
        state(Statement.DOMAIN_GONE, "ECOLE.example", Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, "ecole.example  domain-gone  minutes of the meeting");
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
        state(Statement.DOMAIN_GONE, "ECOLE.example", Optional.empty());
        is(Kind.DIRECTORY_READ, State.NOT_MET, "ecole.example  directory-not-read");
    }

    private void state(Statement statement, String name, Optional<Answer> answer) {
        boolean written = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        statement,
                        Optional.empty(),
                        Optional.of(new Named(AURAY, name)),
                        answer,
                        "minutes of the meeting",
                        Optional.empty(),
                        ANALYST));
        assertTrue(written);
    }

    @Test
    void aDomainWhoseReaderIsGoneIsNotRead() {
        attest(Statement.GONE, 1);
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-not-read");
        is(Kind.PRIVILEGED_RENEWED, State.UNKNOWN, DOMAIN + "  unknown");
    }

    @Test
    void aControllerWithoutAnAgentIsNamedUntilSomebodyStatesWhy() {
        whole(
                20.5,
                krbtgt(1.5, 4),
                admin(1),
                computer("1300", "DC1$", 0x2000, "Windows Server 2022", 19),
                computer("1301", "DC2$", 0x2000, "Windows Server 2022", -90),
                computer("1302", "DC3$", 0x2002, "Windows Server 2022", 19));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-controller-unwatched  dc2");
        state(Statement.NOT_ENROLLABLE, "DC2", Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET);
    }

    @Test
    void whereTheDomainWasTakenTheControllerThatIsAskedIsWatchedOrNamed() {
        read(20.5, "dc9." + DOMAIN, ReasonCode.NONE);
        is(Kind.DIRECTORY_READ, State.MET);
        boolean written = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.DOMAIN_TAKEN,
                        Optional.empty(),
                        Optional.of(Answer.YES),
                        "minutes of the meeting",
                        Optional.empty(),
                        ANALYST));
        assertTrue(written);
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-controller-unwatched  dc9");
    }

    @Test
    void theDirectoryOfAMistrustedReaderIsNoListOfHostsAndOneThatIsNoneIsExpectedNowhere() {
        whole(
                20.5,
                krbtgt(1.5, 4),
                admin(1),
                computer("1301", "PC1$", 0x1000, "Windows 11", 18),
                computer("1302", "COMPTA$", 0x1000, "Windows Server 2016", 18));
        is(Kind.EXPECTED_HOSTS_KNOWN, State.MET);
        assertTrue(criterion(Kind.ESSENTIAL_HOSTS_WATCHED).about().toString().contains("COMPTA"));
        assertEquals(State.NOT_MET, criterion(Kind.NO_UNWATCHED_MACHINE).state());
        attest(Statement.TOUCHED, 1);
        is(Kind.EXPECTED_HOSTS_KNOWN, State.NOT_MET, AURAY.insee());
        assertTrue(criterion(Kind.ESSENTIAL_HOSTS_WATCHED).about().toString().contains("COMPTA"), "worse all the same");
        state(Statement.DOMAIN_GONE, DOMAIN, Optional.of(Answer.YES));
        is(Kind.EXPECTED_HOSTS_KNOWN, State.NOT_MET, AURAY.insee());
        assertFalse(criterion(Kind.ESSENTIAL_HOSTS_WATCHED).about().toString().contains("COMPTA"));
        assertFalse(criterion(Kind.NO_UNWATCHED_MACHINE).about().toString().contains("compta"));
    }

    /** A list may be called anything. */
    @Test
    void aPersonsListThatIsCalledAsTheDomainIsNoDirectory() {
        assertTrue(store.write(session -> session.expectedHosts()
                        .add(
                                ALL,
                                incident.id(),
                                AURAY,
                                DOMAIN,
                                ExpectedHosts.Origin.HAND,
                                List.of(new ExpectedHosts.Expected("accueil", ExpectedHosts.Role.SERVER, true)),
                                ANALYST))
                .isPresent());
        whole(20.5, krbtgt(1.5, 4), admin(1), computer("1302", "COMPTA$", 0x1000, "Windows Server 2016", 18));
        attest(Statement.TOUCHED, 1);
        state(Statement.DOMAIN_GONE, DOMAIN, Optional.of(Answer.YES));
        is(Kind.EXPECTED_HOSTS_KNOWN, State.MET);
        String essential = criterion(Kind.ESSENTIAL_HOSTS_WATCHED).about().toString();
        assertTrue(essential.contains("accueil"), essential);
        assertFalse(essential.contains("COMPTA"), essential);
    }

    private static Aged aged(AccountFacts facts, String name) {
        return DirectoryPasswords.worst(facts.directories().named(AURAY, name)).orElseThrow();
    }

    @Test
    void aControllerThatWasRestoredFromABackupBringsTheOldPasswordBack() {
        whole(20.5, krbtgt(-50, 2), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
    }

    /** The same domain as it stands again, with a krbtgt of its own. */
    private static DirectoryAccount anew(double set, int version) {
        DirectoryAccount old = krbtgt(set, version);
        return new DirectoryAccount(
                "S-1-5-21-7-7-7-502",
                old.name(),
                old.kind(),
                old.control(),
                old.passwordSetMicros(),
                old.lastLogonMicros(),
                micros(2),
                "",
                "",
                true,
                old.keyVersion());
    }

    @Test
    void aDomainThatWasSetUpAnewUnderItsOldNameHasItsOwnKrbtgtAlone() {
        whole(20.1, krbtgt(-50, 2), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
        read(20.2, "dc1." + DOMAIN, ReasonCode.TIMED_OUT, anew(19, 3));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
        whole(20.3, anew(19, 3), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-once");
        whole(20.5, anew(20.4, 4), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        attest(Statement.TOUCHED, 1);
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
        attest(Statement.REBUILT, 1);
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        whole(20.6, krbtgt(-50, 2), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
    }

    @Test
    void aKrbtgtThatTheNextReaderAloneTellsIsNoDomainThatWasSetUpAnew() {
        whole(20.1, krbtgt(-50, 2), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
        store.change(session -> session.hosts().enrol(named(3, "pc3")));
        store.change(session -> session.directories().choose(AURAY, DOMAIN, agent(3), day(20.2)));
        whole(20.3, anew(19, 3), admin(1));
        whole(20.5, anew(20.4, 4), admin(1));
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-not");
        now = day(21);
        attest(Statement.DOMAIN_REBUILT);
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
    }

    private void attest(Statement statement) {
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

    @Test
    void aWordThatKrbtgtWasResetDoesNotStandAgainstWhatTheDirectoryShows() {
        attest(Statement.DOMAIN_TAKEN);
        attest(Statement.KRBTGT_RESET_TWICE);
        is(Kind.DOMAIN_NOT_TAKEN, State.MET);
        whole(20.5, krbtgt(-50, 2), admin(1));
        is(Kind.DOMAIN_NOT_TAKEN, State.NOT_MET, "krbtgt-reset-twice", "domain-rebuilt");
    }

    /** The same as in the beginning, told by a reader that the attacker touched: nothing of it counts as renewed. */
    @Test
    void whatATouchedReaderMadeUpDoesNotCountAsRenewed() {
        whole(20.5, krbtgt(-50, 3), admin(-30), account("1107", "anne", DirectoryAccount.Kind.USER, 0x200, -30));
        attest(Statement.TOUCHED, 1);
        whole(20.6, krbtgt(20.5, 4), admin(20.5), account("1107", "anne", DirectoryAccount.Kind.USER, 0x202, 20.5));
        whole(20.7, krbtgt(20.6, 5), admin(20.5), account("1107", "anne", DirectoryAccount.Kind.USER, 0x202, 20.5));
        assertEquals(
                State.NOT_MET,
                criterion(Kind.DIRECTORY_READ).state(),
                () -> criterion(Kind.DIRECTORY_READ).toString());
        assertEquals(State.NOT_MET, criterion(Kind.KRBTGT_SEEN_RESET).state(), "what it told of before is worse");
        is(Kind.PRIVILEGED_RENEWED, State.UNKNOWN, DOMAIN + "  unknown");
        AccountFacts facts = store.read(session -> AccountFacts.of(session, ALL, incident, NOW));
        assertEquals(
                new Aged("anne", PasswordLists.Kind.ACCOUNT, true, Optional.empty(), false),
                aged(facts, "anne"),
                "neither off nor renewed");
        attest(Statement.REBUILT, 1);
        is(Kind.DIRECTORY_READ, State.MET);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
    }

    @Test
    void passwordsOfKrbtgtThatATouchedReaderToldStayUnknownWhenAnotherReads() {
        attest(Statement.TOUCHED, 1);
        is(Kind.KRBTGT_SEEN_RESET, State.UNKNOWN, DOMAIN + "  tickets-unknown");
        store.change(session -> session.hosts().enrol(named(3, "dc3")));
        store.change(session -> session.directories().choose(AURAY, DOMAIN, agent(3), day(20)));
        is(
                Kind.DIRECTORY_READ,
                State.NOT_MET,
                DOMAIN + "  directory-reader-touched  dc1",
                DOMAIN + "  directory-controller-touched  dc1." + DOMAIN);
        is(Kind.PRIVILEGED_RENEWED, State.UNKNOWN, DOMAIN + "  unknown");
        read(20.5, "dc3." + DOMAIN, ReasonCode.NONE);
        is(Kind.KRBTGT_SEEN_RESET, State.NOT_MET, DOMAIN + "  tickets-once");
        is(Kind.PRIVILEGED_RENEWED, State.MET);
    }

    @Test
    void placesThatWereReadBeforeTheEndOrNeverAreNamed() {
        store.change(session -> place("ad.trust", LocationStatus.State.READ, session, -0.1));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  ad.trust");
        store.change(session -> {
            places(session, 20);
            place("ad.trust", LocationStatus.State.READ, session, 30);
        });
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  ad.trust");
        store.change(session -> {
            session.hosts().enrol(named(3, "dc3"));
            session.directories().choose(AURAY, DOMAIN, agent(3), day(20.2));
        });
        List<String> about = criterion(Kind.DIRECTORY_READ).about();
        assertEquals(1, about.size());
        assertTrue(about.getFirst().contains("ad.account.managed, ad.account.weak"), about.getFirst());
    }

    @Test
    void placesThatTheReaderBeforeReadAreNotReadByTheOneOfNow() {
        store.change(session -> session.hosts().enrol(named(3, "dc3")));
        store.change(session -> session.directories().choose(AURAY, DOMAIN, agent(3), day(20.2)));
        read(20.5, "dc3." + DOMAIN, ReasonCode.NONE);
        assertEquals(State.NOT_MET, criterion(Kind.DIRECTORY_READ).state());
    }

    @Test
    void whatCannotBeIsNotBelieved() {
        DirectoryAccount ancient = new DirectoryAccount(
                "S-1-5-21-1-2-3-1300",
                "ancien",
                DirectoryAccount.Kind.USER,
                0x200,
                micros(1),
                OptionalLong.empty(),
                micros(-4_000),
                "",
                "",
                false,
                OptionalInt.empty());
        whole(20.5, krbtgt(1.5, 4), admin(40), ancient);
        is(Kind.PRIVILEGED_RENEWED, State.NOT_MET, DOMAIN + "\\Administrateur  set-before");
        DomainPeople people = store.read(session -> DomainFacts.of(session, ALL, incident, NOW))
                .domains()
                .getFirst()
                .people();
        assertEquals(1, people.created(), "made before its domain was");
    }

    @Test
    void anAccountWithTheSidOfAnotherDomainIsNoneOfThisOne() {
        whole(20.5, krbtgt(1.5, 4), admin(1), stranger("fictif", 2));
        DomainPeople people = store.read(session -> DomainFacts.of(session, ALL, incident, NOW))
                .domains()
                .getFirst()
                .people();
        assertEquals(List.of(1, 1), List.of(people.old(), people.created()));
    }

    @Test
    void aSidOfAnotherDomainThatOneAgentTellsRenewsNothing() {
        use("anne", "mairie", "S-1-5-21-1-2-3-1107");
        whole(20.5, admin(1));
        madeUp(account("1107", "anne", DirectoryAccount.Kind.USER, 0x200, 2));
        assertEquals(ExposedAccounts.Standing.UNKNOWN, exposed("mairie\\anne").standing());
        store.change(
                session -> session.hosts().enrol(Specimens.host(8, AURAY, "pc8", "{\"domain\":\"autre.example\"}")));
        assertEquals(
                ExposedAccounts.Standing.RENEWED,
                exposed("mairie\\anne").standing(),
                "another one says to be in it: it is called otherwise by NetBIOS");
    }

    @Test
    void aSidThatIsLikeItsKrbtgtsIsOfADomainThatNetbiosCallsOtherwise() {
        use("anne", "auray", "S-1-5-21-1-2-3-1107");
        DirectoryAccount anne = account("1107", "anne", DirectoryAccount.Kind.USER, 0x200, 2);
        whole(20.5, admin(1), anne);
        assertEquals(ExposedAccounts.Standing.UNKNOWN, exposed("auray\\anne").standing(), "which domain's it is");
        whole(20.6, krbtgt(1.5, 4), admin(1), anne);
        assertEquals(ExposedAccounts.Standing.RENEWED, exposed("auray\\anne").standing());
        madeUp(krbtgt(1.5, 4));
        assertEquals(ExposedAccounts.Standing.UNKNOWN, exposed("auray\\anne").standing(), "two say so");
    }

    @Test
    void theNameOfADomainIsComparedAsNetbiosCutsItOff() {
        store.change(
                session -> session.directories().choose(AURAY, "communaute-de-communes.example", agent(7), day(1)));
        store.change(session -> session.hosts().enrol(named(7, "pc7")));
        store.change(session -> session.directoryAccounts()
                .take(
                        AURAY,
                        new Event.DirectoryAccounts(
                                new Moment(day(20), "b", 1),
                                "directory.ldap",
                                "communaute-de-communes.example",
                                "x",
                                1,
                                0,
                                0,
                                List.of(stranger("anne", 2)),
                                Optional.of(ReasonCode.NONE)),
                        day(20)));
        use("anne", "communaute-de-c", "");
        assertEquals(
                ExposedAccounts.Standing.RENEWED,
                exposed("communaute-de-c\\anne").standing());
        use("anne", "communaute-de-c", "S-1-5-21-9-9-9-1107");
        assertEquals(
                ExposedAccounts.Standing.RENEWED,
                exposed("communaute-de-c\\anne").standing(),
                "by its SID too");
    }

    @Test
    void whoIsCalledLikeTheTicketsAccountIsAPerson() {
        whole(20.5, krbtgt(1.5, 4), admin(1), account("1400", "krbtgt2", DirectoryAccount.Kind.USER, 0x200, -30));
        assertEquals(
                1,
                store.read(session -> DomainFacts.of(session, ALL, incident, NOW))
                        .domains()
                        .getFirst()
                        .people()
                        .old());
    }

    @Test
    void ofAVeryManyPeopleTheFirstOfEachKindAreNamedAndTheOthersCounted() {
        DirectoryAccount[] all = new DirectoryAccount[256];
        for (int i = 0; i < all.length; i++) {
            DirectoryAccount plain = admin(-30);
            all[i] = new DirectoryAccount(
                    "S-1-5-21-1-2-3-" + (2_000 + i),
                    "chef" + (1_000 + i),
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
        whole(20.5, all);
        DomainPeople people = store.read(session -> DomainFacts.of(session, ALL, incident, NOW))
                .domains()
                .getFirst()
                .people();
        assertEquals(
                List.of(256, 256, 256, 0, 200, 56),
                List.of(
                        people.accounts(),
                        people.old(),
                        people.privilegedOld(),
                        people.created(),
                        people.people().size(),
                        people.more()));
        assertEquals(
                DirectoryPasswords.NONE,
                store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, NOW)))
                        .facts()
                        .accounts()
                        .directories(),
                "no account is kept for itself");
        List<String> about = criterion(Kind.PRIVILEGED_RENEWED).about();
        assertEquals(DOMAIN + "  others-like-these  56", about.getLast());
        assertEquals(201, about.size());
    }

    @Test
    void aDomainThatNobodyReadsAnyMoreIsALackUntilSomebodyStatesThatItIsNone() {
        store.change(session -> session.directories().choose(AURAY, "other.example", agent(1), day(19)));
        store.change(
                session -> session.directories().refuse(AURAY, "other.example", Optional.empty(), day(19), ANALYST));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-not-read", "other.example  directory-refused");
        state(Statement.DOMAIN_GONE, "other.example", Optional.of(Answer.YES));
        String none = "other.example  domain-gone  minutes of the meeting";
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-not-read", none);
        is(Kind.KRBTGT_SEEN_RESET, State.MET);
        store.change(session -> session.directories().choose(AURAY, DOMAIN, agent(1), day(19)));
        gone("dc1");
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-not-read", none);
        store.change(session -> session.directories().refuse(AURAY, DOMAIN, Optional.empty(), day(19), ANALYST));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-refused", none);
        is(Kind.KRBTGT_SEEN_RESET, State.UNKNOWN, DOMAIN + "  tickets-unknown");
        state(Statement.DOMAIN_GONE, DOMAIN, Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, DOMAIN + "  domain-gone  minutes of the meeting", none);
    }

    private void gone(String host) {
        boolean written = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.GONE,
                        Optional.of(agent(1)),
                        Optional.of(Answer.YES),
                        host + " was scrapped",
                        Optional.empty(),
                        ANALYST));
        assertTrue(written);
    }

    @Test
    void aDirectoryAloneMakesTheHostsOfACommuneKnownOnlyWhereNothingIsMissingOfIt() {
        whole(20.5, krbtgt(1.5, 4), admin(0.6), seen("PC1$", 20.4));
        is(Kind.EXPECTED_HOSTS_KNOWN, State.MET);
        store.change(session -> place("ad.trust", LocationStatus.State.PARTIAL, session, 20));
        is(Kind.EXPECTED_HOSTS_KNOWN, State.NOT_MET, AURAY.insee() + "  directories-alone");
        assertTrue(store.write(session -> session.expectedHosts()
                        .add(
                                ALL,
                                incident.id(),
                                AURAY,
                                "parc.csv",
                                ExpectedHosts.Origin.HAND,
                                List.of(new ExpectedHosts.Expected("pc2", ExpectedHosts.Role.WORKSTATION, true)),
                                ANALYST))
                .isPresent());
        is(Kind.EXPECTED_HOSTS_KNOWN, State.MET);
    }

    private static DirectoryAccount seen(String name, double logon) {
        DirectoryAccount plain = computer(name, 0.5);
        return new DirectoryAccount(
                plain.sid(),
                plain.name(),
                plain.kind(),
                plain.control(),
                plain.passwordSetMicros(),
                micros(logon),
                plain.createdMicros(),
                "",
                "Windows 11 Pro",
                false,
                OptionalInt.empty());
    }
}
