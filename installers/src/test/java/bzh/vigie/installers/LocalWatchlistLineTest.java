package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.SimulatedAgent;
import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.gateway.HandedGateway;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Incidents.Phase;
import bzh.vigie.collector.store.LocalChecks.Check;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorFrame.FrameCase;
import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an analyst's indicator to an agent's own check and back to an alert: agent and collector with their own code, frame by frame. */
final class LocalWatchlistLineTest {
    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("Nolwenn", "CERT");
    private static final Commune BREST = new Commune("29019");
    private static final IncidentId INCIDENT = new IncidentId("2026-001");
    private static final Sha256 TOOL = Sha256.over("tool".getBytes(StandardCharsets.UTF_8));
    private static final String PROGRAMS = "linux.file.system-program";
    private static final String CRON = "linux.cron.d";

    @TempDir
    private Path folder;

    private final AgentId id = new AgentId(new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L).toString());
    private final List<FrameCase> sent = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-02T08:00:00Z");
    private HandedCollector collector;
    private SimulatedAgent agent;
    private Optional<HandedGateway.Connection> connection = Optional.empty();

    @BeforeEach
    void aHostOfAnIncident() throws IOException {
        collector = new HandedCollector(folder.resolve("collector"), () -> now);
        collector.store().change(session -> {
            session.hosts()
                    .enrol(new Host(
                            id,
                            BREST,
                            "pc-01",
                            State.ACTIVE,
                            TOOL,
                            "{}",
                            "1.0.0",
                            now,
                            now.plus(Duration.ofDays(30)),
                            Optional.empty(),
                            0,
                            "",
                            "",
                            false));
            session.incidents().open("Nuit", Set.of(BREST), 90, ANALYST);
        });
        agent = start();
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
        collector.close();
    }

    private SimulatedAgent start() throws IOException {
        Instant booted = now;
        return new SimulatedAgent(
                id.text(),
                new SimulatedAgent.Machine(
                        false, MachineFacts.getDefaultInstance(), Set.of(PROGRAMS, CRON), List.of(), List.of()),
                () -> new Moment(now, "boot", ChronoUnit.MICROS.between(booted, now)),
                () -> Duration.between(booted, now).toNanos(),
                folder.resolve("agent"),
                new Random(7));
    }

    private void indicator(Observable what, Tlp tlp, boolean collectorOnly) {
        Indicator indicator =
                new Indicator(what, "CERT", "", tlp, 80, Optional.empty(), Optional.empty(), collectorOnly, true);
        collector
                .store()
                .change(session ->
                        session.indicators().add(Optional.of(INCIDENT.text()), List.of(indicator), "test", ANALYST));
    }

    private static Observable hash(Sha256 content) {
        return new Observable.Hash(Observable.Algorithm.SHA256, content.hex());
    }

    private void eviction() {
        collector
                .store()
                .change(session -> session.incidents()
                        .eviction(
                                ALL,
                                INCIDENT,
                                Optional.empty(),
                                Optional.of(new Interval(now, Optional.empty())),
                                ANALYST));
    }

    /** Everything that is due goes to the other side, until nobody says anything more; a minute passes. */
    private void exchange() throws Exception {
        now = now.plus(Duration.ofMinutes(1));
        collector.gateway().look();
        agent.tick();
        HandedGateway.Connection with =
                connection.orElseGet(() -> collector.gateway().connect(id, "10.0.0.1"));
        if (connection.isEmpty()) {
            connection = Optional.of(with);
            take(with.take(agent.uplink().hello()));
        }
        take(with.take(agent.uplink().heartbeat()));
        agent.tick();
        for (Optional<byte[]> batch = agent.uplink().batch();
                batch.isPresent();
                batch = agent.uplink().batch()) {
            take(with.take(batch.get()));
            agent.tick();
        }
        collector.detect();
    }

    private void take(List<byte[]> frames) throws Exception {
        for (byte[] frame : frames) {
            sent.add(CollectorFrame.parseFrom(frame).getFrameCase());
            agent.uplink().take(frame);
        }
    }

    private List<Alert> sightings() {
        return collector.store().read(session -> session.alerts().list(ALL, Optional.empty(), 1_000)).stream()
                .filter(alert -> alert.evidence().containsKey("indicator_id"))
                .toList();
    }

    private Optional<Check> check() {
        return collector.store().read(session -> session.localChecks().find(id));
    }

    private static Item item(String location, String name, String source, Sha256 content, Optional<Account> account) {
        return new Item(
                location,
                List.of("T1554"),
                "linux",
                account,
                name,
                "mode=755 uid=0",
                source,
                source,
                Optional.of(content),
                "",
                Item.Signature.NOT_CHECKED,
                "coreutils",
                Item.Shipped.AS_PACKAGED,
                true,
                ItemTimes.NONE,
                List.of(source),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    @Test
    void nothingGoesToAPcBeforeTheEvictionAndWhatIsRedNeverDoes() throws Exception {
        indicator(hash(TOOL), Tlp.AMBER, false);
        exchange();
        exchange();
        assertFalse(sent.contains(FrameCase.WATCHLIST), sent::toString);
        assertFalse(sent.contains(FrameCase.SWEEP_REQUEST), sent::toString);
        eviction();
        exchange();
        assertEquals(1, check().orElseThrow().entries());
        indicator(new Observable.Service("Red"), Tlp.RED, false);
        indicator(new Observable.Service("Strict"), Tlp.AMBER_STRICT, false);
        indicator(new Observable.Service("Own"), Tlp.CLEAR, true);
        indicator(new Observable.Domain("evil.example.org"), Tlp.CLEAR, false);
        exchange();
        assertEquals(1, check().orElseThrow().entries());
        assertEquals(
                1, sent.stream().filter(each -> each == FrameCase.WATCHLIST).count());
    }

    @Test
    void whatIsToldOnlyAsACountIsFoundByTheHostItselfAndIsOneAlert() throws Exception {
        Item shipped = item(PROGRAMS, "ls", "/usr/bin/ls", TOOL, Optional.empty());
        Item other = item(PROGRAMS, "cat", "/usr/bin/cat", Sha256.over(new byte[] {9}), Optional.empty());
        agent.pass(List.of());
        agent.readFolding(List.of(shipped, other));
        exchange();
        eviction();
        indicator(hash(TOOL), Tlp.AMBER, false);
        exchange();
        assertEquals(List.of(), sightings());
        agent.pass(List.of());
        agent.readFolding(List.of(shipped, other));
        exchange();
        List<Alert> alerts = sightings();
        assertEquals(1, alerts.size(), alerts.toString());
        assertEquals("/usr/bin/ls", alerts.getFirst().evidence().get("source"));
        assertEquals(TOOL.hex(), alerts.getFirst().evidence().get("indicator"));
        assertEquals(
                Optional.empty(),
                collector.store().read(session -> session.inventories().find(id, shipped.key())));
        agent.readFolding(List.of(shipped, other));
        exchange();
        assertEquals(1, sightings().size());
    }

    @Test
    void whatIsToldAnywayStaysOneAlert() throws Exception {
        eviction();
        indicator(hash(TOOL), Tlp.AMBER, false);
        exchange();
        agent.pass(List.of(item(CRON, "job", "/etc/cron.d/job", TOOL, Optional.empty())));
        exchange();
        List<Alert> alerts = sightings();
        assertEquals(1, alerts.size(), alerts.toString());
        assertEquals(2, alerts.getFirst().count(), "told by the collector's own match and by the host's");
    }

    @Test
    void aSweepIsAskedForOnceAListAndToldWhenItIsDone() throws Exception {
        agent.pass(List.of());
        eviction();
        indicator(hash(TOOL), Tlp.AMBER, false);
        exchange();
        assertTrue(check().orElseThrow().swept().isEmpty());
        agent.pass(List.of(item(CRON, "job", "/etc/cron.d/job", Sha256.over(new byte[] {8}), Optional.empty())));
        exchange();
        Check swept = check().orElseThrow();
        assertEquals(1, swept.swept().orElseThrow().items());
        connection.orElseThrow().close();
        connection = Optional.empty();
        exchange();
        assertEquals(
                1, sent.stream().filter(each -> each == FrameCase.SWEEP_REQUEST).count());
        assertEquals(
                1, sent.stream().filter(each -> each == FrameCase.WATCHLIST).count());
        indicator(new Observable.Service("evil"), Tlp.GREEN, false);
        exchange();
        Check next = check().orElseThrow();
        assertEquals(2, next.entries());
        assertTrue(next.swept().isEmpty(), "with another list than it has now");
    }

    @Test
    void aHostThatIsAwayFindsTellsLaterAndKeepsTheListOverARestart() throws Exception {
        eviction();
        indicator(hash(TOOL), Tlp.AMBER, false);
        exchange();
        connection.orElseThrow().close();
        connection = Optional.empty();
        agent.stop();
        agent.close();
        now = now.plus(Duration.ofHours(3));
        agent = start();
        agent.pass(List.of());
        agent.readFolding(List.of(item(PROGRAMS, "ls", "/usr/bin/ls", TOOL, Optional.empty())));
        assertEquals(List.of(), sightings());
        exchange();
        assertEquals(1, sightings().size());
        assertEquals(
                1, sent.stream().filter(each -> each == FrameCase.WATCHLIST).count());
    }

    @Test
    void aListIsTakenBackWhenTheIncidentIsClosed() throws Exception {
        eviction();
        indicator(hash(TOOL), Tlp.AMBER, false);
        exchange();
        assertTrue(Files.exists(folder.resolve("agent/watchlist")));
        collector
                .store()
                .change(session -> session.incidents().phase(ALL, INCIDENT, Phase.CLOSURE, Optional.of(now), ANALYST));
        exchange();
        assertEquals(0, check().orElseThrow().entries());
        assertFalse(Files.exists(folder.resolve("agent/watchlist")));
    }

    @Test
    void aListIsTakenBackWhenAnIndicatorExpires() throws Exception {
        eviction();
        Indicator ends = new Indicator(
                hash(TOOL),
                "CERT",
                "",
                Tlp.AMBER,
                80,
                Optional.empty(),
                Optional.of(now.plus(Duration.ofMinutes(2))),
                false,
                true);
        collector
                .store()
                .change(session ->
                        session.indicators().add(Optional.of(INCIDENT.text()), List.of(ends), "test", ANALYST));
        exchange();
        assertEquals(1, check().orElseThrow().entries());
        exchange();
        exchange();
        assertEquals(0, check().orElseThrow().entries());
    }
}
