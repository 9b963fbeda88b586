package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
                        told, told, machine, folder.resolve("state"), connecting, Duration.ofDays(1))) {
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

    @Test
    void whoStopsAnsweringIsSaidWithItsReason() throws Exception {
        Event.SourceState state = read(() -> new Falling(HeldDirectory.of("")));
        assertEquals(WatchState.PARTIAL, state.state());
        assertEquals(ReasonCode.TIMED_OUT, state.reason());
        assertPlaces(State.UNREADABLE, ReasonCode.TIMED_OUT);
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
    private static final class Falling implements Directory {
        private final HeldDirectory held;
        private boolean hasFallen;

        Falling(HeldDirectory held) {
            this.held = held;
        }

        @Override
        public Entry root() {
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
            held.close();
        }
    }
}
