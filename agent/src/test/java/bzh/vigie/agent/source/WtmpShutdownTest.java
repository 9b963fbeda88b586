package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records as utmp(5) lays them out; made, since no captured file of a host that was shut down is at hand. */
final class WtmpShutdownTest {
    private static final Instant BOOT = Instant.parse("2026-03-02T07:58:00Z");
    private static final Instant DOWN = BOOT.minus(Duration.ofHours(14));

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private void record(int type, String user, Instant time) {
        ByteBuffer out = ByteBuffer.allocate(UtmpRecord.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(0, (short) type).putInt(340, Math.toIntExact(time.getEpochSecond()));
        out.put(8, "~".getBytes(StandardCharsets.UTF_8)).put(44, user.getBytes(StandardCharsets.UTF_8));
        file.writeBytes(out.array());
    }

    private Optional<Instant> read() {
        return WtmpShutdown.parse(file.toByteArray(), BOOT);
    }

    @Test
    void theLastShutdownBeforeThisBootCounts() {
        record(2, "reboot", BOOT.minus(Duration.ofDays(9)));
        record(1, "shutdown", BOOT.minus(Duration.ofDays(2)));
        record(2, "reboot", BOOT.minus(Duration.ofDays(1)));
        record(1, "runlevel", BOOT.minus(Duration.ofDays(1)));
        assertEquals(Optional.empty(), read(), "the power was cut after the boot before");
        record(7, "shutdown", DOWN);
        assertEquals(Optional.empty(), read(), "a user of that name");
        record(1, "shutdown", DOWN);
        record(2, "reboot", BOOT.plusSeconds(4));
        record(1, "shutdown", BOOT.plus(Duration.ofDays(3)));
        assertEquals(Optional.of(DOWN), read());
    }

    @Test
    void itIsToldOfTheBootBeforeOnce(@TempDir Path root) throws Exception {
        assertEquals(Optional.empty(), WtmpShutdown.read(root, BOOT));
        record(1, "shutdown", DOWN);
        file.write(7);
        Path log = Files.createDirectories(root.resolve("var/log")).resolve("wtmp");
        Files.write(log, file.toByteArray());
        assertEquals(Optional.of(DOWN), WtmpShutdown.read(root, BOOT));
        HostStates states = new HostStates(false);
        states.began(StartKind.COLD, true, BOOT);
        states.shutDown(DOWN);
        assertEquals(
                List.of(new HostStates.Told(
                        AgentAction.SHUT_DOWN, StartKind.COLD, "state-shut-down|2026-03-01 17:58:00 UTC")),
                states.look(Duration.ZERO, Duration.ZERO));
        assertEquals(List.of(), states.look(Duration.ZERO, Duration.ZERO));
        states.began(StartKind.SAME_BOOT, true, BOOT);
        states.shutDown(DOWN);
        assertEquals(List.of(), states.look(Duration.ZERO, Duration.ZERO));
        Files.createSymbolicLink(log, Files.move(log, log.resolveSibling("wtmp.1")));
        assertEquals(Optional.empty(), WtmpShutdown.read(root, BOOT));
    }

    @Test
    void anyBytesAreTaken() {
        byte[] bytes = new byte[UtmpRecord.SIZE * 50 + 3];
        new Random(4).nextBytes(bytes);
        assertEquals(Optional.empty(), WtmpShutdown.parse(bytes, BOOT));
    }
}
