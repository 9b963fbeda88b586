package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.DirectoryOver;
import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A directory that a process apart reads. */
@Timeout(120)
final class DirectoryApartTest {
    private static final Instant NOW = Instant.parse("2026-11-26T23:00:00Z");
    private static final Clock CLOCK = () -> new Moment(NOW, "boot", 5_000_000);
    private static final InstantSource TIME = InstantSource.fixed(NOW);
    private static final DirectoryInventory.Rest NONE = new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO);
    private static final String SYSVOL = "var/lib/samba/sysvol/mairie.example/";

    /** That it is read inside is a fault. */
    private static DirectoryReader nobody() {
        throw new AssertionError("it is read inside");
    }

    @TempDir
    private Path folder;

    private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
    private Machine machine;

    @BeforeEach
    void makeAMachine() throws IOException {
        Path ignored = Files.createDirectories(folder.resolve("root/etc"));
        // The root of a machine is everybody's to read.
        for (Path each : List.of(folder, folder.resolve("root"))) {
            assertTrue(each.toFile().setReadable(true, false) && each.toFile().setExecutable(true, false));
        }
        machine = MountedLinux.open(folder.resolve("root")).ifFound().orElseThrow();
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private DirectoryApart apart(Apart process, Supplier<DirectoryReader> inside) throws IOException {
        return new DirectoryApart(process, Files.createDirectories(folder.resolve("state")), inside, System::nanoTime);
    }

    private LinuxApart ofOurOwn() {
        Path root = folder.resolve("root");
        return LinuxApart.ofDirectory(root.toString(), () -> Membership.keyToHand(root));
    }

    private ServedApart served(DirectoryInventory.Connecting connecting) {
        return new ServedApart(machine, connecting, TIME);
    }

    private DirectoryInventory open(String state, DirectoryReader reader) throws IOException {
        return DirectoryInventory.open(
                told::add, CLOCK, machine, folder.resolve(state), reader, Duration.ofDays(1), NONE);
    }

    /** Everything that is told of one reading. */
    private List<Event> reading(String state, DirectoryReader reader) throws Exception {
        told.clear();
        try (DirectoryInventory inventory = open(state, reader)) {
            inventory.start();
            List<Event> all = new ArrayList<>(List.of(told.take()));
            do {
                all.add(told.take());
            } while (!(all.getLast() instanceof Event.SourceState));
            return all;
        }
    }

    private List<LocationStatus> statuses(List<Event> events) {
        return events.stream()
                .filter(event -> event instanceof Event.LocationRead)
                .map(event -> ((Event.LocationRead) event).status())
                .toList();
    }

    private List<LocationStatus> unreadable(List<Event> events) {
        return statuses(events).stream()
                .filter(status ->
                        status.state() == State.UNREADABLE && !status.detail().equals("sysvol-no-client"))
                .toList();
    }

    private static Event.SourceState last(List<Event> events) {
        return (Event.SourceState) events.getLast();
    }

    @Test
    void whatIsToldIsTheSameApartAsInside() throws Exception {
        Set<String> withItems = new HashSet<>();
        Set<Event.DirectoryAccounts> accounts = new HashSet<>();
        int made = 0;
        for (byte[] seed : DirectoryTargets.seeds()) {
            shareFiles(seed);
            made++;
            DirectoryInventory.Connecting connecting = () -> new DirectoryTargets.Lying(seed);
            List<Event> inside = reading(
                    "inside" + made,
                    DirectoryInventory.inside(
                            machine,
                            Files.createDirectories(folder.resolve("inside" + made)),
                            connecting,
                            Duration.ofMinutes(1)));
            Path state = Files.createDirectories(folder.resolve("apart" + made));
            List<Event> apart = reading(
                    "apart" + made,
                    new DirectoryApart(served(connecting), state, DirectoryApartTest::nobody, System::nanoTime));
            assertEquals(inside, apart);
            inside.forEach(event -> {
                if (event instanceof Event.ItemSeen seen) {
                    withItems.add(seen.item().location());
                } else if (event instanceof Event.DirectoryAccounts part) {
                    accounts.add(part);
                }
            });
        }
        assertTrue(accounts.stream().anyMatch(part -> !part.accounts().isEmpty()), accounts.toString());
        Set<String> without = new HashSet<>();
        Catalogue.directory().forEach(location -> without.add(location.id()));
        without.removeAll(withItems);
        assertEquals(Set.of(), without, "nothing is told there");
    }

    private void shareFiles(byte[] content) throws IOException {
        String policy = SYSVOL + "Policies/{31B2F340-016D-11D2-945F-00C04FB984F9}/Machine/";
        for (String name : List.of(
                policy + "Preferences/ScheduledTasks/ScheduledTasks.xml",
                policy + "Scripts/psscripts.ini",
                policy + "Microsoft/Windows NT/SecEdit/GptTmpl.inf",
                policy + "Microsoft/Windows NT/Audit/audit.csv",
                policy + "Registry.pol",
                policy.replace("Machine", "User") + "Documents & Settings/fdeploy1.ini",
                SYSVOL + "Policies/PolicyDefinitions/x.admx",
                SYSVOL + "scripts/logon.ps1")) {
            Path file = folder.resolve("root").resolve(name);
            Files.createDirectories(file.getParent());
            Path ignored = Files.write(file, content);
        }
    }

    @Test
    void whatNobodyMayReadIsTheSameApartAsInside() throws Exception {
        String unit = "dn: OU=%s,{domain}\nobjectClass: organizationalUnit\n\n";
        String hidden = unit.formatted("Mairie") + unit.formatted("École");
        List<Event> inside = reading(
                "inside",
                DirectoryInventory.inside(
                        machine,
                        Files.createDirectories(folder.resolve("inside")),
                        () -> HeldDirectory.of(hidden),
                        Duration.ofMinutes(1)));
        List<Event> apart = reading("state", apart(served(() -> HeldDirectory.of(hidden)), DirectoryApartTest::nobody));
        assertEquals(inside, apart);
        assertTrue(inside.toString().contains("École"), inside.toString());
    }

    /** One process for each turn, and what the first learnt is handed to the next one. */
    @Test
    void namesOfASchemaThatWereReadAreNotReadAgainByTheNextProcess() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ServedApart served = served(() -> new Counted(schema(), asked));
        DirectoryApart apart = apart(served, DirectoryApartTest::nobody);
        apart.plan();
        assertEquals(Optional.of("mairie.example"), apart.domain().map(DirectoryReader.Answering::domain));
        apart.rest();
        int first = asked.get();
        assertTrue(first > 0);
        apart.plan();
        apart.rest();
        assertEquals(first, asked.get());
        assertEquals(2, served.started.get());
    }

    private static HeldDirectory schema() {
        return HeldDirectory.of("""
            dn: CN=NTDS Settings,CN=DC1,CN=Configuration,{domain}
            objectClass: nTDSDSA
            invocationId:: AQIDBAUGBwgJCgsMDQ4PEA==

            dn: CN=User,CN=Schema,CN=Configuration,{domain}
            objectClass: classSchema
            schemaIDGUID:: unqWv+YN0BGihQCqADBJ4g==
            lDAPDisplayName: user
            uSNChanged: 10
            """)
                .saying("dsServiceName", "CN=NTDS Settings,CN=DC1,CN=Configuration," + HeldDirectory.HEAD)
                .saying("highestCommittedUSN", "100");
    }

    private static final class Counted extends DirectoryOver {
        private final AtomicInteger asked;

        Counted(HeldDirectory held, AtomicInteger asked) {
            super(held);
            this.asked = asked;
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            if (query.attributes().contains("lDAPDisplayName")) {
                asked.incrementAndGet();
            }
            super.search(query, each);
        }
    }

    @Test
    void aProcessThatDiesCostsThePlaceThatItWasReading() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        ServedApart served = served(() -> new Dying(schema(), connections.getAndIncrement() == 0));
        List<Event> events = reading("state", apart(served, DirectoryApartTest::nobody));
        List<LocationStatus> lost = unreadable(events);
        assertEquals(1, lost.size(), lost.toString());
        assertEquals("ad.settings", lost.getFirst().location());
        assertEquals(ReasonCode.FAILED, lost.getFirst().reason());
        assertEquals("location-reader-ended|signal 9", lost.getFirst().detail());
        assertEquals(2, served.started.get());
        assertEquals(Catalogue.directory().size(), statuses(events).size());
    }

    @Test
    void onesThatDieAgainAndAgainAreNotStartedForEver() throws Exception {
        ServedApart served = served(() -> new Dying(schema(), true) {
            @Override
            public void search(Query query, Each each) throws Refused {
                if (query.attributes().contains("nTSecurityDescriptor")) {
                    throw new Death();
                }
                super.search(query, each);
            }
        });
        List<Event> events = reading("state", apart(served, DirectoryApartTest::nobody));
        assertEquals(3, served.started.get());
        assertTrue(unreadable(events).size() > 3, events.toString());
        assertEquals(Catalogue.directory().size(), statuses(events).size());
        assertEquals(WatchState.PARTIAL, last(events).state());
        assertEquals(ReasonCode.FAILED, last(events).reason());
    }

    /** What was read of one counts for changes of that one. */
    @Test
    void afterADeathAnotherDatabaseIsNotTakenForTheSame() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        ServedApart served = served(() -> connections.getAndIncrement() == 0
                ? new Dying(schema(), true)
                : HeldDirectory.of("").saying("dnsHostName", "dc2.mairie.example"));
        List<Event> events = reading("state", apart(served, DirectoryApartTest::nobody));
        assertEquals(2, served.started.get());
        assertTrue(
                last(events).detail().contains("|dc1.mairie.example|"),
                last(events).detail());
        Event.DirectoryAccounts accounts = (Event.DirectoryAccounts) events.stream()
                .filter(event -> event instanceof Event.DirectoryAccounts)
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.of(ReasonCode.FAILED), accounts.end());
    }

    /** An error that only a process of its own survives, as one whose memory ran out. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private static class Dying extends DirectoryOver {
        private final boolean dies;

        Dying(HeldDirectory held, boolean dies) {
            super(held);
            this.dies = dies;
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            if (dies && query.attributes().contains("dSHeuristics")) {
                throw new Death();
            }
            super.search(query, each);
        }
    }

    private static byte[] connected(String... after) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(said);
        out.writeBytes("D...");
        DirectoryWire.writeConnected(
                new DirectoryReader.Answering("mairie.example", "dc1.mairie.example", "{1}", 7, false), List.of(), out);
        for (String each : after) {
            out.write(each.getBytes(StandardCharsets.ISO_8859_1));
        }
        return said.toByteArray();
    }

    @Test
    void whatCannotBeUnderstoodEndsTheProcessAndIsSaid() throws Exception {
        for (String rubbish : List.of(
                "HTTP/1.1 400 Bad Request",
                "S\u007f\u00ff\u00ff\u00ff",
                "S\u00ff\u00ff\u00ff\u00ff",
                "S\0\0\0\u0004abcd",
                "S\0\0\0\0\0\0\0\0\0\0\0\u0004NONE",
                "S\0\0\0\0\0\0\0\0\0\u0002\0\0" + "x".repeat(1 << 17))) {
            Queue<SaidApart> all = new ConcurrentLinkedQueue<>();
            List<Event> events = reading(
                    "state" + rubbish.hashCode(),
                    apart(
                            waited -> {
                                SaidApart said;
                                try {
                                    said = new SaidApart(new ByteArrayInputStream(connected(rubbish)), false);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                                all.add(said);
                                return said;
                            },
                            DirectoryApartTest::nobody));
            List<LocationStatus> lost = statuses(events);
            assertEquals(Catalogue.directory().size(), lost.size());
            assertTrue(
                    lost.stream().allMatch(status -> status.detail().equals("location-reader-rubbish")),
                    lost.toString());
            assertEquals(3, all.size());
            for (SaidApart each : all) {
                each.awaitClosed();
            }
        }
    }

    @Test
    void anAnswerThatEndsInTheMiddleIsOneOfAProcessThatEnded() throws Exception {
        List<Event> events = reading(
                "state",
                apart(
                        waited -> {
                            try {
                                return new SaidApart(new ByteArrayInputStream(connected("S\0\0\0\u0004a")), false);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        DirectoryApartTest::nobody));
        assertTrue(
                statuses(events).stream().allMatch(status -> status.detail().equals("location-reader-ended|signal 9")),
                events.toString());
    }

    @Test
    void oneThatHangsIsKilledAndOneThatSaysThatItGetsOnIsNot() throws Exception {
        AtomicLong nanos = new AtomicLong();
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        AtomicInteger signs = new AtomicInteger();
        InputStream slow = new FilterInputStream(new ByteArrayInputStream(connected())) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                if (read >= 0) {
                    return read;
                }
                if (signs.getAndIncrement() < 10) {
                    long ignored = nanos.addAndGet(Duration.ofMinutes(20).toNanos());
                    into[from] = DirectoryWire.ALIVE;
                    return 1;
                }
                waits.countDown();
                try {
                    killed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }
        };
        DirectoryApart apart = new DirectoryApart(
                waited -> new Killable(slow, killed),
                Files.createDirectories(folder),
                DirectoryApartTest::nobody,
                nanos::get);
        apart.plan();
        List<SiteReading> read = new ArrayList<>();
        Thread reading = Thread.ofPlatform()
                .start(() -> read.add(apart.read(apart.sites().getFirst())));
        waits.await();
        apart.look();
        assertEquals(1, killed.getCount());
        long ignored = nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        apart.look();
        reading.join();
        assertEquals(ReasonCode.TIMED_OUT, read.getFirst().reason());
        assertEquals("location-reader-stuck", read.getFirst().detail());
    }

    @Test
    void oneThatSaysForEverThatItGetsOnIsKilledAllTheSame() throws Exception {
        AtomicLong nanos = new AtomicLong();
        CountDownLatch killed = new CountDownLatch(1);
        InputStream endless = new FilterInputStream(new ByteArrayInputStream(connected())) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                if (read >= 0 || killed.getCount() == 0) {
                    return read;
                }
                long ignored = nanos.addAndGet(Duration.ofSeconds(30).toNanos());
                into[from] = DirectoryWire.ALIVE;
                return 1;
            }
        };
        DirectoryApart apart = new DirectoryApart(
                waited -> new Killable(endless, killed),
                Files.createDirectories(folder),
                DirectoryApartTest::nobody,
                nanos::get);
        apart.plan();
        Thread looks = Thread.ofPlatform().daemon().start(() -> {
            while (killed.getCount() > 0) {
                apart.look();
                Thread.onSpinWait();
            }
        });
        SiteReading read = apart.read(apart.sites().getFirst());
        looks.join();
        assertEquals("location-reader-stuck", read.detail());
    }

    private record Killable(InputStream output, OutputStream input, CountDownLatch killed) implements Apart.Started {
        Killable(InputStream output, CountDownLatch killed) {
            this(output, OutputStream.nullOutputStream(), killed);
        }

        @Override
        public Duration used() {
            return Duration.ZERO;
        }

        @Override
        public boolean hasEnded() {
            return killed.getCount() == 0;
        }

        @Override
        public String end() {
            return "signal 9";
        }

        @Override
        public void close() {
            killed.countDown();
        }
    }

    @Test
    void closingKillsAProcessThatWaitsForAController() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        ServedApart served = served(() -> {
            waits.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new Refused(ReasonCode.TIMED_OUT, "never");
        });
        DirectoryInventory inventory = open(
                "state",
                apart(
                        waited -> {
                            Apart.Started started = served.start(waited);
                            return new Killable(endingWith(started.output(), killed), started.input(), killed);
                        },
                        DirectoryApartTest::nobody));
        inventory.start();
        waits.await();
        inventory.close();
        killed.await();
        never.countDown();
    }

    /** An installer that has stopped the service replaces files that a process which is still there holds. */
    @Test
    void stoppingWaitsForTheEndOfAProcessThatWasKilled() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        ServedApart served = served(() -> {
            waits.countDown();
            throw new Refused(ReasonCode.TIMED_OUT, "never");
        });
        DirectoryApart apart = apart(
                waited -> {
                    Apart.Started started = served.start(waited);
                    return new Slow(new Killable(started.output(), started.input(), killed), looks);
                },
                DirectoryApartTest::nobody);
        apart.plan();
        waits.await();
        apart.stop();
        assertEquals(0, killed.getCount());
        assertEquals(2, looks.get(), "until it has ended");
        apart.rest();
    }

    /** One that takes its time to end. */
    private record Slow(Apart.Started ending, AtomicInteger looks) implements Apart.Started {
        @Override
        public OutputStream input() {
            return ending.input();
        }

        @Override
        public InputStream output() {
            return ending.output();
        }

        @Override
        public Duration used() {
            return ending.used();
        }

        @Override
        public boolean hasEnded() {
            return ending.hasEnded();
        }

        @Override
        public String end() {
            return looks.incrementAndGet() < 2 ? Apart.NOT_ENDED : ending.end();
        }

        @Override
        public void close() {
            ending.close();
        }
    }

    /** What ends when the process is killed. */
    private static InputStream endingWith(InputStream output, CountDownLatch killed) {
        return new FilterInputStream(output) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                while (killed.getCount() > 0) {
                    if (available() > 0) {
                        return super.read(into, from, length);
                    }
                    Thread.onSpinWait();
                }
                return -1;
            }
        };
    }

    @Test
    void whereNoProcessCanBeStartedTheAgentReads() throws Exception {
        for (boolean starts : List.of(true, false)) {
            AtomicInteger asked = new AtomicInteger();
            Apart none = waited -> {
                asked.incrementAndGet();
                if (!starts) {
                    throw new Refused(ReasonCode.NOT_SUPPORTED, "no process in this test");
                }
                return new SaidApart(InputStream.nullInputStream(), false);
            };
            Path state = Files.createDirectories(folder.resolve("state" + starts));
            DirectoryReader inside =
                    DirectoryInventory.inside(machine, state, () -> HeldDirectory.of(""), Duration.ofMinutes(1));
            List<Event> events =
                    reading("state" + starts, new DirectoryApart(none, state, () -> inside, System::nanoTime));
            assertTrue(
                    last(events).detail().contains("|dc1.mairie.example|"),
                    last(events).detail());
            assertEquals(starts ? 2 : 1, asked.get());
        }
    }

    /** It may be the controller's answer that ended it. */
    @Test
    void oneThatEndsWhileItConnectsIsNotFollowedByTheAgent() throws Exception {
        List<Event> events = reading(
                "state",
                apart(
                        waited ->
                                new SaidApart(new ByteArrayInputStream("D".getBytes(StandardCharsets.US_ASCII)), false),
                        DirectoryApartTest::nobody));
        assertEquals(WatchState.DOWN, last(events).state());
        assertEquals("location-reader-ended|signal 9", last(events).detail());
    }

    /** What is handed to it was handed back by one before. */
    @Test
    void whatEndsAProcessWhileItConnectsIsNotKeptForTheNextOne() throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        for (String kept : List.of("schema", "files")) {
            Path ignored = Files.write(state.resolve(kept), new byte[] {1});
        }
        DirectoryApart apart = apart(
                waited -> new SaidApart(new ByteArrayInputStream("D".getBytes(StandardCharsets.US_ASCII)), false),
                DirectoryApartTest::nobody);
        apart.plan();
        assertFalse(Files.exists(state.resolve("schema")) || Files.exists(state.resolve("files")));
    }

    /** What is left of that answer would be taken for the next one. */
    @Test
    void whatIsThrownInTheMiddleOfAnAnswerEndsTheProcess() throws Exception {
        ServedApart served = served(() -> schema());
        DirectoryApart apart = apart(served, DirectoryApartTest::nobody);
        apart.plan();
        assertThrows(
                Death.class,
                () -> apart.accounts(OptionalLong.empty(), () -> false, (accounts, end) -> {
                    throw new Death();
                }));
        assertNotEquals(State.UNREADABLE, apart.read(apart.sites().getFirst()).state());
        assertEquals(2, served.started.get());
        apart.rest();
    }

    /** The next start of the agent finds it as it was. */
    @Test
    void aPlaceThatIsBeingReadWhenTheAgentStopsIsNotToldAsUnreadable() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ServedApart served = served(() -> new Dying(schema(), false) {
            @Override
            public void search(Query query, Each each) throws Refused {
                if (query.attributes().contains("dSHeuristics")) {
                    waits.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                super.search(query, each);
            }
        });
        DirectoryInventory inventory = open("state", apart(served, DirectoryApartTest::nobody));
        inventory.start();
        waits.await();
        inventory.close();
        never.countDown();
        assertEquals(List.of(), unreadable(List.copyOf(told)));
    }

    @Test
    void whereAKilledProcessIsStillThereSharedFilesAreNotAsked() throws Exception {
        shareFiles(new byte[] {'x'});
        ServedApart served = served(() -> HeldDirectory.of(""));
        AtomicInteger started = new AtomicInteger();
        DirectoryApart apart = apart(
                waited -> started.getAndIncrement() == 0
                        ? new SaidApart(new ByteArrayInputStream("Dx".getBytes(StandardCharsets.US_ASCII)), true)
                        : served.start(waited),
                DirectoryApartTest::nobody);
        apart.plan();
        assertEquals("location-reader-rubbish", apart.unread().detail());
        apart.rest();
        List<LocationStatus> statuses = statuses(reading("state", apart));
        assertTrue(
                statuses.stream()
                        .filter(status -> status.location().equals("ad.sysvol.script"))
                        .allMatch(status -> status.detail().startsWith("sysvol-hangs|")),
                statuses.toString());
    }

    @Test
    void aProcessOfOurOwnSaysThatAMachineIsInNoDomain() throws Exception {
        List<Event> events = reading("state", apart(ofOurOwn(), DirectoryApartTest::nobody));
        assertEquals(WatchState.DOWN, last(events).state());
        assertEquals(ReasonCode.NOT_PRESENT, last(events).reason());
        assertEquals(SourceText.detail("directory-no-domain"), last(events).detail());
        assertNotEquals(List.of(), unreadable(events));
    }

    /** Nobody else than the superuser may read it. */
    @Test
    void aProcessOfOurOwnReadsTheComputersKey() throws Exception {
        Path keytab = Files.write(folder.resolve("root/etc/krb5.keytab"), new byte[] {5, 2});
        assertTrue(keytab.toFile().setReadable(false, false) && keytab.toFile().setReadable(true, true));
        List<Event> events = reading("state", apart(ofOurOwn(), DirectoryApartTest::nobody));
        assertEquals(
                SourceText.detail("directory-keytab-empty", keytab),
                last(events).detail());
        assertFalse(Files.exists(folder.resolve("state/files")));
    }

    /** On a Windows nothing else tells it that the agent is gone. */
    @Test
    void aProcessOfOurOwnEndsWithItsInputAlsoWhileItConnects() throws Exception {
        Path keytab = folder.resolve("root/etc/krb5.keytab");
        assertEquals(0, new ProcessBuilder("mkfifo", keytab.toString()).start().waitFor());
        try (Apart.Started process = ofOurOwn().start(true)) {
            process.input().write(new byte[9]);
            process.input().write(DirectoryWire.PLAN);
            process.input().flush();
            assertEquals(DirectoryWire.RUNS, process.output().read());
            process.input().close();
            assertEquals(-1, process.output().read());
            assertEquals("exit 0", process.end());
        }
    }
}
