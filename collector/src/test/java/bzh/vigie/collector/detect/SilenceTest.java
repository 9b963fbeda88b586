package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.gateway.Notices;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LESSONS.md: silence always opens a gap, and is seldom an alert. */
final class SilenceTest {
    private static final Commune BREST = new Commune("29019");

    private Line line;

    @BeforeEach
    void open(@TempDir Path folder) {
        line = new Line(folder);
        line.pipeline.tick(line.now);
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void heard(AgentId agent, String facts) {
        line.store.change(session -> {
            session.hosts()
                    .hello(agent, "srv-" + agent.text().charAt(35), facts, "0.1.0", "boot-1", "run-1", 0, line.now);
            session.hosts().seen(agent, line.now, 0);
        });
    }

    private void after(Duration time) {
        line.now = line.now.plus(time);
        line.pipeline.tick(line.now);
    }

    private List<Gap> gaps(AgentId agent) {
        return line.store.read(
                session -> session.coverage().gaps(agent, Line.START, Line.START.plus(Duration.ofDays(9))));
    }

    private static final String SERVER = "{\"os\":\"linux\",\"os_version\":\"Debian 13\"}";
    private static final String DESK = "{\"os\":\"windows\",\"os_version\":\"Windows 11 Pro\"}";

    @Test
    void aServerThatFallsSilentIsOneAlertAndOneGap() {
        AgentId server = line.enrol(1, Line.QUIMPER);
        heard(server, SERVER);
        after(Duration.ofMinutes(3));
        assertEquals(0, gaps(server).size());
        after(Duration.ofMinutes(4));
        assertEquals(1, gaps(server).size());
        assertEquals(List.of(), line.rules());
        after(Duration.ofMinutes(10));
        after(Duration.ofMinutes(10));
        assertEquals(List.of("vigie-server-silent"), line.rules());
        heard(server, SERVER);
        after(Duration.ofMinutes(1));
        List<Gap> gaps = gaps(server);
        assertEquals(Line.START, gaps.getFirst().from());
        assertEquals(Line.START.plus(Duration.ofMinutes(27)), gaps.getLast().to());
        assertEquals(1, line.alerts().size());
    }

    @Test
    void aDeskThatIsSwitchedOffIsAGapOnly() {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        AgentId other = line.enrol(2, Line.QUIMPER);
        heard(desk, DESK);
        for (int i = 0; i < 5; i++) {
            heard(other, DESK);
            after(Duration.ofMinutes(6));
        }
        assertEquals(1, gaps(desk).size());
        assertEquals(List.of(), line.rules());
    }

    private static Event.AgentState says(Line line, AgentAction action, String detail) {
        return new Event.AgentState(new Moment(line.now, "boot", 0), "agent", action, StartKind.COLD, "0.1.0", detail);
    }

    private void untilAllButOneAreHeard(AgentId other, int minutes) {
        for (int i = 0; i < minutes; i++) {
            heard(other, DESK);
            after(Duration.ofMinutes(1));
        }
    }

    /** systemctl stop, as whoever becomes superuser does: on a desk too. A reboot, an upgrade and a restart are none. */
    @Test
    void anAgentThatAloneIsStoppedIsToldWithinMinutes() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        AgentId other = line.enrol(2, Line.QUIMPER);
        heard(desk, DESK);
        line.send(desk, says(line, AgentAction.STOPPING, "state-stopped-alone"));
        line.send(desk, says(line, AgentAction.STARTED, ""));
        untilAllButOneAreHeard(other, 4);
        assertEquals(List.of(), line.rules(), "restarted");
        for (String why : List.of("state-shutting-down", "state-upgraded", "")) {
            heard(desk, DESK);
            line.send(desk, says(line, AgentAction.STOPPING, why));
            untilAllButOneAreHeard(other, 10);
            assertEquals(List.of(), line.rules(), why);
        }
        heard(desk, DESK);
        line.send(desk, says(line, AgentAction.STOPPING, "state-stopped-alone"));
        untilAllButOneAreHeard(other, 4);
        assertEquals(List.of("vigie-agent-stopped"), line.rules());
        assertEquals(Severity.HIGH, line.alerts().getFirst().severity());
        untilAllButOneAreHeard(other, 70);
        assertEquals(List.of("vigie-agent-stopped"), line.rules(), "once");
        assertEquals(1, line.alerts().getFirst().count());
    }

