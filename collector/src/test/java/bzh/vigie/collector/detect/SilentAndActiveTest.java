package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that another one sees while its agent is silent. */
final class SilentAndActiveTest {
    private static final String MAC = "02:00:00:00:00:01";
    private static final String DESK = "{\"os\":\"windows\",\"os_version\":\"Windows 11 Pro\"}";

    private Line line;
    private AgentId desk;
    private AgentId witness;

    @BeforeEach
    void open(@TempDir Path folder) {
        line = new Line(folder);
        desk = line.enrol(1, Line.QUIMPER);
        witness = line.enrol(2, Line.QUIMPER);
        heard(desk);
        heard(witness);
        see(desk, Origin.OWN_CARD, "192.168.1.5", MAC, "", 0);
        line.pipeline.tick(line.now);
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void heard(AgentId agent) {
        line.store.change(session -> {
            session.hosts()
                    .hello(agent, "pc-" + agent.text().charAt(35), DESK, "0.1.0", "boot-1", "run-1", 0, line.now);
            session.hosts().seen(agent, line.now, 0);
        });
    }

    private void see(AgentId by, Origin origin, String address, String mac, String name, int minute) {
        Instant at = Line.START.plus(Duration.ofMinutes(minute));
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        Neighbour seen = new Neighbour(
                origin,
                address.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(address)),
                mac.isEmpty()
                        ? Optional.empty()
                        : Optional.of(MacAddress.of(HexFormat.ofDelimiter(":").parseHex(mac))),
                name,
                micros,
                micros);
        line.store.change(session -> session.neighbours().see(by, Line.QUIMPER, seen, at));
    }

    private List<String> after(int minutes) {
        line.now = Line.START.plus(Duration.ofMinutes(minutes));
        heard(witness);
        line.pipeline.tick(line.now);
        return line.rules().stream()
                .filter(rule -> rule.equals("vigie-silent-host-active"))
                .toList();
    }

    @Test
    void itsCardThatAnswersAnotherHostIsOneAlertForASilence() {
        see(witness, Origin.CACHE, "192.168.1.77", MAC, "", 10);
        assertEquals(List.of(), after(70), "it may have been in the cache when the agent fell silent");
        see(witness, Origin.CACHE, "192.168.1.77", MAC, "", 80);
        assertEquals(1, after(90).size());
        see(witness, Origin.CACHE, "192.168.1.77", MAC, "", 100);
        assertEquals(1, after(120).size());
        assertEquals(1, line.alerts().getFirst().count());
        assertEquals(
                Line.START.plus(Duration.ofMinutes(80)).toString(),
                line.alerts().getFirst().evidence().get("seen_last"));
    }

    @Test
    void anAddressOrANameAloneMayBeAnothers() {
        see(witness, Origin.LOGON, "192.168.1.5", "", "", 80);
        see(witness, Origin.LOGON, "", "", "pc-1", 80);
        see(witness, Origin.CACHE, "192.168.1.5", "02:00:00:00:00:09", "", 80);
        see(witness, Origin.CONFIGURED, "192.168.1.5", MAC, "", 80);
        assertEquals(List.of(), after(90));
        see(witness, Origin.LOGON, "192.168.1.5", "", "PC-1.mairie.local", 91);
        assertEquals(1, after(100).size());
    }

    @Test
    void aCardThatTwoHostsHaveAndWhatWasSeenInTheFutureSayNothing() {
        see(witness, Origin.CACHE, "192.168.1.77", MAC, "", 500);
        assertEquals(List.of(), after(90));
        see(witness, Origin.OWN_CARD, "192.168.1.6", MAC, "", 0);
        assertEquals(List.of(), after(600));
    }
}
