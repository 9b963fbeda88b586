package bzh.vigie.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.Journal.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded histories of everything a journal can do, with crashes and a disk that fills up, against a sorted map. */
final class RandomHistoryTest {
    private static final int STEPS = 1_200;

    @BeforeAll
    static void quiet() {
        Quiet.now();
    }

    @TempDir
    Path directory;

    private final FailingDisk disk = new FailingDisk();
    private final TreeMap<Long, byte[]> model = new TreeMap<>();
    private final ArrayDeque<Lease> leases = new ArrayDeque<>();
    private int directories;
    private long passed;
    private String step = "";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theJournalIsAListThatForgetsNothing(long seed) throws IOException {
        Random random = new Random(seed);
        Options options = new Options(
                64 * 1024,
                4096,
                seed % 2 == 0 ? 0 : 700,
                seed % 3 == 0 ? Compressor.NONE : Compressor.DEFLATE,
                FsyncPolicy.ON_FLUSH);
        Path path = directory.resolve("0");
        Journal journal = Journal.open(path, options, disk);
        for (int i = 0; i < STEPS; i++) {
            int action = random.nextInt(100);
            passed = Math.max(passed, journal.released());
            step = "seed " + seed + " step " + i + " action " + action;
            if (action < 60) {
                append(journal, random);
            } else if (action < 75) {
                flush(journal);
            } else if (action < 85) {
                lease(journal, random);
            } else if (action < 92) {
                finish(journal, random);
            } else if (action < 94) {
                drop(journal, options);
            } else if (action < 96) {
                disk.leave(random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(3000));
            } else if (action < 98) {
                disk.leave(Long.MAX_VALUE);
                journal.close();
                journal = reopened(Journal.open(path, options, disk));
                assertEquals(model.isEmpty() ? journal.last() : model.lastKey(), journal.last(), step);
            } else {
                Path before = path;
                path = copied(path);
                disk.leave(Long.MAX_VALUE);
                journal.close();
                disk.leave(random.nextInt(3) > 0 ? Long.MAX_VALUE : random.nextInt(300));
                journal = crashed(Journal.open(path, options, disk), before);
            }
            if (action >= 90 || i % 20 == 0) {
                check(journal);
            }
        }
        disk.leave(Long.MAX_VALUE);
        journal.close();
    }

    private void append(Journal journal, Random random) throws IOException {
        byte[] record = new byte[random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(100)];
        random.nextBytes(record);
        long last = journal.last();
        try {
            long number = journal.append(record, List.of(new SourceCount("s", 1, last, last)));
            assertEquals(last + 1, number, step);
            model.put(number, record);
        } catch (JournalFullException e) {
            assertEquals(last, journal.last(), step);
        }
    }

    private void flush(Journal journal) throws IOException {
        try {
            journal.flush();
            assertEquals(journal.last(), journal.durable(), step);
        } catch (JournalFullException e) {
            assertTrue(journal.durable() < journal.last(), step);
        }
    }

    private void lease(Journal journal, Random random) throws IOException {
        Lease lease = journal.lease(1 + random.nextInt(20), 4_000);
        assertEquals(List.of(), lease.lost(), step);
        long expected = Math.max(
                leases.isEmpty() ? 0 : leases.getLast().to(),
                journal.released() - lease.entries().size());
        for (Entry entry : lease.entries()) {
            assertTrue(entry.number() > expected, step);
            expected = entry.number();
            assertArrayEquals(model.get(entry.number()), entry.bytes(), step);
        }
        if (!lease.isEmpty()) {
            leases.add(lease);
        }
    }

    private void finish(Journal journal, Random random) {
        if (leases.isEmpty()) {
            return;
        }
        Lease lease = leases.getFirst();
        if (random.nextInt(3) > 0) {
            lease.commit();
            assertTrue(journal.released() >= lease.to(), step);
            leases.removeFirst();
        } else {
            lease.rollback();
            leases.clear();
        }
    }

    private void drop(Journal journal, Options options) throws IOException {
        long released = journal.released();
        Optional<Dropped> oldest = journal.dropOldest();
        if (oldest.isPresent()) {
            assertEquals(released + 1, oldest.get().from(), step);
            long to = oldest.get().to();
            long most = model.subMap(oldest.get().from(), to + 1).size();
            long least = model.subMap(Math.max(oldest.get().from(), passed + 1), Math.max(to, passed) + 1)
                    .size();
            long events = JournalTest.events(oldest.get().counts());
            assertTrue(events >= least, step + ": " + events + " of " + least);
            assertTrue(options.blockBytes() > 0 || events <= most, step + ": " + events + " of " + most);
            assertEquals(oldest.get().to(), journal.released(), step);
        }
    }

    private Journal reopened(Journal journal) {
        leases.clear();
        return journal;
    }

    private Journal crashed(Journal journal, Path before) throws IOException {
        leases.clear();
        model.tailMap(journal.last(), false).clear();
        try (Stream<Path> files = Files.list(before)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return journal;
    }

    private Path copied(Path from) throws IOException {
        Path to = Files.createDirectory(directory.resolve(Integer.toString(++directories)));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private void check(Journal journal) throws IOException {
        // A crash may forget what was released last; it does not bring back what was deleted for it.
        passed = Math.max(passed, journal.released());
        Cursor cursor = journal.cursor(passed + 1);
        long from = cursor.position();
        TreeMap<Long, byte[]> expected = new TreeMap<>(model.subMap(from, Math.max(from, journal.durable() + 1)));
        for (Entry entry : cursor.next(Integer.MAX_VALUE, Long.MAX_VALUE)) {
            assertArrayEquals(expected.remove(entry.number()), entry.bytes(), step + " record " + entry.number());
        }
        assertEquals(List.of(), cursor.lost(), step);
        assertTrue(expected.isEmpty(), step + ": not read: " + expected.keySet());
        assertTrue(journal.bytes() <= 64 * 1024, step);
    }
}