    @Test
    void aHostThatFallsSilentAfterItsLogsWereErasedIsToldWithinMinutes() throws Exception {
        AgentId server = line.enrol(1, Line.QUIMPER);
        AgentId other = line.enrol(2, Line.QUIMPER);
        heard(server, SERVER);
        line.send(
                server,
                new Event.LogRecord(
                        new Moment(line.now, "boot", 0),
                        "linux.logon",
                        "/var/log/auth.log",
                        "linux.logon",
                        0,
                        0,
                        Map.of("change", "deleted")));
        untilAllButOneAreHeard(other, 4);
        assertEquals(Set.of("vigie-linux-log-cut", "vigie-silent-after-blinding"), Set.copyOf(line.rules()));
        assertEquals("silent", gapsAfter(other, server, 10).getFirst().reason());
    }

    private List<Gap> gapsAfter(AgentId other, AgentId silent, int minutes) {
        untilAllButOneAreHeard(other, minutes);
        return gaps(silent);
    }

    /** An address that a filter drops: nothing is told by the host, and others of its commune are heard. */
    @Test
    void aMonitoredServersSilenceIsToldWithinMinutesWhereOthersAreHeard() {
        AgentId server = line.enrol(1, Line.QUIMPER);
        AgentId other = line.enrol(2, Line.QUIMPER);
        AgentId elsewhere = line.enrol(3, BREST);
        for (AgentId each : List.of(server, elsewhere)) {
            heard(each, SERVER);
        }
        Author author = new Author("anna", "test");
        line.store.change(session -> {
            IncidentId id = session.incidents()
                    .open("x", Set.of(Line.QUIMPER, BREST), 30, author)
                    .id();
            session.incidents()
                    .eviction(
                            new Scope.All(),
                            id,
                            Optional.empty(),
                            Optional.of(new Interval(Line.START.minusSeconds(60), Optional.empty())),
                            author);
        });
        untilAllButOneAreHeard(other, 7);
        assertEquals(List.of("vigie-server-silent"), line.rules(), "not of the commune of which nobody is heard");
        assertEquals(server, line.alerts().getFirst().host());
        assertEquals(
                Severity.HIGH,
                line.alerts().getFirst().severity(),
                "a frozen agent or a killed one whose state is deleted tells nothing itself");
        untilAllButOneAreHeard(other, 90);
        assertEquals(
                1,
                line.alerts().stream()
                        .filter(alert -> alert.host().equals(server))
                        .mapToInt(Alert::count)
                        .sum());
    }

    /** Whoever becomes superuser of a server stops its agent in good order. */
    @Test
    void aServersGoodbyeThatLastsIsOneAlertAndADesksIsNone() throws Exception {
        AgentId server = line.enrol(1, Line.QUIMPER);
        AgentId desk = line.enrol(2, Line.QUIMPER);
        AgentId other = line.enrol(3, Line.QUIMPER);
        heard(server, SERVER);
        heard(desk, DESK);
        line.send(server, says(line, AgentAction.STOPPING, "shutdown"));
        line.send(desk, says(line, AgentAction.STOPPING, "shutdown"));
        for (int i = 0; i < 20; i++) {
            heard(other, DESK);
            after(Duration.ofMinutes(10));
            assertEquals(i == 0 ? List.of() : List.of("vigie-server-stopped"), line.rules());
        }
        assertEquals(server, line.alerts().getFirst().host());
        assertEquals("stopped", gaps(server).getFirst().reason());
    }

