package bzh.vigie.collector.conclusion;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.conclusion.AccountFacts.Why;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.ExposedAccounts.Exposed;
import bzh.vigie.collector.conclusion.ExposedAccounts.Standing;
import bzh.vigie.collector.conclusion.ExposedAccounts.What;
import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.Kind;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which accounts have to be renewed: what is stored, and what follows. Host 1 was touched, host 2 was not. */
class ExposedAccountsTest {
    private static final Scope ALL = new Scope.All();
    private static final Instant MADE = Specimens.START.minus(Duration.ofDays(1));
    private static final Instant BEGAN = Specimens.START.plus(Duration.ofDays(10));
    private static final Instant ENDED = BEGAN.plus(Duration.ofDays(2));
    private static final Instant NOW = ENDED.plus(Duration.ofDays(20));
    private static final Instant BEFORE = BEGAN.minus(Duration.ofDays(3));
    private static final Instant SINCE = ENDED.plus(Duration.ofDays(3));

    @TempDir
    Path folder;

    private Instant now = MADE;
    private Store store;
    private Incident incident;
    private final List<Aged> directory = new ArrayList<>();

    @BeforeEach
    void anEviction() {
        store = SqliteStore.open(folder, () -> now);
        now = NOW;
        incident = store.write(session -> {
            session.hosts().enrol(named(1, "PC1", Specimens.START));
            session.hosts().enrol(named(2, "PC2", Specimens.START));
            Incident opened = session.incidents().open("x", Set.of(AURAY), 30, ANALYST);
            session.incidents()
                    .eviction(
                            ALL,
                            opened.id(),
                            Optional.empty(),
                            Optional.of(new Interval(BEGAN, Optional.of(ENDED))),
                            ANALYST);
            return opened;
        });
        read(1, "windows.account.local");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Host named(int number, String name, Instant enrolled) {
        Host host = Specimens.host(number, AURAY);
        return new Host(
                host.id(),
                host.commune(),
                name,
                host.state(),
                host.publicKey(),
                host.facts(),
                host.version(),
                enrolled,
                host.certificateExpires(),
                host.lastSeen(),
                0,
                host.bootId(),
                host.runId(),
                host.connected());
    }

    private void read(int host, String location) {
        store.change(session -> session.inventories()
                .read(
                        agent(host),
                        Specimens.read(location, Optional.empty(), LocationStatus.State.READ, 1, true),
                        BEFORE));
    }

    private void touched(int host) {
        store.change(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.TOUCHED,
                        Optional.of(agent(host)),
                        Optional.of(Answer.YES),
                        "EDR",
                        Optional.empty(),
                        ANALYST));
    }

    private void used(int host, String account, String domain, String key, Instant... times) {
        store.change(session -> {
            for (Instant time : times) {
                session.accountUses()
                        .seen(new Use(
                                agent(host),
                                AURAY,
                                account,
                                domain,
                                key.isEmpty() ? "S-1-5-21-1-2-3-1104" : "",
                                "rdp",
                                key,
                                time,
                                time));
            }
        });
    }

