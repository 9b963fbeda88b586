package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a directory is read again. */
@Timeout(60)
final class DirectoryInventoryTest {
    private static final Clock CLOCK = () -> new Moment(Instant.parse("2026-11-26T23:00:00Z"), "boot", 5_000_000);

    private static HeldDirectory quota(String machines, long usn) {
        String services = "dn: CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,{domain}\n"
                + "objectClass: nTDSService\n"
                + "dSHeuristics: " + machines + "\nuSNChanged: " + usn;
        return HeldDirectory.of(services).saying("highestCommittedUSN", Long.toString(usn));
    }

    @Test
    void aChangeThatAControllersLogTellsOfIsReadWithoutWaitingForTheHour(@TempDir Path folder) throws Exception {
        Queue<HeldDirectory> answers = new ConcurrentLinkedQueue<>(List.of(quota("0", 100), quota("0000002", 101)));
        BlockingQueue<Event> told = new LinkedBlockingQueue<>();
        DirectoryInventory.Rest none = new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO);
        Path root = Files.createDirectories(folder.resolve("root"));
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow();
                DirectoryInventory inventory = DirectoryInventory.open(
                        told::add,
                        CLOCK,
                        machine,
                        Files.createDirectories(folder.resolve("state")),
                        answers::remove,
                        Duration.ofDays(1),
                        none,
                        Duration.ofMinutes(1))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            inventory.changed();
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    private static ItemSeen next(BlockingQueue<Event> told, Change change) throws InterruptedException {
        while (true) {
            Event event = told.poll(50, TimeUnit.SECONDS);
            if (event instanceof ItemSeen seen
                    && seen.change() == change
                    && seen.item().location().equals("ad.settings")) {
                return seen;
            }
        }
    }
}
