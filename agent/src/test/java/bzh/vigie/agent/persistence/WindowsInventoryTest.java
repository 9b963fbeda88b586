package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.FakeRegistry;
import bzh.vigie.agent.host.FakeWatch;
import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.offline.WindowsFiles;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory of a Windows whose registry and notifications are a test's. */
class WindowsInventoryTest {
    private static final String VERSION = "\\Microsoft\\Windows\\CurrentVersion";
    private static final String RUN = "HKLM\\SOFTWARE" + VERSION + "\\Run";
    private static final String NT = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services";
    private static final String MACHINE_RUN = "windows.run-key.machine";
    private static final String USER_RUN = "windows.run-key.user";
    private static final String START_UP = "windows.start-folder";
    private static final String USER = FakeRegistry.USER.id();
    private static final HostPath START = HostPath.of("/C:/ProgramData/Microsoft/Windows/Start Menu/Programs/Startup");

    @TempDir
    Path folder;

    Path root;
    final Collected events = new Collected();
    final FakeRegistry registry = new FakeRegistry();
    final FakeWatch watch = new FakeWatch();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeAMachine() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Trees.write(root, "/Windows/explorer.exe", "explorer");
        Trees.write(root, "/Users/agent/ntuser.ini", "");
        Files.createDirectories(root.resolve(START.text().substring(4)));
        registry.set(NT, "SystemRoot", "C:\\Windows")
                .set(RUN, "Here", "C:\\Windows\\explorer.exe")
                .make(SERVICES)
                .make(NT + "\\ProfileList\\" + USER)
                .make("HKU\\" + USER + "\\Software" + VERSION)
                .load(State.LOADED);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        open.clear();
    }

    @Test
    void theFirstPassTellsWhatIsThereOfEveryPlaceOfWindows() throws IOException {
        Inventory inventory = start(Reading.found(watch));
        assertEquals("windows.persistence", inventory.id());
        ItemSeen seen = events.items(MACHINE_RUN).getFirst();
        assertEquals(Change.PRESENT, seen.change());
        assertEquals("windows.persistence", seen.source());
        Catalogue.windows()
                .forEach(location -> assertFalse(events.reads(location.id()).isEmpty(), location.id()));
        Event.SourceState state = (Event.SourceState) events.await(e -> e instanceof Event.SourceState);
        assertEquals(WatchState.LIVE, state.state());
        assertTrue(state.detail().contains(Integer.toString(Catalogue.windows().size())), state.detail());
    }

    @Test
    void aValueThatIsPlantedChangedAndRemovedIsToldAtOnce() throws IOException {
        start(Reading.found(watch));
        registry.set(RUN, "Planted", "C:\\Tools\\planted.exe");
        assertTrue(watch.changed(RUN, false) > 0);
        ItemSeen added = events.awaitItem(MACHINE_RUN, Change.ADDED);
        assertEquals("Planted", added.item().name());
        registry.set(RUN, "Planted", "C:\\Tools\\other.exe");
        assertTrue(watch.changed(RUN, false) > 0);
        ItemSeen changed = events.awaitItem(MACHINE_RUN, Change.CHANGED);
        assertEquals(added.item().key(), changed.item().key());
        registry.unset(RUN, "Planted");
        assertTrue(watch.changed(RUN, false) > 0);
        ItemSeen removed = events.awaitItem(MACHINE_RUN, Change.REMOVED);
        LocationRead read =
                (LocationRead) events.await(e -> e instanceof LocationRead r && r.reading() == removed.reading());
        assertEquals(Trigger.NOTIFICATION, read.status().trigger());
        assertFalse(read.completeListing());
    }

    @Test
    void aFileThatIsPlantedChangedAndRemovedIsToldAtOnce() throws IOException {
        start(Reading.found(watch));
        Path planted = root.resolve(START.text().substring(4)).resolve("Planted.BAT");
        Files.writeString(planted, "C:\\Tools\\one.exe\r\n");
        assertTrue(watch.changed(START, "planted.bat"));
        ItemSeen added = events.awaitItem(START_UP, Change.ADDED);
        Files.writeString(planted, "C:\\Tools\\two.exe\r\n");
        assertTrue(watch.changed(START, "planted.bat"));
        assertEquals(
                added.item().key(),
                events.awaitItem(START_UP, Change.CHANGED).item().key());
        Files.delete(planted);
        assertTrue(watch.changed(START, "planted.bat"));
        events.awaitItem(START_UP, Change.REMOVED);
    }

    @Test
    void aChangeThatIsNotUnderstoodIsSaidAndWhatComesAfterItIsStillNoticed() throws IOException {
        AtomicBoolean fails = new AtomicBoolean();
        FakeWatch failing = new FakeWatch() {
            @Override
            public List<FileWatch.Change> await(Duration atMost) {
                List<FileWatch.Change> changes = super.await(atMost);
                if (fails.getAndSet(false)) {
                    throw new IllegalStateException("not as documented");
                }
                return changes;
            }
        };
        start(Reading.found(failing));
        fails.set(true);
        assertTrue(failing.changed(RUN, false) > 0);
        events.await(e -> e instanceof Event.SourceState s
                && s.reason() == ReasonCode.FAILED
                && s.detail().contains("IllegalStateException"));
        registry.set(RUN, "Planted", "C:\\Tools\\planted.exe");
        assertTrue(failing.changed(RUN, false) > 0);
        events.awaitItem(MACHINE_RUN, Change.ADDED);
    }

    @Test
    void aKeyBelowOneOfAnyNameIsNoticedWithIt() throws IOException {
        start(Reading.found(watch));
        registry.set(SERVICES + "\\Planted", "ImagePath", "C:\\Tools\\service.exe")
                .set(SERVICES + "\\Planted", "Type", "16");
        assertTrue(watch.changed(SERVICES + "\\Planted", false) > 0);
        events.awaitItem("windows.service", Change.ADDED);
        registry.remove(SERVICES + "\\Planted");
        assertTrue(watch.changed(SERVICES, false) > 0);
        events.awaitItem("windows.service", Change.REMOVED);
    }

    @Test
    void aKeyThatWasNotThereIsNoticedWhereItAppearsAndIsWatchedThen() throws IOException {
        start(Reading.found(watch));
        String above = "HKU\\" + USER + "\\Software" + VERSION;
        assertEquals(0, watch.changed(above + "\\Run", false));
        registry.set(above + "\\Run", "First", "C:\\Tools\\first.exe");
        assertTrue(watch.changed(above, false) > 0);
        ItemSeen added = events.awaitItem(USER_RUN, Change.ADDED);
        assertEquals(USER, added.item().account().orElseThrow().id());
        registry.set(above + "\\Run", "First", "C:\\Tools\\second.exe");
        assertTrue(watch.changed(above + "\\Run", false) > 0);
        events.awaitItem(USER_RUN, Change.CHANGED);
        registry.remove(above + "\\Run");
        assertTrue(watch.changed(above + "\\Run", true) > 0);
        events.awaitItem(USER_RUN, Change.REMOVED);
    }

    @Test
    void aKeyThatIsReplacedByOneOfItsNameIsWatchedAnew() throws IOException {
        start(Reading.found(watch));
        String above = "HKLM\\SOFTWARE" + VERSION;
        registry.remove(RUN);
        registry.set(RUN, "Swapped", "C:\\Tools\\swapped.exe");
        assertTrue(watch.changed(above, false) > 0);
        events.awaitItem(MACHINE_RUN, Change.ADDED);
        events.awaitItem(MACHINE_RUN, Change.REMOVED);
        assertTrue(watch.isNew(RUN));
    }

    @Test
    void somebodyWhoComesIsReadFromThenOn() throws IOException {
        start(Reading.found(watch));
        String other = "S-1-5-21-1-2-3-1002";
        registry.with(new Profile(
                        other, "other", Optional.of(HostPath.of("/C:/Users/other")), Reading.found(State.LOADED)))
                .set("HKU\\" + other + "\\Software" + VERSION + "\\Run", "Theirs", "C:\\Tools\\theirs.exe");
        assertTrue(watch.changed("HKU", false) > 0);
        ItemSeen added = events.awaitItem(USER_RUN, Change.ADDED);
        assertEquals("other", added.item().account().orElseThrow().name());
    }

    @Test
    void settingsThatAreLoadedAreReadAgain() throws IOException {
        registry.load(State.FILE);
        start(Reading.found(watch));
        registry.load(State.LOADED);
        registry.set("HKU\\" + USER + "\\Software" + VERSION + "\\Run", "AtLogon", "C:\\Tools\\logon.exe");
        assertTrue(watch.changed("HKU", false) > 0);
        events.awaitItem(USER_RUN, Change.ADDED);
        assertTrue(watch.changed("HKU\\" + USER + "\\Software" + VERSION + "\\Run", false) > 0);
    }

    @Test
    void aRestartTellsOnlyWhatChangedMeanwhile() throws Exception {
        String own = "HKU\\" + USER + "\\Software" + VERSION + "\\Run";
        registry.set(own, "Stays", "C:\\Tools\\stays.exe");
        start(Reading.found(watch));
        close();
        events.forget();
        registry.set(own, "Came", "C:\\Tools\\came.exe");
        Inventory again = start(Reading.found(new FakeWatch()));
        assertEquals(
                List.of(Change.ADDED),
                events.items(USER_RUN).stream().map(ItemSeen::change).toList());
        assertEquals(List.of(), events.items(MACHINE_RUN));
        InventoryDigest.Entry digest = again.digests().stream()
                .filter(e -> e.location().equals(USER_RUN) && e.accountId().equals(USER))
                .findFirst()
                .orElseThrow();
        events.forget();
        again.listCompletely(USER_RUN, USER);
        LocationRead read = (LocationRead) events.await(
                e -> e instanceof LocationRead r && r.status().location().equals(USER_RUN));
        assertTrue(read.completeListing());
        assertEquals(digest.digest(), read.digest());
        assertEquals(
                List.of(Change.PRESENT, Change.PRESENT),
                events.items(USER_RUN).stream().map(ItemSeen::change).toList());
    }

    @Test
    void withoutNotificationsOfKeysTheStateSaysSo() throws IOException {
        FileWatch filesAlone = new FakeWatch() {
            @Override
            public Reading<KeyWatch> keys() {
                return Reading.refused(ReasonCode.FAILED, "none in this test");
            }
        };
        start(Reading.found(filesAlone));
        Event.SourceState state = (Event.SourceState) events.await(e -> e instanceof Event.SourceState);
        assertEquals(ReasonCode.FALLBACK, state.reason());
        Event.Coverage coverage = (Event.Coverage)
                events.await(e -> e instanceof Event.Coverage c && c.subject().equals(MACHINE_RUN));
        assertEquals(WatchState.PARTIAL, coverage.state());
    }

    @Test
    void anAgentThatEndedWhileItBeganToWatchReadsByPassesAndSaysSo() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/trying-windows.persistence"), "trying boot 0 1800000000\n");
        start(Reading.found(watch));
        Event.SourceState state = (Event.SourceState) events.await(e -> e instanceof Event.SourceState);
        assertEquals(ReasonCode.FALLBACK, state.reason());
        assertTrue(state.detail().startsWith("left-off|"), state.detail());
        assertEquals(0, watch.changed(RUN, false));
    }

    /** One whose first pass is over; nothing told so far is forgotten. */
    private Inventory start(Reading<FileWatch> watched) throws IOException {
        Accounts none = Reading::absent;
        Machine machine = new Machine(
                new WindowsFiles(LinuxFiles.under(root.toString()).ifFound().orElseThrow(), 'C'),
                none,
                path -> Observed.missed(Observed.Why.NOT_OFFERED),
                watched,
                Reading.absent(),
                Reading.found(registry),
                Reading.absent());
        open.add(machine);
        Inventory inventory = Inventory.open(
                events, events, machine, folder.resolve("state"), new OwnCanaries(folder, System::nanoTime, () -> {}));
        open.add(inventory);
        inventory.start();
        long patience = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (inventory.digests().isEmpty()) {
            assertTrue(System.nanoTime() < patience, "the first pass does not end");
            LockSupport.parkNanos(5_000_000);
        }
        return inventory;
    }
}
