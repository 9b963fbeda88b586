package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.watchlist.LocalWatchlist;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SiteWireTest {
    private static final Location LOCATION = Catalogue.linux().getFirst();
    private static final SiteReading READING = new SiteReading(
                    List.of(item("one"), item("two")),
                    Optional.of(new AsShipped(7, Sha256.over(new byte[0]))),
                    State.PARTIAL,
                    ReasonCode.NO_RIGHT,
                    "file-no-right /x",
                    1_234_567_890_123L,
                    Set.of(HostPath.ofBytes(new byte[] {'/', (byte) 0xe9}), HostPath.ROOT),
                    Set.of(new Finder.Interest(HostPath.of("/etc"), "\u00e9*", true)))
            .withListed(List.of(item("listed")))
            .withUnseen(new Unseen(Set.of("CN=hidden"), Set.of("CN=doubted", "CN=doubted too"), true));

    @Test
    void aReadingArrivesAsItWasSent() throws IOException {
        assertEquals(READING, reading(sent()));
    }

    @Test
    void pathsAsLongAsAnyArrive() throws IOException {
        Set<HostPath> paths = Set.of(deep(33), deep(200));
        SiteReading got = sentAndRead(
                with(List.of(item("one")), paths, READING.interests().files()));
        assertEquals(paths, got.unread());
        assertEquals(ReasonCode.NO_RIGHT, got.reason());
    }

    @Test
    void whatIsTooLongIsNotKnownButNeverRubbish() throws IOException {
        HostPath tooLong = deep(300);
        SiteReading unread = sentAndRead(
                with(List.of(item("one")), Set.of(tooLong), READING.interests().files()));
        assertEquals(Set.of(HostPath.ROOT), unread.unread());
        assertEquals(1, unread.items().size());
        SiteReading shortened = sentAndRead(with(
                List.of(item("x".repeat(SiteWire.MAX_ITEM))),
                Set.of(),
                READING.interests().files()));
        assertEquals(1, shortened.items().size());
        List<Item> three = List.of(item("one"), item("two"), item("three"));
        SiteReading cut = SiteCut.of(with(three, Set.of(), READING.interests().files()), 2, SiteWire.MAX_ITEM_BYTES)
                .reading();
        assertEquals(three.subList(0, 2), cut.items());
        assertEquals(State.PARTIAL, cut.state());
        assertEquals(ReasonCode.TOO_LARGE, cut.reason());
        assertTrue(cut.detail().startsWith("location-cut|1"), cut.detail());
        assertTrue(cut.mayHide("/anything"));
        SiteReading unwatched =
                sentAndRead(with(List.of(), Set.of(), Set.of(new Finder.Interest(tooLong, "*", false))));
        assertEquals(Interests.NONE, unwatched.interests());
        assertTrue(unwatched.detail().startsWith("location-cut|1"), unwatched.detail());
    }

    /** Names of letters that take three bytes fill it before the reading itself is full. */
    @Test
    void whatIsCutOfADirectoryMayStillBeThereAndWhatIsFoundIsNew() throws IOException {
        SiteReading full = with(
                IntStream.range(0, 4_500)
                        .mapToObj(i -> item("€".repeat(700) + i))
                        .toList(),
                Set.of(),
                Set.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DirectoryWire.writeReading(full, Optional.empty(), new DataOutputStream(out));
        SiteReading cut = DirectoryWire.readReading(
                        new DataInputStream(new ByteArrayInputStream(out.toByteArray())), LOCATION)
                .reading();
        assertTrue(cut.items().size() < 4_500);
        assertEquals(ReasonCode.TOO_LARGE, cut.reason());
        assertTrue(cut.mayHide("CN=any"), "nothing is told as gone");
        assertEquals(List.of(), cut.unreadTexts(), "what comes is new");
    }

    @Test
    void moreThanMayBeSaidIsCutAndCounted() throws IOException {
        List<Item> items = IntStream.range(0, 6_000)
                .mapToObj(i -> item("y".repeat(700) + i))
                .toList();
        SiteReading cut = sentAndRead(with(items, Set.of(), READING.interests().files()));
        int kept = cut.items().size();
        assertTrue(kept > 1_000 && kept < items.size(), kept + " kept");
        assertEquals(items.subList(0, kept), cut.items());
        assertTrue(cut.detail().contains(Integer.toString(items.size() - kept)), cut.detail());
        Set<HostPath> many = IntStream.rangeClosed(0, SiteWire.MAX_PATHS)
                .mapToObj(i -> HostPath.of("/" + i))
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(HostPath.ROOT),
                sentAndRead(with(List.of(), many, READING.interests().files())).unread());
    }

    @Test
    void objectsThatAreTooManyOrTooLongAreNotToldApart() throws IOException {
        Set<String> many = IntStream.rangeClosed(0, UnseenObjects.MOST)
                .mapToObj(i -> "CN=" + i)
                .collect(Collectors.toSet());
        for (Unseen unseen : List.of(
                new Unseen(many, Set.of(), false),
                new Unseen(Set.of(), many, false),
                new Unseen(Set.of("x".repeat(SiteWire.MAX_OBJECT + 1)), Set.of(), false))) {
            SiteReading got = sentAndRead(READING.withUnseen(unseen));
            assertTrue(got.unseen().doubtsAll());
            assertEquals(READING.items(), got.items());
        }
        Unseen most =
                new Unseen(Set.copyOf(many.stream().limit(UnseenObjects.MOST).toList()), Set.of(), false);
        assertEquals(most, sentAndRead(READING.withUnseen(most)).unseen());
    }

    @Test
    void pathsThatTakeMoreThanIsTakenAreNotKnown() throws IOException {
        Set<HostPath> many = IntStream.range(0, 1_000)
                .mapToObj(i -> HostPath.of("/" + i + "/" + "n".repeat(10_000)))
                .collect(Collectors.toSet());
        SiteReading got =
                sentAndRead(with(READING.items(), many, READING.interests().files()));
        assertEquals(Set.of(HostPath.ROOT), got.unread());
        Set<Finder.Interest> interests =
                many.stream().map(path -> new Finder.Interest(path, "*", false)).collect(Collectors.toSet());
        SiteReading unwatched = sentAndRead(with(READING.items(), Set.of(), interests));
        assertTrue(unwatched.interests().files().size() < many.size());
        assertTrue(unwatched.detail().startsWith("location-cut|"), unwatched.detail());
    }

    @Test
    void aRequestArrivesAsItWasSent() throws IOException {
        LocalAccount owner = new LocalAccount(
                new Account("1000", "renée"), 1_000, -1, HostPath.ofBytes(new byte[] {'/', (byte) 0xe9}), "/bin/sh");
        for (Site site : List.of(new Site(LOCATION, Optional.of(owner)), new Site(LOCATION, Optional.empty()))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SiteWire.writeRequest(site, new DataOutputStream(out));
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
            assertEquals(SiteWire.READ, in.read());
            assertEquals(site, SiteWire.readRequest(in, Map.of(LOCATION.id(), LOCATION)));
        }
    }

    @Test
    void aWatchlistArrivesAsItWasSentAndRubbishIsNone() throws IOException {
        LocalWatchlist list = LocalWatchlist.of(List.of(new LocalWatchlist.Value(LocalWatchlist.Kind.SERVICE, "x")));
        for (LocalWatchlist each : List.of(list, LocalWatchlist.NONE)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SiteWire.writeWatchlist(each, new DataOutputStream(out));
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
            assertEquals(SiteWire.WATCHLIST, in.read());
            assertEquals(each.id(), SiteWire.readWatchlist(in).id());
        }
        for (int length : List.of(-1, 15, 160_016, Integer.MAX_VALUE)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new DataOutputStream(out).writeInt(16);
            out.write(new byte[16]);
            new DataOutputStream(out).writeInt(length);
            out.write(new byte[32]);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
            IOException ignored = assertThrows(IOException.class, () -> SiteWire.readWatchlist(in));
        }
    }

    @Test
    void aReadingThatIsCutOffIsNone() throws IOException {
        byte[] whole = sent();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            IOException ignored = assertThrows(IOException.class, () -> reading(cut));
        }
    }

    @Test
    void whateverComesIsAReadingOrAnErrorOfTheOtherSide() throws IOException {
        Random random = new Random(42);
        byte[] whole = sent();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] turned = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                turned[random.nextInt(turned.length)] = (byte) random.nextInt();
            }
            try {
                assertTrue(reading(turned).items().size() <= 20_000);
            } catch (IOException e) {
                refused++;
            }
        }
        assertTrue(refused > 500, refused + " refused");
    }

    private static byte[] sent() throws IOException {
        return sent(READING);
    }

    private static byte[] sent(SiteReading reading) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SiteWire.writeReading(reading, new DataOutputStream(out));
        return out.toByteArray();
    }

    private static SiteReading sentAndRead(SiteReading whole) throws IOException {
        return reading(sent(whole));
    }

    private static SiteReading with(List<Item> items, Set<HostPath> unread, Set<Finder.Interest> interests) {
        return new SiteReading(
                items,
                READING.asShipped(),
                READING.state(),
                READING.reason(),
                READING.detail(),
                READING.bytes(),
                unread,
                interests);
    }

    /** So many names of 255 bytes below each other. */
    private static HostPath deep(int names) {
        return HostPath.of(("/" + "n".repeat(255)).repeat(names));
    }

    private static SiteReading reading(byte[] bytes) throws IOException {
        return SiteWire.readReading(new DataInputStream(new ByteArrayInputStream(bytes)), LOCATION);
    }

    private static Item item(String name) {
        return new Item(
                LOCATION.id(),
                List.of("T1053.003"),
                "linux",
                Optional.of(new Account("0", "root")),
                name,
                "value é",
                "/etc/" + name,
                "/bin/true",
                Optional.of(Sha256.over(new byte[1])),
                "",
                Signature.NOT_CHECKED,
                "package",
                Shipped.AS_PACKAGED,
                true,
                new ItemTimes(OptionalLong.of(5), OptionalLong.of(6), OptionalLong.of(7)),
                List.of("/bin/true"),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of(Item.Trait.SUPERUSER));
    }
}
