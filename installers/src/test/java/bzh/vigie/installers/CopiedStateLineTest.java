package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.agent.SimulatedAgent;
import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.detect.returns.ArtefactPresence;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.Artefacts;
import bzh.vigie.collector.gateway.HandedGateway;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Incidents.Interval;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine, then a bare one with a copy of its agent's state, then the first again: two state folders, agent and collector with their own code. */
final class CopiedStateLineTest {
    private static final Scope ALL = new Scope.All();
    private static final Author ANALYST = new Author("Nolwenn", "CERT");
    private static final Commune BREST = new Commune("29019");
    private static final String CRON = "linux.cron.d";

    @TempDir
    private Path folder;

    private final AgentId id = new AgentId(new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L).toString());
    private final Item attackers = item("kvorn", "* * * * * root /opt/.cache/kvorn");
    private final Item ours = item("ged", "0 1 * * * root /opt/ged/nuit.sh");
    private Instant now = Instant.parse("2026-11-02T08:00:00Z");
    private HandedCollector collector;
    private Incident incident;

    @BeforeEach
    void open() throws IOException {
        collector = new HandedCollector(folder.resolve("collector"), () -> now);
        collector
                .store()
                .change(session -> session.hosts()
                        .enrol(new Host(
                                id,
                                BREST,
                                "srv-01",
                                State.ACTIVE,
                                Sha256.over(new byte[] {1}),
                                "{}",
                                "1.0.0",
                                now,
                                now.plus(Duration.ofDays(30)),
                                Optional.empty(),
                                0,
                                "",
                                "",
                                false)));
        incident = collector.store().write(session -> session.incidents().open("Nuit", Set.of(BREST), 90, ANALYST));
    }

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    private static Item item(String name, String value) {
        String source = "/etc/cron.d/" + name;
        return new Item(
                CRON,
                List.of("T1053.003"),
                "linux",
                Optional.empty(),
                name,
                value,
                source,
                "",
                Optional.empty(),
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNOWNED,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    private SimulatedAgent start(String state, String machine) throws IOException {
        Instant booted = now;
        return new SimulatedAgent(
                id.text(),
                new SimulatedAgent.Machine(
                        false,
                        MachineFacts.newBuilder()
                                .setMachineId(machine.repeat(64))
                                .build(),
                        Set.of(CRON),
                        List.of(),
                        List.of()),
                () -> new Moment(now, "boot-" + machine, ChronoUnit.MICROS.between(booted, now)),
                () -> Duration.between(booted, now).toNanos(),
                folder.resolve(state),
                new Random(machine.hashCode()));
    }

    /** A connection with full passes that find these, until nobody says anything more. */
    private void talk(SimulatedAgent agent, Item... found) throws Exception {
        try (HandedGateway.Connection with = collector.gateway().connect(id, "192.0.2.1")) {
            take(agent, with, with.take(agent.uplink().hello()));
            for (int round = 0; round < 4; round++) {
                now = now.plus(Duration.ofMinutes(20));
                collector.gateway().look();
                agent.pass(List.of(found));
                agent.tick();
                take(agent, with, with.take(agent.uplink().heartbeat()));
                agent.tick();
                for (Optional<byte[]> batch = agent.uplink().batch();
                        batch.isPresent();
                        batch = agent.uplink().batch()) {
                    take(agent, with, with.take(batch.get()));
                    agent.tick();
                }
                collector.detect();
            }
        }
    }

    /** What the agent answers to a frame goes back at once. */
    private static void take(SimulatedAgent agent, HandedGateway.Connection with, List<byte[]> frames) {
        for (byte[] frame : frames) {
            agent.uplink().take(frame).ifPresent(answer -> take(agent, with, with.take(answer)));
        }
    }

    private void copy(String from, String to) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(from))) {
            for (Path file : files.toList()) {
                Path there = folder.resolve(to)
                        .resolve(folder.resolve(from).relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(there);
                } else {
                    Files.copy(file, there);
                }
            }
        }
    }

    private ArtefactPresence state() {
        return collector
                .store()
                .read(session -> Artefacts.of(session, ALL, incident.id(), now))
                .getFirst()
                .state();
    }

    private List<String> told() {
        return collector.store().read(session -> session.alerts().list(ALL, Optional.empty(), 100)).stream()
                .map(Alert::rule)
                .filter(rule -> rule.contains("return") || rule.contains("new-") || rule.contains("machine"))
                .sorted()
                .toList();
    }

    @Test
    void whatTheFirstMachineHasIsNoReturnWhenItsDoubleLeft() throws Exception {
        SimulatedAgent original = start("original", "a");
        talk(original, attackers, ours);
        collector.mark(incident, BREST, id, attackers, ANALYST);
        original.stop();
        original.close();
        copy("original", "double");
        collector
                .store()
                .change(session -> session.incidents()
                        .eviction(
                                ALL,
                                incident.id(),
                                Optional.empty(),
                                Optional.of(new Interval(now.minusSeconds(60), Optional.of(now))),
                                ANALYST));
        List<String> before = told();
        SimulatedAgent copied = start("double", "b");
        talk(copied);
        copied.close();
        assertInstanceOf(NotConfirmed.class, state(), "another machine proves no absence");
        original = start("original", "a");
        talk(original, attackers, ours);
        assertInstanceOf(Present.class, state());
        assertEquals(
                Stream.concat(before.stream(), Stream.of("vigie-machine-changed"))
                        .sorted()
                        .toList(),
                told());
        talk(original, ours);
        talk(original, ours, attackers);
        original.close();
        assertEquals(1, told().stream().filter("vigie-return"::equals).count(), "gone and back on the first machine");
    }
}
