package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.incident.Attesting;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LocationText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ResourceBundle;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of a directory that hold a conclusion back, and what persons state of them. */
final class StatedObjectsTest {
    private static final Scope ALL = new Scope.All();
    private static final String DOMAIN = "mairie.example";
    private static final String PLACE = "ad.rights.unit";
    private static final String SCHOOL = "OU=Ecole primaire,{domain}";
    private static final String PROOF = "minutes of the meeting";
    private static final Instant EVICTED = Specimens.START.plus(Duration.ofDays(10));

    @TempDir
    Path folder;

    private Instant now = day(20);
    private Store store;
    private Incident incident;
    private long reading;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder, () -> now);
        incident = store.write(session -> {
            session.hosts().enrol(Specimens.host(1, AURAY, "dc1", "{}"));
            Incident opened = session.incidents().open("rançongiciel", Set.of(AURAY), 30, ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(day(-2), Optional.of(EVICTED))),
                            ANALYST);
            session.directories().choose(AURAY, DOMAIN, agent(1), day(-3));
            return opened;
        });
        readAll();
    }

    /** Every place, and the accounts. */
    private void readAll() {
        store.change(session -> LocationText.ids("ad.").stream()
                .filter(place -> !place.equals("ad.database"))
                .forEach(place -> place(session, place, LocationStatus.State.READ, ReasonCode.NONE, "")));
        accounts(computer("DC1$", 0x2000, "Windows Server 2022", 1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Instant day(double days) {
        return EVICTED.plusSeconds(Math.round(days * 86_400));
    }

    private static OptionalLong micros(double days) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, day(days)));
    }

    private static DirectoryAccount computer(String name, int control, String system, double set) {
        return new DirectoryAccount(
                "S-1-5-21-1-2-3-" + (1_000 + name.length()),
                name,
                DirectoryAccount.Kind.COMPUTER,
                control,
                micros(set),
                OptionalLong.empty(),
                micros(-400),
                "",
                system,
                false,
                OptionalInt.empty());
    }

    private void accounts(DirectoryAccount... accounts) {
        reading++;
        store.change(session -> session.directoryAccounts()
                .take(
                        AURAY,
                        new Event.DirectoryAccounts(
                                new Moment(now, "b", 1),
                                "directory.ldap",
                                DOMAIN,
                                "dc1." + DOMAIN,
                                reading,
                                0,
                                0,
                                List.of(accounts),
                                Optional.of(ReasonCode.NONE)),
                        now));
    }

    private void place(
            Store.Session session, String location, LocationStatus.State state, ReasonCode reason, String detail) {
        session.inventories()
                .read(
                        agent(1),
                        new Event.LocationRead(
                                new Moment(now, "b", 1),
                                "directory.ldap",
                                new LocationStatus(
                                        location,
                                        Optional.empty(),
                                        state,
                                        reason,
                                        detail,
                                        "ldap",
                                        3,
                                        120,
                                        ChronoUnit.MICROS.between(Instant.EPOCH, now),
                                        1_500,
                                        LocationStatus.Trigger.PASS,
                                        1),
                                1,
                                true,
                                Sha256.over(new byte[0])),
                        now);
    }

    /** All but so many objects of it was read. */
    private void unread(String location, int count) {
        store.change(session -> place(
                session,
                location,
                LocationStatus.State.PARTIAL,
                ReasonCode.NO_RIGHT,
                "directory-objects-unread|" + count + "|" + SCHOOL));
    }

    private void hides(String location, String object, String how) {
        Item plain = Specimens.item(location, Optional.empty(), how, "it may not be read by the computer", 0);
        store.change(session -> session.inventories().put(agent(1), AURAY, Specimens.from(object, plain), 1, now));
    }

    private void state(Statement statement, String name, Optional<Answer> answer) {
        Named named = store.read(
                        session -> Attesting.known(session, ALL, incident.id(), statement, new Named(AURAY, name), now))
                .orElseThrow();
        boolean written = store.write(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        statement,
                        Optional.empty(),
                        Optional.of(named),
                        answer,
                        PROOF,
                        Optional.empty(),
                        ANALYST));
        assertTrue(written);
    }

    private void is(Kind kind, State state, String... about) {
        Criterion said = store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, now))).criteria().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
        assertEquals(
                new Criterion(kind, state, List.of(about)),
                new Criterion(
                        kind,
                        said.state(),
                        said.about().stream()
                                .filter(each -> !each.contains("  told-by  ") && !each.endsWith("  dates-unchecked"))
                                .toList()));
    }

    private static String unreadable(String object, String... places) {
        return DOMAIN + "  directory-object-unread  " + object + "  " + String.join("  ", places);
    }

    @Test
    void anObjectThatMayNotBeReadIsNamedUntilAPersonStatesIt() {
        is(Kind.DIRECTORY_READ, State.MET);
        unread(PLACE, 1);
        hides(PLACE, SCHOOL, "unreadable");
        is(Kind.DIRECTORY_READ, State.NOT_MET, unreadable(SCHOOL, PLACE));
        state(Statement.OBJECT_UNREADABLE, DOMAIN + "  " + SCHOOL, Optional.of(Answer.YES));
        String stated = DOMAIN + "  " + SCHOOL + "  object-unreadable  " + PROOF;
        is(Kind.DIRECTORY_READ, State.MET, stated);
        String text = ConclusionText.of(store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, now))));
        assertTrue(text.contains("about directory-read " + stated + "\n"), text);
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + SCHOOL, Optional.empty());
        is(Kind.DIRECTORY_READ, State.NOT_MET, unreadable(SCHOOL, PLACE));
    }

    @Test
    void whatHidesAfterwardsHoldsTheConclusionBackAgain() {
        unread(PLACE, 1);
        hides(PLACE, SCHOOL, "partly unreadable");
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + SCHOOL, Optional.of(Answer.YES));
        String stated = DOMAIN + "  " + SCHOOL + "  object-unreadable  " + PROOF;
        is(Kind.DIRECTORY_READ, State.MET, stated);
        now = day(20.2);
        unread(PLACE, 2);
        hides(PLACE, "OU=Autre,{domain}", "unreadable");
        is(Kind.DIRECTORY_READ, State.NOT_MET, unreadable("OU=Autre,{domain}", PLACE), stated);
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " OU=Autre,{domain}", Optional.of(Answer.YES));
        now = day(20.4);
        unread(PLACE, 3);
        hides(PLACE, SCHOOL, "unreadable");
        String other = DOMAIN + "  OU=Autre,{domain}  object-unreadable  " + PROOF;
        is(Kind.DIRECTORY_READ, State.NOT_MET, unreadable(SCHOOL, PLACE), other);
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + SCHOOL, Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, other, stated);
        now = day(20.6);
        unread("ad.rights.protected", 1);
        hides("ad.rights.protected", SCHOOL, "unreadable");
        is(Kind.DIRECTORY_READ, State.NOT_MET, unreadable(SCHOOL, "ad.rights.protected", PLACE), other);
    }

    /** What lies in it may be put there until the attacker is out, and its item stays as it is. */
    @Test
    void whatWasStatedOfAnObjectBeforeTheEvictionEndedIsOfBefore() {
        unread(PLACE, 1);
        hides(PLACE, SCHOOL, "unreadable");
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + SCHOOL, Optional.of(Answer.YES));
        String stated = DOMAIN + "  " + SCHOOL + "  object-unreadable  " + PROOF;
        is(Kind.DIRECTORY_READ, State.MET, stated);
        evict(day(20.5));
        now = day(21);
        readAll();
        unread(PLACE, 1);
        is(Kind.DIRECTORY_READ, State.NOT_MET, unreadable(SCHOOL, PLACE));
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + SCHOOL, Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, stated);
    }

    private void evict(Instant end) {
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.empty(),
                        Optional.of(new Interval(day(-2), Optional.of(end))),
                        ANALYST));
    }

    @Test
    void aPlaceThatLacksMoreThanIsToldOneByOneIsReadInPart() {
        unread(PLACE, 2);
        hides(PLACE, SCHOOL, "unreadable");
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  " + PLACE);
        store.change(session -> place(
                session,
                PLACE,
                LocationStatus.State.PARTIAL,
                ReasonCode.NO_RIGHT,
                "directory-objects-many|512|" + SCHOOL));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  " + PLACE);
        assertEquals(
                Optional.empty(),
                store.read(session -> Attesting.known(
                        session,
                        ALL,
                        incident.id(),
                        Statement.OBJECT_UNREADABLE,
                        new Named(AURAY, DOMAIN + " " + SCHOOL),
                        now)),
                "it is not all that is missing");
    }

    @Test
    void aPlaceThatTheReadersSystemCannotReadIsStatedAsAWhole() {
        store.change(session -> place(
                session,
                "ad.sysvol.script",
                LocationStatus.State.UNREADABLE,
                ReasonCode.NOT_SUPPORTED,
                "sysvol-no-client"));
        String named = DOMAIN + "  directory-object-unread  ad.sysvol.script";
        is(Kind.DIRECTORY_READ, State.NOT_MET, named);
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " ad.sysvol.script", Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, DOMAIN + "  ad.sysvol.script  object-unreadable  " + PROOF);
        store.change(session -> place(
                session, "ad.sysvol.script", LocationStatus.State.UNREADABLE, ReasonCode.TIMED_OUT, "sysvol-slow"));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  ad.sysvol.script");
    }

    @Test
    void whatIsStatedOfAPlaceEndsWithItsReaderAndAWindowsReadsEveryOne() {
        String script = "ad.sysvol.script";
        store.change(session ->
                place(session, script, LocationStatus.State.UNREADABLE, ReasonCode.NOT_SUPPORTED, "sysvol-no-client"));
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + script, Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, DOMAIN + "  " + script + "  object-unreadable  " + PROOF);
        store.change(session -> session.directories().choose(AURAY, DOMAIN, agent(2), day(20.1)));
        store.change(session -> session.directories().choose(AURAY, DOMAIN, agent(1), day(20.2)));
        now = day(20.3);
        readAll();
        store.change(session ->
                place(session, script, LocationStatus.State.UNREADABLE, ReasonCode.NOT_SUPPORTED, "sysvol-no-client"));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-object-unread  " + script);
        state(Statement.OBJECT_UNREADABLE, DOMAIN + " " + script, Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, DOMAIN + "  " + script + "  object-unreadable  " + PROOF);
        store.change(
                session -> session.hosts().hello(agent(1), "dc1", "{\"os\":\"windows\"}", "0.1", "b", "r", 0, now));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-in-part  " + script);
    }

    @Test
    void whatIsNamedIsSaidInBothLanguages() {
        String about = unreadable(SCHOOL, PLACE);
        ResourceBundle french = ResourceBundle.getBundle("bzh.vigie.collector.IncidentCommand", Locale.FRENCH);
        String said = AboutText.say(french, (rule, all) -> Optional.empty(), about);
        assertTrue(said.contains("attester object-unreadable"), said);
        assertTrue(
                said.contains("  " + LocationText.title(PLACE, Locale.FRENCH).orElseThrow() + " (" + PLACE + ")"),
                said);
        assertFalse(said.contains("directory-object-unread"), said);
        String english = AboutText.say(
                ResourceBundle.getBundle("bzh.vigie.collector.IncidentCommand", Locale.ROOT),
                (rule, all) -> Optional.empty(),
                DOMAIN + "  directory-in-part  ad.trust, " + PLACE);
        assertTrue(
                english.endsWith(LocationText.title(PLACE, Locale.ROOT).orElseThrow() + " (" + PLACE + ")"), english);
    }

    /** It never logs on, its computer account's password never changes, and no agent can be there. */
    @Test
    void whatStandsForEntrasKerberosIsNoMachineAndItsKeysAreStated() {
        accounts(
                computer("DC1$", 0x2000, "Windows Server 2022", 1), computer("AzureADKerberos$", 0x400_1000, "", -300));
        String named = DOMAIN + "  directory-controller-no-machine  AzureADKerberos";
        is(Kind.DIRECTORY_READ, State.NOT_MET, named);
        is(Kind.PRIVILEGED_RENEWED, State.NOT_MET, DOMAIN + "\\AzureADKerberos$  set-before");
        assertEquals(
                List.of("DC1"),
                store.read(session -> HostMatching.of(session, ALL, incident.id())).orElseThrow().expected().stream()
                        .map(each -> each.host().name())
                        .toList(),
                "no host is expected of it");
        state(Statement.NO_MACHINE, "Mairie.example azureadkerberos", Optional.of(Answer.YES));
        is(Kind.DIRECTORY_READ, State.MET, DOMAIN + "  AzureADKerberos  no-machine  " + PROOF);
        is(Kind.PRIVILEGED_RENEWED, State.MET);
        evict(day(20.5));
        assertTrue(
                store.read(session -> Conclusion.of(Facts.of(session, ALL, incident, day(21)))).criteria().stream()
                        .filter(each -> each.kind() == Kind.DIRECTORY_READ)
                        .anyMatch(each -> each.about().contains(named)),
                "its keys may be of before the end");
    }

    @Test
    void aControllerThatIsAMachineIsNotStatedAway() {
        accounts(
                computer("DC1$", 0x2000, "Windows Server 2022", 1),
                computer("RODC7$", 0x400_1000, "Windows Server 2019", 1),
                computer("WRITABLE$", 0x2000, "", 1));
        is(Kind.DIRECTORY_READ, State.NOT_MET, DOMAIN + "  directory-controller-unwatched  rodc7, writable");
        assertEquals(
                Optional.empty(),
                store.read(session -> Attesting.known(
                        session, ALL, incident.id(), Statement.NO_MACHINE, new Named(AURAY, DOMAIN + " RODC7"), now)));
    }
}
