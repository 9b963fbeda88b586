package bzh.vigie.agent.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.source.Checkpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Compressor;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
    private static final long MEBIBYTE = 1024 * 1024;

    @TempDir
    Path directory;

    private final Random random = new Random(7);
    private final SmallDisk disk = new SmallDisk();

    @SuppressWarnings("NullAway.Init") // JUnit calls open()
    private Spool spool;

    private long maxBytes = 8 * MEBIBYTE;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(directory, maxBytes, () -> Samples.at(Samples.BOOT, 1), random, disk);
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void eachEventGoesThroughItsLaneAndComesOutAsItWas() throws Exception {
        List<Event> events =
                List.of(Samples.state(1), Samples.logon(2), Samples.process(Samples.BOOT, 3, "true"), Samples.state(4));
        events.forEach(spool::accept);
        assertEquals(List.of(events.get(0), events.get(3)), events(taken(1, 2)));
        assertEquals(List.of(events.get(1)), events(taken(2, 1)));
        assertEquals(List.of(events.get(2)), events(taken(3, 1)));
        assertEquals(Map.of("linux.test", 2L, "linux.logons", 1L, "linux.process", 1L), spool.counted());
    }

    @Test
    void whatWasNotAcknowledgedComesAgainWithTheSameNumbersAfterARestart() throws Exception {
        List<Spool.Batch> before = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            spool.accept(Samples.state(i));
            before.addAll(taken(1, 1));
        }
        Spool.Batch first = before.removeFirst();
        spool.acknowledged(first.epoch(), 1, first.number());
        assertEquals(2, spool.batches());
        restart();
        assertEquals(
                new Spool.Position(1, first.epoch(), 3, 1, 3, 3),
                spool.positions().getFirst());
        assertSame(before, taken(1, 2));
        assertEquals(Optional.empty(), spool.lease(1));
        spool.accept(Samples.state(9));
        assertEquals(4, taken(1, 1).getFirst().number());
    }

    @Test
    void afterALostConnectionWhatWasLeasedIsLeasedAgain() throws Exception {
        spool.accept(Samples.logon(1));
        List<Spool.Batch> leased = taken(2, 1);
        assertEquals(Optional.empty(), spool.lease(2));
        spool.rewind();
        assertSame(leased, taken(2, 1));
        spool.rewind();
        spool.acknowledged(leased.getFirst().epoch(), 2, 1_000_000);
        assertEquals(Optional.empty(), spool.lease(2));
        assertEquals(0, spool.batches());
    }

    @Test
    void afterAFlushAllThatWasTakenIsThereAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            spool.accept(Samples.process(Samples.BOOT, i, "true"));
            spool.accept(Samples.logon(i));
            spool.flush();
            assertTrue(spool.lease(3).isPresent() && spool.lease(2).isPresent(), "flush " + i);
        }
        spool.close();
        spool.flush();
        open();
    }

    /** Under Linux an open file can be removed: what is written to it then, nobody reads. */
    @Test
    void aFolderThatIsRemovedBesideItIsMadeAgainAndWhatWentWithItIsTold() throws Exception {
        spool.accept(Samples.state(1));
        spool.accept(Samples.state(2));
        String epoch = taken(1, 2).getFirst().epoch();
        remove(directory);
        spool.accept(Samples.state(3));
        spool.flush();
        spool.rewind();
        List<Event> told = events(taken(1, 2));
        assertTrue(told.contains(Samples.state(3)), told.toString());
        assertTrue(
                told.stream().anyMatch(each -> each instanceof Event.Loss loss && loss.reason() == ReasonCode.FAILED),
                told.toString());
        assertEquals(epoch, spool.positions().getFirst().epoch());
    }

    @Test
    void whereTheFolderCannotBeMadeAgainEventsWaitAndThatIsSaid() throws Exception {
        Path kept = directory.resolve("spool");
        spool.close();
        spool = Spool.open(kept, maxBytes, () -> Samples.at(Samples.BOOT, 1), random, disk);
        remove(kept);
        Files.writeString(kept, "a file in its place");
        spool.accept(Samples.state(1));
        waitFor(() -> spool.isStuck());
        assertEquals(Optional.empty(), spool.lease(1));
        Files.delete(kept);
        assertEquals(
                List.of(Samples.state(1)),
                events(taken(1, 1)).stream()
                        .filter(Event.SourceState.class::isInstance)
                        .toList());
        waitFor(() -> !spool.isStuck());
    }

    @Test
    void whatIsInMemoryIsWrittenAtClosing() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            spool.accept(Samples.process(Samples.BOOT, i, "true " + i));
        }
        restart();
        assertEquals(3_000, events(taken(3, 3_000)).size());
    }

    /** As kill -9 leaves the folder: at each moment it has both or neither. */
    @Test
    void whatIsToldTogetherIsOnTheDiskWithItsCheckpointOrNotAtAll() throws Exception {
        spool.acceptAll(List.of(Samples.logon(1), Samples.logon(2)), new Checkpoint("linux.logons", "at 2"));
        spool.acceptAll(List.of(Samples.state(1)), new Checkpoint("linux.test", "at 1"));
        assertEquals("", spool.checkpoint("linux.logons"), "as when it was opened");
        spool.flush();
        spool.acceptAll(List.of(Samples.logon(3), Samples.logon(4)), new Checkpoint("linux.logons", "at 4"));
        Path left = directory.resolveSibling(directory.getFileName() + "-left");
        copy(directory, left);
        try (Spool next = Spool.open(left, maxBytes, () -> Samples.at(Samples.BOOT, 1), random, new SmallDisk())) {
            assertEquals("at 1", next.checkpoint("linux.test"));
            List<Spool.Batch> batches = new ArrayList<>();
            for (Optional<Spool.Batch> batch = next.lease(2); batch.isPresent(); batch = next.lease(2)) {
                batches.add(batch.get());
            }
            int there = events(batches).size();
            assertTrue(there == 2 || there == 4, there + " events");
            assertEquals("at " + there, next.checkpoint("linux.logons"));
        }
    }

    @Test
    void aCheckpointStaysWhenAllWasAcknowledgedAndOthersTell() throws Exception {
        spool.acceptAll(List.of(Samples.logon(1)), new Checkpoint("linux.logons", "at 1"));
        for (Spool.Batch batch : taken(2, 1)) {
            spool.acknowledged(batch.epoch(), 2, batch.number());
        }
        restart();
        assertEquals("at 1", spool.checkpoint("linux.logons"));
        spool.accept(Samples.log(2, Map.of("other", "source")));
        taken(2, 1);
        restart();
        assertEquals("at 1", spool.checkpoint("linux.logons"));
    }

    @Test
    void noBatchEndsWithinWhatIsToldTogetherButWhatIsTooLongForOne() {
        Gathering lane = new Gathering(Lane.LOGONS);
        for (int i = 0; i < Gathering.BATCH_EVENTS - 2; i++) {
            lane.add(Samples.logon(i), true, Optional.empty(), 0);
        }
        Checkpoint then = new Checkpoint("linux.logons", "then");
        for (int i = 0; i < Gathering.BATCH_EVENTS + 1; i++) {
            boolean isLast = i == 3 || i == Gathering.BATCH_EVENTS;
            lane.add(Samples.logon(i), isLast, isLast ? Optional.of(then) : Optional.empty(), 0);
        }
        List<Integer> sizes = new ArrayList<>();
        List<Integer> checkpoints = new ArrayList<>();
        for (Gathering.Batch batch = lane.batch(); !batch.events().isEmpty(); batch = lane.batch()) {
            sizes.add(batch.events().size());
            checkpoints.add(batch.then().size());
            lane.remove(batch.events().size(), 0);
        }
        assertEquals(List.of(Gathering.BATCH_EVENTS - 2, 4, Gathering.BATCH_EVENTS - 3), sizes);
        assertEquals(List.of(0, 1, 1), checkpoints);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void twoBootsNeverShareABatch() throws Exception {
        for (int i = 0; i < 20; i++) {
            spool.accept(Samples.process("boot-" + i / 7, i, "true"));
        }
        List<Spool.Batch> batches = taken(3, 20);
        assertEquals(3, batches.size());
    }

    @Test
    void aFullSpoolDropsTheOldestProcessesAndTellsExactlyWhatWasLost() throws Exception {
        maxBytes = MEBIBYTE;
        restart();
        spool.accept(Samples.state(1));
        long sent = 0;
        long received = 0;
        for (int i = 0; i < 6_000; i++) {
            spool.accept(Samples.process(Samples.BOOT, i, incompressible(600)));
            sent++;
            if (i % 400 == 0) {
                waitFor(() -> spool.bytes() <= MEBIBYTE);
                Thread.sleep(20);
            }
        }
        restart();
        assertTrue(spool.bytes() <= MEBIBYTE, spool.bytes() + " bytes");
        long last = 0;
        for (Spool.Batch batch : all(3)) {
            received += events(List.of(batch)).size();
            assertTrue(batch.number() > last, "in order");
            last = batch.number();
        }
        List<Event> first = events(all(1));
        assertEquals(Samples.state(1), first.getFirst(), "lane 1 was not touched");
        long lost = lost(first, "linux.process");
        assertTrue(lost > 0, "nothing was lost: the test is too small");
        assertEquals(sent, received + lost);
    }

    @Test
    void aFloodOfProcessesDropsNoLogonsAndNoItems() throws Exception {
        maxBytes = MEBIBYTE;
        restart();
        for (int i = 0; i < 40; i++) {
            spool.accept(Samples.log(i, Map.of("text", incompressible(20_000))));
        }
        waitFor(() -> spool.batches() > 0);
        for (int i = 0; i < 1_500; i++) {
            spool.accept(Samples.process(Samples.BOOT, i, incompressible(500)));
        }
        restart();
        assertEquals(40, events(all(2)).size());
        assertEquals(0, lost(events(all(1)), "linux.log"));
    }

    @Test
    void aFullDiskLosesNothingThatMemoryCanHold() throws Exception {
        disk.full(true);
        for (int i = 0; i < 50; i++) {
            spool.accept(Samples.state(i));
        }
        waitFor(spool::isStuck);
        assertEquals(Optional.empty(), spool.lease(1));
        disk.full(false);
        assertEquals(50, events(taken(1, 50)).size());
        waitFor(() -> !spool.isStuck());
    }

    @Test
    void whatMemoryCannotHoldIsCounted() throws Exception {
        disk.full(true);
        for (int i = 0; i < 10_000; i++) {
            spool.accept(Samples.process(Samples.BOOT, i, "true"));
        }
        long shown = spool.lost().stream().mapToLong(LostEvents::events).sum();
        disk.full(false);
        restart();
        List<Event> told = events(all(1));
        long lost = lost(told, "linux.process");
        assertTrue(lost > 0, "all fitted");
        assertEquals(lost, shown);
        assertEquals(10_000, lost + events(all(3)).size());
        assertTrue(told.stream().anyMatch(e -> e instanceof Event.Loss loss && loss.lane() == 0));
    }

    @Test
    void aDiskThatFailedIsTriedAgain() throws Exception {
        disk.syncFails(true);
        spool.accept(Samples.state(1));
        waitFor(spool::isStuck);
        assertEquals(Optional.empty(), spool.lease(1), "not confirmed, so not sent");
        disk.syncFails(false);
        spool.accept(Samples.state(2));
        assertEquals(List.of(Samples.state(1), Samples.state(2)), events(taken(1, 2)));
    }

    @Test
    void anEventTooLargeForAFrameIsCounted() throws Exception {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            fields.put("field-" + i, incompressible(30_000));
        }
        spool.accept(Samples.log(1, fields));
        Event.Loss loss = (Event.Loss) events(taken(1, 1)).getFirst();
        assertEquals(List.of(new SourceCount("linux.log", 1, 1, 1)), loss.sources());
        assertEquals(ReasonCode.TOO_LARGE, loss.reason());
        spool.accept(Samples.log(2, Map.of("small", "one")));
        assertEquals(List.of(Samples.log(2, Map.of("small", "one"))), events(taken(2, 1)));
    }

    /** The collector reads no such event, nor what stands behind it in its batch. */
    @Test
    void anEventOverItsBoundIsCountedThoughItDeflatesWell() throws Exception {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            fields.put("field-" + i, "x".repeat(30_000));
        }
        spool.accept(Samples.log(1, fields));
        Event.Loss loss = (Event.Loss) events(taken(1, 1)).getFirst();
        assertEquals(ReasonCode.TOO_LARGE, loss.reason());
    }

    @Test
    void inANewEpochNumbersBeginAgainAndTheOldOnesMeanNothing() throws Exception {
        for (int i = 0; i < 4; i++) {
            spool.accept(Samples.state(i));
            taken(1, 1);
        }
        String old = spool.positions().getFirst().epoch();
        spool.acknowledged(old, 1, 2);
        spool.newEpoch();
        spool.acknowledged(old, 1, 4);
        restart();
        List<Spool.Batch> again = taken(1, 2);
        assertNotEquals(old, again.getFirst().epoch());
        assertEquals(List.of(1L, 2L), again.stream().map(Spool.Batch::number).toList());
        assertEquals(List.of(Samples.state(2), Samples.state(3)), events(again));
        spool.acknowledged(again.getFirst().epoch(), 1, 2);
        assertEquals(
                new Spool.Position(1, again.getFirst().epoch(), 2, 2, 2, 2),
                spool.positions().getFirst());
    }

    @Test
    void aSpoolThatLostItsEpochOrALaneBeginsANewEpoch() throws Exception {
        String first = spool.positions().getFirst().epoch();
        assertTrue(first.matches("[0-9a-f]{32}"), first);
        spool.close();
        Files.writeString(directory.resolve("epoch"), "epoch " + "0".repeat(32) + " 0 0 0 00000000\n");
        open();
        String second = spool.positions().getFirst().epoch();
        assertNotEquals(first, second);
        spool.close();
        try (Stream<Path> files = Files.list(directory.resolve("lane-3"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        open();
        assertNotEquals(second, spool.positions().getFirst().epoch());
    }

    @Test
    void damageOnTheDiskIsToldAsALoss() throws Exception {
        for (int i = 0; i < 3; i++) {
            spool.accept(Samples.logon(i));
            taken(2, 1);
        }
        spool.close();
        Path file = directory.resolve("lane-2").resolve("00000000000000000001.seg");
        byte[] bytes = Files.readAllBytes(file);
        bytes[64 + (bytes.length - 64) * 2 / 3 - 20] ^= 1; // in the second of three batches
        Files.write(file, bytes);
        open();
        assertEquals(
                List.of(1L, 3L), taken(2, 2).stream().map(Spool.Batch::number).toList());
        Event.Loss loss = (Event.Loss) events(taken(1, 1)).getFirst();
        assertEquals(List.of(2L, 2L, 2L), List.of((long) loss.lane(), loss.fromNumber(), loss.toNumber()));
        assertEquals(1, loss.events());
    }

    private void restart() throws IOException {
        spool.close();
        open();
    }

    private String incompressible(int length) {
        byte[] bytes = new byte[length * 3 / 4];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static long lost(List<Event> events, String source) {
        return events.stream()
                .filter(Event.Loss.class::isInstance)
                .flatMap(e -> ((Event.Loss) e).sources().stream())
                .filter(c -> c.source().equals(source))
                .mapToLong(SourceCount::events)
                .sum();
    }

    /** Leases from a lane until so many events came. */
    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private List<Spool.Batch> taken(int lane, int events) throws Exception {
        List<Spool.Batch> batches = new ArrayList<>();
        int[] count = {0};
        waitFor(() -> {
            Optional<Spool.Batch> batch = spool.lease(lane);
            batch.ifPresent(b -> {
                batches.add(b);
                count[0] += events(List.of(b)).size();
            });
            return count[0] >= events;
        });
        return batches;
    }

    private List<Spool.Batch> all(int lane) {
        List<Spool.Batch> batches = new ArrayList<>();
        for (Optional<Spool.Batch> b = spool.lease(lane); b.isPresent(); b = spool.lease(lane)) {
            batches.add(b.get());
        }
        return batches;
    }

    private static List<Event> events(List<Spool.Batch> batches) {
        List<Event> events = new ArrayList<>();
        for (Spool.Batch batch : batches) {
            try {
                events.addAll(EventCodec.decode(Compressor.DEFLATE.inflate(batch.deflated(), batch.inflatedSize())));
            } catch (IOException | MalformedBatchException e) {
                throw new AssertionError(batch.toString(), e);
            }
        }
        return events;
    }

    private static void assertSame(List<Spool.Batch> expected, List<Spool.Batch> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).number(), actual.get(i).number());
            assertEquals(expected.get(i).epoch(), actual.get(i).epoch());
            assertArrayEquals(expected.get(i).deflated(), actual.get(i).deflated());
        }
    }

    /** Something that becomes true. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void waitFor(Condition condition) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("not within ten seconds");
    }
}
