package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.Hole.Cause;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Received;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.LocalChecks;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Event;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Heartbeat;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.LocationDigest;
import bzh.vigie.v1.LocationDigests;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import bzh.vigie.wire.EventCodec;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of batches, and when they are acknowledged. Real connections. */
class DeliveryTest extends GatewayBench {
    @Test
    void anAcknowledgementComesOnlyAfterTheFlush() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            disk.holdSyncs();
            client.send(batch(1));
            client.send(Heartbeat.newBuilder());
            assertTrue(client.read().hasTime(), "the heartbeat is answered before the batch");
            assertEquals(0, log.last());
            disk.letSync();
            assertEquals(1, client.acknowledged().getNumber());
            assertEquals(1, log.last());
        }
        Received received = stored().getFirst();
        assertEquals(agent.id(), received.agent());
        assertEquals(COMMUNE, received.commune());
        assertEquals("127.0.0.1", received.address());
        assertEquals(40, received.inflate().readAllBytes().length);
    }

    @Test
    void anAgentThatCannotWriteIsToldOnceUntilItCan() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            for (boolean stuck : List.of(false, true, true, false, true)) {
                client.send(Heartbeat.newBuilder().setSpoolStuck(stuck));
                assertTrue(client.read().hasTime());
            }
        }
        assertSoon(() -> log.last() >= 2);
        List<Received> told = stored();
        assertEquals(2, told.size());
        for (Received notice : told) {
            assertTrue(notice.madeHere());
            Event.LogRecord record = (Event.LogRecord)
                    EventCodec.decode(notice.inflate().readAllBytes()).getFirst();
            assertEquals(Notices.SPOOL_STUCK, record.eventId());
            assertEquals(agent.id(), notice.agent());
        }
    }

    @Test
    void aRepeatIsAcknowledgedAndNotStoredAgain() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.send(batch(1));
            client.acknowledged();
            client.send(batch(1));
            assertEquals(1, client.acknowledged().getNumber());
            client.send(batch(5));
            assertEquals(5, client.acknowledged().getNumber(), "a gap is the agent's to explain");
        }
        assertEquals(2, stored().size());
    }

    @Test
    void durableNumbersOutliveARestart() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            client.send(batch(1));
            client.send(batch(2));
            while (client.acknowledged().getNumber() < 2) {
                // both may come in one
            }
        }
        restart(PATIENT);
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 2));
            LanePosition durable = client.welcome().getDurable(0);
            assertEquals(2, durable.getNumber());
            assertEquals(EPOCH, durable.getEpoch());
        }
        // Judged and gone from the log: the store knows.
        store.change(session -> {
            session.progress().batch(agent.id(), EPOCH, 3, 7);
            session.progress().position(IngestLog.NAME, 2);
        });
        restart(PATIENT);
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 3));
            assertEquals(7, client.welcome().getDurable(0).getNumber());
        }
    }

    @Test
    void whatTheAgentReleasedAndTheCollectorLostIsALoss() throws Exception {
        Enrolled agent = enrolled();
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1)
                    .addReleased(
                            LanePosition.newBuilder().setEpoch(EPOCH).setLane(3).setNumber(6)));
            client.welcome();
            assertSoon(() -> log.last() == 1);
        }
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1)
                    .addReleased(
                            LanePosition.newBuilder().setEpoch(EPOCH).setLane(3).setNumber(6)));
            client.welcome();
            client.send(batch(7));
            assertEquals(7, client.acknowledged().getNumber());
        }
        assertEquals(
                List.of(true, false),
                stored().stream().map(Received::madeHere).toList(),
                "told once, however often the agent comes back");
        Received notice = stored().getFirst();
        assertTrue(notice.madeHere());
        Event.Loss loss =
                (Event.Loss) EventCodec.decode(notice.inflate().readAllBytes()).getFirst();
        assertEquals(1, loss.fromNumber());
        assertEquals(6, loss.toNumber());
        Host host = store.read(session -> session.hosts().find(agent.id())).orElseThrow();
        Window since = new Window(host.enrolled(), clock.instant().plusSeconds(1));
        assertEquals(
                List.of(Cause.LOST),
                HostCoverage.of(host, since, List.of(), List.of(), List.of(loss)).agent().holes().stream()
                        .map(Hole::cause)
                        .filter(Cause.LOST::equals)
                        .distinct()
                        .toList(),
                "that time is a hole of every source");
    }

    @Test
    void aWatchlistComesWithTheWelcomeUnlessTheAgentHasItAndAgainWhenItChanges() throws IOException {
        Enrolled agent = enrolled();
        Instant now = clock.instant();
        IncidentId incident = store.write(session -> session.incidents().open("Nuit", Set.of(COMMUNE), 90, ANNA))
                .id();
        store.change(session -> {
            session.incidents()
                    .eviction(
                            new Scope.All(),
                            incident,
                            Optional.empty(),
                            Optional.of(new Interval(now, Optional.empty())),
                            ANNA);
            session.indicators().add(Optional.of(incident.text()), List.of(service("evil")), "test", ANNA);
        });
        restart(PATIENT);
        ByteString first = ByteString.copyFrom(listOf(incident, "evil").entries());
        LocalWatchlist both = listOf(incident, "evil", "worse");
        try (TestClient client = open(agent, 1)) {
            assertEquals(first, client.read().getWatchlist().getEntries());
            String request = client.read().getSweepRequest().getRequestId();
            assertEquals(64, request.length());
            store.change(session ->
                    session.indicators().add(Optional.of(incident.text()), List.of(service("worse")), "test", ANNA));
            assertEquals(
                    ByteString.copyFrom(both.entries()),
                    client.read().getWatchlist().getEntries());
            assertTrue(client.read().hasSweepRequest());
        }
        Sha256 list = both.id();
        store.change(session -> {
            session.localChecks().taken(agent.id(), COMMUNE, list, 2, now);
            session.localChecks().swept(agent.id(), list, new LocalChecks.Swept(now, 1, 1, 0, 0));
        });
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 2).setWatchlist(ByteString.copyFrom(list.bytes())));
            client.welcome();
            client.send(Heartbeat.newBuilder());
            assertTrue(client.read().hasTime(), "it has the list and swept it");
        }
    }

    private static Indicator service(String name) {
        return new Indicator(
                new Observable.Service(name),
                "CERT",
                "",
                Tlp.GREEN,
                50,
                Optional.empty(),
                Optional.empty(),
                false,
                true);
    }

    private static LocalWatchlist listOf(IncidentId incident, String... services) {
        return LocalWatchlist.of(
                Stream.of(services).map(name -> new Value(Kind.SERVICE, name)).toList(), incident.text());
    }

    @Test
    void anInventoryThatDiffersTwiceIsAskedForAndThenItsLocations() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            ByteString digest = ByteString.copyFrom(noise(32));
            client.send(Heartbeat.newBuilder().setInventoryDigest(digest));
            assertTrue(client.read().hasTime());
            client.send(Heartbeat.newBuilder().setInventoryDigest(digest));
            assertTrue(client.read().hasTime());
            CollectorFrame asked = client.read();
            assertEquals(0, asked.getInventoryRequest().getLocationsCount());
            assertTrue(asked.hasInventoryRequest(), asked.toString());
            client.send(AgentFrame.newBuilder()
                    .setLocationDigests(LocationDigests.newBuilder()
                            .addDigests(LocationDigest.newBuilder()
                                    .setLocation("linux.cron.system")
                                    .setDigest(digest)))
                    .build());
            CollectorFrame listing = client.read();
            assertEquals(
                    "linux.cron.system",
                    listing.getInventoryRequest().getLocations(0).getLocation());
        }
    }

    @Test
    void aFullDiskAcknowledgesNothingAndRecoversByItself() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            disk.full(true);
            client.send(batch(1));
            CollectorGoodbye goodbye = client.goodbye();
            assertEquals(GoodbyeReason.GOODBYE_REASON_OVERLOADED, goodbye.getReason());
            assertTrue(goodbye.getRetryAfterSeconds() > 0);
        }
        refused(agent, GoodbyeReason.GOODBYE_REASON_OVERLOADED);
        disk.full(false);
        assertSoon(() -> log.ready());
        try (TestClient client = connect(agent)) {
            client.send(hello(agent, 1));
            assertEquals(0, client.welcome().getDurable(0).getNumber());
            client.send(batch(1));
            assertEquals(1, client.acknowledged().getNumber());
        }
        assertTrue(stored().stream().anyMatch(batch -> batch.number() == 1));
    }

    @Test
    void stoppingSaysGoodbye() throws IOException {
        Enrolled agent = enrolled();
        try (TestClient client = open(agent, 1)) {
            gateway.close();
            CollectorGoodbye goodbye = client.goodbye();
            assertEquals(GoodbyeReason.GOODBYE_REASON_STOPPING, goodbye.getReason());
        }
        assertSoon(() ->
                store.read(s -> s.hosts().list(new bzh.vigie.collector.store.Scope.All(), Optional.empty(), 9)).stream()
                        .noneMatch(Hosts.Host::connected));
    }
}
