package bzh.vigie.collector.conclusion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Thresholds.Line;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.collector.store.UserDays;
import bzh.vigie.collector.store.UserDays.UserDay;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten days of a PC that is started each morning, and what becomes of each condition when one thing is not so, or is lied about. */
final class WatchConditionsTest {
    private static final Instant START = Instant.parse("2026-11-02T00:00:00Z");
    private static final Window WINDOW = new Window(START, hour(240));
    private static final String ANNE = "S-1-5-21-1-1001";

    private final List<Told> told = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<UserDay> users = new ArrayList<>();
    private final List<Line> table = new ArrayList<>();
    private final List<Attestations.Line> attestations = new ArrayList<>();
    private Spans contradicted = Spans.NONE;
    private Role role = Role.WORKSTATION;
    private boolean ruled;
    private Instant enrolled = START.minus(Duration.ofDays(100));

    private static Instant hour(double hours) {
        return START.plusSeconds(Math.round(hours * 3_600));
    }

    private Host host() {
        return new Host(
                new AgentId("0199d2a4-5b6c-7def-8123-456789000001"),
                new Commune("29019"),
                "pc",
                Hosts.State.ACTIVE,
                Sha256.over(new byte[0]),
                "{}",
                "0.1.0",
                enrolled,
                hour(9_000),
                Optional.empty(),
                0,
                "",
                "",
                false);
    }

