package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a directory does not let its members see, or no longer shows, takes nothing else out of sight. */
@Timeout(60)
final class UnseenTest {
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-26T23:00:00Z"));
    private final Clock clock = () -> new Moment(Objects.requireNonNull(time.get()), "boot", 5_000_000);

    @TempDir
    private Path folder;

    /** What one reading told of a place. */
    private record Told(Set<String> changes, Optional<LocationRead> read) {
        LocationStatus status() {
            return read.orElseThrow().status();
        }
    }

    /** Reads each directory in turn. */
    private List<Told> readings(String location, HeldDirectory... directories) throws Exception {
        return readings(location, Duration.ZERO, directories);
    }

    /** Reads each directory in turn, with that time between two. */
    private List<Told> readings(String location, Duration between, HeldDirectory... directories) throws Exception {
        Queue<HeldDirectory> answers = new ConcurrentLinkedQueue<>(List.of(directories));
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        DirectoryInventory.Rest none = new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO);
        Path root = Files.createDirectories(folder.resolve("root"));
        List<Told> told = new ArrayList<>();
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow();
                DirectoryInventory inventory = DirectoryInventory.open(
                        events::add,
                        clock,
                        machine,
                        Files.createDirectories(folder.resolve("state")),
                        answers::remove,
                        Duration.ZERO,
                        none,
                        Duration.ofMinutes(1))) {
            inventory.start();
            Event first = events.poll(50, TimeUnit.SECONDS);
            assertTrue(first instanceof Event.SourceState, () -> "" + first);
            for (int i = 0; i < directories.length; i++) {
                told.add(next(location, events));
                Instant ignored = time.updateAndGet(now -> now.plus(between));
                if (told.size() < directories.length) {
                    inventory.changed();
                }
            }
        }
        return told;
    }

    private static Told next(String location, BlockingQueue<Event> events) throws InterruptedException {
        Set<String> changes = new TreeSet<>();
        Optional<LocationRead> read = Optional.empty();
        while (true) {
            switch (events.poll(50, TimeUnit.SECONDS)) {
                case ItemSeen seen
                when seen.item().location().equals(location) -> {
                    boolean ignored = changes.add(seen.change() + " "
                            + seen.item().source() + " " + seen.item().name());
                }
                case LocationRead one when one.status().location().equals(location) -> read = Optional.of(one);
                case Event.SourceState ignored -> {
                    return new Told(changes, read);
                }
                case null -> throw new AssertionError("nothing is told");
                default -> {}
            }
        }
    }

    private static String unit(String name, long... who) {
        StringBuilder text = new StringBuilder("dn: OU=" + name + ",{domain}\nobjectClass: organizationalUnit\n");
        if (who.length > 0) {
            text.append("nTSecurityDescriptor: O:DAG:DAD:");
            for (long rid : who) {
                text.append("(A;;WD;;;S-1-5-21-1-2-3-").append(rid).append(')');
            }
        }
        return text.append("\n\n").toString();
    }

    private static String right(String change, String unit, long rid) {
        return change + " OU=" + unit + ",{domain} S-1-5-21-1-2-3-" + rid + " write-dacl";
    }

    @Test
    void anObjectThatMayNoLongerBeReadHidesItselfAlone() throws Exception {
        List<Told> told = readings(
                "ad.rights.unit",
                HeldDirectory.of(unit("Ecole", 1101, 1102) + unit("Mairie", 1103)),
                HeldDirectory.of(unit("Ecole") + unit("Mairie", 1103, 1104)),
                HeldDirectory.of(unit("Ecole") + unit("Mairie", 1104, 1105)),
                HeldDirectory.of(unit("Ecole", 1101, 1106) + unit("Mairie", 1104, 1105)));
        assertEquals(State.READ, told.get(0).status().state());
        assertEquals(
                Set.of("ADDED OU=Ecole,{domain} unreadable", right("ADDED", "Mairie", 1104)),
                told.get(1).changes());
        assertEquals(State.PARTIAL, told.get(1).status().state());
        assertEquals(ReasonCode.NO_RIGHT, told.get(1).status().reason());
        assertEquals(
                "directory-objects-unread|1|OU=Ecole,{domain}",
                told.get(1).status().detail());
        assertEquals(
                Set.of(right("REMOVED", "Mairie", 1103), right("ADDED", "Mairie", 1105)),
                told.get(2).changes());
        assertEquals(
                Set.of(
                        "REMOVED OU=Ecole,{domain} unreadable",
                        right("REMOVED", "Ecole", 1102),
                        right("ADDED", "Ecole", 1106)),
                told.get(3).changes());
        assertEquals(State.READ, told.get(3).status().state());
    }

    /** What is found where something was read once came since: what was there then is known. */
    @Test
    void whatCameWhileNothingOrOnlyAPartCouldBeReadIsNew() throws Exception {
        HeldDirectory before = HeldDirectory.of(unit("Ecole", 1101) + unit("Mairie", 1103));
        HeldDirectory broken =
                HeldDirectory.of(unit("Ecole", 1101) + unit("Mairie", 1103)).breakingOffAt("OU=Mairie");
        HeldDirectory after = HeldDirectory.of(unit("Ecole", 1101, 1102) + unit("Mairie", 1103, 1104));
        List<Told> told = readings("ad.rights.unit", before, HeldDirectory.away(), broken, HeldDirectory.away(), after);
        assertEquals(
                List.of(State.READ, State.UNREADABLE, State.PARTIAL, State.UNREADABLE, State.READ),
                told.stream().map(each -> each.status().state()).toList());
        assertEquals(
                Set.of(right("ADDED", "Ecole", 1102), right("ADDED", "Mairie", 1104)),
                told.get(4).changes());
    }

    @Test
    void whatWasNeverReadIsNewlyVisibleWhateverElseIsReadFirst() throws Exception {
        HeldDirectory broken =
                HeldDirectory.of(unit("Ecole", 1101) + unit("Mairie", 1103)).breakingOffAt("OU=Mairie");
        HeldDirectory hidden = HeldDirectory.of(unit("Ecole", 1101) + unit("Mairie"));
        HeldDirectory whole = HeldDirectory.of(unit("Ecole", 1101, 1102) + unit("Mairie", 1103));
        List<Told> told = readings("ad.rights.unit", HeldDirectory.away(), broken, hidden, broken, whole);
        assertEquals(Set.of(right("NEWLY_VISIBLE", "Ecole", 1101)), told.get(1).changes());
        assertEquals(
                Set.of("NEWLY_VISIBLE OU=Mairie,{domain} unreadable"),
                told.get(2).changes());
        assertEquals(
                Set.of(
                        right("ADDED", "Ecole", 1102),
                        right("NEWLY_VISIBLE", "Mairie", 1103),
                        "REMOVED OU=Mairie,{domain} unreadable"),
                told.get(4).changes());
    }

    /** A controller that is started anew while the agent is, too. */
    @Test
    void whatCameWhileNothingCouldBeReadIsNewThroughARestart() throws Exception {
        HeldDirectory before = HeldDirectory.of(unit("Mairie", 1103));
        readings("ad.rights.unit", before, HeldDirectory.away());
        List<Told> told =
                readings("ad.rights.unit", HeldDirectory.away(), HeldDirectory.of(unit("Mairie", 1103, 1104)));
        assertEquals(Set.of(right("ADDED", "Mairie", 1104)), told.get(1).changes());
    }

    @Test
    void whatIsUnreadableFromTheBeginningHidesItselfAloneToo() throws Exception {
        List<Told> told = readings(
                "ad.rights.unit",
                HeldDirectory.of(unit("Ecole") + unit("Mairie", 1103)),
                HeldDirectory.of(unit("Ecole") + unit("Mairie", 1103, 1104)));
        assertEquals(
                Set.of("PRESENT OU=Ecole,{domain} unreadable", right("PRESENT", "Mairie", 1103)),
                told.get(0).changes());
        assertTrue(told.get(0).read().orElseThrow().completeListing());
        assertEquals(Set.of(right("ADDED", "Mairie", 1104)), told.get(1).changes());
    }

    @Test
    void soManyUnreadableObjectsThatTheyAreNotToldApartMakeThePlacePartial() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= UnseenObjects.MOST; i++) {
            many.append(unit("Classe" + i));
        }
        List<Told> told = readings(
                "ad.rights.unit",
                HeldDirectory.of(unit("Mairie", 1103) + many),
                HeldDirectory.of(many.toString()),
                HeldDirectory.of(unit("Mairie", 1103, 1104)));
        assertTrue(told.get(1).status().detail().startsWith("directory-objects-many|256|OU=Classe0,{domain}; "));
        assertTrue(told.get(1).changes().stream().noneMatch(change -> change.startsWith("REMOVED")));
        assertTrue(told.get(2).changes().contains(right("NEWLY_VISIBLE", "Mairie", 1104)));
    }

    private static String member(String name, long rid) {
        return "dn: CN=" + name
                + ",CN=Users,{domain}\nobjectClass: user\nmemberOf: CN=Domain Admins,CN=Users,{domain}\n"
                + (rid == 0 ? "" : "objectSid:: " + HeldDirectory.sid(rid) + "\n") + "sAMAccountName: " + name + "\n\n";
    }

    private static String group(String... members) {
        StringBuilder text =
                new StringBuilder("dn: CN=Domain Admins,CN=Users,{domain}\nobjectClass: group\nobjectSid:: "
                        + HeldDirectory.sid(512) + "\nsAMAccountName: Domain Admins\n");
        for (String member : members) {
            text.append("member: CN=").append(member).append(",CN=Users,{domain}\n");
        }
        return text.append('\n').toString();
    }

    @Test
    void aMemberThatMayNotBeReadHidesNoOtherMember() throws Exception {
        List<Told> told = readings(
                "ad.group.privileged",
                HeldDirectory.of(group("a", "b") + member("a", 1101) + member("b", 1102)),
                HeldDirectory.of(group("a", "b") + member("a", 0) + member("b", 1102)),
                HeldDirectory.of(group("a", "b", "c") + member("a", 0) + member("b", 1102) + member("c", 1103)),
                HeldDirectory.of(group("a", "b", "c") + member("a", 1101) + member("b", 1102) + member("c", 1103)));
        String of = " CN=Domain Admins,CN=Users,{domain} ";
        assertEquals(
                Set.of(
                        "ADDED" + of + "partly unreadable CN=a,CN=Users,{domain}",
                        "ADDED" + of + "CN=a,CN=Users,{domain}"),
                told.get(1).changes());
        assertEquals(Set.of("ADDED" + of + "S-1-5-21-1-2-3-1103"), told.get(2).changes());
        assertEquals(
                Set.of(
                        "REMOVED" + of + "partly unreadable CN=a,CN=Users,{domain}",
                        "REMOVED" + of + "CN=a,CN=Users,{domain}"),
                told.get(3).changes());
    }

    private static String account(String name, String... history) {
        StringBuilder text = new StringBuilder("dn: CN=" + name + ",CN=Users,{domain}\nobjectClass: user\n");
        for (String sid : history) {
            text.append("sIDHistory:: ").append(sid).append('\n');
        }
        return text.append('\n').toString();
    }

    @Test
    void whatIsMalformedInAnObjectHidesNothingNew() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                HeldDirectory.of(account("a", HeldDirectory.sid(1101))),
                HeldDirectory.of(account("a", "AAAA")),
                HeldDirectory.of(account("a", "AAAA", HeldDirectory.sid(1102)) + account("b", HeldDirectory.sid(1103))),
                HeldDirectory.of(account("a", HeldDirectory.sid(1102)) + account("b", HeldDirectory.sid(1103))));
        String of = " CN=a,CN=Users,{domain} ";
        assertEquals(Set.of("ADDED" + of + "not understood"), told.get(1).changes());
        assertEquals(ReasonCode.MALFORMED, told.get(1).status().reason());
        assertEquals(
                Set.of("ADDED" + of + "S-1-5-21-1-2-3-1102", "ADDED CN=b,CN=Users,{domain} S-1-5-21-1-2-3-1103"),
                told.get(2).changes());
        assertEquals(
                Set.of("REMOVED" + of + "not understood", "REMOVED" + of + "S-1-5-21-1-2-3-1101"),
                told.get(3).changes());
    }

    private static HeldDirectory histories(int from, int to) {
        return histories(from, to, "");
    }

    private static HeldDirectory histories(int from, int to, String more) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(account("a" + i, HeldDirectory.sid(1100 + i)));
        }
        return HeldDirectory.of(text + more);
    }

    private static Set<String> goneOf(Told told) {
        return told.changes().stream()
                .filter(change -> change.startsWith("REMOVED"))
                .collect(Collectors.toSet());
    }

    @Test
    void whatIsGoneAtOnceIsGoneWhenTheSameControllerSaysSoADayLater() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                Duration.ofHours(8),
                histories(0, 20),
                histories(11, 21),
                histories(11, 21),
                histories(11, 21),
                histories(11, 21));
        assertEquals(
                Set.of("ADDED CN=a20,CN=Users,{domain} S-1-5-21-1-2-3-1120"),
                told.get(1).changes());
        assertEquals(State.PARTIAL, told.get(1).status().state());
        assertEquals(ReasonCode.NOT_PROVEN, told.get(1).status().reason());
        assertEquals("directory-gone-at-once|11|20", told.get(1).status().detail());
        assertEquals(Set.of(), goneOf(told.get(2)));
        assertEquals(Set.of(), goneOf(told.get(3)));
        assertEquals(11, goneOf(told.get(4)).size());
        assertEquals(State.READ, told.get(4).status().state());
    }

    @Test
    void whatIsGoneAtOnceIsGoneWhenAnotherControllerSaysSoToo() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                histories(0, 20),
                histories(15, 20),
                histories(15, 20).saying("dnsHostName", "dc2.mairie.example"));
        assertEquals(Set.of(), goneOf(told.get(1)));
        assertEquals(15, goneOf(told.get(2)).size());
    }

    /** Which database it has is its own word. */
    @Test
    void aControllerThatSaysToHaveAnotherDatabaseIsNoOther() throws Exception {
        String settings = """


            dn: CN=NTDS Settings,CN=DC1,CN=Configuration,{domain}
            objectClass: nTDSDSA
            invocationId:: AQIDBAUGBwgJCgsMDQ4PEA==
            """;
        List<Told> told = readings(
                "ad.sid-history",
                histories(0, 20),
                histories(15, 20),
                histories(15, 20, settings)
                        .saying("dsServiceName", "CN=NTDS Settings,CN=DC1,CN=Configuration," + HeldDirectory.HEAD));
        assertEquals(Set.of(), goneOf(told.get(2)));
    }

    @Test
    void whatIsGoneAtOnceAndComesBackWasNeverGone() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                Duration.ofDays(1),
                histories(0, 20),
                histories(15, 20),
                histories(0, 20),
                histories(0, 8));
        assertEquals(Set.of(), told.get(2).changes());
        assertEquals(State.READ, told.get(2).status().state());
        // A loss of something else is another loss.
        assertEquals(Set.of(), goneOf(told.get(3)));
    }

    @Test
    void aFewAndThoseOfAPlaceOfWhichMostStaysAreGoneAtOnce() throws Exception {
        List<Told> told = readings("ad.sid-history", histories(0, 30), histories(15, 30), histories(24, 30));
        assertEquals(15, goneOf(told.get(1)).size());
        assertEquals(9, goneOf(told.get(2)).size());
    }

    /** Otherwise one controller that is away once a day keeps everything for ever. */
    @Test
    void whatIsGoneAtOnceStaysSoWhileNothingCanBeRead() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                Duration.ofHours(8),
                histories(0, 20),
                histories(11, 20),
                HeldDirectory.away(),
                histories(11, 20),
                HeldDirectory.away(),
                histories(11, 20));
        assertEquals(State.UNREADABLE, told.get(4).status().state());
        assertEquals(
                List.of(0, 0, 0, 0, 11),
                told.stream().skip(1).map(each -> goneOf(each).size()).toList());
        assertEquals(State.READ, told.get(5).status().state());
    }

    @Test
    void whatIsStillGoneADayLaterIsGoneWhateverElseWentAndCameMeanwhile() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                Duration.ofHours(8),
                histories(0, 20),
                histories(12, 20),
                histories(13, 20),
                histories(11, 20),
                histories(14, 20));
        assertEquals(
                List.of(0, 0, 0, 14),
                told.stream().skip(1).map(each -> goneOf(each).size()).toList());
    }

    @Test
    void asManyThatAreGoneTheDayAfterWaitForTheirOwnDay() throws Exception {
        List<Told> told = readings(
                "ad.sid-history",
                Duration.ofDays(1),
                histories(0, 40),
                histories(21, 40),
                histories(35, 40),
                histories(35, 40));
        assertEquals(21, goneOf(told.get(2)).size());
        assertEquals("directory-gone-at-once|14|19", told.get(2).status().detail());
        assertEquals(14, goneOf(told.get(3)).size());
    }

    @Test
    void whatIsGoneAtOnceIsNotBelievedSoonerBecauseAPartOfItIsHidden() throws Exception {
        StringBuilder all = new StringBuilder(unit("Mairie", 1101));
        StringBuilder hidden = new StringBuilder(unit("Mairie", 1101));
        for (int i = 10; i < 22; i++) {
            all.append(unit("Classe" + i, 1102));
            hidden.append(i < 18 ? unit("Classe" + i) : "");
        }
        List<Told> told = readings(
                "ad.rights.unit",
                Duration.ofHours(12),
                HeldDirectory.of(all.toString()),
                HeldDirectory.of(unit("Mairie", 1101)),
                HeldDirectory.of(hidden.toString()),
                HeldDirectory.of(unit("Mairie", 1101)));
        assertEquals(Set.of(), goneOf(told.get(2)));
        assertEquals(
                12,
                goneOf(told.get(3)).stream()
                        .filter(gone -> gone.endsWith("write-dacl"))
                        .count());
    }

    @Test
    void whatIsMissingIsRememberedThroughARestart() throws Exception {
        SiteStore store = new SiteStore(folder.resolve("kept"));
        List<Item> items = PlaceReading.items(
                "ad.sid-history",
                account("a", HeldDirectory.sid(1101), HeldDirectory.sid(1102), HeldDirectory.sid(1103)));
        SuddenLoss loss = new SuddenLoss(7, "dc1.mairie.example 1", Fingerprints.of(items.subList(1, 3)));
        KnownSite site = new KnownSite(
                new Site.Name("ad.trust", ""),
                Optional.empty(),
                State.PARTIAL,
                ReasonCode.NOT_PROVEN,
                "",
                List.of(),
                KnownSite.Versions.CURRENT,
                1,
                Fingerprints.of(items),
                Optional.empty(),
                Optional.of(loss));
        store.save(site, items, true);
        assertEquals(
                Optional.of(loss), store.load(OptionalLong.empty()).getFirst().loss());
    }

    /** The day of an agent's update is known to whoever has a controller that lies. */
    @Test
    void whatMostOfAPlaceLostAtAnUpdateIsNotBelievedEither() {
        List<String> sids =
                IntStream.range(1101, 1121).mapToObj(HeldDirectory::sid).toList();
        List<Item> items = PlaceReading.items("ad.sid-history", account("a", sids.toArray(String[]::new)));
        int now = KnownSite.Versions.CURRENT.names();
        SuddenLoss pending = new SuddenLoss(7, "dc1", Fingerprints.of(items.subList(3, 20)));
        for (Optional<SuddenLoss> loss : List.of(Optional.of(pending), Optional.<SuddenLoss>empty())) {
            SuddenLoss.Compared compared = atUpdate(items, loss, now, items.subList(0, 3));
            assertEquals(ReasonCode.NOT_PROVEN, compared.reading().reason());
            assertEquals(20, compared.comparison().now().size(), "what is not found is kept");
            assertEquals(
                    Set.of(Change.PRESENT),
                    compared.comparison().told().stream()
                            .map(Comparison.Told::change)
                            .collect(Collectors.toSet()));
            assertEquals(loss.isPresent() ? 7 : 8, compared.loss().orElseThrow().sinceMicros());
        }
        assertEquals(
                Optional.empty(),
                atUpdate(items, Optional.empty(), now - 1, items.subList(0, 3)).loss(),
                "of other names nothing is known");
        assertEquals(
                Optional.empty(), atUpdate(items, Optional.empty(), now, items).loss());
    }

    private static SuddenLoss.Compared atUpdate(
            List<Item> before, Optional<SuddenLoss> loss, int names, List<Item> found) {
        KnownSite known = new KnownSite(
                new Site.Name("ad.sid-history", ""),
                Optional.empty(),
                State.READ,
                ReasonCode.NONE,
                "",
                List.of(),
                new KnownSite.Versions(KnownSite.Versions.CURRENT.catalogue() - 1, names),
                1,
                Fingerprints.of(before),
                Optional.empty(),
                loss);
        SiteReading reading =
                new SiteReading(found, Optional.empty(), State.READ, ReasonCode.NONE, "", 0, Set.of(), Interests.NONE);
        return SuddenLoss.compare(known, () -> before, reading, true, Optional.of("dc1"), 8);
    }

    @Test
    void howeverManyObjectsAreMalformedWhatIsNewIsNew() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= UnseenObjects.MOST; i++) {
            many.append(account("m" + i, "AAAA"));
        }
        String known = account("a", HeldDirectory.sid(1101)) + account("b", HeldDirectory.sid(1102));
        List<Told> told = readings(
                "ad.sid-history",
                HeldDirectory.of(known),
                HeldDirectory.of(many + account("b", HeldDirectory.sid(1102))),
                HeldDirectory.of(many + account("c", HeldDirectory.sid(1103))));
        assertTrue(told.get(1).status().detail().startsWith("directory-objects-many|256|"));
        assertEquals(Set.of(), goneOf(told.get(1)));
        assertEquals(
                Set.of("ADDED CN=c,CN=Users,{domain} S-1-5-21-1-2-3-1103"),
                told.get(2).changes());
    }
}