    /** A Linux desk, which goes off every evening as its own system records: only a goodbye for more than a week is told. */
    @Test
    void aGoodbyeOfWhatIsSwitchedOffEveryNightIsToldAfterAWeek() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        AgentId other = line.enrol(3, Line.QUIMPER);
        List<Integer> told = new ArrayList<>();
        for (int night = 0; night < 6; night++) {
            heard(desk, SERVER);
            line.send(desk, says(line, AgentAction.STOPPING, "shutdown"));
            String off = line.now.toString().replace('T', ' ').replace("Z", " UTC");
            told.add(newAlerts(Duration.ofHours(12), other));
            heard(desk, SERVER);
            line.send(
                    desk,
                    says(line, AgentAction.STARTED, ""),
                    says(line, AgentAction.SHUT_DOWN, "state-shut-down|" + off));
            told.add(newAlerts(Duration.ofHours(12), other, desk));
        }
        assertEquals(List.of(1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0), told);
        line.send(desk, says(line, AgentAction.STOPPING, "shutdown"));
        heard(desk, SERVER);
        told.clear();
        for (int day = 1; day < 9; day++) {
            told.add(newAlerts(Duration.ofDays(1), other));
        }
        assertEquals(List.of(0, 0, 0, 0, 0, 0, 1, 0), told);
    }

    /** After that time, at the end of which these were heard, the first a desk; what there is, is closed. */
    private int newAlerts(Duration time, AgentId... others) {
        int before = line.alerts().size();
        line.now = line.now.plus(time);
        for (AgentId other : others) {
            heard(other, other.equals(others[0]) ? DESK : SERVER);
        }
        line.pipeline.tick(line.now);
        List<Alert> fresh = line.alerts().subList(before, line.alerts().size());
        line.store.change(session -> fresh.forEach(alert -> session.alerts()
                .decide(new Scope.All(), alert.id(), Move.close(Closing.EXPECTED), new Author("Nolwenn", "test"))));
        return fresh.size();
    }

    @Test
    void whatWasSaidAtTheGoodbyeIsOfAllTheTimeUntilTheNextStart() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        heard(desk, DESK);
        line.send(
                desk,
                new Event.AgentState(line.at(0), "agent", AgentAction.STOPPING, StartKind.COLD, "0.1.0", "shutdown"));
        after(Duration.ofMinutes(100));
        line.now = line.now.plus(Duration.ofMinutes(30));
        heard(desk, DESK);
        line.send(desk, new Event.AgentState(line.at(0), "agent", AgentAction.STARTED, StartKind.COLD, "0.1.0", ""));
        after(Duration.ofMinutes(1));
        assertEquals(Set.of("stopped"), gaps(desk).stream().map(Gap::reason).collect(Collectors.toSet()));
        assertEquals(
                Line.START.plus(Duration.ofMinutes(130)), gaps(desk).getLast().to());
    }

    /** Its service is stopped at once, it is shut down after two hours, started after ten, and its agent is started an hour later. */
    @Test
    void onlyTheTimeFromTheShutdownThatIsToldUntilTheStartIsRest() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        heard(desk, DESK);
        line.send(desk, new Event.AgentState(line.at(0), "agent", AgentAction.STOPPING, StartKind.COLD, "0.1.0", ""));
        for (int hour = 0; hour < 11; hour++) {
            after(Duration.ofHours(1));
        }
        heard(desk, DESK);
        Moment at = new Moment(line.now, "boot-2", 3_600_000_000L);
        line.send(desk, new Event.AgentState(at, "agent", AgentAction.STARTED, StartKind.COLD, "0.1.0", ""));
        assertEquals(List.of(), shutDown(desk));
        for (String detail : List.of(
                "state-shut-down|8 h\u001b[2J",
                "state-shut-down|2026-13-02 10:00:00 UTC",
                "state-shut-down|2026-11-02 23:00:00 UTC",
                "state-no-end",
                "state-shut-down-asked|2026-11-02 10:00:00 UTC|power off|explorer.exe|lea",
                "state-shut-down|2026-11-02 10:00:00 UTC")) {
            line.send(desk, new Event.AgentState(at, "agent", AgentAction.SHUT_DOWN, StartKind.COLD, "0.1.0", detail));
        }
        assertEquals(
                List.of(new Gap(
                        Line.START.plus(Duration.ofHours(2)), Line.START.plus(Duration.ofHours(10)), "shut-down")),
                shutDown(desk));
    }

    /** A laptop without a word before its sleep: silent from the first minute on, asleep for eight hours, heard two hours after it woke. */
    @Test
    void whatASilentHostSleptAsItsClocksShowIsRestAndNoMoreThanThat() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        heard(desk, SERVER);
        for (int hour = 0; hour < 11; hour++) {
            after(Duration.ofHours(1));
        }
        Moment woke = new Moment(Line.START.plus(Duration.ofHours(9)), "boot-1", 36_000_000_000L);
        heard(desk, SERVER);
        for (String detail :
                List.of("state-slept|28800", "state-slept|28800", "state-slept|0", "state-slept|-5", "state-awake")) {
            line.send(
                    desk, new Event.AgentState(woke, "agent", AgentAction.RESUMED, StartKind.RESUME, "0.1.0", detail));
        }
        assertEquals(
                List.of(new Gap(
                        Line.START.plus(Duration.ofHours(1)), Line.START.plus(Duration.ofHours(9)), "suspended")),
                gaps(desk).stream()
                        .filter(gap -> gap.reason().equals("suspended"))
                        .toList());
    }

    /** Its agent is killed twice for six hours and started anew; at the end it tells that it slept through all of it, and was shut down. */
    @Test
    void oneWordExplainsNoSilenceButTheLastAndNoneAcrossARestartOfTheAgent() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        heard(desk, SERVER);
        for (int hour = 0; hour < 6; hour++) {
            after(Duration.ofHours(1));
        }
        heard(desk, SERVER);
        after(Duration.ofMinutes(1));
        for (int hour = 0; hour < 6; hour++) {
            after(Duration.ofHours(1));
        }
        heard(desk, SERVER);
        for (String boot : List.of("boot-2", "boot-1")) {
            line.send(desk, slept(boot, line.now, 999_999_999L));
        }
        line.send(desk, slept("boot-1", Line.START.plus(Duration.ofHours(6)), 21_000L));
        assertEquals(List.of(), suspended(desk));
        line.send(
                desk,
                new Event.AgentState(
                        new Moment(line.now, "boot-2", 60_000_000L),
                        "agent",
                        AgentAction.SHUT_DOWN,
                        StartKind.COLD,
                        "0.1.0",
                        "state-shut-down|2026-01-02 10:00:00 UTC"));
        assertEquals(
                List.of(new Gap(Line.START.plus(Duration.ofHours(6)), line.now.minusSeconds(60), "shut-down")),
                shutDown(desk));

        line.store.change(
                session -> session.hosts().hello(desk, "srv-1", SERVER, "0.1.0", "boot-1", "run-2", 0, line.now));
        line.send(desk, slept("boot-1", line.now, 20_000L));
        assertEquals(List.of(), suspended(desk));
    }

    @Test
    void ofAHostOnWhichTheAttackerWasNoWordMakesSleepOfSilenceUntilItIsSetUpAnew() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        IncidentId incident = line.store.write(session -> session.incidents()
                .open("x", Set.of(Line.QUIMPER), 30, new Author("Nolwenn", "test"))
                .id());
        for (Statement stated : List.of(Statement.TOUCHED, Statement.REBUILT)) {
            line.store.change(session -> session.attestations()
                    .attest(
                            new Scope.All(),
                            incident,
                            stated,
                            Optional.of(desk),
                            Optional.of(Answer.YES),
                            "ticket",
                            Optional.empty(),
                            new Author("Nolwenn", "test")));
            heard(desk, SERVER);
            after(Duration.ofMinutes(1));
            for (int hour = 0; hour < 6; hour++) {
                after(Duration.ofHours(1));
            }
            heard(desk, SERVER);
            line.send(desk, slept("boot-1", line.now, 18_000L));
            assertEquals(stated == Statement.TOUCHED ? 0 : 1, suspended(desk).size());
        }
    }

    private static Event.AgentState slept(String boot, Instant woke, long seconds) {
        return new Event.AgentState(
                new Moment(woke, boot, 36_000_000_000L),
                "agent",
                AgentAction.RESUMED,
                StartKind.RESUME,
                "0.1.0",
                "state-slept|" + seconds);
    }

    private List<Gap> suspended(AgentId agent) {
        return gaps(agent).stream()
                .filter(gap -> gap.reason().equals("suspended"))
                .toList();
    }

    @Test
    void whoWasHeardDidNotSleep() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        for (int minute = 0; minute < 60; minute++) {
            heard(desk, SERVER);
            after(Duration.ofMinutes(1));
        }
        line.send(
                desk,
                new Event.AgentState(
                        new Moment(line.now, "boot-1", 7_200_000_000L),
                        "agent",
                        AgentAction.RESUMED,
                        StartKind.RESUME,
                        "0.1.0",
                        "state-slept|3600"));
        assertEquals(List.of(), gaps(desk));
    }

    private List<Gap> shutDown(AgentId agent) {
        return gaps(agent).stream()
                .filter(gap -> gap.reason().equals("shut-down"))
                .toList();
    }

    private static Event.AgentState uninstalled(String detail) {
        return new Event.AgentState(line0(), "agent", AgentAction.UNINSTALLED, StartKind.SAME_BOOT, "0.1.0", detail);
    }

    private static bzh.vigie.event.Moment line0() {
        return new bzh.vigie.event.Moment(Line.START, "boot-1", 0);
    }

    private Hosts.State state(AgentId agent) {
        return line.store
                .read(session -> session.hosts().find(agent))
                .orElseThrow()
                .state();
    }

    @Test
    void anAgentThatIsRemovedIsAnAlertAndAStateOfItsOwnAndItsGapHasACause() throws Exception {
        AgentId server = line.enrol(1, Line.QUIMPER);
        AgentId desk = line.enrol(2, Line.QUIMPER);
        heard(server, SERVER);
        line.send(server, uninstalled("state-uninstalled-deb|root (sudo: anne)"));
        assertEquals(List.of("vigie-agent-uninstalled"), line.rules());
        assertEquals(Severity.MEDIUM, line.alerts().getFirst().severity());
        AlertText text = AlertTexts.shipped().of(line.alerts().getFirst(), Locale.FRENCH);
        assertTrue(
                text.explanation().contains("qu'on le retire (par son paquet deb), sous le compte root (sudo: anne)"),
                text.explanation());
        assertEquals(Hosts.State.UNINSTALLED, state(server));
        assertEquals(
                "uninstalled: deb",
                line.store
                        .read(session -> session.audit().about(server.text()))
                        .getLast()
                        .author()
                        .reason());
        for (int i = 0; i < 5; i++) {
            heard(desk, DESK);
            after(Duration.ofMinutes(8));
        }
        // Neither a silent server nor one of the commune's.
        assertEquals(List.of("vigie-agent-uninstalled"), line.rules());
        assertEquals("uninstalled", gaps(server).getFirst().reason());
        // It comes back: restored from a backup, or that was a lie.
        heard(server, SERVER);
        assertEquals(Hosts.State.ACTIVE, state(server));
        line.send(server, new Event.AgentState(line.at(1), "agent", AgentAction.STARTED, StartKind.COLD, "0.1.0", ""));
        after(Duration.ofMinutes(30));
        assertEquals("silent", gaps(server).getLast().reason());
    }

    @Test
    void whatWasStillOnItsWayDoesNotMakeARemovedAgentAnActiveOne() throws Exception {
        AgentId server = line.enrol(1, Line.QUIMPER);
        line.send(server, uninstalled("anything|\u001b[2J|x"));
        heard(server, SERVER);
        assertEquals(Hosts.State.ACTIVE, state(server));
        after(Duration.ofMinutes(20));
        assertEquals(Hosts.State.UNINSTALLED, state(server));
        assertEquals(List.of("vigie-agent-uninstalled"), line.rules());
    }

    @Test
    void aRemovalThatWasGivenUpIsTakenBackByWhatTheAgentSaysNext() throws Exception {
        AgentId server = line.enrol(1, Line.QUIMPER);
        heard(server, SERVER);
        line.send(
                server,
                uninstalled("state-uninstalled-command|root"),
                new Event.AgentState(line.at(1), "agent", AgentAction.STARTED, StartKind.SAME_BOOT, "0.1.0", ""));
        assertEquals(Hosts.State.ACTIVE, state(server));
    }

    @Test
    void manyRemovalsInADayAreOneAlertOfTheCommune() throws Exception {
        for (int i = 1; i <= 6; i++) {
            AgentId desk = line.enrol(i, i == 6 ? BREST : Line.QUIMPER);
            heard(desk, DESK);
            line.send(desk, uninstalled("state-uninstalled-msi|admin"));
        }
        assertEquals(
                List.of(
                        "vigie-agent-uninstalled",
                        "vigie-agent-uninstalled",
                        "vigie-commune-uninstalled",
                        "vigie-agent-uninstalled"),
                line.rules());
        Alert many = line.alerts().stream()
                .filter(alert -> alert.rule().equals("vigie-commune-uninstalled"))
                .findFirst()
                .orElseThrow();
        assertEquals(Severity.HIGH, many.severity());
        assertEquals(Line.QUIMPER, many.commune());
        assertEquals(3, many.count());
        AlertText text = AlertTexts.shipped().of(many, Locale.FRENCH);
        assertTrue(text.explanation().contains("Au moins 3 hôtes de la commune"), text.explanation());

        line.now = line.now.plus(Duration.ofDays(2));
        AgentId later = line.enrol(7, Line.QUIMPER);
        heard(later, DESK);
        line.send(later, uninstalled("state-uninstalled-msi|admin"));
        assertEquals(5, line.alerts().size());
    }

    @Test
    void whoRemovesAllButOneDoesNotHideThatOnesSilence() throws Exception {
        AgentId first = line.enrol(1, Line.QUIMPER);
        AgentId last = line.enrol(2, Line.QUIMPER);
        heard(first, DESK);
        heard(last, DESK);
        line.send(first, uninstalled("state-uninstalled-command|root"));
        after(Duration.ofMinutes(40));
        assertEquals(List.of("vigie-agent-uninstalled", "vigie-commune-silent"), line.rules());
    }

    @Test
    void aWholeCommuneIsOneLine() {
        AgentId server = line.enrol(1, Line.QUIMPER);
        AgentId desk = line.enrol(2, Line.QUIMPER);
        AgentId elsewhere = line.enrol(3, BREST);
        heard(server, SERVER);
        heard(desk, DESK);
        for (int i = 0; i < 4; i++) {
            heard(elsewhere, SERVER);
            after(Duration.ofMinutes(8));
        }
        assertEquals(List.of("vigie-commune-silent"), line.rules());
        assertEquals(Line.QUIMPER, line.alerts().getFirst().commune());
    }

    @Test
    void whenTheCollectorWasDownNobodyFellSilent(@TempDir Path folder) {
        AgentId server = line.enrol(1, Line.QUIMPER);
        heard(server, SERVER);
        line.now = line.now.plus(Duration.ofHours(5));
        Pipeline restarted = line.pipeline(line.store);
        restarted.tick(line.now);
        line.now = line.now.plus(Duration.ofMinutes(2));
        restarted.tick(line.now);
        assertEquals(List.of(), line.rules());
    }

    @Test
    void aCloneIsAnAlertOnce() {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        line.store.change(session ->
                session.hosts().state(desk, Hosts.State.QUARANTINED, new Author("gateway", "two runs at once")));
        after(Duration.ofMinutes(1));
        after(Duration.ofMinutes(1));
        assertEquals(List.of("vigie-agent-cloned"), line.rules());
        assertEquals(1, line.alerts().getFirst().count());
    }

    private static final Map<String, String> TWO_RUNS =
            Map.of("notice", "clone", "runs", "a,b", "addresses", "192.0.2.1,192.0.2.2");

    @Test
    void aCloneThatTheGatewaySeesIsAnAlertAtOnce() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        // With it comes the first tick; the next is half a minute away.
        line.send(desk, new Event.AgentState(line.at(0), "agent", AgentAction.STARTED, StartKind.COLD, "0.1.0", ""));
        line.store.change(session ->
                session.hosts().state(desk, Hosts.State.QUARANTINED, new Author("gateway", "two runs at once")));
        line.notice(desk, Notices.CLONE, TWO_RUNS);
        assertEquals(List.of("vigie-agent-cloned"), line.rules());
        assertEquals("192.0.2.1,192.0.2.2", line.alerts().getFirst().evidence().get("addresses"));
        after(Duration.ofMinutes(1));
        assertEquals(1, line.alerts().getFirst().count());
    }

    @Test
    void aCloneThatTheTickToldFirstIsNotToldAgainAndALaterOneIs() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        line.store.change(session ->
                session.hosts().state(desk, Hosts.State.QUARANTINED, new Author("gateway", "two runs at once")));
        after(Duration.ofMinutes(1));
        line.notice(desk, Notices.CLONE, TWO_RUNS);
        assertEquals(1, line.alerts().getFirst().count());
        line.notice(desk, Notices.CLONE, TWO_RUNS);
        assertEquals(2, line.alerts().getFirst().count());
    }

    @Test
    void lateRenewalsAreOneLineOfTheirCommuneThatExplainsItself() throws Exception {
        AgentId one = line.enrol(1, Line.QUIMPER);
        AgentId two = line.enrol(2, Line.QUIMPER);
        AgentId elsewhere = line.enrol(3, BREST);
        for (AgentId each : List.of(one, two, elsewhere)) {
            line.notice(
                    each, Notices.RENEWED_LATE, Map.of("notice", "renewed-late", "expired", "2026-07-01T00:00:00Z"));
        }
        assertEquals(List.of("vigie-certificate-renewed-late", "vigie-certificate-renewed-late"), line.rules());
        assertEquals(2, line.alerts().getFirst().count());
        assertEquals(Severity.LOW, line.alerts().getFirst().severity());
        AlertText text = AlertTexts.shipped().of(line.alerts().getFirst(), Locale.FRENCH);
        assertTrue(text.explanation().contains("avait expiré le 2026-07-01T00:00:00Z"), text.explanation());
    }

    @Test
    void anAgentThatCannotWriteIsHighAndOneLinePerHost() throws Exception {
        AgentId host = line.enrol(1, Line.QUIMPER);
        line.notice(host, Notices.SPOOL_STUCK, Map.of("notice", "spool-stuck"));
        line.notice(host, Notices.SPOOL_STUCK, Map.of("notice", "spool-stuck"));
        assertEquals(List.of("vigie-agent-cannot-write"), line.rules());
        assertEquals(2, line.alerts().getFirst().count());
        assertEquals(Severity.HIGH, line.alerts().getFirst().severity());
    }

    @Test
    void aHostThatTakesTheNameOfAnotherIsToldAndOneThatTakesAFreeOneIsNot() throws Exception {
        AgentId other = line.enrol(2, Line.QUIMPER);
        String theirs = line.store
                .read(session -> session.hosts().find(other))
                .orElseThrow()
                .hostname();
        AgentId host = line.enrol(1, Line.QUIMPER);
        line.notice(host, Notices.RENAMED, Map.of("notice", "renamed", "from", "pc-compta", "to", "pc-etat-civil"));
        assertEquals(List.of(), line.rules());
        String name = theirs.toUpperCase(Locale.ROOT) + ".mairie.example";
        line.notice(host, Notices.RENAMED, Map.of("notice", "renamed", "from", "pc-compta", "to", name));
        assertEquals(List.of("vigie-host-takes-a-name"), line.rules());
        assertEquals(host, line.alerts().getLast().host());
    }

    /** Those of one token of a host that is shut out are one alert, whatever they call themselves. */
    @Test
    void machinesThatAskByATokenThatIsSuspendedAreOneAlert() throws Exception {
        for (int i = 1; i <= 3; i++) {
            line.notice(
                    line.enrol(i, Line.QUIMPER),
                    Notices.DOUBTED,
                    Map.of(
                            "notice",
                            "enrolment-doubted",
                            "why",
                            "shut-out-token",
                            "name",
                            "PC-" + 10 * i,
                            "token",
                            i < 3 ? "t" : "u",
                            "address",
                            "a"));
        }
        assertEquals(List.of("vigie-enrolment-doubted", "vigie-enrolment-doubted"), line.rules());
        assertEquals(2, line.alerts().getFirst().count());
    }

    @Test
    void anAgentOnAnotherMachineIsToldAndOneThatIsBackIsNot() throws Exception {
        AgentId host = line.enrol(1, Line.QUIMPER);
        line.notice(host, Notices.MOVED, Map.of("from", "a", "to", "b", "addresses", "192.0.2.9"));
        assertEquals(List.of("vigie-machine-changed"), line.rules());
        line.notice(host, Notices.MOVED, Map.of("from", "b", "to", "a", "addresses", "192.0.2.1"));
        assertEquals(1, line.alerts().getFirst().count());
    }

    @Test
    void aMachineThatAsksToBeEnrolledAsAnotherIsAnAlertOfItsOwn() throws Exception {
        for (int i = 1; i <= 2; i++) {
            line.notice(
                    line.enrol(i, Line.QUIMPER),
                    Notices.DOUBTED,
                    Map.of(
                            "notice",
                            "enrolment-doubted",
                            "why",
                            "shut-out-name",
                            "name",
                            "PC-" + i,
                            "token",
                            "t",
                            "address",
                            "a"));
        }
        assertEquals(List.of("vigie-enrolment-doubted", "vigie-enrolment-doubted"), line.rules());
        AlertText text = AlertTexts.shipped().of(line.alerts().getLast(), Locale.FRENCH);
        assertTrue(text.explanation().contains("se nomme PC-2"), text.explanation());
    }

    @Test
    void aCommuneWithoutAPlaceForADomainIsOneAlert() throws Exception {
        for (int i = 1; i <= 2; i++) {
            line.notice(
                    line.enrol(i, Line.QUIMPER),
                    Notices.DIRECTORY_PLACES_FULL,
                    Map.of("notice", "directory-places-full", "domain", "d" + i + ".example", "places", "8"));
        }
        assertEquals(List.of("vigie-domain-places-full"), line.rules());
        AlertText text = AlertTexts.shipped().of(line.alerts().getLast(), Locale.FRENCH);
        assertTrue(text.explanation().contains("la commune a 8 places"), text.explanation());
    }

    @Test
    void anAgentCannotSayWhatTheCollectorSays() throws Exception {
        AgentId desk = line.enrol(1, Line.QUIMPER);
        line.send(
                desk, line.record(Notices.CLONE, TWO_RUNS), line.record(Notices.RENEWED_LATE, Map.of("expired", "x")));
        assertEquals(List.of(), line.rules());
    }
}
