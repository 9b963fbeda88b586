package bzh.vigie.journal;

import static bzh.vigie.journal.JournalTest.counts;
import static bzh.vigie.journal.JournalTest.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.journal.Journal.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskFullTest {
    private static final Options SINGLE = new Options(1 << 20, 4096, 0, Compressor.NONE, FsyncPolicy.ON_FLUSH);

    @TempDir
    Path directory;

    @Test
    void aWriteThatFailsHalfWayIsTakenBack() throws IOException {
        FailingDisk disk = new FailingDisk();
        try (Journal journal = Journal.open(directory, SINGLE, disk)) {
            journal.append(record(1), List.of());
            for (int left = 0; left < 100; left++) {
                long bytes = journal.bytes();
                disk.leave(left);
                assertThrows(JournalFullException.class, () -> journal.append(new byte[100], List.of()));
                assertEquals(bytes, journal.bytes());
                assertEquals(1, journal.last());
            }
            disk.leave(Long.MAX_VALUE);
            assertEquals(2, journal.append(record(2), List.of()));
            journal.flush();
            assertEquals(2, JournalTest.read(journal, 1).size());
        }
    }

    @Test
    void whatWasTakenIntoABlockWaitsForRoom() throws IOException {
        FailingDisk disk = new FailingDisk();
        Options blocks = new Options(1 << 20, 4096, 500, Compressor.NONE, FsyncPolicy.ON_FLUSH);
        try (Journal journal = Journal.open(directory, blocks, disk)) {
            journal.append(record(1), List.of());
            journal.append(record(2), List.of());
            disk.leave(10);
            assertThrows(JournalFullException.class, journal::flush);
            assertEquals(0, journal.durable());
            disk.leave(Long.MAX_VALUE);
            journal.flush();
            assertEquals(2, JournalTest.read(journal, 1).size());
        }
    }

    @Test
    void afterAFailedSyncNothingIsPromisedAnyMore() throws IOException {
        FailingDisk disk = new FailingDisk();
        try (Journal journal = Journal.open(directory, SINGLE, disk)) {
            journal.append(record(1), List.of());
            disk.failSyncs();
            assertThrows(IOException.class, journal::flush);
            assertEquals(0, journal.durable());
            IOException refused = assertThrows(IOException.class, () -> journal.append(record(2), List.of()));
            assertTrue(refused.toString().contains("opened again"), refused.toString());
        }
        try (Journal journal = Journal.open(directory, SINGLE)) {
            assertEquals(1, journal.durable());
        }
    }

    @Test
    void aTornEndFoundOnAFullDiskWaitsAndItsNumbersAreNotUsedAgain() throws IOException {
        try (Journal journal = Journal.open(directory, SINGLE)) {
            for (int i = 1; i <= 60; i++) {
                journal.append(record(i), counts("a", 1));
            }
        }
        Path end;
        try (Stream<Path> files = Files.list(directory)) {
            end = files.filter(f -> f.toString().endsWith(".seg"))
                    .sorted()
                    .toList()
                    .getLast();
        }
        byte[] bytes = Files.readAllBytes(end);
        Files.write(end, Arrays.copyOf(bytes, Format.SEGMENT_HEADER + 20));
        FailingDisk disk = new FailingDisk();
        disk.leave(0);
        try (Journal journal = Journal.open(directory, SINGLE, disk)) {
            long last = journal.last();
            assertThrows(JournalFullException.class, () -> journal.append(record(0), List.of()));
            assertEquals(1, journal.dropOldest().orElseThrow().from());
            disk.leave(Long.MAX_VALUE);
            assertEquals(last + 1, journal.append(record(0), List.of()));
            journal.flush();
            assertEquals(
                    last + 1,
                    JournalTest.read(journal, journal.first()).getLast().number());
        }
    }

    @Test
    void aRealFullDiskIsMadeRoomOnByDropping() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small.toString()),
                "only root can mount a small tmpfs");
        try (Journal journal = Journal.open(
                small.resolve("journal"), new Options(1 << 24, 65_536, 0, Compressor.NONE, FsyncPolicy.ON_FLUSH))) {
            assertThrows(JournalFullException.class, () -> {
                while (true) {
                    journal.append(new byte[5_000], counts("a", 1));
                }
            });
            long last = journal.last();
            journal.flush();
            Dropped dropped = journal.dropOldest().orElseThrow();
            assertEquals(1, dropped.from());
            assertEquals(dropped.to(), JournalTest.events(dropped.counts()));
            assertEquals(last + 1, journal.append(new byte[5_000], counts("a", 1)));
            journal.flush();
            assertEquals(
                    last + 1 - dropped.to(),
                    JournalTest.read(journal, dropped.to() + 1).size());
        } finally {
            run("umount", small.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
