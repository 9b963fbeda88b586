package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Neighbours;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.event.Event;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From what agents tell to the machines that have none, through the live pipeline and a real store. */
final class NeighboursTest {
    private static final Commune BREST = new Commune("29019");
    private static final long MAC = 0x0024_d400_0000L;

    @TempDir
    Path folder;

    private static Neighbour seen(Line line, Origin origin, String address, long mac) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, line.now);
        return new Neighbour(
                origin,
                Optional.of(InetAddress.ofLiteral(address)),
                Optional.of(new MacAddress(MAC + mac)),
                "",
                now,
                now);
    }

    private static Event told(Line line, Neighbour... neighbours) {
        return new Event.NeighboursSeen(line.at(0), "linux.neighbour", List.of(neighbours));
    }

    private static Event security(Line line, int id, Map<String, String> fields) {
        return new Event.LogRecord(line.at(0), "windows.log", "Security", "p", id, 1, fields);
    }

    private static List<SeenMachine> machines(Store store, Commune commune) {
        return store.read(session -> SeenMachines.of(session, new Scope.All(), commune));
    }

    private static List<String> keys(Store store, Commune commune) {
        return machines(store, commune).stream().map(SeenMachine::key).sorted().toList();
    }

    /** Hosts 1 and 2 tell their own cards and each other; both see a third. */
    private static void twoAndAThird(Line line, AgentId one, AgentId two) throws Exception {
        line.send(
                one,
                told(
                        line,
                        seen(line, Origin.OWN_CARD, "192.168.1.11", 1),
                        seen(line, Origin.CACHE, "192.168.1.12", 2),
                        seen(line, Origin.CACHE, "192.168.1.13", 3)));
        line.send(
                two,
                told(
                        line,
                        seen(line, Origin.OWN_CARD, "192.168.1.12", 2),
                        seen(line, Origin.CACHE, "192.168.1.11", 1),
                        seen(line, Origin.CACHE, "192.168.1.13", 3)));
    }

    @Test
    void ofThreeMachinesTheOneWithoutAnAgentIsSeenNotEnrolled() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId one = line.enrol(1, BREST);
            twoAndAThird(line, one, line.enrol(2, BREST));
            SeenMachine third = machines(line.store, BREST).getFirst();
            assertEquals(List.of("mac:00:24:d4:00:00:03"), keys(line.store, BREST));
            assertEquals(List.of("192.168.1.13"), third.addresses());
            assertEquals(2, third.hosts());
            assertEquals(Set.of(Origin.CACHE), third.origins());
            assertEquals(false, third.madeUp());
            assertEquals(List.of(), line.rules());
        }
    }

    @Test
    void anotherCommuneWithTheSameAddressesStaysApart() throws Exception {
        try (Line line = new Line(folder)) {
            twoAndAThird(line, line.enrol(1, BREST), line.enrol(2, BREST));
            AgentId other = line.enrol(3, Line.QUIMPER);
            line.send(other, told(line, seen(line, Origin.CACHE, "192.168.1.12", 2)));
            // Enrolled in the one, unknown in the other.
            assertEquals(List.of("mac:00:24:d4:00:00:02"), keys(line.store, Line.QUIMPER));
            assertEquals(List.of("mac:00:24:d4:00:00:03"), keys(line.store, BREST));
            Scope quimper = new Scope.Communes(Set.of(Line.QUIMPER));
            assertEquals(List.of(), line.store.read(s -> SeenMachines.of(s, quimper, BREST)));
        }
    }

    @Test
    void aLogonFromAnAddressBelongsToTheMachineThatHadItThen() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId one = line.enrol(1, BREST);
            line.store.change(session -> session.hosts().seen(one, line.now, 0));
            twoAndAThird(line, one, line.enrol(2, BREST));
            line.send(
                    one,
                    security(line, 4624, Map.of("IpAddress", "192.168.1.13", "WorkstationName", "PORTABLE")),
                    security(line, 4624, Map.of("IpAddress", "192.168.1.12", "WorkstationName", "PC-2")),
                    security(line, 4768, Map.of("IpAddress", "::ffff:192.168.9.9")),
                    security(line, 4776, Map.of("Workstation", "portable")),
                    security(line, 4776, Map.of("Workstation", "PC-1")),
                    security(line, 4625, Map.of("IpAddress", "-", "WorkstationName", "KALI")),
                    security(line, 4625, Map.of("IpAddress", "203.0.113.9", "WorkstationName", "ELSEWHERE")));
            assertEquals(List.of("ip:192.168.9.9", "mac:00:24:d4:00:00:03", "name:kali"), keys(line.store, BREST));
            SeenMachine third = machines(line.store, BREST).stream()
                    .filter(machine -> machine.key().startsWith("mac:"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of("PORTABLE"), third.names());
            assertEquals(Set.of(Origin.CACHE, Origin.LOGON, Origin.DOMAIN_CLIENT), third.origins());
        }
    }

    /** The address of an enrolled host goes to another machine, as DHCP does it: the card tells them apart, and so does time. */
    @Test
    void anAddressThatPassesToAnotherMachineDoesNotHideIt() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId one = line.enrol(1, BREST);
            AgentId two = line.enrol(2, BREST);
            twoAndAThird(line, one, two);
            line.now = line.now.plus(Duration.ofDays(5));
            line.send(
                    one,
                    told(line, seen(line, Origin.CACHE, "192.168.1.12", 9)),
                    security(line, 4624, Map.of("IpAddress", "192.168.1.12")));
            assertEquals(List.of("mac:00:24:d4:00:00:03", "mac:00:24:d4:00:00:09"), keys(line.store, BREST));
            assertEquals(
                    Set.of(Origin.CACHE, Origin.LOGON),
                    machines(line.store, BREST).getFirst().origins());
        }
    }

    @Test
    void aHostWhoseAgentTellsNoCardsIsKnownByTheAddressesOfItsHello() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId one = line.enrol(1, BREST);
            AgentId old = line.enrol(2, BREST);
            line.store.change(session -> session.hosts()
                    .hello(old, "pc-2", "{\"addresses\":[\"192.168.1.12\"]}", "0.1", "b", "r", 0, line.now));
            line.send(
                    one,
                    told(line, seen(line, Origin.CACHE, "192.168.1.12", 2)),
                    security(line, 4776, Map.of("Workstation", "PC-2")));
            assertEquals(List.of(), keys(line.store, BREST));
        }
    }

    @Test
    void aNameThatAnEnrolledHostHasDoesNotHideAnotherMachine() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId one = line.enrol(1, BREST);
            line.send(
                    one,
                    security(line, 4624, Map.of("IpAddress", "192.168.1.66", "WorkstationName", "PC-1")),
                    told(line, seen(line, Origin.CACHE, "192.168.1.67", 0x0200_0000_0000L)));
            assertEquals(List.of("ip:192.168.1.66", "mac:02:24:d4:00:00:00"), keys(line.store, BREST));
            assertTrue(machines(line.store, BREST).stream().anyMatch(SeenMachine::madeUp));
        }
    }

    @Test
    void timesAreTheCollectorsAsFarAsTheClockIsKnownAndNeverToCome() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId one = line.enrol(1, BREST);
            long year = Duration.ofDays(365).toMillis() * 1_000;
            line.store.change(session -> session.hosts().seen(one, line.now, year));
            long ahead = ChronoUnit.MICROS.between(Instant.EPOCH, line.now) + year;
            Neighbour printer = new Neighbour(
                    Origin.CACHE, Optional.empty(), Optional.of(new MacAddress(MAC)), "", ahead - 60_000_000, ahead);
            Neighbour lie = new Neighbour(
                    Origin.CACHE,
                    Optional.empty(),
                    Optional.of(new MacAddress(MAC + 1)),
                    "",
                    -62_000_000_000_000_000L,
                    250_000_000_000_000_000L);
            line.send(
                    one,
                    new Event.NeighboursSeen(
                            new bzh.vigie.event.Moment(line.now.plus(Duration.ofDays(365)), "boot", 5),
                            "linux.neighbour",
                            List.of(printer, lie)));
            for (SeenMachine machine : machines(line.store, BREST)) {
                assertEquals(line.now, machine.last());
                boolean liar = machine.key().endsWith("1");
                assertEquals(line.now.minus(liar ? Duration.ofDays(90) : Duration.ofMinutes(1)), machine.first());
            }
        }
    }

    @Test
    void aFloodOfInventedMachinesIsBoundedAndSaidAndOthersKeepTheirs() throws Exception {
        try (Line line = new Line(folder)) {
            AgentId honest = line.enrol(1, BREST);
            AgentId liar = line.enrol(2, BREST);
            twoAndAThird(line, honest, line.enrol(3, BREST));
            int number = 100;
            for (int batch = 0; batch < 5; batch++) {
                List<Event> events = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    List<Neighbour> invented = new ArrayList<>();
                    for (int j = 0; j < 256; j++) {
                        invented.add(
                                seen(line, Origin.CACHE, "10.1." + number / 256 % 256 + "." + number % 256, number++));
                    }
                    events.add(told(line, invented.toArray(Neighbour[]::new)));
                }
                line.send(liar, events.toArray(Event[]::new));
            }
            assertEquals(
                    Neighbours.MOST_OF_HOST + 1, machines(line.store, BREST).size());
            assertTrue(keys(line.store, BREST).contains("mac:00:24:d4:00:00:03"));
            Neighbours.Refused refused = line.store
                    .read(s -> s.neighbours().refused(new Scope.All()))
                    .getFirst();
            assertEquals(5 * 1_024 - 4_096, refused.sightings());
            assertEquals(BREST, refused.commune());
        }
    }

    @Test
    void crashesChangeNothing() throws Exception {
        List<SeenMachine> expected;
        try (Line line = new Line(folder.resolve("calm"))) {
            fill(line);
            Line.drain(line.pipeline);
            expected = machines(line.store, BREST);
        }
        try (Line line = new Line(folder.resolve("crashing"))) {
            fill(line);
            Random random = new Random(42);
            int crashes = Line.drainThroughCrashes(
                    () -> line.pipeline(
                            new CrashingStore(line.store, StoreException.Fault.BUSY, () -> 1 + random.nextInt(6))),
                    random);
            assertTrue(crashes > 0);
            assertEquals(expected, machines(line.store, BREST));
        }
    }

    private static void fill(Line line) {
        AgentId one = line.enrol(1, BREST);
        for (int i = 0; i < 200; i++) {
            line.put(
                    one,
                    told(line, seen(line, Origin.CACHE, "192.168.1." + i % 50, i % 60)),
                    security(line, 4624, Map.of("IpAddress", "192.168.2." + i % 40, "WorkstationName", "W" + i % 7)));
            line.now = line.now.plusSeconds(1_200);
        }
    }

    @Test
    void anExemptedMachineIsShownWithWhoDidAndWhy() throws Exception {
        try (Line line = new Line(folder)) {
            twoAndAThird(line, line.enrol(1, BREST), line.enrol(2, BREST));
            Author anna = new Author("anna", "the printer of the first floor");
            line.store.change(s -> s.neighbours().exempt(BREST, "mac:00:24:d4:00:00:03", anna));
            assertEquals(
                    Optional.of(anna), machines(line.store, BREST).getFirst().exempted());
        }
    }
}
