package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.agent.host.NetworkCards;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.linux.LinuxNeighbours;
import bzh.vigie.event.Event.NeighboursSeen;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NeighbourSourceTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final NeighbourRow OWN = row(2, Duration.ZERO);

    @TempDir
    Path dir;

    private final NeighbourBook book = new NeighbourBook();
    private final Collected collected = new Collected();

    private static NeighbourRow row(int last, Duration age) {
        return new NeighbourRow(address(last), new MacAddress(0x0200_5e00_0000L + last), false, Optional.of(age));
    }

    private static InetAddress address(int last) {
        return InetAddress.ofLiteral("10.1." + last / 256 + "." + last % 256);
    }

    private static Moment minute(long number) {
        return new Moment(START.plusSeconds(60 * number), "boot", number * 60_000_000L);
    }

    private List<Neighbour> take(long minute, NeighbourRow... rows) {
        return book.take(List.of(rows), List.of(OWN), minute(minute)).tell();
    }

    @Test
    void aNeighbourIsToldWhenItIsNewAndThenOnceADay() {
        List<Neighbour> first = take(0, row(9, Duration.ofMinutes(3)));
        assertEquals(
                List.of(Origin.OWN_CARD, Origin.CACHE),
                first.stream().map(Neighbour::origin).toList());
        assertEquals(START.minusSeconds(180), Moment.instant(first.getLast().firstWallMicros()));
        for (int minute = 5; minute < 24 * 60; minute += 5) {
            assertEquals(List.of(), take(minute, row(9, Duration.ZERO)));
        }
        List<Neighbour> next = take(24 * 60, row(9, Duration.ZERO));
        assertEquals(2, next.size());
        assertEquals(first.getLast().firstWallMicros(), next.getLast().firstWallMicros());
        assertEquals(minute(24 * 60).wallMicros(), next.getLast().lastWallMicros());
    }

    @Test
    void whatStandsInTheCacheAndNeverAnswersAgainIsNotToldAgain() {
        assertEquals(2, take(0, row(9, Duration.ZERO)).size());
        int again = 0;
        for (int minute = 5; minute < 72 * 60; minute += 5) {
            for (Neighbour neighbour : take(minute, row(9, Duration.ofMinutes(minute)))) {
                again += neighbour.origin() == Origin.CACHE ? 1 : 0;
            }
        }
        assertEquals(0, again);
    }

    @Test
    void whereTheMachineDoesNotSayWhenOnlyThatItIsThereIsTold() {
        NeighbourRow stale = new NeighbourRow(address(9), new MacAddress(9), false, Optional.empty());
        assertEquals(START, Moment.instant(take(0, stale).getLast().lastWallMicros()));
        assertEquals(
                List.of(Origin.OWN_CARD),
                take(25 * 60, stale).stream().map(Neighbour::origin).toList());
    }

    @Test
    void anAddressThatGoesToAnotherCardIsANewNeighbour() {
        take(0, row(9, Duration.ZERO));
        NeighbourRow other =
                new NeighbourRow(address(9), new MacAddress(0x0200_5e00_ffffL), false, Optional.of(Duration.ZERO));
        assertEquals(
                Optional.of(new MacAddress(0x0200_5e00_ffffL)),
                take(5, other).getFirst().mac());
    }

    @Test
    void oneThatWentAndComesBackIsToldAgain() {
        take(0, row(9, Duration.ZERO));
        take(25 * 60);
        assertEquals(
                1,
                take(26 * 60, row(9, Duration.ZERO)).stream()
                        .filter(n -> n.origin() == Origin.CACHE)
                        .count());
    }

    @Test
    void ownAddressesAreNoNeighbours() {
        assertEquals(
                List.of(Origin.OWN_CARD),
                take(0, row(2, Duration.ZERO)).stream().map(Neighbour::origin).toList());
    }

    @Test
    void aFloodIsBoundedAndWhatThereWasNoRoomForIsCounted() {
        List<NeighbourRow> flood = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            flood.add(row(256 + i, Duration.ZERO));
        }
        NeighbourBook.Listing listing = book.take(flood, List.of(), minute(0));
        assertEquals(NeighbourBook.MOST, listing.tell().size());
        assertEquals(5_000 - NeighbourBook.MOST, listing.refused());
    }

    @Test
    void aLongListIsToldInSeveralEventsAndTheLossInOne() throws Exception {
        NeighbourCache full = each -> {
            for (int i = 0; i < 5_000; i++) {
                each.accept(row(256 + i, Duration.ZERO));
            }
        };
        try (NeighbourSource source = source(List.of(full))) {
            source.start();
            collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
        }
        List<NeighboursSeen> seen = collected.all(NeighboursSeen.class);
        assertTrue(seen.stream().allMatch(e -> e.neighbours().size() <= 256));
        assertEquals(
                NeighbourBook.MOST,
                seen.stream().mapToInt(e -> e.neighbours().size()).sum());
        assertEquals(
                5_000 - NeighbourBook.MOST + 1,
                collected.all(bzh.vigie.event.Event.Loss.class).getFirst().events());
    }

    @Test
    void aRefusedCacheIsSaidAndTheOtherIsRead() throws Exception {
        NeighbourCache other = each -> each.accept(row(9, Duration.ZERO));
        try (NeighbourSource source = source(List.of(NeighbourSourceTest::refuse), other)) {
            source.start();
            SourceState state = collected.expect(SourceState.class, e -> true);
            assertEquals(WatchState.PARTIAL, state.state());
            assertEquals(ReasonCode.FALLBACK, state.reason());
            assertTrue(state.detail().contains("errno 13"), state.detail());
        }
        collected.expect(SourceState.class, e -> e.reason() == ReasonCode.STOPPED);
    }

    @Test
    void withoutAnyCacheTheSourceIsDownAndTheOwnCardsAreToldAllTheSame() throws Exception {
        try (NeighbourSource source = source(List.of(NeighbourSourceTest::refuse))) {
            source.start();
            assertEquals(
                    WatchState.DOWN,
                    collected.expect(SourceState.class, e -> true).state());
        }
        assertEquals(
                Origin.OWN_CARD,
                collected
                        .all(NeighboursSeen.class)
                        .getFirst()
                        .neighbours()
                        .getFirst()
                        .origin());
    }

    @Test
    void anEmptyCacheProvesNothing() throws Exception {
        try (NeighbourSource source = source(List.of(each -> {}))) {
            source.start();
            assertEquals(
                    ReasonCode.NOT_PROVEN,
                    collected.expect(SourceState.class, e -> true).reason());
        }
    }

    /** On the machine that runs the tests, whatever its network: the kernel answers, and no row is one of its own cards. */
    @Test
    void theKernelOfThisMachineTellsItsNeighbours() throws Exception {
        List<NeighbourRow> rows = new ArrayList<>();
        new LinuxNeighbours().list(rows::add);
        List<InetAddress> own =
                NetworkCards.addresses().stream().map(NeighbourRow::address).toList();
        assertTrue(rows.stream().noneMatch(row -> own.contains(row.address())), rows::toString);
    }

    @Test
    void afterACrashWhileItWasTriedNativeCodeIsLeftOffAndTheOtherWayIsTaken() throws Exception {
        Files.writeString(dir.resolve("trying-linux.neighbour"), "trying boot 0 0\n");
        NeighbourCache natively = each -> {
            throw new AssertionError("native code was called");
        };
        try (NeighbourSource source = source(List.of(natively), each -> each.accept(row(9, Duration.ZERO)))) {
            source.start();
            SourceState state = collected.expect(SourceState.class, e -> true);
            assertEquals(WatchState.PARTIAL, state.state());
            assertTrue(state.detail().startsWith("left-off"), state.detail());
        }
    }

    private NeighbourSource source(List<NeighbourCache> natively, NeighbourCache... otherwise) {
        return new NeighbourSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                dir,
                Duration.ofHours(1),
                natively,
                List.of(otherwise),
                () -> List.of(OWN));
    }

    private static void refuse(java.util.function.Consumer<NeighbourRow> each) throws Refused {
        throw new Refused(ReasonCode.NO_RIGHT, "socket netlink 0 errno 13");
    }
}