    /** Its logons were watched. */
    private void watched(int host, String source, Instant from, Instant to, WatchState state) {
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, from);
        long end = ChronoUnit.MICROS.between(Instant.EPOCH, to);
        store.change(session -> session.coverage()
                .add(
                        agent(host),
                        new Event.Coverage(
                                new Moment(to, "boot", 0),
                                source,
                                source,
                                Optional.empty(),
                                start,
                                end,
                                end - start,
                                state,
                                ReasonCode.NONE,
                                "",
                                0,
                                0),
                        to));
    }

    private void directory(String account, Kind kind, boolean enabled, Instant set) {
        directory.add(new Aged(account, kind, enabled, Optional.of(set), false));
        store.change(
                session -> session.passwordLists().add(ALL, incident.id(), AURAY, "ad.csv", "00", directory, ANALYST));
    }

    private void account(int host, String location, String name, String value, boolean enabled, Instant set) {
        Item item = new Item(
                location,
                List.of("T1078.003"),
                location.startsWith("windows") ? "windows" : "linux",
                Optional.empty(),
                name,
                value,
                location.startsWith("windows") ? "HKLM\\SAM\\" + name : "/etc/shadow",
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNKNOWN,
                enabled,
                new ItemTimes(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, set))),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
        store.change(session -> session.inventories().put(agent(host), AURAY, item, 1, BEFORE));
    }

    private AccountFacts facts() {
        return store.read(session -> AccountFacts.of(session, ALL, incident, NOW));
    }

    private Criterion criterion() {
        return ExposedAccounts.criterion(facts());
    }

    private Exposed only() {
        List<Exposed> all = ExposedAccounts.of(facts()).accounts();
        assertEquals(1, all.size(), all.toString());
        return all.getFirst();
    }

    @Test
    void withoutATouchedHostNothingIsKnown() {
        used(1, "lea", "mairie", "", BEFORE, SINCE);
        assertEquals(State.UNKNOWN, criterion().state());
        assertEquals(List.of("touched"), criterion().about());
    }

    @Test
    void whoWasOnATouchedHostNeedsAPasswordFromAfterTheEviction() {
        touched(1);
        used(1, "lea", "mairie", "", BEFORE);
        used(2, "lea", "mairie", "", SINCE);
        assertEquals(Standing.UNKNOWN, only().standing());
        assertEquals(State.UNKNOWN, criterion().state());
        directory("lea", Kind.ACCOUNT, true, BEFORE);
        assertEquals(Standing.SET_BEFORE, only().standing());
        assertEquals(State.NOT_MET, criterion().state());
        assertEquals(List.of("mairie\\lea  set-before"), criterion().about());
        directory.clear();
        directory("lea", Kind.ACCOUNT, true, BEGAN.plus(Duration.ofHours(3)));
        assertEquals(Standing.SET_DURING, only().standing());
        directory.clear();
        directory("lea", Kind.ACCOUNT, true, ENDED.plus(Duration.ofHours(1)));
        assertEquals(Standing.RENEWED, only().standing());
        assertEquals(State.MET, criterion().state());
        assertEquals(Set.of("PC1"), only().on());
        directory.clear();
        directory("lea", Kind.ACCOUNT, true, NOW.plus(Duration.ofDays(400)));
        assertEquals(Standing.UNKNOWN, only().standing(), "a password from a time to come says nothing");
    }

    @Test
    void whoWasElsewhereOrIsNotSeenSinceOrCannotLogOnIsWell() {
        touched(1);
        used(2, "marc", "mairie", "", BEFORE, SINCE);
        used(1, "anna", "mairie", "", BEFORE);
        used(1, "new", "mairie", "", SINCE);
        watched(1, "linux.logon", ENDED, NOW, WatchState.LIVE);
        assertEquals(Standing.NOT_USED_SINCE, only().standing());
        used(2, "anna", "mairie", "", SINCE);
        directory("anna", Kind.ACCOUNT, false, BEFORE);
        assertEquals(Standing.DISABLED, only().standing());
        assertEquals(State.MET, criterion().state());
    }

    @Test
    void whoWasThereWhileTheEvictionWentOnCountsToo() {
        touched(1);
        used(1, "lea", "mairie", "", BEGAN.plus(Duration.ofHours(1)), SINCE);
        assertEquals(Standing.UNKNOWN, only().standing());
    }

    @Test
    void accountsOfATouchedHostNeedNewPasswordsWhetherOrNotTheyAreUsed() {
        touched(1);
        account(1, "windows.account.local", "Administrateur", "RID 500; administrator", true, BEFORE);
        account(1, "windows.account.local", "Invité", "RID 501", false, BEFORE);
        account(2, "windows.account.local", "autre", "RID 1001", true, BEFORE);
        Exposed administrator = only();
        assertEquals(What.ADMINISTRATOR, administrator.what());
        assertEquals(Standing.SET_BEFORE, administrator.standing());
        assertEquals(Optional.of("PC1"), administrator.host());
        account(1, "windows.account.local", "Administrateur", "RID 500; administrator", true, SINCE);
        assertEquals(Standing.RENEWED, only().standing());
        used(2, "administrateur", "", "", BEFORE, SINCE);
        assertEquals(Standing.RENEWED, only().standing(), "an account of that name on another host is another");
    }

    @Test
    void onLinuxADayIsNotEnoughOnTheDayTheEvictionEnded() {
        touched(1);
        read(1, "linux.account.password");
        account(
                1,
                "linux.account.password",
                "root",
                "password=set scheme=y digest=000000000000 changed=20500 expires=",
                true,
                ENDED.truncatedTo(ChronoUnit.DAYS));
        account(1, "linux.account.password", "daemon", "password=none changed=20000 expires=", false, BEFORE);
        assertEquals(Standing.SET_DURING, only().standing());
        account(
                1,
                "linux.account.password",
                "root",
                "password=set scheme=y digest=000000000001 changed=20501 expires=",
                true,
                ENDED.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1)));
        assertEquals(Standing.RENEWED, only().standing());
    }

    @Test
    void aKeyIsToBeReplacedWhereItIsUsedAgainByWhomever() {
        touched(1);
        used(1, "lea", "", "SHA256:abc", BEFORE);
        assertEquals(Standing.NOT_WATCHED, only().standing());
        assertEquals(State.UNKNOWN, criterion().state());
        watched(1, "linux.logon", ENDED, NOW, WatchState.LIVE);
        assertEquals(Standing.NOT_USED_SINCE, only().standing());
        used(2, "root", "", "SHA256:abc", SINCE);
        assertEquals(What.KEY, only().what());
        assertEquals(Standing.KEY_IN_USE, only().standing());
        assertEquals(State.NOT_MET, criterion().state());
    }

    /** The key, and the account of the same domain; one of another domain is another. */
    @Test
    void aUseInAnotherCommuneOfTheIncidentIsSeen() {
        store.change(session -> {
            session.incidents().extend(ALL, incident.id(), CONCARNEAU, ANALYST);
            session.hosts().enrol(Specimens.host(4, CONCARNEAU));
        });
        incident = store.read(session -> session.incidents().find(ALL, incident.id()))
                .orElseThrow();
        touched(1);
        watched(1, "linux.logon", ENDED, NOW, WatchState.LIVE);
        watched(4, "linux.logon", ENDED, NOW, WatchState.LIVE);
        used(1, "lea", "", "SHA256:abc", BEFORE);
        elsewhere("deploy", "", "SHA256:abc");
        assertEquals(Standing.KEY_IN_USE, only().standing());
        used(1, "anna", "mairie", "", BEFORE);
        elsewhere("anna", "ecoles", "");
        assertEquals(List.of("SHA256:abc"), notWell());
        elsewhere("anna", "mairie", "");
        assertEquals(List.of("mairie\\anna", "SHA256:abc"), notWell());
    }

    private void elsewhere(String account, String domain, String key) {
        store.change(session -> session.accountUses()
                .seen(new Use(agent(4), CONCARNEAU, account, domain, "", "network", key, SINCE, SINCE)));
    }

    private List<String> notWell() {
        return ExposedAccounts.of(facts()).accounts().stream()
                .filter(each -> !each.standing().isWell())
                .map(each -> each.key().isEmpty() ? each.name() : each.key())
                .toList();
    }

    /** A source that told nothing, one with a limit, a log that is followed but not written to, and one that is not watched any more. */
    @Test
    void notUsedSinceIsWellOnlyWhereAUseWouldHaveBeenSeen() {
        touched(1);
        used(1, "lea", "mairie", "", BEFORE);
        assertEquals(Standing.UNKNOWN, only().standing());
        watched(1, "windows.log.security", ENDED, NOW, WatchState.LIVE);
        watched(1, "windows.audit.logons", ENDED, NOW, WatchState.PARTIAL);
        assertEquals(Standing.UNKNOWN, only().standing());
        watched(1, "linux.logon", ENDED, SINCE, WatchState.LIVE);
        assertEquals(Standing.UNKNOWN, only().standing());
        watched(1, "linux.logon", SINCE, NOW, WatchState.PARTIAL);
        assertEquals(Standing.NOT_USED_SINCE, only().standing());
        used(2, "lea", "mairie", "", BEFORE);
        assertEquals(Standing.UNKNOWN, only().standing(), "it was on another host too, which nobody watches");
        watched(2, "windows.log.security", ENDED, NOW, WatchState.LIVE);
        watched(2, "windows.audit.logons", ENDED, NOW, WatchState.LIVE);
        assertEquals(Standing.NOT_USED_SINCE, only().standing());
        directory("lea", Kind.ACCOUNT, true, BEFORE);
        assertEquals(Standing.SET_BEFORE, only().standing(), "a password that is known to be old is said to be");
    }

    @Test
    void ofTwoTablesThatHaveAnAccountTheOneThatAsksForMoreCounts() {
        touched(1);
        used(1, "administrateur", "mairie", "", BEFORE, SINCE);
        for (String name : List.of("mairie.csv", "ecoles.csv")) {
            Instant set = name.startsWith("mairie") ? BEFORE : SINCE;
            store.change(session -> session.passwordLists()
                    .add(
                            ALL,
                            incident.id(),
                            AURAY,
                            name,
                            "00",
                            List.of(new Aged("administrateur", Kind.ACCOUNT, true, Optional.of(set), false)),
                            ANALYST));
        }
        assertEquals(Standing.SET_BEFORE, only().standing());
    }

    @Test
    void aTouchedHostThatNobodyWatchedAsksForEverybodyOfTheCommune() {
        store.change(session -> session.hosts().enrol(named(3, "SRV3", SINCE)));
        read(3, "windows.account.local");
        touched(3);
        used(2, "lea", "mairie", "", SINCE);
        assertTrue(only().assumed());
        assertEquals(Standing.UNKNOWN, only().standing());
        directory("lea", Kind.ACCOUNT, true, SINCE);
        assertEquals(State.MET, criterion().state());
    }

    @Test
    void ticketsTrustsAndTouchedComputersNeedNewPasswords() {
        touched(1);
        directory("krbtgt", Kind.KERBEROS, false, BEFORE);
        directory("voisine$", Kind.TRUST, true, BEFORE);
        directory("pc1$", Kind.MACHINE, true, BEFORE);
        directory("pc2$", Kind.MACHINE, true, BEFORE);
        assertEquals(
                List.of("pc1$  set-before", "voisine$  set-before", "krbtgt  set-before"),
                criterion().about());
    }

    @Test
    void aSignInThatAVpnTellsIsUseSinceAndOneThatFailedIsNot() {
        touched(1);
        used(1, "lea", "mairie", "", BEFORE);
        watched(1, "linux.logon", ENDED, NOW, WatchState.LIVE);
        signedIn("a.csv", Outcome.FAILURE);
        assertEquals(Standing.NOT_USED_SINCE, only().standing());
        signedIn("b.csv", Outcome.UNSAID);
        assertEquals(Standing.UNKNOWN, only().standing());
        assertEquals(Optional.of(SINCE), only().last());
    }

    private void signedIn(String name, Outcome outcome) {
        Sighting line = new Sighting(2, SINCE, "lea", "192.0.2.1", "", "", outcome);
        store.change(session -> session.witnesses()
                .add(ALL, incident.id(), AURAY, name, Witnesses.Kind.VPN, name, 0, List.of(line), ANALYST));
    }

    @Test
    void whatCannotBeSaidOfATouchedHostIsNamed() {
        touched(2);
        assertEquals(List.of("PC2  local-accounts-not-read"), criterion().about());
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.of(agent(2)),
                        Optional.of(new Interval(BEGAN, Optional.empty())),
                        ANALYST));
        assertEquals(List.of("PC2  eviction-not-ended"), criterion().about());
        assertEquals(State.UNKNOWN, criterion().state());
    }

    @Test
    void moreAccountsThanAreKeptAreSaid() {
        touched(1);
        watched(1, "linux.logon", ENDED, NOW, WatchState.LIVE);
        store.change(session -> {
            for (int i = 0; i < AccountUses.MOST_OF_A_HOST + 3; i++) {
                session.accountUses()
                        .seen(new Use(agent(1), AURAY, "a" + i, "mairie", "", "network", "", BEFORE, BEFORE));
            }
        });
        assertEquals(List.of("PC1  more-accounts-than-kept"), criterion().about());
    }

    private void alert(String id, Instant last) {
        store.change(session -> session.alerts()
                .raise(new Alert(
                        id,
                        "rule",
                        Severity.HIGH,
                        List.of(),
                        AURAY,
                        agent(2),
                        "PC2",
                        id,
                        "e",
                        BEFORE,
                        BEFORE,
                        Map.of(),
                        Status.CLOSED,
                        1,
                        last)));
    }

    private void denied(Instant when, Optional<Instant> until) {
        now = when;
        store.change(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.TOUCHED,
                        Optional.of(agent(2)),
                        Optional.of(Answer.NO),
                        "vérifié",
                        until,
                        ANALYST));
    }

    @Test
    void thatAHostWasNotTouchedHoldsOfItsEvictionItsTimeAndWhatWasKnown() {
        alert("a", BEFORE);
        denied(SINCE, Optional.of(NOW.minusSeconds(1)));
        assertEquals(1, facts().touched().size(), "it has ended");
        denied(SINCE, Optional.empty());
        assertEquals(List.of(), facts().touched());
        alert("b", SINCE.plusSeconds(60));
        assertEquals(Set.of(Why.ALERT), facts().touched().getFirst().why(), "an alert of afterwards");
        denied(SINCE.plusSeconds(120), Optional.empty());
        assertEquals(List.of(), facts().touched());
        store.change(session -> session.incidents()
                .eviction(
                        ALL,
                        incident.id(),
                        Optional.of(agent(2)),
                        Optional.of(new Interval(SINCE.plusSeconds(180), Optional.of(SINCE.plusSeconds(240)))),
                        ANALYST));
        assertEquals(1, facts().touched().size(), "it was stated of another eviction");
    }

    @Test
    void anAlertTouchesAHostUnlessSomebodyStatesThatItDidNot() {
        store.change(session -> session.alerts()
                .raise(new Alert(
                        "a",
                        "rule",
                        Severity.HIGH,
                        List.of(),
                        AURAY,
                        agent(2),
                        "PC2",
                        "c",
                        "e",
                        BEFORE,
                        BEFORE,
                        Map.of(),
                        Status.CLOSED,
                        1,
                        BEFORE)));
        assertEquals(Set.of(Why.ALERT), facts().touched().getFirst().why());
        store.change(session -> session.attestations()
                .attest(
                        ALL,
                        incident.id(),
                        Statement.TOUCHED,
                        Optional.of(agent(2)),
                        Optional.of(Answer.NO),
                        "vérifié",
                        Optional.empty(),
                        ANALYST));
        assertEquals(List.of(), facts().touched());
    }
}
