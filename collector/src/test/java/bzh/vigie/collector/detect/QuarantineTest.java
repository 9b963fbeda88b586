package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Specimens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuarantineTest {
    private static final String EPOCH = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private static Delivered batch(int agent, long number) {
        return new Delivered(
                Specimens.agent(agent),
                Line.QUIMPER,
                EPOCH,
                1,
                number,
                Instant.EPOCH,
                0,
                MemoryFeed.payload("garbage".getBytes(StandardCharsets.UTF_8)));
    }

    private boolean has(int agent, long number) {
        return Files.exists(folder.resolve(Specimens.agent(agent).text() + "-" + EPOCH + "-1-" + number + ".deflated"));
    }

    private long files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aHostThatFillsItKeepsItsNewestAlone() throws IOException {
        Quarantine quarantine = new Quarantine(folder);
        assertTrue(quarantine.keep(batch(1, 1)));
        for (int number = 1; number <= 300; number++) {
            assertTrue(quarantine.keep(batch(2, number)));
        }
        assertTrue(has(1, 1));
        assertTrue(has(2, 300));
        assertFalse(has(2, 1));
        assertEquals(1 + Quarantine.MAX_EACH, files());
    }

    @Test
    void whoHasMostMakesRoomForAnother() throws IOException {
        Quarantine quarantine = new Quarantine(folder);
        for (int agent = 1; agent <= 10; agent++) {
            for (int number = 1; number <= Quarantine.MAX_EACH; number++) {
                assertTrue(quarantine.keep(batch(agent, number)));
            }
        }
        assertTrue(quarantine.keep(batch(11, 1)));
        assertTrue(quarantine.keep(batch(12, 1)));
        assertTrue(has(11, 1) && has(12, 1));
        assertEquals(Quarantine.MAX_FILES, files());
    }
}
