package bzh.vigie.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KillTest {
    @TempDir
    Path directory;

    @Test
    void aKilledProcessLosesNothingThatWasFlushedAndDoublesNothing() throws Exception {
        long durable = 0;
        for (int round = 1; round <= 4; round++) {
            durable = killedAfter(10L * round);
            try (Journal journal = Journal.open(directory, AppendingChild.OPTIONS)) {
                assertTrue(journal.last() >= durable, "round " + round);
                Cursor cursor = journal.cursor(1);
                long next = 1;
                for (List<Entry> e = cursor.next(1_000, 1 << 20); !e.isEmpty(); e = cursor.next(1_000, 1 << 20)) {
                    for (Entry entry : e) {
                        assertArrayEquals(AppendingChild.content(entry.number()), entry.bytes());
                        assertTrue(entry.number() == next || next > durable, "round " + round);
                        next = entry.number() + 1;
                    }
                    for (Lost lost : cursor.lost()) {
                        assertEquals(Lost.Cause.CUT, lost.cause());
                    }
                }
                assertTrue(next > durable, "round " + round + ": read up to " + next + ", durable " + durable);
            }
        }
        assertTrue(durable > 0);
    }

    /** Starts a child, kills it after so many flushes, and says what it last told to be durable. */
    private long killedAfter(long flushes) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long durable = 0;
        try (DataInputStream told = new DataInputStream(child.getInputStream())) {
            for (int i = 0; i < flushes; i++) {
                durable = told.readLong();
            }
            child.toHandle().destroyForcibly(); // leaves the pipe open, so that what was told last is still read
            while (true) {
                durable = told.readLong();
            }
        } catch (EOFException e) {
            return durable;
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
    }
}
