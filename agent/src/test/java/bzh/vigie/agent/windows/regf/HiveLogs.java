package bzh.vigie.agent.windows.regf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Writes the logs of hives for tests, as {@link EntryLog} and {@link SectorLog} draw them. */
public final class HiveLogs {
    private static final int PAGE = 4096;

    private HiveLogs() {}

    /** The same hive, as if writing it had begun and not ended. */
    public static byte[] unsettled(byte[] hive, int primary, int secondary) {
        byte[] dirty = hive.clone();
        ByteBuffer block = ByteBuffer.wrap(dirty).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(4, primary).putInt(8, secondary);
        return HiveWriter.sealed(dirty);
    }

    /** A log of these entries, the first of that number. */
    public static byte[] log(int sequence, byte[]... entries) {
        int root = ByteBuffer.wrap(entries[0]).order(ByteOrder.LITTLE_ENDIAN).getInt(16);
        byte[] log = HiveWriter.baseBlock(sequence, sequence, RegKey.WRITTEN, BaseBlock.ENTRIES, 32, root, 512);
        for (byte[] each : entries) {
            log = HiveWriter.concat(log, each);
        }
        return log;
    }

    /** What has to be written to make one hive of another. */
    public static byte[] entry(int sequence, byte[] before, byte[] after) {
        Set<Integer> pages = changed(before, after, PAGE);
        int size = (40 + pages.size() * (8 + PAGE) + 511) / 512 * 512;
        byte[] bytes = new byte[size];
        ByteBuffer entry = HiveWriter.little(bytes);
        entry.put("HvLE".getBytes(StandardCharsets.US_ASCII))
                .putInt(size)
                .putInt(0)
                .putInt(sequence);
        entry.putInt(after.length - Hive.BASE).putInt(pages.size()).position(40);
        pages.forEach(p -> entry.putInt(p * PAGE).putInt(PAGE));
        pages.forEach(p -> entry.put(after, Hive.BASE + p * PAGE, PAGE));
        seal(bytes, 0);
        return bytes;
    }

    /** Puts the sums of the entry there right, as far as it says how long it is. */
    public static void seal(byte[] bytes, int at) {
        ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = Math.clamp(entry.getInt(at + 4), 40, bytes.length - at);
        entry.putLong(at + 24, marvin(Arrays.copyOfRange(bytes, at + 40, at + size)));
        entry.putLong(at + 32, marvin(Arrays.copyOfRange(bytes, at, at + 32)));
    }

    private static long marvin(byte[] bytes) {
        Marvin32 marvin = new Marvin32(Marvin32.SEED);
        marvin.add(bytes, bytes.length);
        return marvin.sum();
    }

    /** A log of the sectors that have to be written to make one hive of another. */
    public static byte[] sectors(byte[] before, byte[] after, long written) {
        Set<Integer> sectors = changed(before, after, 512);
        int size = after.length - Hive.BASE;
        byte[] head = HiveWriter.baseBlock(6, 6, written, BaseBlock.DIRTY_SECTORS, 32, size, 512);
        int bitmap = (4 + size / 4096 + 511) / 512 * 512;
        byte[] bytes = new byte[bitmap + sectors.size() * 512];
        ByteBuffer rest = HiveWriter.little(bytes);
        rest.put("DIRT".getBytes(StandardCharsets.US_ASCII));
        sectors.forEach(s -> rest.put(4 + s / 8, (byte) (rest.get(4 + s / 8) | 1 << s % 8)));
        rest.position(bitmap);
        sectors.forEach(s -> rest.put(after, Hive.BASE + s * 512, 512));
        return HiveWriter.concat(head, bytes);
    }

    private static Set<Integer> changed(byte[] before, byte[] after, int page) {
        Set<Integer> changed = new TreeSet<>();
        for (int at = Hive.BASE; at < after.length; at += page) {
            if (at + page > before.length || !Arrays.equals(before, at, at + page, after, at, at + page)) {
                changed.add((at - Hive.BASE) / page);
            }
        }
        return changed;
    }
}
