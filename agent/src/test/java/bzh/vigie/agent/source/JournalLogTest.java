package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.agent.host.LogStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalLogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final List<String> cursors = new ArrayList<>();

    /** A journalctl that ends at once, as it does when it cannot read the cursor. */
    private final class Ending implements LogStream.Opener {
        @Override
        public LogStream after(String cursor) {
            return ended("after " + cursor);
        }

        @Override
        public LogStream follow(String cursor) {
            return ended("follow " + cursor);
        }
    }

    private LogStream ended(String cursor) {
        cursors.add(cursor);
        return new LogStream() {
            @Override
            public int read(byte[] into) {
                return -1;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Test
    void aCursorThatCannotBeReadIsGivenUp() {
        JournalLog log = new JournalLog(new Ending(), "nonsense", line -> {});
        log.read(true, NOW, new byte[100]);
        log.read(true, NOW, new byte[100]);
        assertFalse(log.isOpen());
        assertEquals("journalctl", log.refused());
        for (int round = 0; round < 125; round++) {
            log.read(true, NOW, new byte[100]);
        }
        assertEquals(
                List.of("after nonsense", "follow nonsense", "after nonsense", "follow nonsense", "follow "), cursors);
    }

    @Test
    void itIsNotOpenedWhereItIsNotWanted() {
        JournalLog log = new JournalLog(new Ending(), "", line -> {});
        log.read(false, NOW, new byte[100]);
        assertEquals(List.of(), cursors);
        assertEquals("", log.refused());
    }
}
