package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes are invented after the documented layout; Wine's own list is read by LiveProcessesTest. */
final class ProcessEntriesTest {
    private static final long ADDRESS = 0x1_2345_0000L;
    private static final int ENTRY = 0x100;

    private static byte[] list(int... pids) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * ENTRY * pids.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < pids.length; i++) {
            int at = 2 * ENTRY * i;
            byte[] name = ("p" + pids[i] + ".exe").getBytes(StandardCharsets.UTF_16LE);
            bytes.putInt(at, i + 1 < pids.length ? 2 * ENTRY : 0)
                    .putLong(at + 0x20, 1_000L + pids[i])
                    .putShort(at + 0x38, (short) name.length)
                    .putLong(at + 0x40, ADDRESS + at + ENTRY)
                    .putLong(at + 0x50, pids[i])
                    .putLong(at + 0x58, 4)
                    .putInt(at + 0x64, 1);
            bytes.put(at + ENTRY, name);
        }
        return bytes.array();
    }

    private static List<ProcessEntries.Entry> read(byte[] bytes, long length) {
        ProcessEntries entries = new ProcessEntries(MemorySegment.ofArray(bytes), ADDRESS, length);
        List<ProcessEntries.Entry> all = new ArrayList<>();
        while (entries.next()) {
            all.add(entries.entry());
        }
        return all;
    }

    @Test
    void eachProcessIsReadWithItsName() {
        byte[] bytes = list(8, 1_234);
        assertEquals(
                List.of(
                        new ProcessEntries.Entry(8, 4, 1_008, "p8.exe", 1),
                        new ProcessEntries.Entry(1_234, 4, 2_234, "p1234.exe", 1)),
                read(bytes, bytes.length));
    }

    @Test
    void whatWasNotWrittenIsNotRead() {
        byte[] bytes = list(8, 1_234);
        assertEquals(1, read(bytes, 2 * ENTRY + 0x67).size());
        assertEquals(0, read(bytes, 0).size());
        assertEquals(2, read(bytes, Long.MAX_VALUE).size());
    }

    @Test
    void aNameThatPointsElsewhereIsEmpty() {
        byte[] bytes = list(8);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0x40, ADDRESS - 2);
        assertEquals("", read(bytes, bytes.length).getFirst().name());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0x40, ADDRESS + bytes.length - 2);
        assertEquals("", read(bytes, bytes.length).getFirst().name());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0x40, Long.MIN_VALUE);
        assertEquals("", read(bytes, bytes.length).getFirst().name());
    }

    @Test
    void anyBytesEnd() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = list(1, 2, 3);
            for (int j = 0; j < 20; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertTrue(read(bytes, bytes.length).size() <= bytes.length);
        }
    }

    @Test
    void aLongTextIsCutVisibly() {
        byte[] text = "x".repeat(CountedText.MOST + 1).getBytes(StandardCharsets.UTF_16LE);
        String cut = CountedText.text(MemorySegment.ofArray(text));
        assertEquals(CountedText.MOST + 1, cut.length());
        assertTrue(cut.endsWith("…"));
        assertFalse(CountedText.text(MemorySegment.ofArray(text).asSlice(0, 20)).endsWith("…"));
    }
}
