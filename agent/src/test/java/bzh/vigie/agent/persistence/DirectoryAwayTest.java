package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a reading of a directory, it is said: as a whole, and of each place. */
@Timeout(60)
final class DirectoryAwayTest {
    private static final String PARTITIONS = """
        dn: CN=Partitions,CN=Configuration,{domain}
        objectClass: crossRefContainer

        dn: CN=MAIRIE,CN=Partitions,CN=Configuration,{domain}
        objectClass: crossRef
        nETBIOSName: MAIRIE
        nCName: {domain}
        systemFlags: 3

        dn: CN=ECOLE,CN=Partitions,CN=Configuration,{domain}
        objectClass: crossRef
        nETBIOSName: ECOLE
        nCName: DC=ecole,DC=example
        systemFlags: 3
        """;

    @TempDir
    Path folder;

    private final Collected told = new Collected();

    /** What is said of it after a reading. */
    private Event.SourceState read(DirectoryInventory.Connecting connecting) throws Exception {
        Files.createDirectories(folder.resolve("root/etc"));
        try (Machine machine =
                        MountedLinux.open(folder.resolve("root")).ifFound().orElseThrow();
                DirectoryInventory inventory = DirectoryInventory.open(
                        told,
                        told,
                        machine,
                        folder.resolve("state"),
                        connecting,
                        Optional.empty(),
                        Duration.ofDays(1))) {
            inventory.start();
            Predicate<Event> after = event ->
                    event instanceof Event.SourceState said && !said.detail().equals("directory-not-yet");
            Event.SourceState state = (Event.SourceState) told.await(after);
            assertNotEquals(
                    SourceText.say(state.detail(), Locale.FRENCH),
                    SourceText.say(state.detail(), Locale.ENGLISH),
                    "it has words");
            return state;
        }
    }

    private void assertPlaces(State state, ReasonCode reason) {
        for (String location : Catalogue.directory().stream()
                .map(each -> each.id())
                .filter(id -> !id.startsWith("ad.sysvol."))
                .toList()) {
            LocationStatus status = told.reads(location).getFirst().status();
            assertEquals(state, status.state(), location);
            assertEquals(reason, status.reason(), location);
        }
    }

