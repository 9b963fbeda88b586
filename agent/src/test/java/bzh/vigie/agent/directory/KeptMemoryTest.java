package bzh.vigie.agent.directory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.LocalFolder;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is remembered of shared files from one process to the next. */
final class KeptMemoryTest {
    private static final Instant NOW = Instant.parse("2026-11-26T23:00:00Z");
    private static final HostPath FOLDER = HostPath.of("/sysvol");

    private final MemoryFiles files = new MemoryFiles();
    private long nanos = 5;

    private Sysvol listed(Sysvol.Memory memory) {
        return Sysvol.of(new LocalFolder(files, FOLDER), memory);
    }

    private Sysvol.Memory read(byte[] kept, Duration later) {
        return KeptMemory.read(kept, () -> nanos, InstantSource.fixed(NOW.plus(later)));
    }

    private byte[] afterOneReading() {
        for (String name : List.of("a.exe", "b.exe")) {
            files.file(FOLDER.child(name), 0644, new byte[300 << 10]);
        }
        Sysvol.Memory memory = new Sysvol.Memory(() -> nanos);
        Sysvol sysvol = listed(memory);
        nanos += 7;
        assertTrue(sysvol.digest(sysvol.files().getLast()).ifFound().isPresent());
        return KeptMemory.written(memory, InstantSource.fixed(NOW));
    }

    @Test
    void theNextProcessHashesNoLargeFileAgainThatStayedAndBeginsWithWhatWasNotReached() {
        byte[] kept = afterOneReading();
        nanos = -1_000_000;
        Sysvol next = listed(read(kept, Duration.ofHours(1)));
        assertEquals("a.exe", next.inTurn().getFirst().name());
        assertEquals(
                Sha256.over(new byte[300 << 10]),
                next.digest(next.files().getLast()).ifFound().orElseThrow());
        assertEquals(0, next.received());
    }

    @Test
    void aDayLaterItIsHashedAgain() {
        byte[] kept = afterOneReading();
        Sysvol next = listed(read(kept, Duration.ofHours(21)));
        assertTrue(next.digest(next.files().getLast()).ifFound().isPresent());
        assertEquals(300 << 10, next.received());
    }

    @Test
    void whatWasReadTodayCountsForTheNextProcess() {
        Sysvol.Memory memory = new Sysvol.Memory(() -> nanos);
        memory.hashed = Sysvol.MOST_BYTES - 10;
        memory.read = 17;
        nanos += TimeUnit.HOURS.toNanos(3);
        byte[] kept = KeptMemory.written(memory, InstantSource.fixed(NOW));
        nanos = 0;
        Sysvol.Memory next = read(kept, Duration.ofHours(2));
        assertEquals(Sysvol.MOST_BYTES - 10, next.hashed);
        assertEquals(17, next.read);
        assertEquals(-TimeUnit.HOURS.toNanos(5), next.began);
    }

    @Test
    void aPlaceThatWaitsForAnotherDayIsDueInAnotherProcess() {
        Sysvol.Memory memory = new Sysvol.Memory(() -> nanos);
        memory.waits("ad.sysvol.script", true);
        memory.waits("ad.sysvol.file", true);
        memory.waits("ad.sysvol.file", false);
        byte[] kept = KeptMemory.written(memory, InstantSource.fixed(NOW));
        assertEquals(Set.of(), read(kept, Duration.ofHours(23)).due());
        assertEquals(
                Set.of("ad.sysvol.script"), read(kept, Duration.ofHours(25)).due());
    }

    @Test
    void whatIsReadIsWrittenTheSame() {
        byte[] kept = afterOneReading();
        assertArrayEquals(kept, KeptMemory.written(read(kept, Duration.ZERO), InstantSource.fixed(NOW)));
    }

    @Test
    void aClockThatWasSetBackOrBytesThatAreNotWholeAreNoMemory() {
        byte[] kept = afterOneReading();
        byte[] changed = kept.clone();
        changed[changed.length - 1] ^= 1;
        for (Sysvol.Memory none : List.of(
                read(kept, Duration.ofHours(-1)),
                read(changed, Duration.ZERO),
                read(Arrays.copyOf(kept, kept.length - 1), Duration.ZERO),
                read(new byte[0], Duration.ZERO))) {
            assertEquals(0, none.hashed);
            assertTrue(none.hashes.isEmpty() && none.looked.isEmpty());
        }
        assertEquals(1, read(kept, Duration.ofMinutes(-1)).hashes.size());
    }

    @Test
    void moreThanIsKeptIsLeftOutAndTheRestIsWhole() {
        Sysvol.Memory memory = new Sysvol.Memory(() -> nanos);
        for (int i = 0; i < 20_000; i++) {
            memory.looked.put(HostPath.of("/SYSVOL/" + "x".repeat(1_000) + i), 1L);
        }
        byte[] kept = KeptMemory.written(memory, InstantSource.fixed(NOW));
        assertTrue(kept.length <= KeptMemory.MOST);
        int left = read(kept, Duration.ZERO).looked.size();
        assertTrue(left > 5_000 && left < 20_000, left + " kept");
    }

    /** What is handed back comes from a process that had a controller's answers in it. */
    @Test
    void moreFilesOrOtherAgesThanThereCanBeAreNoMemory() throws IOException {
        for (long age : List.of(0L, -1L, Long.MAX_VALUE)) {
            for (int files : List.of(1, Sysvol.MOST_FILES + 1)) {
                Sysvol.Memory memory = read(looked(files, age), Duration.ZERO);
                assertEquals(age == 0 && files == 1 ? 1 : 0, memory.looked.size(), age + " " + files);
                assertTrue(memory.read >= 0 && memory.hashed <= Sysvol.MOST_BYTES);
            }
        }
    }

    private static byte[] looked(int files, long age) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(rest);
        out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, NOW));
        for (long each : List.of(1L, 0L, Long.MAX_VALUE, Long.MIN_VALUE)) {
            out.writeLong(each);
        }
        out.writeShort(0);
        out.writeBoolean(false);
        out.writeBoolean(false);
        for (int i = 0; i < files; i++) {
            byte[] path = HostPath.of("/SYSVOL/" + i).bytes();
            out.writeBoolean(true);
            out.writeShort(path.length);
            out.write(path);
            out.writeLong(age);
        }
        out.writeBoolean(false);
        out.writeBoolean(false);
        return KeptBytes.sealed(0x56474631, rest.toByteArray());
    }
}
