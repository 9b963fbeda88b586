package bzh.vigie.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Journal.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private static final Options BLOCKS = new Options(1 << 20, 4096, 512, Compressor.DEFLATE, FsyncPolicy.NEVER);
    private static final Options SINGLE = new Options(1 << 20, 4096, 0, Compressor.NONE, FsyncPolicy.NEVER);

    @TempDir
    Path directory;

    @Test
    void recordsComeBackInOrderUnderTheirNumbers() throws IOException {
        try (Journal journal = Journal.open(directory, BLOCKS)) {
            for (int i = 1; i <= 100; i++) {
                assertEquals(i, journal.append(record(i), counts("a", 1)));
            }
            assertTrue(journal.durable() < 100, "the last block is not written before a flush");
            journal.flush();
            assertEquals(100, journal.durable());
            assertNumbers(1, 100, read(journal, 1));
        }
    }

    @Test
    void aReaderSeesOnlyWhatWasFlushed() throws IOException {
        try (Journal journal = Journal.open(directory, SINGLE)) {
            journal.append(record(1), List.of());
            journal.flush();
            journal.append(record(2), List.of());
            assertNumbers(1, 1, read(journal, 1));
            assertNumbers(1, 1, journal.lease(10, 1000).entries());
            journal.flush();
            assertNumbers(2, 2, journal.lease(10, 1000).entries());
        }
    }

    @Test
    void aRecordOverEightMebibytesIsRefusedByName() throws IOException {
        try (Journal journal =
                Journal.open(directory, new Options(1 << 25, 4096, Compressor.NONE, FsyncPolicy.NEVER))) {
            Exception refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> journal.append(new byte[Journal.MAX_RECORD_BYTES + 1], List.of()));
            assertTrue(refused.toString().contains("MAX_RECORD_BYTES"), refused.toString());
            assertEquals(1, journal.append(new byte[Journal.MAX_RECORD_BYTES], List.of()));
            assertEquals(2, journal.append(new byte[0], List.of()));
            journal.flush();
            List<Entry> read = read(journal, 1);
            assertEquals(Journal.MAX_RECORD_BYTES, read.get(0).bytes().length);
            assertEquals(0, read.get(1).bytes().length);
        }
    }

    @Test
    void aLeaseThatIsRolledBackComesAgain() throws IOException {
        try (Journal journal = filled(SINGLE, 10)) {
            Lease first = journal.lease(3, 1 << 20);
            Lease second = journal.lease(3, 1 << 20);
            assertNumbers(1, 3, first.entries());
            assertNumbers(4, 6, second.entries());
            first.rollback();
            Lease again = journal.lease(5, 1 << 20);
            assertNumbers(1, 5, again.entries());
            again.commit();
            assertEquals(5, journal.released());
            assertNumbers(6, 10, journal.lease(50, 1 << 20).entries());
            assertTrue(journal.lease(50, 1 << 20).isEmpty());
        }
    }

    @Test
    void aLeaseIsBoundedByBytesButNeverEmptyForThem() throws IOException {
        try (Journal journal = filled(SINGLE, 10)) {
            int one = record(1).length;
            assertNumbers(1, 2, journal.lease(50, 2L * one).entries());
            assertNumbers(3, 3, journal.lease(50, 1).entries());
        }
    }

    @Test
    void whatWasReleasedStaysReleasedAndTheRestComesAgain() throws IOException {
        try (Journal journal = filled(BLOCKS, 200)) {
            journal.lease(120, 1 << 20).commit();
        }
        try (Journal journal = Journal.open(directory, BLOCKS)) {
            assertEquals(120, journal.released());
            assertNumbers(121, 200, journal.lease(500, 1 << 20).entries());
        }
    }

    @Test
    void numbersGoOnAfterAllWasReleasedAndTheJournalWasOpenedAgain() throws IOException {
        try (Journal journal = filled(SINGLE, 100)) {
            long before = journal.bytes();
            journal.release(100);
            assertTrue(journal.bytes() < before, "segments that were released are deleted");
            assertEquals(101, journal.last() + 1);
        }
        Files.delete(directory.resolve("released"));
        try (Journal journal = Journal.open(directory, SINGLE)) {
            assertFalse(journal.fresh());
            assertEquals(101, journal.append(record(101), List.of()));
        }
    }

    @Test
    void theBoundIsKeptAndRoomComesFromReleasing() throws IOException {
        Options small = new Options(64 * 1024, 8192, 0, Compressor.NONE, FsyncPolicy.NEVER);
        try (Journal journal = Journal.open(directory, small)) {
            assertThrows(JournalFullException.class, () -> {
                while (true) {
                    journal.append(new byte[700], counts("a", 1));
                    assertTrue(onDisk() <= 64 * 1024, "over the bound");
                }
            });
            long last = journal.last();
            assertThrows(JournalFullException.class, () -> journal.append(new byte[700], List.of()));
            assertEquals(last, journal.last(), "a refused record has no number");
            journal.flush();
            assertEquals(onDisk(), journal.bytes());
            journal.release(last);
            assertEquals(last + 1, journal.append(new byte[700], List.of()));
        }
    }

    @Test
    void aJournalOfOneSegmentMakesRoomInItself() throws IOException {
        Options small = new Options(64 * 1024, 1 << 20, 0, Compressor.NONE, FsyncPolicy.NEVER);
        try (Journal journal = Journal.open(directory, small)) {
            long released = 0;
            for (int i = 1; i <= 300; i++) {
                assertEquals(i, journal.append(new byte[1000], List.of()));
                if (i % 10 == 0) {
                    journal.flush();
                    released = i;
                    journal.release(released);
                }
            }
            assertEquals(300, released);
            journal.append(record(301), List.of());
            journal.flush();
            assertNumbers(301, 301, journal.lease(10, 1 << 20).entries());
        }
        try (Journal journal = Journal.open(directory, small)) {
            assertEquals(302, journal.append(record(302), List.of()));
            journal.flush();
            Lease lease = journal.lease(10, 1 << 20);
            assertEquals(List.of(), lease.lost());
            assertNumbers(301, 302, lease.entries());
        }
    }

    @Test
    void droppingTellsExactlyWhatWasNotReleased() throws IOException {
        try (Journal journal = Journal.open(directory, SINGLE)) {
            for (int i = 1; i <= 100; i++) {
                journal.append(new byte[200], List.of(new SourceCount(i % 2 == 0 ? "even" : "odd", 2, i, i + 5)));
            }
            journal.flush();
            journal.release(3);
            long bytes = journal.bytes();
            Dropped dropped = journal.dropOldest().orElseThrow();
            assertEquals(4, dropped.from());
            assertEquals(bytes - dropped.bytes(), journal.bytes());
            assertEquals(dropped.to(), journal.released());
            assertEquals(2 * (dropped.to() - 3), events(dropped.counts()));
            SourceCount even = dropped.counts().stream()
                    .filter(c -> c.source().equals("even"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(4, even.firstWallMicros());
            assertEquals(dropped.to() - dropped.to() % 2 + 5, even.lastWallMicros());
            assertNumbers(dropped.to() + 1, 100, journal.lease(500, 1 << 20).entries());
        }
    }

    @Test
    void droppingGoesOnUntilNothingIsLeft() throws IOException {
        long events = 0;
        long next = 1;
        try (Journal journal = Journal.open(directory, SINGLE)) {
            for (int i = 1; i <= 100; i++) {
                journal.append(new byte[200], counts("a", 1));
            }
            journal.flush();
            for (var dropped = journal.dropOldest(); dropped.isPresent(); dropped = journal.dropOldest()) {
                assertEquals(next, dropped.get().from());
                next = dropped.get().to() + 1;
                events += events(dropped.get().counts());
            }
            assertEquals(100, events);
            assertEquals(101, next);
            assertTrue(journal.lease(10, 1000).isEmpty());
            assertTrue(journal.bytes() < 300, "only numbers are left");
        }
        try (Journal journal = Journal.open(directory, SINGLE)) {
            assertTrue(journal.lease(10, 1000).isEmpty());
            assertEquals(101, journal.append(record(101), List.of()));
        }
    }

    @Test
    void countsSurviveReopeningAlsoOfASegmentThatWasNeverEnded() throws IOException {
        try (Journal journal =
                Journal.open(directory, new Options(1 << 20, 1 << 20, 0, Compressor.NONE, FsyncPolicy.NEVER))) {
            journal.append(record(1), counts("a", 3));
            journal.append(record(2), counts("b", 4));
        }
        try (Journal journal = Journal.open(directory, SINGLE)) {
            Dropped dropped = journal.dropOldest().orElseThrow();
            assertEquals(List.of(new SourceCount("a", 3, 0, 0), new SourceCount("b", 4, 0, 0)), dropped.counts());
        }
    }

    @Test
    void aCursorThatFellBehindIsToldWhatWasRemoved() throws IOException {
        try (Journal journal = filled(SINGLE, 200)) {
            Cursor cursor = journal.cursor(1);
            assertNumbers(1, 2, cursor.next(2, 1 << 20));
            journal.release(150);
            assertNumbers(journal.first(), journal.first(), cursor.next(1, 1 << 20));
            assertEquals(List.of(new Lost(3, journal.first() - 1, List.of(), Lost.Cause.REMOVED)), cursor.lost());
        }
    }

    @Test
    void aSecondOpeningIsRefused() throws IOException {
        try (Journal journal = filled(SINGLE, 1)) {
            JournalInUseException refused =
                    assertThrows(JournalInUseException.class, () -> Journal.open(directory, SINGLE));
            assertTrue(refused.toString().contains(directory.toString()), refused.toString());
            assertEquals(2, journal.append(record(2), List.of()));
        }
        Journal.open(directory, SINGLE).close();
    }

    @Test
    void aJournalOfANewerVersionIsLeftAlone() throws IOException {
        filled(SINGLE, 3).close();
        Path file = directory.resolve("00000000000000000001.seg");
        byte[] bytes = Files.readAllBytes(file);
        System.arraycopy(new Format.SegmentHeader(2, 1, 1, 7).encode(), 0, bytes, 0, Format.SEGMENT_HEADER);
        Files.write(file, bytes);
        IOException refused = assertThrows(IOException.class, () -> Journal.open(directory, SINGLE));
        assertTrue(refused.toString().contains("newer version"), refused.toString());
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void anInterruptedThreadDoesNotBreakTheJournal() throws IOException {
        Options synced = new Options(1 << 20, 2048, 0, Compressor.NONE, FsyncPolicy.ON_FLUSH);
        try (Journal journal = Journal.open(directory, synced)) {
            Thread.currentThread().interrupt();
            for (int i = 1; i <= 50; i++) {
                journal.append(record(i), List.of());
                journal.flush();
            }
            assertTrue(Thread.interrupted());
            assertNumbers(1, 50, read(journal, 1));
        }
    }

    @Test
    void appendersFlushersAndReadersWorkBesideEachOther() throws Exception {
        Options synced = new Options(1 << 24, 16 * 1024, 1024, Compressor.DEFLATE, FsyncPolicy.ON_FLUSH);
        try (Journal journal = Journal.open(directory, synced);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> writers = Stream.generate(() -> threads.submit(() -> {
                        start.await();
                        for (int i = 0; i < 1000; i++) {
                            long number = journal.append(record(i), counts("a", 1));
                            if (i % 50 == 0) {
                                journal.flush();
                                assertTrue(journal.durable() >= number);
                            }
                        }
                        journal.flush();
                        return null;
                    }))
                    .limit(3)
                    .<Future<?>>map(f -> f)
                    .toList();
            Future<Long> reader = threads.submit(() -> {
                Cursor cursor = journal.cursor(1);
                long next = 1;
                while (next <= 3000) {
                    for (Entry entry : cursor.next(100, 1 << 16)) {
                        assertEquals(next++, entry.number());
                    }
                    assertEquals(List.of(), cursor.lost());
                }
                return next;
            });
            start.countDown();
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertEquals(3001, reader.get());
        }
    }

    private Journal filled(Options options, int records) throws IOException {
        Journal journal = Journal.open(directory, options);
        for (int i = 1; i <= records; i++) {
            journal.append(record(i), counts("a", 1));
        }
        journal.flush();
        return journal;
    }

    private long onDisk() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".seg"))
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    static byte[] record(long number) {
        return ("record " + number + " of a small journal").getBytes(UTF_8);
    }

    static List<SourceCount> counts(String source, long events) {
        return List.of(new SourceCount(source, events, 0, 0));
    }

    static long events(List<SourceCount> counts) {
        return counts.stream().mapToLong(SourceCount::events).sum();
    }

    static List<Entry> read(Journal journal, long from) throws IOException {
        return journal.cursor(from).next(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private static void assertNumbers(long from, long to, List<Entry> entries) {
        assertEquals(
                LongStream.rangeClosed(from, to).boxed().toList(),
                entries.stream().map(Entry::number).toList());
    }
}
