package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.QuickDirectory;
import bzh.vigie.agent.uplink.InventoryRequests.Place;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Moment;
import bzh.vigie.event.WindowsEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has the directory read by the agent that was chosen. */
@Timeout(60)
final class DomainDirectoryTest {
    private static final Clock CLOCK = () -> new Moment(Instant.parse("2026-11-27T09:12:00Z"), "boot", 5_000_000);

    @TempDir
    Path folder;

    private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();

    private DomainDirectory directory(Machine machine) {
        Path state = folder.resolve("state");
        return new DomainDirectory(state, every -> QuickDirectory.open(told::add, CLOCK, machine, state, every));
    }

    private Machine machine() throws Exception {
        return MountedLinux.open(Files.createDirectories(folder.resolve("root")))
                .ifFound()
                .orElseThrow();
    }

    private static WindowsEvent event(String channel, String id) {
        return new WindowsEvent(
                Map.of("Channel", channel, "EventID", id, "Provider_Name", "Microsoft-Windows-Security-Auditing"),
                Map.of("ObjectClass", "nTDSService"));
    }

    private String next(Change change) throws InterruptedException {
        while (true) {
            if (Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS)) instanceof ItemSeen seen
                    && seen.change() == change
                    && seen.item().location().equals("ad.settings")) {
                return seen.item().value();
            }
        }
    }

    @Test
    void anEventThatTellsOfAChangeHasWhatChangedRead() throws Exception {
        try (Machine machine = machine();
                DomainDirectory directory = directory(machine)) {
            directory.accept(event("Security", "5136"));
            assertTrue(told.isEmpty(), "another agent reads");
            directory.readEvery(Duration.ofDays(1));
            assertEquals("1", next(Change.PRESENT));
            int number = 2;
            for (String id : List.of("5136", "5137", "5141", "4742", "4728", "4765", "4716")) {
                directory.accept(event("Security", id));
                assertEquals(Integer.toString(number++), next(Change.CHANGED), id);
            }
        }
    }

    @Test
    void noOtherEventHasItRead() throws Exception {
        try (Machine machine = machine();
                DomainDirectory directory = directory(machine)) {
            directory.readEvery(Duration.ofDays(1));
            assertEquals("1", next(Change.PRESENT));
            directory.accept(event("Security", "4624"));
            directory.accept(event("System", "5136"));
            directory.accept(event("Directory Service", "5136"));
            directory.listCompletely(List.of(new Place("ad.audit", "")));
            assertEquals("2", next(Change.CHANGED), "it was read once");
        }
    }

    @Test
    void whatWasFoundIsForgottenWhenAnotherAgentReads() throws Exception {
        try (Machine machine = machine();
                DomainDirectory directory = directory(machine)) {
            directory.readEvery(Duration.ofDays(1));
            assertEquals("1", next(Change.PRESENT));
            directory.readEvery(Duration.ZERO);
            assertFalse(Files.exists(folder.resolve("state")));
            directory.accept(event("Security", "5136"));
            assertEquals(List.of(), directory.digests());
        }
    }
}
