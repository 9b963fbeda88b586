package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.DirectoryOver;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private static final Duration DAY = Duration.ofDays(1);

    /** An hour that is over at once. */
    private static final DirectoryInventory.Rest SOON =
            new DirectoryInventory.Rest(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(1));

    private static HeldDirectory quota(String machines, long usn) {
        String services = "dn: CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,{domain}\n"
                + "objectClass: nTDSService\n"
                + "dSHeuristics: " + machines + "\nuSNChanged: " + usn;
        return HeldDirectory.of(services).saying("highestCommittedUSN", Long.toString(usn));
    }

    @TempDir
    Path folder;

    private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();

    /** One that is answered so, one connection after the other, the last of these again and again. */
    private DirectoryInventory open(Machine machine, Duration every, DirectoryInventory.Rest rest, Directory... answers)
            throws IOException {
        Queue<Directory> left = new ConcurrentLinkedQueue<>(List.of(answers));
        return DirectoryInventory.open(
                told::add,
                CLOCK,
                machine,
                folder.resolve("state"),
                () -> left.size() > 1 ? left.remove() : left.element(),
                every,
                rest,
                Duration.ofMinutes(1));
    }

    private Machine machine() throws IOException {
        return MountedLinux.open(Files.createDirectories(folder.resolve("root")))
                .ifFound()
                .orElseThrow();
    }

    @Test
    void aChangeThatAControllersLogTellsOfIsReadWithoutWaitingForTheHour() throws Exception {
        DirectoryInventory.Rest none = new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        try (Machine machine = machine();
                DirectoryInventory inventory = open(machine, DAY, none, quota("0", 100), quota("0000002", 101))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            inventory.changed();
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    /** So a collector has what changed read of which another controller's log tells. */
    @Test
    void whoAsksForAListingOfOnePlaceHasWhatChangedReadToo() throws Exception {
        DirectoryInventory.Rest never =
                new DirectoryInventory.Rest(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        try (Machine machine = machine();
                DirectoryInventory inventory = open(machine, DAY, never, quota("0", 100), quota("0000002", 101))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            inventory.listCompletely("ad.audit", "");
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    @Test
    void whatChangedIsReadWithoutBeingToldOf() throws Exception {
        try (Machine machine = machine();
                DirectoryInventory inventory = open(machine, DAY, SOON, quota("0", 100), quota("0000002", 101))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    @Test
    void onceADayEverythingIsReadWhateverItsNumbersSay() throws Exception {
        try (Machine machine = machine();
                DirectoryInventory inventory =
                        open(machine, Duration.ofNanos(1), SOON, quota("0", 100), quota("0000002", 100))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    /** A place where nothing ever changes would otherwise never be known to have been looked at since an eviction. */
    @Test
    void whatDidNotChangeIsSaidToBeReadWithEachFullReading() throws Exception {
        try (Machine machine = machine();
                DirectoryInventory inventory =
                        open(machine, Duration.ofNanos(1), SOON, quota("0", 100), quota("0", 100))) {
            inventory.start();
            List<Event.LocationRead> said = new ArrayList<>();
            while (said.size() < 2) {
                if (Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS)) instanceof Event.LocationRead read
                        && read.status().location().equals("ad.settings")) {
                    said.add(read);
                }
            }
            assertTrue(said.get(1).reading() > said.get(0).reading());
            assertEquals(said.get(0).status().items(), said.get(1).status().items());
            assertFalse(said.get(1).completeListing());
        }
    }

    @Test
    void aChangeOfWhatCouldNotBeReadIsReadTheNextTime() throws Exception {
        HeldDirectory changed = quota("0000002", 101);
        try (Machine machine = machine();
                DirectoryInventory inventory =
                        open(machine, DAY, SOON, quota("0", 100), new Silent(changed), changed)) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    @Test
    void aChangeThatABrokenConnectionHidIsReadTheNextTime() throws Exception {
        HeldDirectory broken = quota("0000002", 101).breakingOffAt("CN=Directory Service", "dSHeuristics");
        try (Machine machine = machine();
                DirectoryInventory inventory =
                        open(machine, DAY, SOON, quota("0", 100), broken, quota("0000002", 101))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            assertEquals("0000002", next(told, Change.CHANGED).item().value());
        }
    }

    @Test
    void aChangeOfTheSchemaIsReadWithoutWaitingForTheDay() throws Exception {
        String kind =
                "dn: CN=User,CN=Schema,CN=Configuration,{domain}\nobjectClass: classSchema\nlDAPDisplayName: user\n"
                        + "defaultSecurityDescriptor: D:(A;;WD;;;S-1-5-21-1-2-3-%d)\nuSNChanged: %d";
        HeldDirectory before = HeldDirectory.of(kind.formatted(1101, 100)).saying("highestCommittedUSN", "100");
        HeldDirectory after = HeldDirectory.of(kind.formatted(1102, 101)).saying("highestCommittedUSN", "101");
        try (Machine machine = machine();
                DirectoryInventory inventory = open(machine, DAY, SOON, before, after)) {
            inventory.start();
            assertTrue(next(told, "ad.schema", Change.PRESENT).item().value().contains("1101"));
            assertTrue(next(told, "ad.schema", Change.CHANGED).item().value().contains("1102"));
        }
    }

    /** Otherwise they would be unreadable until the next day, though nothing is wrong any more. */
    @Test
    void placesThatOneMissedHourLeftUnreadAreReadAtTheNext() throws Exception {
        DirectoryInventory.Rest none = new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        try (Machine machine = machine();
                DirectoryInventory inventory = open(machine, DAY, none, quota("0", 100), new Away(), quota("0", 100))) {
            inventory.start();
            assertEquals("0", next(told, Change.PRESENT).item().value());
            inventory.changed();
            List<State> states = new ArrayList<>();
            while (states.size() < 2) {
                if (Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS)) instanceof Event.LocationRead read
                        && read.status().location().equals("ad.settings")
                        && (read.status().state() != State.READ || !states.isEmpty())) {
                    states.add(read.status().state());
                    inventory.changed();
                }
            }
            assertEquals(List.of(State.UNREADABLE, State.READ), states);
        }
    }

    /** One that answers nothing. */
    private record Away() implements Directory {
        @Override
        public Entry root() throws Refused {
            throw new Refused(ReasonCode.TIMED_OUT, "no answer");
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            throw new Refused(ReasonCode.TIMED_OUT, "no answer");
        }

        @Override
        public long received() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** One that does not answer in time when it is asked for settings. */
    private static final class Silent extends DirectoryOver {
        Silent(HeldDirectory held) {
            super(held);
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            if (query.attributes().contains("dSHeuristics")) {
                throw new Refused(ReasonCode.TIMED_OUT, query.base());
            }
            super.search(query, each);
        }
    }

    private static ItemSeen next(BlockingQueue<Event> told, Change change) throws InterruptedException {
        return next(told, "ad.settings", change);
    }

    private static ItemSeen next(BlockingQueue<Event> told, String location, Change change)
            throws InterruptedException {
        while (true) {
            Event event = told.poll(50, TimeUnit.SECONDS);
            if (event instanceof ItemSeen seen
                    && seen.change() == change
                    && seen.item().location().equals(location)) {
                return seen;
            }
        }
    }
}