    /** A stretch of a boot that began at that hour. */
    private void told(
            String boot,
            double began,
            String subject,
            Optional<Account> account,
            double from,
            double to,
            WatchState state) {
        told.add(new Told(
                new Event.Coverage(
                        new Moment(hour(to), boot, micros(hour(to)) - micros(hour(began))),
                        "windows.persistence",
                        subject,
                        account,
                        micros(hour(from)),
                        micros(hour(to)),
                        micros(hour(to)) - micros(hour(from)),
                        state,
                        ReasonCode.NONE,
                        "",
                        0,
                        0),
                hour(to),
                0));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private void watched(String boot, double began, double from, double to) {
        told(boot, began, "windows.persistence", Optional.empty(), from, to, WatchState.LIVE);
    }

    private void pass(String boot, double began, double from, double to) {
        told(boot, began, Event.Coverage.passOf("windows.persistence"), Optional.empty(), from, to, WatchState.LIVE);
    }

    private void profile(String boot, double began, double from, double to, WatchState state) {
        told(boot, began, "windows.run", Optional.of(new Account(ANNE, "anne")), from, to, state);
    }

    private void user(String account, double first, double last) {
        users.add(new UserDay(account, account.equals(ANNE) ? "anne" : "", hour(first), hour(last)));
    }

    @BeforeEach
    void tenDays() {
        for (int day = 0; day < 10; day++) {
            double morning = 24 * day + 8;
            String boot = "boot " + day;
            watched(boot, morning, morning + 0.02, morning + 10);
            pass(boot, morning, morning + 0.1, morning + 0.3);
            pass(boot, morning, morning + 6, morning + 6.1);
            profile(boot, morning, morning + 0.2, morning + 10, WatchState.LIVE);
            user(ANNE, morning + 0.05, morning + 4);
            gaps.add(new Gap(day == 0 ? START : hour(morning - 14), hour(morning), "shut-down"));
        }
        gaps.add(new Gap(hour(234), hour(240), "stopped"));
        user(ANNE, -24, -24);
        user(ANNE, -48, -48);
        user("S-1-5-21-1-500", -72, -72);
    }

    private WatchConditions conditions() {
        told.sort(Comparator.comparingLong(each -> each.stretch().fromWallMicros()));
        HostCoverage coverage = HostCoverage.of(host(), WINDOW, told, gaps, List.of());
        return new WatchConditions(
                List.of(new WatchedHost(
                        coverage,
                        role,
                        true,
                        HostEvidence.of(coverage, told, gaps, users, contradicted),
                        Duration.ofHours(4),
                        ruled)),
                new CoverageTable(table),
                attestations);
    }

    private static void is(State state, Criterion criterion, String... about) {
        assertEquals(List.of(about), criterion.about());
        assertEquals(state, criterion.state());
    }

    @Test
    void whereAllIsWellEveryConditionIsMet() {
        is(State.MET, conditions().fullStarts());
        is(State.MET, conditions().usersLoggedOn());
        is(State.MET, conditions().passes());
        is(State.MET, conditions().profiles());
        is(State.MET, conditions().notContradicted());
    }

    @Test
    void withoutAnyHostNothingIsKnown() {
        WatchConditions none = new WatchConditions(List.of(), CoverageTable.USUAL, List.of());
        is(State.UNKNOWN, none.fullStarts());
        is(State.UNKNOWN, none.usersLoggedOn());
        is(State.UNKNOWN, none.passes());
        is(State.UNKNOWN, none.profiles());
    }

    /** One boot, which began before the window, or in which the agent came late, or which was there before the agent. */
    @Test
    void aHostThatWasNeverStartedAnewIsNamed() {
        told.clear();
        watched("old", -5, 0, 240);
        pass("old", -5, 20, 20.5);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
        watched("old", -5, 0, 239);
        told.clear();
        watched("late", 10, 11, 240);
        pass("late", 10, 20, 20.5);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
        told.clear();
        watched("unread", 10, 10.1, 240);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
        pass("unread", 10, 20, 20.5);
        is(State.MET, conditions().fullStarts());
        enrolled = hour(10.05);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
    }

    private void location(String boot, double began, double from, double to, ReasonCode reason) {
        told.add(new Told(
                new Event.Coverage(
                        new Moment(hour(to), boot, micros(hour(to)) - micros(hour(began))),
                        "linux.persistence",
                        "linux.cron.d",
                        Optional.empty(),
                        micros(hour(from)),
                        micros(hour(to)),
                        micros(hour(to)) - micros(hour(from)),
                        reason == ReasonCode.NONE ? WatchState.LIVE : WatchState.PARTIAL,
                        reason,
                        "",
                        0,
                        0),
                hour(to),
                0));
    }

    /** A mount over a location counts for the whole watch, however short it was: what changed below it is unknown. */
    @Test
    void aLocationThatWasUnderAMountIsNamedFromThenOn() {
        is(State.MET, conditions().notBlinded());
        location("boot 1", 32, 32.1, 33, ReasonCode.NONE);
        is(State.MET, conditions().notBlinded());
        location("boot 1", 32, 33, 33.1, ReasonCode.COVERED);
        is(State.NOT_MET, conditions().notBlinded(), "pc  linux.cron.d");
        location("boot 1", 32, 33.1, 35, ReasonCode.NONE);
        is(State.NOT_MET, conditions().notBlinded(), "pc  linux.cron.d");
    }

    /** What cannot be read for another reason is no mount. */
    @Test
    void aLocationThatIsReadInPartIsNotBlinded() {
        location("boot 1", 32, 33, 34, ReasonCode.NO_RIGHT);
        is(State.MET, conditions().notBlinded());
    }

    /** Whoever makes boots up has to make up clocks with them: two at once, one older than the last word of the one before, one too short. */
    @Test
    void bootsThatCannotBeSoProveNothing() {
        told.clear();
        watched("one", -5, 0, 240);
        pass("one", -5, 20, 20.5);
        watched("two", 10, 10.1, 12);
        pass("two", 10, 10.2, 10.3);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
        told.clear();
        watched("one", -5, 0, 20);
        watched("two", 15, 20.1, 240);
        pass("two", 15, 20.2, 20.3);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
        told.clear();
        // Its clock says that a minute passed while a day did.
        told.add(new Told(
                new Event.Coverage(
                        new Moment(hour(48), "slow", 60_000_000),
                        "windows.persistence",
                        "windows.persistence",
                        Optional.empty(),
                        micros(hour(24)),
                        micros(hour(48)),
                        60_000_000,
                        WatchState.LIVE,
                        ReasonCode.NONE,
                        "",
                        0,
                        0),
                hour(48),
                0));
        pass("slow", 24, 24.001, 24.002);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
    }

    /** What was told of a boot of the time to come counts no earlier than when it was told, and not outside the window. */
    @Test
    void aStartThatIsPromisedIsNone() {
        told.clear();
        watched("one", -5, 0, 20);
        pass("one", -5, 10, 10.5);
        watched("future", 300, 300.1, 301);
        pass("future", 300, 300.2, 300.3);
        is(State.NOT_MET, conditions().fullStarts(), "pc");
    }

    @Test
    void aUsualUserWhoStaysAwayIsNamedAndSoIsAWorkstationWhereNobodyCame() {
        user("S-1-5-21-1-1002", -240, -240);
        user("S-1-5-21-1-1002", -264, -264);
        is(State.NOT_MET, conditions().usersLoggedOn(), "pc  S-1-5-21-1-1002");
        user("S-1-5-21-1-1002", -1, 0.5);
        is(State.MET, conditions().usersLoggedOn());
        users.clear();
        is(State.NOT_MET, conditions().usersLoggedOn(), "pc");
        role = Role.SERVER;
        is(State.MET, conditions().usersLoggedOn());
        user(UserDays.TOO_MANY, -1, -1);
        is(State.UNKNOWN, conditions().usersLoggedOn(), "pc  *");
    }

    private void left(String name, double written) {
        attestations.add(new Attestations.Line(
                attestations.size(),
                Statement.USER_LEFT,
                Optional.empty(),
                Optional.of(new Named(host().commune(), name)),
                Optional.of(Answer.YES),
                "retired",
                Optional.empty(),
                hour(written),
                new Author("analyst", "reason")));
    }

    @Test
    void aUsualUserWhoLeftIsNamedWithTheProofAndNotAskedFor() {
        users.clear();
        user(ANNE, -24, -24);
        user(ANNE, -48, -48);
        user("S-1-5-21-1-1002", -240, -240);
        user("S-1-5-21-1-1002", -264, -264);
        user("S-1-5-21-1-1002", 20, 20);
        is(State.NOT_MET, conditions().usersLoggedOn(), "pc  anne (" + ANNE + ")");
        left("ANNE", 100);
        is(State.MET, conditions().usersLoggedOn(), "pc  anne (" + ANNE + ")  user-left  retired");
        left("S-1-5-21-1-1002", 100);
        is(State.MET, conditions().usersLoggedOn(), "pc  anne (" + ANNE + ")  user-left  retired");
        users.removeIf(day -> day.first().equals(hour(20)));
        // All have left: then somebody has to come.
        is(
                State.NOT_MET,
                conditions().usersLoggedOn(),
                "pc",
                "pc  anne (" + ANNE + ")  user-left  retired",
                "pc  S-1-5-21-1-1002  user-left  retired");
    }

    /** Local accounts of many hosts have the same name. */
    @Test
    void aNameThatSeveralAccountsHaveSaysOfNobodyThatHeLeft() {
        users.clear();
        for (double hour : new double[] {-24, -48}) {
            user(ANNE, hour, hour);
            users.add(new UserDay("S-1-5-21-9-1001", "anne", hour(hour), hour(hour)));
        }
        left("anne", 100);
        is(State.NOT_MET, conditions().usersLoggedOn(), "pc  anne (" + ANNE + ")", "pc  anne (S-1-5-21-9-1001)");
        left(ANNE, 100);
        left("S-1-5-21-9-1001", 100);
        role = Role.SERVER;
        is(
                State.MET,
                conditions().usersLoggedOn(),
                "pc  anne (" + ANNE + ")  user-left  retired",
                "pc  anne (S-1-5-21-9-1001)  user-left  retired");
        // Somebody of that name came since, by another account.
        users.add(new UserDay("S-1-5-21-7-1009", "Anne", hour(150), hour(150)));
        is(State.NOT_MET, conditions().usersLoggedOn(), "pc  anne (" + ANNE + ")", "pc  anne (S-1-5-21-9-1001)");
    }

    @Test
    void aDayOfPoweredTimeWithoutAPassIsNamedAndRestDoesNotCount() {
        told.clear();
        gaps.clear();
        for (int day = 0; day < 10; day++) {
            watched("one", -1, 24 * day, 24 * day + 24);
        }
        for (int i = 0; i < 12; i++) {
            pass("one", -1, 20 * i + 1, 20 * i + 1.5);
        }
        is(State.MET, conditions().passes());
        told.removeIf(each -> each.stretch().isPass() && each.received().equals(hour(101.5)));
        is(State.NOT_MET, conditions().passes(), "pc  " + hour(81) + " – " + hour(121.5));
        gaps.add(new Gap(hour(85), hour(106), "suspended"));
        is(State.MET, conditions().passes());
        // Somebody saw it run meanwhile: that was no rest.
        contradicted = new Spans(List.of(new Window(hour(85), hour(100))));
        is(State.NOT_MET, conditions().passes(), "pc  " + hour(81) + " – " + hour(121.5));
        is(State.NOT_MET, conditions().notContradicted(), "pc  " + hour(85) + " – " + hour(100));
        table.add(line(1, Threshold.PASS_HOURS, 72));
        is(State.MET, conditions().passes());
    }

    @Test
    void aHostWithoutPassesOrWithOneOfABootThatCannotBeIsNamed() {
        told.removeIf(each -> each.stretch().isPass());
        gaps.clear();
        is(State.NOT_MET, conditions().passes(), "pc  " + START + " – " + hour(240));
        watched("false", 0, 8.5, 200);
        pass("false", 0, 20, 20.1);
        is(State.NOT_MET, conditions().passes(), "pc  " + START + " – " + hour(240));
    }

    @Test
    void aProfileThatWasNotReadAfterTheLastLogonIsNamed() {
        users.clear();
        user(ANNE, 32, 200.05);
        told.removeIf(each -> each.stretch().isPass() && each.received().isAfter(hour(200)));
        is(State.NOT_MET, conditions().profiles(), "pc  anne (" + ANNE + ")");
        pass("boot 8", 200, 203, 203.1);
        is(State.MET, conditions().profiles());
        profile("boot 9", 224, 233, 234.5, WatchState.DOWN);
        is(State.NOT_MET, conditions().profiles(), "pc  anne (" + ANNE + ")");
        told.removeIf(each -> each.stretch().account().isPresent());
        is(State.NOT_MET, conditions().profiles(), "pc  anne (" + ANNE + ")");
        users.clear();
        user(ANNE, 230, 230);
        is(State.MET, conditions().profiles());
        user(UserDays.TOO_MANY, 20, 20);
        is(State.UNKNOWN, conditions().profiles(), "pc  *");
    }

    @Test
    void theWatchLastsTwiceTheBeaconThatAPersonStated() {
        is(State.UNKNOWN, conditions().twiceTheBeacon());
        table.add(line(1, Threshold.BEACON_MINUTES, 60));
        is(State.MET, conditions().twiceTheBeacon());
        table.add(line(2, Threshold.BEACON_MINUTES, 8 * 60));
        is(State.MET, conditions().twiceTheBeacon());
        ruled = true;
        is(State.NOT_MET, conditions().twiceTheBeacon(), "pc");
        ruled = false;
        table.add(line(3, Threshold.BEACON_MINUTES, 6 * 24 * 60));
        is(State.NOT_MET, conditions().twiceTheBeacon(), "pc");
    }

    @Test
    void aTableThatChangedAfterItsSignatureIsNotSigned() {
        is(State.UNKNOWN, conditions().tableSigned());
        table.add(line(1, Threshold.SIGNED, 1));
        table.add(line(2, Threshold.BEACON_MINUTES, 60));
        is(State.MET, conditions().tableSigned());
        table.add(line(3, Threshold.WORKSTATIONS_PERCENT, 80));
        is(State.UNKNOWN, conditions().tableSigned());
        assertEquals(List.of(Threshold.WORKSTATIONS_PERCENT), new CoverageTable(table).loosened());
        table.add(line(4, Threshold.SIGNED, 1));
        is(State.MET, conditions().tableSigned());
    }

    private static Line line(long number, Threshold threshold, long value) {
        return new Line(number, threshold, OptionalLong.of(value), START, new Author("lead", "because"));
    }
}
