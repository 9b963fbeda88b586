package bzh.vigie.journal;

import static bzh.vigie.journal.JournalTest.counts;
import static bzh.vigie.journal.JournalTest.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.journal.Journal.Options;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to the files: opening throws nothing, no wrong record is read, and each number that was there before is
 * either read or named as lost; a number once used is not given again.
 */
final class DamageTest {
    private static final Options SINGLE = new Options(1 << 20, 1024, 0, Compressor.NONE, FsyncPolicy.NEVER);
    private static final Options BLOCKS = new Options(1 << 20, 1024, 150, Compressor.DEFLATE, FsyncPolicy.NEVER);

    private static final int RECORDS = 10;
    private static final int PER_BLOCK = 5;
    private static final Disk UNSYNCED = new Disk() {
        @Override
        public void write(RandomAccessFile file, long at, byte[] bytes) throws IOException {
            Disk.REAL.write(file, at, bytes);
        }

        @Override
        public void sync(RandomAccessFile file) {}
    };

    @BeforeAll
    static void quiet() {
        Quiet.now();
    }

    @TempDir
    Path directory;

    @Test
    void aCutAtAnyByteLosesOnlyTheEndAndNamesIt() throws IOException {
        for (Options options : List.of(SINGLE, BLOCKS)) {
            Map<Path, byte[]> files = journal(options, RECORDS);
            Path end = segments().getLast();
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                int read = 0;
                for (int length = 0; length < file.getValue().length; length++) {
                    restore(files);
                    put(file.getKey(), Arrays.copyOf(file.getValue(), length));
                    String what = file.getKey() + " cut at " + length;
                    int known = file.getKey().equals(end) ? known(options) : RECORDS;
                    int left = known - check(options, known, what);
                    assertTrue(left >= read, what + ": fewer records than from a shorter file");
                    read = left;
                }
                assertTrue(
                        read >= RECORDS - PER_BLOCK, file.getKey() + ": " + read + " left though one byte is missing");
            }
        }
    }

    @Test
    void aFlippedBitAnywhereGivesNoWrongRecordAndNamesTheLoss() throws IOException {
        for (Options options : List.of(SINGLE, BLOCKS)) {
            Map<Path, byte[]> files = journal(options, RECORDS);
            Path end = segments().getLast();
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                restore(files);
                int step = options.blockBytes() == 0 ? 1 : 3;
                for (int bit = 0; bit < file.getValue().length * 8; bit += step) {
                    byte[] flipped = file.getValue().clone();
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                    put(file.getKey(), flipped);
                    // Every bit is read past; every fifth also written past.
                    String what = file.getKey() + " bit " + bit;
                    int lost = bit % 5 == 0 ? check(options, RECORDS, what) : lostOf(options, RECORDS, what);
                    if (bit % 5 == 0) {
                        restore(files);
                    } else {
                        put(end, files.getOrDefault(end, new byte[0])); // of which the end was cut
                    }
                    assertTrue(lost <= PER_BLOCK, "one bit costs one block, not " + lost + " records: bit " + bit);
                }
            }
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Map<Path, byte[]> files = journal(SINGLE, 40);
        for (Path file : files.keySet().stream().limit(files.size() - 1).toList()) {
            restore(files);
            Files.delete(file);
            check(SINGLE, 40, file + " missing");
        }
    }

    @Test
    void aTornEndKeepsItsCountsWhereItsHeaderIsWhole() throws IOException {
        Options one = new Options(1 << 20, 1 << 20, 0, Compressor.NONE, FsyncPolicy.NEVER);
        Map<Path, byte[]> files = journal(one, 3);
        Map.Entry<Path, byte[]> file = files.entrySet().iterator().next();
        put(file.getKey(), Arrays.copyOf(file.getValue(), file.getValue().length - 1));
        for (int opening = 0; opening < 3; opening++) {
            try (Journal journal = Journal.open(directory, one)) {
                Lease lease = journal.lease(10, 1 << 20);
                assertEquals(2, lease.entries().size());
                assertEquals(List.of(new Lost(3, 3, counts("source-1", 1), Lost.Cause.CUT)), lease.lost());
                assertEquals(3, journal.last());
            }
        }
    }

    @Test
    void aRecordThatLooksLikeABlockIsNotTakenForOne() throws IOException {
        Options one = new Options(1 << 20, 1 << 20, 0, Compressor.NONE, FsyncPolicy.NEVER);
        byte[] forged = Format.block(42, Format.Kind.RECORDS, (byte) 0, 1, 2, 2, new Counts().encode(), 9, new byte[] {
            0, 0, 0, 5, 1, 2, 3, 4, 5
        });
        Path file;
        try (Journal journal = Journal.open(directory, one)) {
            journal.append(forged, List.of());
            journal.append(record(2), List.of());
            file = directory.resolve("00000000000000000001.seg");
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[Format.SEGMENT_HEADER + 20] ^= 1;
        put(file, bytes);
        try (Journal journal = Journal.open(directory, one)) {
            Cursor cursor = journal.cursor(1);
            List<Entry> read = cursor.next(10, 1 << 20);
            assertEquals(1, read.size());
            assertArrayEquals(record(2), read.getFirst().bytes());
            assertEquals(List.of(new Lost(1, 1, List.of(), Lost.Cause.DAMAGED)), cursor.lost());
        }
    }

    /** Up to which number a journal knows of records: one cut between two blocks cannot know of what came after. */
    private int known(Options options) throws IOException {
        try (Journal journal = Journal.open(directory, options, UNSYNCED)) {
            return (int) Math.min(RECORDS, journal.last());
        }
    }

    private int lostOf(Options options, int records, String what) throws IOException {
        try (Journal journal = Journal.open(directory, options, UNSYNCED)) {
            return readAll(journal, records, what);
        }
    }

    /** Opens, reads everything, appends, reads again; how many of the records are lost. */
    private int check(Options options, int records, String what) throws IOException {
        int lost;
        long next;
        try (Journal journal = Journal.open(directory, options, UNSYNCED)) {
            lost = readAll(journal, records, what);
            next = journal.append(record(0), List.of());
            assertTrue(next > records, what + ": number " + next + " given again");
            journal.flush();
        }
        try (Journal journal = Journal.open(directory, options, UNSYNCED)) {
            assertEquals(lost, readAll(journal, records, what), what + ": another loss after reopening");
            List<Entry> end = journal.cursor(next).next(10, 1 << 20);
            assertEquals(1, end.size(), what + ": the record appended after the damage");
            assertArrayEquals(record(0), end.getFirst().bytes(), what);
        }
        return lost;
    }

    private static int readAll(Journal journal, int records, String what) throws IOException {
        Cursor cursor = journal.cursor(1);
        List<Long> seen = new ArrayList<>();
        int lost = 0;
        long last = 0;
        while (true) {
            List<Entry> entries = cursor.next(3, 1 << 20);
            for (Lost l : cursor.lost()) {
                assertTrue(l.from() > last || entries.stream().anyMatch(e -> e.number() > l.to()), what);
                for (long n = l.from(); n <= Math.min(l.to(), records); n++) {
                    seen.add(n);
                    lost++;
                }
            }
            for (Entry entry : entries) {
                last = entry.number();
                if (last <= records) {
                    assertArrayEquals(record(last), entry.bytes(), what + ": record " + last);
                    seen.add(last);
                }
            }
            if (entries.isEmpty() && cursor.lost().isEmpty()) {
                break;
            }
        }
        List<Long> expected = new ArrayList<>();
        for (long n = Math.max(1, journal.first()); n <= records; n++) {
            expected.add(n);
        }
        assertEquals(expected, seen.stream().sorted().toList(), what + ": neither read nor named");
        return lost;
    }

    private Map<Path, byte[]> journal(Options options, int records) throws IOException {
        try (Stream<Path> old = Files.list(directory)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (Journal journal = Journal.open(directory, options, UNSYNCED)) {
            for (int i = 1; i <= records; i++) {
                journal.append(record(i), counts("source-" + i % 2, 1));
            }
        }
        Map<Path, byte[]> files = new TreeMap<>();
        for (Path file : segments()) {
            files.put(file, Files.readAllBytes(file));
        }
        return files;
    }

    private void restore(Map<Path, byte[]> files) throws IOException {
        for (Path file : segments()) {
            if (!files.containsKey(file)) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            put(file.getKey(), file.getValue());
        }
    }

    /** As a new file: ext4 flushes one that is cut to nothing and written again, thousands of times here. */
    private static void put(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, bytes);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(f -> f.toString().endsWith(".seg")).sorted().toList();
        }
    }
}