    @Test
    void whoCannotBeAskedIsSaidOfEveryPlaceAndNotAskedAgainAtOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Event.SourceState state = read(() -> {
            asked.incrementAndGet();
            throw Refused.saying(ReasonCode.FAILED, SourceText.detail("directory-clock", "PC1$@MAIRIE.EXAMPLE"));
        });
        assertEquals(WatchState.DOWN, state.state());
        assertEquals(ReasonCode.FAILED, state.reason());
        assertEquals("directory-clock|PC1$@MAIRIE.EXAMPLE", state.detail());
        assertEquals(1, asked.get());
        assertPlaces(State.UNREADABLE, ReasonCode.FAILED);
    }

    @Test
    void otherDomainsOfTheForestAreNamedAsNotRead() throws Exception {
        Event.SourceState state = read(() -> HeldDirectory.of(PARTITIONS));
        assertTrue(state.detail().endsWith("|ecole.example"), state.detail());
        for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            assertTrue(SourceText.say(state.detail(), locale).contains("ecole.example"), state.detail());
        }
    }

    @Test
    void aControllerThatDoesNotHaveEverythingIsSaidToBeOne() throws Exception {
        Event.SourceState state = read(() -> HeldDirectory.of("""
            dn: CN=RODC1,OU=Domain Controllers,{domain}
            objectClass: computer
            dNSHostName: dc1.mairie.example
            userAccountControl: 83890176
            """));
        assertEquals(WatchState.PARTIAL, state.state());
        assertTrue(state.detail().contains("-read-only|"), state.detail());
    }

    private Event.SourceState settings(String ofClass) throws Exception {
        String settings = "CN=NTDS Settings,CN=DC1,CN=Servers,CN=Ecole,CN=Sites,CN=Configuration," + HeldDirectory.HEAD;
        return read(() -> HeldDirectory.of("dn: " + settings + "\nobjectClass: " + ofClass + "\n")
                .saying("dsServiceName", settings));
    }

    /** One whose account the computer may not read: its settings say it too (MS-ADTS 6.1.1.2.2.1.2.1.3). */
    @Test
    void aReadOnlyControllerIsKnownByItsSettingsToo() throws Exception {
        String said = settings("nTDSDSARO").detail();
        assertTrue(said.contains("-read-only|"), said);
    }

    @Test
    void anyOtherControllerIsNot() throws Exception {
        String said = settings("nTDSDSA").detail();
        assertTrue(said.contains("|dc1.mairie.example|"), said);
        assertFalse(said.contains("-read-only"), said);
    }

    /** What a collector would take for no batch at all. */
    @Test
    void aDomainThatHasNoNameIsNone() throws Exception {
        HeldDirectory unnamed = HeldDirectory.of(
                        "dn: O=mairie\nobjectClass: domain\nobjectSid:: " + HeldDirectory.sid(1))
                .saying("defaultNamingContext", "O=mairie");
        Event.SourceState said = read(() -> unnamed);
        assertEquals(WatchState.DOWN, said.state());
        assertEquals(ReasonCode.MALFORMED, said.reason());
    }

    @Test
    void whoStopsAnsweringIsSaidWithItsReason() throws Exception {
        Event.SourceState state = read(() -> new Falling(HeldDirectory.of(""), new AtomicInteger()));
        assertEquals(WatchState.PARTIAL, state.state());
        assertEquals(ReasonCode.TIMED_OUT, state.reason());
        assertPlaces(State.UNREADABLE, ReasonCode.TIMED_OUT);
    }

    @Test
    void anErrorIsSaidAndAskingGoesOn() throws Exception {
        Queue<Error> errors = new ConcurrentLinkedQueue<>(List.of(
                new StackOverflowError(), new OutOfMemoryError("Java heap space"), new NoClassDefFoundError("x")));
        List<Error> all = List.copyOf(errors);
        DirectoryInventory.Connecting falling = () -> {
            Error next = errors.poll();
            if (next != null) {
                throw next;
            }
            return HeldDirectory.of("");
        };
        try (Machine machine = machine();
                DirectoryInventory inventory = open(machine, falling, Duration.ofMinutes(1))) {
            inventory.start();
            for (Error each : all) {
                String detail =
                        SourceText.detail("persistence-failed", each.getClass().getSimpleName());
                Event.SourceState said = state(state -> state.detail().equals(detail));
                assertEquals(List.of(WatchState.DOWN, ReasonCode.FAILED), List.of(said.state(), said.reason()));
                inventory.listCompletely("ad.settings", "");
            }
            assertEquals(
                    WatchState.PARTIAL,
                    state(state -> state.detail().startsWith("directory-part|")).state());
        }
    }

    @Test
    void anErrorWhileAccountsAreReadIsSaidAndTheConnectionIsEnded() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        Event.SourceState state = read(() -> new Falling(HeldDirectory.of(""), closed) {
            @Override
            public void search(Query query, Each each) throws Refused {
                if (query.filter().contains("sAMAccountType")) {
                    throw new OutOfMemoryError("Java heap space");
                }
                super.search(query, each);
            }
        });
        assertEquals(SourceText.detail("persistence-failed", "OutOfMemoryError"), state.detail());
        assertEquals(1, closed.get());
    }

    @Test
    void filesThatHangHoldNothingElseAndAreNotAskedTwice() throws Exception {
        Files.createDirectories(folder.resolve("root/var/lib/samba/sysvol/mairie.example/scripts"));
        CountDownLatch comesBack = new CountDownLatch(1);
        AtomicInteger walks = new AtomicInteger();
        try (Machine machine = machine();
                DirectoryInventory inventory = open(
                        new Machine(
                                hanging(machine.files(), comesBack, walks),
                                machine.accounts(),
                                machine.packages(),
                                machine.watch()),
                        () -> HeldDirectory.of(""),
                        Duration.ofMillis(100))) {
            inventory.start();
            Event.SourceState said = state(state -> state.detail().startsWith("directory-part|"));
            assertEquals(ReasonCode.TIMED_OUT, said.reason());
            LocationStatus script = told.reads("ad.sysvol.script").getFirst().status();
            assertEquals(ReasonCode.TIMED_OUT, script.reason());
            assertEquals("sysvol-hangs|0", script.detail());
            assertEquals(
                    State.READ, told.reads("ad.settings").getFirst().status().state());

            told.forget();
            inventory.listCompletely("ad.sysvol.file", "");
            LocationStatus again = awaitRead("ad.sysvol.file");
            assertEquals("sysvol-hangs|0", again.detail());
            assertEquals(1, walks.get(), "while one hangs, no other is begun");

            comesBack.countDown();
            Thread hung = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(DirectorySurvey.FILES))
                    .findFirst()
                    .orElse(Thread.currentThread());
            if (!hung.equals(Thread.currentThread())) {
                hung.join();
            }
            told.forget();
            inventory.listCompletely("ad.sysvol.file", "");
            assertEquals(State.READ, awaitRead("ad.sysvol.file").state());
            assertEquals(2, walks.get());
        }
    }

    private LocationStatus awaitRead(String location) {
        return ((Event.LocationRead) told.await(event -> event instanceof Event.LocationRead read
                        && read.status().location().equals(location)))
                .status();
    }

    private Event.SourceState state(Predicate<Event.SourceState> so) {
        return (Event.SourceState) told.await(event -> event instanceof Event.SourceState said && so.test(said));
    }

    private Machine machine() throws IOException {
        Files.createDirectories(folder.resolve("root/etc"));
        return MountedLinux.open(folder.resolve("root")).ifFound().orElseThrow();
    }

    private DirectoryInventory open(Machine machine, DirectoryInventory.Connecting connecting, Duration hanging)
            throws IOException {
        return DirectoryInventory.open(
                told,
                told,
                machine,
                folder.resolve("state"),
                connecting,
                Duration.ofDays(1),
                DirectoryInventory.Rest.USUAL,
                hanging);
    }

    /** Those files, of which a descent comes back when it may. */
    private static bzh.vigie.agent.host.Files hanging(
            bzh.vigie.agent.host.Files files, CountDownLatch comesBack, AtomicInteger walks) {
        return (bzh.vigie.agent.host.Files) Proxy.newProxyInstance(
                DirectoryAwayTest.class.getClassLoader(),
                new Class<?>[] {bzh.vigie.agent.host.Files.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("below")) {
                        walks.incrementAndGet();
                        boolean over = false;
                        while (!over) {
                            try {
                                comesBack.await();
                                over = true;
                            } catch (InterruptedException e) {
                                // as a call of the kernel's that nothing ends
                            }
                        }
                    }
                    return method.invoke(files, arguments);
                });
    }

    @Test
    void whoCannotBeAskedIsLeftAloneForLongerEachTime() {
        assertEquals(Duration.ofMinutes(10), DirectoryInventory.again(1));
        assertEquals(Duration.ofMinutes(20), DirectoryInventory.again(2));
        assertEquals(Duration.ofMinutes(40), DirectoryInventory.again(3));
        assertEquals(Duration.ofHours(2), DirectoryInventory.again(5));
        assertEquals(Duration.ofHours(2), DirectoryInventory.again(Integer.MAX_VALUE));
    }

    /** One that tells of itself and of its forest, and then answers no more. */
    private static class Falling implements Directory {
        private final HeldDirectory held;
        private final AtomicInteger closed;
        private boolean hasFallen;

        Falling(HeldDirectory held, AtomicInteger closed) {
            this.held = held;
            this.closed = closed;
        }

        @Override
        public Entry root() throws Refused {
            return held.root();
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            if (hasFallen) {
                throw Refused.saying(ReasonCode.TIMED_OUT, SourceText.detail("directory-silent", "dc1", ""));
            }
            held.search(query, each);
            hasFallen = query.base().startsWith("CN=Partitions,");
        }

        @Override
        public long received() {
            return held.received();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            held.close();
        }
    }
}
