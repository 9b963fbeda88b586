package bzh.vigie.collector.detect;

import static bzh.vigie.collector.store.Specimens.ANALYST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.neighbour.LateWitnesses;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A desk that is silent for five hours and heard again, and what others tell of that time afterwards. */
final class LateWitnessesTest {
    private static final String MAC = "02:00:00:00:00:01";
    private static final String ADDRESS = "192.168.1.5";
    private static final String DESK = "{\"os\":\"windows\",\"os_version\":\"Windows 11 Pro\"}";

    private Line line;
    private AgentId desk;
    private AgentId server;

    @BeforeEach
    void fiveHoursOfSilence(@TempDir Path folder) throws Exception {
        line = new Line(folder);
        desk = line.enrol(1, Line.QUIMPER);
        server = line.enrol(2, Line.QUIMPER);
        heard(desk);
        heard(server);
        own(desk, ADDRESS, MAC);
        line.pipeline.tick(line.now);
        for (int minute = 10; minute <= 300; minute += 10) {
            line.now = hour(minute / 60.0);
            heard(server);
            line.pipeline.tick(line.now);
        }
        heard(desk);
        heard(server);
        line.pipeline.tick(line.now);
        line.now = hour(6);
        heard(desk);
        heard(server);
        line.pipeline.tick(line.now);
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Instant hour(double hours) {
        return Line.START.plusSeconds(Math.round(hours * 3_600));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private void heard(AgentId agent) {
        line.store.change(session -> {
            session.hosts()
                    .hello(agent, "pc-" + agent.text().charAt(35), DESK, "0.1.0", "boot-1", "run-1", 0, line.now);
            session.hosts().seen(agent, line.now, 0);
        });
    }

    private void own(AgentId agent, String address, String mac) {
        line.store.change(session -> session.neighbours()
                .see(agent, Line.QUIMPER, neighbour(Origin.OWN_CARD, address, mac, "", Line.START), line.now));
    }

    private static Neighbour neighbour(Origin origin, String address, String mac, String name, Instant at) {
        return new Neighbour(
                origin,
                Optional.of(InetAddress.ofLiteral(address)),
                mac.isEmpty()
                        ? Optional.empty()
                        : Optional.of(MacAddress.of(HexFormat.ofDelimiter(":").parseHex(mac))),
                name,
                micros(at),
                micros(at));
    }

    private void neighbours(String mac, double hours) throws Exception {
        line.send(
                server,
                new Event.NeighboursSeen(
                        line.at(0),
                        "windows.neighbours",
                        List.of(neighbour(Origin.CACHE, ADDRESS, mac, "", hour(hours)))));
    }

    /** A logon from the desk, as the server's log tells it. */
    private void logon(double hours, String from) throws Exception {
        Moment at = new Moment(hour(hours), "boot-1", micros(hour(hours)) - micros(Line.START) + 3_600_000_000L);
        line.send(
                server,
                new Event.LogRecord(
                        at,
                        "windows.log.security",
                        "Security",
                        "Microsoft-Windows-Security-Auditing",
                        4624,
                        1,
                        java.util.Map.of("IpAddress", from, "WorkstationName", "PC-1")));
    }

    private List<Alert> later() {
        for (int hours = 7; hours <= 10; hours++) {
            line.now = hour(hours);
            heard(desk);
            heard(server);
            line.pipeline.tick(line.now);
        }
        return line.alerts().stream()
                .filter(alert -> alert.rule().equals("vigie-silent-host-active"))
                .toList();
    }

    @Test
    void aLogonThatIsToldLaterIsOneAlertForThatSilence() throws Exception {
        logon(3, ADDRESS);
        logon(4, ADDRESS);
        neighbours(MAC, 3.5);
        assertEquals(List.of(), line.rules(), "the desk may tell yet that it watched");
        List<Alert> alerts = later();
        assertEquals(1, alerts.size());
        assertEquals(Line.START.toString(), alerts.getFirst().evidence().get("silent_since"));
        assertEquals(hour(4).toString(), alerts.getFirst().evidence().get("seen_last"));
        logon(4.2, ADDRESS);
        line.now = hour(14);
        line.pipeline.tick(line.now);
        assertEquals(1, later().getFirst().count());
    }

    @Test
    void whatLiesAtTheEndsOfASilenceOrIsOfAnotherMachineSaysNothing() throws Exception {
        logon(0.2, ADDRESS);
        logon(4.9, ADDRESS);
        logon(3, "192.168.1.6");
        neighbours("02:00:00:00:00:09", 3);
        assertEquals(List.of(), later());
    }

    @Test
    void aHostThatWatchedAndCouldNotTellWasNotSilent() throws Exception {
        logon(3, ADDRESS);
        line.store.change(session -> session.coverage()
                .add(
                        desk,
                        new Event.Coverage(
                                new Moment(hour(5), "boot-1", 5 * 3_600_000_000L),
                                "windows.persistence",
                                "windows.persistence",
                                Optional.empty(),
                                micros(Line.START),
                                micros(hour(5)),
                                5 * 3_600_000_000L,
                                WatchState.LIVE,
                                ReasonCode.NONE,
                                "",
                                0,
                                0),
                        hour(6)));
        assertEquals(List.of(), later());
    }

    @Test
    void ofAHostThatSleptACardSaysNothingAndALogonDoes() throws Exception {
        line.store.change(session -> session.coverage().gap(desk, Line.START, hour(5), "suspended"));
        neighbours(MAC, 3);
        assertEquals(List.of(), later());
    }

    @Test
    void theCardOfAHostThatSleptDoesNotTakeThePlaceOfItsLogon() throws Exception {
        line.store.change(session -> session.coverage().gap(desk, Line.START, hour(5), "suspended"));
        neighbours(MAC, 3);
        logon(3.2, ADDRESS);
        neighbours(MAC, 3.5);
        List<Alert> alerts = later();
        assertEquals(1, alerts.size());
        assertEquals("logon", alerts.getFirst().evidence().get("origin"));
    }

    /** Whoever makes up sightings keeps others from telling theirs no more than he has room himself. */
    @Test
    void oneHostHasNoMoreThanItsShareOfWhatWaits() throws Exception {
        line.store.change(session -> {
            for (int i = 0; i < LateWitnesses.MOST_OF_ONE; i++) {
                String waiting = String.join(
                        "\t", hour(1_000).toString(), hour(3).toString(), server.text(), "logon", "", "", "");
                session.progress()
                        .state(
                                "late-witness",
                                desk.text() + "|" + hour(100 + i),
                                waiting.getBytes(StandardCharsets.UTF_8));
            }
        });
        logon(3, ADDRESS);
        assertEquals(List.of(), later());
        Alert passed = line.alerts().stream()
                .filter(alert -> alert.rule().equals("vigie-sightings-passed-over"))
                .findFirst()
                .orElseThrow();
        assertEquals(desk, passed.host());
        assertEquals(server.text(), passed.evidence().get("witness"));
        assertEquals("1", passed.evidence().get("sightings"));
        assertEquals(1, passed.count(), "told once");
    }

    /** Several hosts of one commune together take no more than its share either. */
    @Test
    void oneCommuneHasNoMoreThanItsShareOfWhatWaits() throws Exception {
        line.store.change(session -> {
            for (int i = 0; i < LateWitnesses.MOST_OF_COMMUNE; i++) {
                String waiting = String.join(
                        "\t", hour(1_000).toString(), hour(3).toString(), "teller " + i % 10, "logon", "", "", "");
                session.progress()
                        .state(
                                "late-witness",
                                desk.text() + "|" + hour(100 + i),
                                waiting.getBytes(StandardCharsets.UTF_8));
            }
        });
        logon(3, ADDRESS);
        assertEquals(List.of(), later());
        assertEquals(
                1,
                line.alerts().stream()
                        .filter(alert -> alert.rule().equals("vigie-sightings-passed-over"))
                        .count());
    }

    private void connection(double hours, Event.Direction direction) throws Exception {
        Moment at = new Moment(hour(hours), "boot-1", micros(hour(hours)) - micros(Line.START) + 3_600_000_000L);
        line.send(
                server,
                new Event.Flow(
                        at,
                        "windows.network",
                        Observed.missed(Observed.Why.NOT_OFFERED),
                        Observed.missed(Observed.Why.NOT_OFFERED),
                        Event.Transport.TCP,
                        new Endpoint(InetAddress.ofLiteral("192.168.1.2"), 445),
                        new Endpoint(InetAddress.ofLiteral(ADDRESS), 50_000),
                        direction,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        1,
                        0));
    }

    @Test
    void aConnectionFromItsOwnAddressCountsAndOneToItDoesNot() throws Exception {
        connection(2, Event.Direction.OUTBOUND);
        assertEquals(List.of(), later());
        connection(2, Event.Direction.INBOUND);
        line.now = hour(14);
        line.pipeline.tick(line.now);
        assertEquals(1, later().size());
    }

    @Test
    void anAddressForWhichAnotherCardAnsweredIsNotItsOwn() throws Exception {
        neighbours("02:00:00:00:00:09", 1);
        line.now = hour(6.2);
        line.pipeline.tick(line.now);
        connection(2, Event.Direction.INBOUND);
        assertEquals(List.of(), later());
    }

    private void imported(String source, double hours, Outcome outcome) {
        line.store.change(session -> {
            var incident = session.incidents().open("rançongiciel", Set.of(Line.QUIMPER), 30, ANALYST);
            session.witnesses()
                    .add(
                            new Scope.All(),
                            incident.id(),
                            Line.QUIMPER,
                            "pare-feu",
                            Witnesses.Kind.FIREWALL,
                            "00",
                            0,
                            List.of(new Witnesses.Sighting(1, hour(hours), "", source, "203.0.113.9", "", outcome)),
                            ANALYST);
        });
    }

    @Test
    void anImportedWitnessIsHeldAgainstTheSilence() {
        imported(ADDRESS, 3, Outcome.SUCCESS);
        List<Alert> alerts = later();
        assertEquals(1, alerts.size());
        assertEquals("pare-feu", alerts.getFirst().evidence().get("witness"));
        assertEquals("firewall", alerts.getFirst().evidence().get("origin"));
    }

    /** More lines than are looked at in one transaction: the place is kept, also by a collector that starts anew, and each is taken once. */
    @Test
    void aLongImportIsGoneThroughInPartsAndKeepsItsPlace() {
        List<Witnesses.Sighting> lines = new ArrayList<>();
        for (int i = 1; i <= 40_000; i++) {
            lines.add(new Witnesses.Sighting(
                    i, hour(3), "", i == 39_999 ? ADDRESS : "192.0.2.1", "203.0.113.9", "", Outcome.SUCCESS));
        }
        line.store.change(session -> {
            var incident = session.incidents().open("rançongiciel", Set.of(Line.QUIMPER), 30, ANALYST);
            session.witnesses()
                    .add(
                            new Scope.All(),
                            incident.id(),
                            Line.QUIMPER,
                            "pare-feu",
                            Witnesses.Kind.FIREWALL,
                            "00",
                            0,
                            lines,
                            ANALYST);
        });
        line.now = hour(6.1);
        line.pipeline.tick(line.now);
        assertEquals("0 1 20000", place());
        assertEquals(0, waiting());
        Pipeline anew = line.pipeline(line.store);
        anew.tick(line.now.plusSeconds(30));
        assertEquals("0 1 40000", place());
        assertEquals(1, waiting());
        anew.tick(line.now.plusSeconds(60));
        assertEquals("1", place());
        anew.tick(line.now.plusSeconds(90));
        assertEquals("1", place());
        assertEquals(1, later().size());
    }

    private String place() {
        return line.store.read(session -> session.progress()
                .state("late-witness-imports", "2026-001")
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                .orElse(""));
    }

    private int waiting() {
        return line.store
                .read(session -> session.progress().states("late-witness"))
                .size();
    }

    @Test
    void anImportedWitnessOfAnotherTimeSaysNothing() {
        imported(ADDRESS, 5.5, Outcome.SUCCESS);
        imported("192.168.1.77", 3, Outcome.SUCCESS);
        assertEquals(List.of(), later());
    }

    @Test
    void aSilenceThatGoesOnIsToldByAConnectionToo() throws Exception {
        for (int minute = 10; minute <= 180; minute += 10) {
            line.now = hour(6 + minute / 60.0);
            heard(server);
            line.pipeline.tick(line.now);
        }
        connection(8, Event.Direction.INBOUND);
        for (int minute = 10; minute <= 240; minute += 10) {
            line.now = hour(9 + minute / 60.0);
            heard(server);
            line.pipeline.tick(line.now);
        }
        assertEquals(
                Duration.ofHours(6),
                Duration.between(
                        Line.START,
                        Instant.parse(line.alerts().stream()
                                .filter(alert -> alert.rule().equals("vigie-silent-host-active"))
                                .toList()
                                .getFirst()
                                .evidence()
                                .get("silent_since"))));
    }
}
